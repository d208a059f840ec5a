"""Where the device keeps its replica, how it opens, and what happens when the file is broken.

A file that cannot be read is kept aside under another name, a fresh one is made, and what was not sent yet is
carried over: the club's rows come back with the next sync, the person's own words cannot come from anywhere
else.
"""

import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shared.domain.contact import fold
from shared.errors import Damaged
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf
from shared.sealed_storage import Lock, SealedStorage, is_sealed, readable
from shared.storage import SqliteStorage, salvage
from shared.tables import SCHEMA

APP = "0.1.0"
FILE = "replica.db"
RESCUED = ("device", "queue", "sent")
TAILS = ("-wal", "-journal", "-shm")


@dataclass(frozen=True)
class Opened:
    """An open replica. `rescued` counts unsent changesets that were carried out of a broken file."""

    store: SqliteStorage
    replica: Replica
    broken: bool = False
    rescued: int = 0


def open_replica(folder: Path, lock: Lock | None = None, *, fresh: bool = False) -> Opened:
    """Open or make the replica in this folder, with a lock for what is sensitive; `fresh` says that its key was made
    just now, so what another key sealed is lost. Raises StoreFull when the disk has no room for an empty one.
    """
    path = folder / FILE
    try:
        return _open(path, lock, fresh=fresh)
    except Damaged:
        kept = aside(path)
    lines = {name: salvage(kept, DEVICE_REGISTER[name]) for name in RESCUED}
    if fresh:
        lines = {name: readable(rows, ("actions",)) for name, rows in lines.items()}
        kept.unlink()
    opened = _open(path, lock)
    with opened.store.transaction():
        for name, rows in lines.items():
            SqliteStorage.put(opened.store, name, *rows)  # as they lay there: what was sealed is
        for state in opened.store.find("device"):
            opened.store.put("device", {**state, "cursor": 0, "grants_seq": 0, "doubt": 1})
    return Opened(opened.store, opened.replica, True, len(lines["queue"]))


def _open(path: Path, lock: Lock | None = None, *, fresh: bool = False) -> Opened:
    how = {"fold": fold, "journal": "TRUNCATE" if sys.platform == "emscripten" else "WAL"}
    if fresh and path.exists():
        with closing(SqliteStorage(path, DEVICE_REGISTER, **how)) as before:  # type: ignore[arg-type]  # by name
            if is_sealed(before):
                raise Damaged
    if lock is None:
        store = SqliteStorage(path, DEVICE_REGISTER, **how)  # type: ignore[arg-type]  # by name
    else:
        store = SealedStorage(path, DEVICE_REGISTER, lock, **how)
    try:
        verdict = store.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        store.close()
        raise Damaged from problem
    if verdict != "ok":
        store.close()
        raise Damaged
    if any((state["schema"] or 0) > SCHEMA for state in store.find("device")):  # the app was set back
        store.empty_unknown()
    return Opened(store, Replica(store, APP, Shelf(path.parent)))


def aside(path: Path) -> Path:
    """Move a broken store with its journals out of the way; answers its new name."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.broken-{number}.db")).exists():
        number += 1
    path.rename(kept)
    for tail in TAILS:
        beside = path.with_name(path.name + tail)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + tail))
    return kept
