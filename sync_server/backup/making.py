"""A backup is made while the server answers and writes: all rows of one moment, then the bytes they speak of.

Everything in the database travels; what stands outside does not: the ledger, which must outlive a restore, and the
club's keys.
"""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from shared.errors import StoreFull
from shared.storage import Store
from sync_server.backup.contents import Head, Sum, Total, Write, write_blob, write_head, write_rows, write_total
from sync_server.backup.envelope import Sealer
from sync_server.backup.problems import NotRestored
from sync_server.media.blobs import NO_ROOM, Blobs
from sync_server.settings import Database
from sync_server.store.copying import slices
from sync_server.store.database import holds_club, open_store

Progress = Callable[[int, int], None]


def unseen(done: int, total: int) -> None:
    """Nobody looks how far it is."""


@dataclass(frozen=True)
class Made:
    """What is in a backup: rows, blobs, blobs that the club itself had lost, and the entry of the log it ends at."""

    rows: int
    blobs: int
    missing: int
    seq: int


def back_up(
    database: Database,
    media: Path,
    file: Path,
    to: X25519PublicKey,
    now: int,
    progress: Progress = unseen,
) -> Made:
    """Write the club that is kept there, and its media, into a file that is not there yet. `now` is UTC ms.

    Nobody waits for it: rows are read as of one moment, beside the one writer. The file bears its name once it is
    whole and on the disk. Raises NotRestored `nothing` or `taken`, StoreFull.
    """
    if not holds_club(database):
        raise NotRestored("nothing")
    if file.exists():
        raise NotRestored("taken", str(file))
    draft = file.with_name(file.name + ".making")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            made = _write(database, Blobs(media), opened, to, now, progress)
            opened.flush()
            os.fsync(opened.fileno())
        draft.rename(file)
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise StoreFull from problem
        raise
    finally:
        draft.unlink(missing_ok=True)
    return made


def _write(database: Database, blobs: Blobs, file: BinaryIO, to: X25519PublicKey, now: int, progress: Progress) -> Made:
    sealer = Sealer(file, to)
    with closing(open_store(database)) as store, store.snapshot():
        head, wanted, sums, rows = _rows(store, sealer.write, now, progress)
    missing = 0
    for done, name in enumerate(wanted, 1):
        data = blobs.read(name)
        if data is None:
            missing += 1
        else:
            write_blob(sealer.write, data)
        progress(rows + done, rows + len(wanted))
    total = Total({name: one.total for name, one in sums.items()}, len(wanted) - missing, missing)
    write_total(sealer.write, total)
    sealer.end()
    return Made(rows, total.blobs, missing, head.seq)


def _rows(store: Store, write: Write, now: int, progress: Progress) -> tuple[Head, list[str], dict[str, Sum], int]:
    """Write the head and all rows; answers the head, the names of the blobs they speak of, and what was counted."""
    club = store.get("club", "club") or {"epoch": "", "seq": 0}
    head = Head(now, str(club["epoch"]), int(club["seq"]), {table.name: table.names for table in store.register})
    write_head(write, head)
    wanted = named_blobs(store)
    rows = sum(store.count(table.name) for table in store.register)
    sums, done = dict[str, Sum](), 0
    for table in store.register:
        sums[table.name] = counted = Sum(table.names)
        for part in slices(store, table):
            write_rows(write, table.name, counted.add(part))
            done += len(part)
            progress(done, rows + len(wanted))
    return head, wanted, sums, rows


def named_blobs(store: Store) -> list[str]:
    """The names of all blobs that rows speak of, each once, in order."""
    rows = store.find("medium", state="stored")
    return sorted({str(name) for row in rows for name in (row["hash"], row["preview"]) if name is not None})
