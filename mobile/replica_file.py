"""Where the device keeps its replica, how it opens, and what happens when the file is broken.

A file that cannot be read is kept aside under another name, and what was not sent yet is carried over into a fresh
one: the club's rows come back with the next sync, the person's own words cannot come from anywhere else. So these are
in the fresh file, and that on the disk, before the broken one is touched (`mobile/rescue.py`).
"""

import sqlite3
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mobile.rescue import draft_of, go_on, take_over
from shared.domain.contact import fold
from shared.errors import Damaged
from shared.register import Row
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf
from shared.sealed_storage import BROKEN, Lock, SealedStorage, is_sealed
from shared.storage import SqliteStorage, salvage
from shared.tables import SCHEMA

APP = "0.1.0"
FILE = "replica.db"
UNSENT = ("queue", "sent")
RESCUED = ("device", *UNSENT)


@dataclass(frozen=True)
class Opened:
    """An open replica. `rescued` counts unsent changesets that were carried out of a broken file."""

    store: SqliteStorage
    replica: Replica
    broken: bool = False
    rescued: int = 0


def open_replica(folder: Path, lock: Lock | None = None, *, fresh: bool = False) -> Opened:
    """Open or make the replica in this folder, with a lock for what is sensitive; `fresh` says that its key was made
    just now, so what another key sealed is lost. Raises StoreFull when the disk has no room for another one beside a
    broken one, which then stays as it is.
    """
    path = folder / FILE
    rescued = go_on(path)
    opened: Opened | None = None
    with suppress(Damaged):
        opened = _open(path, lock, fresh=fresh)
    if opened is None:
        _draft(path, lock)
        take_over(path, keep=not fresh)
        opened, rescued = _open(path, lock), True
    return replace(opened, broken=True, rescued=opened.store.count("queue")) if rescued else opened


def _draft(path: Path, lock: Lock | None) -> None:
    """What a broken file still gives of the person's own, in a file beside it. What no key opens is left out."""
    # One journal that is empty in the end: the draft is one file, which can take another's name.
    how = {"fold": fold, "journal": "TRUNCATE"}
    with closing(_stored(draft_of(path), lock, how)) as store, store.transaction():
        for name in RESCUED:  # as they lay there: what was sealed is
            SqliteStorage.put(store, name, *salvage(path, DEVICE_REGISTER[name]))
        for name in UNSENT:
            for line in _unreadable(store, name):
                store.delete(name, *DEVICE_REGISTER[name].key_of(line))
        for state in store.find("device"):
            store.put("device", {**state, "cursor": 0, "grants_seq": 0, "doubt": 1})


def _unreadable(store: SqliteStorage, name: str) -> list[Row]:
    return [line for line in store.find(name) if line["actions"] == BROKEN]


def _stored(path: Path, lock: Lock | None, how: dict[str, Any]) -> SqliteStorage:
    if lock is None:
        return SqliteStorage(path, DEVICE_REGISTER, **how)
    return SealedStorage(path, DEVICE_REGISTER, lock, **how)


def _open(path: Path, lock: Lock | None = None, *, fresh: bool = False) -> Opened:
    how = {"fold": fold, "journal": "TRUNCATE" if sys.platform == "emscripten" else "WAL"}
    if fresh and path.exists():
        with closing(_stored(path, None, how)) as before:
            if is_sealed(before):
                raise Damaged
    store = _stored(path, lock, how)
    try:
        verdict = store.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        store.close()
        raise Damaged from problem
    # A start with a fresh key may have been cut short: then this is another start, with a key that is not fresh.
    if verdict != "ok" or any(_unreadable(store, name) for name in UNSENT):
        store.close()
        raise Damaged
    if any((state["schema"] or 0) > SCHEMA for state in store.find("device")):  # the app was set back
        store.empty_unknown()
    replica = Replica(store, APP, Shelf(path.parent))
    try:
        replica.sweep()
    except Damaged:
        store.close()
        raise
    return Opened(store, replica)
