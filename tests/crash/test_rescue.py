"""A broken file is rescued, and that stops anywhere: what was not sent is there at the next start, once and whole."""

import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from mobile.device.locks import AesLock
from mobile.media import shelf as media
from mobile.media.shelf import open_shelf
from mobile.replica_file import FILE, open_replica
from mobile.rescue import go_on, take_over
from shared.errors import Damaged, StoreFull
from shared.register import Row, canonical
from shared.replica.ledger import DEVICE_REGISTER
from shared.sealed_storage import Lock
from shared.storage import SqliteStorage
from shared.tables import SCHEMA
from tests.crash.adversaries import NAMED, Chance
from tests.crash.medium import Create, Delete, Image, Medium, Op, Rename, Sync, SyncFolder, Write
from tests.crash.recorder import Connection, Recorder
from tests.house import EPOCH

PLATFORMS = {"WAL": sys.platform, "TRUNCATE": "emscripten"}
LETS_THROUGH = tuple(named for named in NAMED if named.name in ("nothing", "everything", "every second write"))
NOW = 1_795_000_000_000
KEY = bytes(range(32))
EVERY = 40
"""Of the plain writes, one in so many is a place to stop; all renames, syncs, deletions and cuts are."""


@contextmanager
def noted(log: list[Op]) -> Iterator[None]:
    """While this runs, everything that is done to files is noted: by SQLite, and to their names."""
    recorder, rename, unlink, fsync = Recorder(log), Path.rename, Path.unlink, os.fsync

    def connect(path: Any, **_: Any) -> Connection:
        return Connection(str(path), recorder)

    def renamed(path: Path, target: Path) -> Path:
        log.append(Rename(path.name, target.name))
        return rename(path, target)

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        if path.exists():
            log.append(Delete(path.name, lasting=False))
        unlink(path, missing_ok)

    def synced(file: int) -> None:
        log.append(SyncFolder())
        fsync(file)

    with ExitStack() as stack:
        stack.enter_context(patch.object(sqlite3, "connect", connect))
        stack.enter_context(patch.object(Path, "rename", renamed))
        stack.enter_context(patch.object(Path, "unlink", unlinked))
        stack.enter_context(patch.object(os, "fsync", synced))
        yield


def stopped(start: Image, folder: Path, rescue: Callable[[Path], None], look: Callable[[Path, Any], None]) -> int:
    """Rescue what lies in `start`; stop at every point of that, for each adversary, and look, once at the same files.
    Answers how often it stopped.
    """
    log: list[Op] = []
    with noted(log):
        rescue(laid(folder / "live", start))
    medium, stops, seen = Medium(start), 0, set()
    for point, op in enumerate([None, *log]):
        if op is not None:
            medium.take(op)
        if isinstance(op, Write) and point % EVERY:
            continue
        for adversary in (*LETS_THROUGH, Chance(str(point))):
            image = medium.cut(adversary)
            stops += 1
            if key_of(image) not in seen:
                seen.add(key_of(image))
                home = laid(folder / "found", image)
                look(home, (point, op, adversary.name))
                shutil.rmtree(home)
    return stops


def key_of(image: Image) -> bytes:
    """The same for the same files."""
    return hashlib.sha256(repr(sorted(image.items())).encode()).digest()


def laid(folder: Path, image: Image) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True)
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return folder


def taken(folder: Path) -> Image:
    """The files of a folder, as a kill would leave them."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def broken(image: Image, file: str, table: str) -> Image:
    """One table of this file is noise."""
    content = bytearray(image[file])
    root, size = page_of(bytes(content), table)
    content[(root - 1) * size : root * size] = b"\xa5" * size
    return {**image, file: bytes(content)}


def page_of(content: bytes, table: str) -> tuple[int, int]:
    """Where a table begins in a file, and how long a page is there."""
    with closing(sqlite3.connect(":memory:")) as read:
        read.deserialize(content[:18] + b"\x01\x01" + content[20:])  # as if it had no other journal
        (root,) = read.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = read.execute("PRAGMA page_size").fetchone()
    return root, size


def wish(number: int, verb: str, **change: str) -> Row:
    """A line of the queue."""
    actions = [{"name": verb, "version": 1, "args": {"id": "contact-kim", "set": change}}]
    line = dict.fromkeys(DEVICE_REGISTER["queue"].names)
    line |= {"n": number, "id": f"changeset-{number}", "actions": canonical(actions), "about": "[]", "state": "waiting"}
    return line | {"seen": 7, "now": NOW, "wall": NOW, "offset": 0, "schema": SCHEMA, "app": "test", "seen_in": EPOCH}


def killed(folder: Path, lock: Lock | None = None) -> Image:
    """The files of a phone that was killed after two wishes, one about money."""
    folder.mkdir()
    opened = open_replica(folder, lock)
    opened.replica.enrol("user-karel", "phone-karel", EPOCH)
    opened.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with opened.store.transaction():
        opened.store.put("queue", *WISHES)
        opened.store.put("device", {**(opened.replica.state() or {}), "last_n": 2, "cursor": 7})
    image = taken(folder)
    opened.store.close()
    return image


WISHES = (wish(1, "contact.patch", given_name="Kim"), wish(2, "contact_finance.patch", mandate="M-9"))


@pytest.mark.parametrize("journal", PLATFORMS)
def test_a_rescue_that_stops_anywhere_loses_nothing_unsent(
    journal: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # promise 3
    monkeypatch.setattr(sys, "platform", PLATFORMS[journal])
    start = broken(killed(folder / "before"), FILE, "contact")
    assert (f"{FILE}-wal" in start) is (journal == "WAL")  # where the wishes are

    def look(home: Path, when: Any) -> None:
        for _ in range(2):
            opened = open_replica(home)
            state = opened.replica.state() or {}
            assert tuple(opened.store.find("queue")) == WISHES, when
            assert (state["device"], state["last_n"], state["cursor"]) == ("phone-karel", 2, 0), when
            opened.store.close()
            assert not [path.name for path in home.iterdir() if "rescue" in path.name or "doomed" in path.name], when

    assert stopped(start, folder, lambda home: open_replica(home).store.close(), look) > 80


def test_a_key_that_was_lost_takes_what_it_sealed_and_nothing_else_wherever_it_stops(folder: Path) -> None:
    start = killed(folder / "before", AesLock(KEY))
    another = AesLock(bytes(32))

    def look(home: Path, when: Any) -> None:
        opened = open_replica(home, another)  # it is on the disk by now: not fresh any more
        assert tuple(opened.store.find("queue")) == WISHES[:1], when
        opened.store.close()

    assert stopped(start, folder, lambda home: open_replica(home, another, fresh=True).store.close(), look) > 80


@pytest.mark.parametrize("journal", PLATFORMS)
def test_pictures_that_wait_survive_a_rescue_that_stops_anywhere(
    journal: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # promise 3
    (folder / "before").mkdir()
    shelf = open_shelf(folder / "before", lambda: NOW, journal)
    shelf._store.connection.execute(f"PRAGMA application_id = {BAD}")
    shelf._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = shelf.post("medium-1", b"precious" * 5000)
    start = taken(folder / "before")
    shelf.close()
    monkeypatch.setattr(media, "SqliteStorage", Picky)

    def look(home: Path, when: Any) -> None:
        shelf = open_shelf(home, lambda: NOW, journal)
        assert shelf.read(name) == b"precious" * 5000, when
        assert [row["medium"] for row in shelf.parcels()] == ["medium-1"], when
        shelf.close()
        assert sorted(path.name for path in home.iterdir() if path.suffix == ".db") == [media.FILE], when

    assert stopped(start, folder, lambda home: open_shelf(home, lambda: NOW, journal).close(), look) > 80


BAD = 13


class Picky(SqliteStorage):
    """Calls a file with a bad mark broken, though its tables can still be read."""

    def __init__(self, path: Any, *args: Any, **options: Any) -> None:
        super().__init__(path, *args, **options)
        if self.connection.execute("PRAGMA application_id").fetchone() == (BAD,):
            self.close()
            raise Damaged


def test_no_journal_comes_to_lie_beside_another_file(folder: Path) -> None:  # promises 1, 3
    """It would be played into it. And what is written after the rescue belongs to the file that has the name."""
    path, wal, draft = (folder / "live" / name for name in ("a.db", "a.db-wal", "a.rescue.db"))
    start = {path.name: b"broken", wal.name: b"its words", draft.name: b"rescued"}
    laid(path.parent, start)
    log: list[Op] = []
    with noted(log):
        take_over(path, keep=True)
    assert taken(path.parent) == {path.name: b"rescued", "a.broken-1.db": b"broken", "a.broken-1.db-wal": b"its words"}
    after = [Create(wal.name), Write(wal.name, 0, b"later words"), Sync(wal.name)]
    medium, found = Medium(start), set()
    for point, op in enumerate([*log, *after], 1):
        medium.take(op)
        for adversary in (*NAMED, *(Chance(f"{point} {number}") for number in range(40))):
            home = laid(folder / "found", medium.cut(adversary))
            go_on(home / path.name)
            left = taken(home)
            name, words = left[path.name], left.get(wal.name)
            assert (name, words == b"its words") in ((b"broken", True), (b"rescued", False)), (op, adversary.name)
            assert op is not after[-1] or words == b"later words", adversary.name
            found.add(name)
            shutil.rmtree(home)
    assert found == {b"broken", b"rescued"}


def test_a_disk_without_room_for_a_rescue_leaves_the_broken_file_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # promise 3
    home = laid(folder / "home", broken(killed(folder / "before"), FILE, "contact"))
    with monkeypatch.context() as full:
        full.setattr(SqliteStorage, "put", no_room)
        with pytest.raises(StoreFull):
            open_replica(home)
    opened = open_replica(home)
    assert (opened.broken, opened.rescued, tuple(opened.store.find("queue"))) == (True, 2, WISHES)
    opened.store.close()


def no_room(*_: Any) -> None:
    """A disk that is full."""
    raise StoreFull
