"""A whole club from one database into another: table by table, in slices, and read back before it counts.

Everything travels: rows, log, receipts, history, devices, secrets. So devices go on with the copy as if it were the
server they know, and only one of the two may go on being served. The bytes of media go first, each under its hash: a
copy that is broken off goes on with those that are not there yet.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shared.register import Row, Table
from shared.storage import Store
from sync_server.media.blobs import Blobs
from sync_server.settings import Database
from sync_server.store.database import holds_club, open_store
from sync_server.store.drafts import draft_beside
from sync_server.store.tables import below_all

Progress = Callable[[int, int], None]

SLICE = 2_000
DIGEST = "digest"


class NotCopied(Exception):
    """No club was copied. `code`: "taken" (the target holds something), "nothing" (the source holds no club),
    "no_media" (there is no folder with the bytes of its media), or "differs" (what was read back is not what was
    written: `table` says where).
    """

    def __init__(self, code: str, table: str = "") -> None:
        super().__init__(code, table)
        self.code, self.table = code, table


def copy_club(source: Database, target: Database, progress: Progress = lambda done, total: None) -> int:
    """Copy the club that is kept in `source` into `target`, all or nothing; answers the number of rows.

    `progress` hears how many of how many rows were written or compared. A file is made under another name and put in
    place when it is whole. Raises NotCopied.
    """
    if not isinstance(target, Path):
        _look(source, target)
        return _copy(source, target, progress)
    with draft_beside(target) as draft:
        _look(source, target)
        rows = _copy(source, draft, progress)
        draft.rename(target)
    return rows


def _copy(source: Database, target: Database, progress: Progress) -> int:
    with closing(open_store(source)) as one, closing(open_store(target)) as other:
        return copy_rows(one, other, progress)


@dataclass(frozen=True)
class Copied:
    """How many blobs are in the target, and how many the source should have and has not, or not whole."""

    here: int
    missing: int


def copy_media(source: Database, target: Database, folders: tuple[Path, Path], progress: Progress) -> Copied:
    """Copy the bytes of a club's media from one folder to another, before `copy_club` copies its rows.

    What is there whole already is not copied again, so it may be broken off at any time. Raises NotCopied, as
    `copy_club` would, or `no_media`; StoreFull.
    """
    _look(source, target)
    with closing(open_store(source)) as store:
        rows = store.find("medium", state="stored")
    wanted = sorted({name for row in rows for name in (row["hash"], row["preview"]) if name is not None})
    if wanted and not folders[0].is_dir():
        raise NotCopied("no_media")
    return copy_blobs(wanted, Blobs(folders[0]), Blobs(folders[1]), progress)


def copy_blobs(wanted: Sequence[str], source: Blobs, target: Blobs, progress: Progress) -> Copied:
    """Copy those of these blobs that the target has not whole; each is compared with its name. Raises StoreFull."""
    missing = 0
    for done, name in enumerate(wanted, 1):
        if target.read(name) is None:
            data = source.read(name)
            if data is None:
                missing += 1
            else:
                target.drop(name)
                target.keep(data)
        progress(done, len(wanted))
    return Copied(len(wanted) - missing, missing)


def _look(source: Database, target: Database) -> None:
    if not holds_club(source):
        raise NotCopied("nothing")
    if holds_club(target):
        raise NotCopied("taken")


def copy_rows(source: Store, target: Store, progress: Progress = lambda done, total: None) -> int:
    """Copy every row of the source's moment into an empty target, in one transaction; answers how many.

    Both have the same register. Raises NotCopied, with the target as it was.
    """
    with source.snapshot(), target.transaction():
        if any(target.count(table.name) for table in target.register):
            raise NotCopied("taken")
        counts = {table.name: source.count(table.name) for table in source.register}
        done, total = 0, 2 * sum(counts.values())
        for table in source.register:
            for rows in slices(source, table):
                target.put(table.name, *rows)
                done += len(rows)
                progress(done, total)
        for table in source.register:
            for rows in _compared(source, target, table):
                done += len(rows)
                progress(done, total)
    return total // 2


def _compared(source: Store, target: Store, table: Table) -> Iterator[list[Row]]:
    """Slices of a table that stand alike in both: rows, counts, and with them the digests that devices compare."""
    if source.count(table.name) != target.count(table.name):
        raise NotCopied("differs", table.name)
    for rows, copies in zip(slices(source, table), slices(target, table), strict=True):
        if rows != copies:
            raise NotCopied("differs", table.name)
        yield rows


def slices(store: Store, table: Table) -> Iterator[list[Row]]:
    """All rows of a table in order of their key, some thousands at a time."""
    last = below_all(table, table.key)
    while rows := store.above(table.name, table.key, last, SLICE):
        yield rows
        last = table.key_of(rows[-1])
