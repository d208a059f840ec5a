"""A backup is put back in an empty place: all of it, or nothing.

It is read twice. The first time everything is opened, counted and compared, and bytes are laid aside; nothing else is
written before the last byte has proved itself. The second time the rows are written, in one transaction or under
another name, read back, and put in place.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.storage import Store
from shared.sync.digest import Moves, Tally, number_of, row_hash
from shared.tables import REGISTER
from sync_server.audiences import Audiences
from sync_server.backup.contents import Blob, Head, Record, Rows, Sum, Total, records
from sync_server.backup.envelope import Opener
from sync_server.backup.making import Progress, named_blobs, unseen
from sync_server.backup.problems import NotRestored
from sync_server.keys.sealing import CELLS
from sync_server.media.blobs import Blobs
from sync_server.settings import Database
from sync_server.store.copying import slices
from sync_server.store.database import holds_club, open_store
from sync_server.store.drafts import draft_beside
from sync_server.store.tables import SERVER_REGISTER

TALLIES = "digest"


@dataclass(frozen=True)
class Came:
    """What was put back: from when (UTC ms), up to which entry, rows, blobs, and blobs that were lost before."""

    made_at: int
    seq: int
    rows: int
    blobs: int
    missing: int


@dataclass(frozen=True)
class Place:
    """Where a club is put: its database and the folder of its media. Bytes are laid aside in that folder first."""

    database: Database
    media: Path


def put_back(file: Path, key: X25519PrivateKey, place: Place, progress: Progress = unseen) -> Came:
    """Put the club of this backup there. Raises NotRestored, with nothing changed; OSError when it cannot be read;
    StoreFull.
    """
    if holds_club(place.database):
        raise NotRestored("living")
    place.media.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.media, prefix="restoring-") as aside:
        stage = Path(aside)
        head, total = _look_through(file, key, Blobs(stage), progress)
        _put_rows(file, key, place, stage, total, progress)
    rows = sum(count for count, _ in total.tables.values())
    return Came(head.made_at, head.seq, rows, total.blobs, total.missing)


def verify(file: Path, key: X25519PrivateKey, scratch: Path, progress: Progress = unseen) -> Came:
    """Put it back in this folder, and look whether the club there agrees with itself: every row with its hash, and the
    hashes with the sums that devices compare. Raises as `put_back` does.
    """
    came = put_back(file, key, Place(scratch / "club.db", scratch / "media"), progress)
    with closing(open_store(scratch / "club.db")) as store:
        table = differs(store)
        if table is not None:
            raise NotRestored("contents", table)
        there = Blobs(scratch / "media")
        if sum(there.read(name) is not None for name in named_blobs(store)) != came.blobs:
            raise NotRestored("contents", "medium")
    return came


@contextmanager
def _opened(file: Path, key: X25519PrivateKey) -> Iterator[Iterator[Record]]:
    with file.open("rb") as sealed:
        yield records(Opener(sealed, key).read, SERVER_REGISTER)


def _look_through(file: Path, key: X25519PrivateKey, aside: Blobs, progress: Progress) -> tuple[Head, Total]:
    """Everything as it must be; bytes are laid aside."""
    head, total, sums, names, done = None, None, dict[str, Sum](), set[str](), 0
    size = file.stat().st_size
    with _opened(file, key) as found:
        for record in found:
            if isinstance(record, Head):
                head = record
                sums = {name: Sum(columns) for name, columns in record.columns.items()}
            elif isinstance(record, Rows):
                sums[record.table].add(record.rows)
            elif isinstance(record, Blob):
                names.add(aside.keep(record.data))
                done += len(record.data)
                progress(min(done, size - 1), size)  # what follows is the longer half
            else:
                total = record
    if head is None or total is None or total.blobs != len(names):
        raise NotRestored("contents")
    for name, counted in sums.items():
        if counted.total != total.tables[name]:
            raise NotRestored("contents", name)
    return head, total


def _put_rows(file: Path, key: X25519PrivateKey, place: Place, stage: Path, total: Total, progress: Progress) -> None:
    if not isinstance(place.database, Path):
        _fill(place, file, key, stage, total, progress)
        return
    with draft_beside(place.database) as draft:
        if holds_club(place.database):
            raise NotRestored("living")
        _fill(Place(draft, place.media), file, key, stage, total, progress)
        draft.rename(place.database)


def _fill(place: Place, file: Path, key: X25519PrivateKey, stage: Path, total: Total, progress: Progress) -> None:
    with closing(open_store(place.database)) as store, store.transaction():
        if any(store.count(table.name) for table in store.register):
            raise NotRestored("living")
        _write(file, key, store, total, progress)
        _take_over(stage, place.media)


def _write(file: Path, key: X25519PrivateKey, store: Store, total: Total, progress: Progress) -> None:
    """Write the rows, and read them back."""
    columns: dict[str, tuple[str, ...]] = {}
    wanted = 2 * sum(count for count, _ in total.tables.values())
    done = 0
    with _opened(file, key) as found:
        for record in found:
            if isinstance(record, Head):
                columns = dict(record.columns)
            elif isinstance(record, Rows):
                store.put(record.table, *record.rows)
                done += len(record.rows)
                progress(done, wanted)
    for name, names in columns.items():
        counted = Sum(names)
        for rows in slices(store, store.register[name]):
            counted.add(rows)
            done += len(rows)
            progress(done, wanted)
        if counted.total != total.tables[name]:
            raise NotRestored("read_back", name)


def _take_over(stage: Path, media: Path) -> None:
    """Bytes under their names: what is there whole already stays."""
    there = Blobs(media)
    for path in sorted(path for path in stage.rglob("*") if path.is_file()):
        if there.read(path.name) is None:
            target = media / path.relative_to(stage)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def differs(store: Store) -> str | None:
    """The first table in which a row is not what its hash says, or the hashes not what the sums say; None when all
    agree.
    """
    audiences, moves = Audiences(store), Moves[frozenset[str]]()
    # A sealed cell proves itself when it is opened.
    opaque = CELLS.keys() if store.count("data_key") else frozenset[str]()
    for table in (table for table in REGISTER if table.name not in opaque):
        for rows in slices(store, table):
            ids = [row["id"] for row in rows]
            versions = {one["id"]: one for one in store.among("row_version", "id", ids, tbl=table.name, deleted=0)}
            for row in rows:
                version = versions.get(row["id"])
                if version is None or number_of(version["hash"]) != row_hash(table, row):
                    return table.name
                moves.enter(audiences.scopes(version["audience"]), table.name, number_of(version["hash"]))
    sums = moves.unfolded().onto({})
    lines = [row for row in store.find(TALLIES) if row["tbl"] not in opaque]
    told = {(row["scope"], row["tbl"]): Tally(row["count"], number_of(row["sum"])) for row in lines}
    for place in sorted(sums.keys() | told.keys()):
        if sums.get(place, Tally()) != told.get(place, Tally()):
            return place[1]
    return None
