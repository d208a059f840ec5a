"""Where this device keeps bytes: in a file beside the replica, as pieces of text under their SHA-256.

A *parcel* says that a medium of this person needs its bytes on the server; they stay until the server has them. All
other bytes are copies that may be fetched again: they make room for newer ones, and leave with the rows that name them.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Collection
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from mobile.rescue import draft_of, go_on, take_over
from shared.errors import Damaged
from shared.register import Field, Register, Row, Table
from shared.storage import SqliteStorage, salvage

FILE = "media.db"
PIECE_BYTES = 256 * 1024
HOUR_MS = 3600 * 1000
CACHE_BYTES = 64 * 1024 * 1024
"""How many bytes may stay here without having to."""


def _kept(name: str, *fields: Field, key: tuple[str, ...], indexes: tuple[tuple[str, ...], ...] = ()) -> Table:
    return Table(name, "-", "-", "-", fields, indexes, (), key)


HASH = Field("hash")
PARCEL = _kept("parcel", Field("medium"), HASH, key=("medium",), indexes=(("hash",),))
# `have` counts the bytes that are here: all of `size`, or the first ones of a fetch that goes on.
KEPT = _kept(
    "kept", HASH, Field("size", "integer"), Field("have", "integer"), Field("used_at", "integer"), key=("hash",)
)
PIECE = _kept("piece", HASH, Field("n", "integer"), Field("data"), key=("hash", "n"))
SHELF_REGISTER = Register((PARCEL, KEPT, PIECE))


class Shelf:
    """Bytes by their SHA-256. `now` answers UTC milliseconds; `piece` is how many bytes are kept and sent at a time."""

    def __init__(
        self, store: SqliteStorage, now: Callable[[], int], room: int = CACHE_BYTES, piece: int = PIECE_BYTES
    ) -> None:
        self._store = store
        self._now = now
        self._room = room
        self.piece = piece

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    # ---- what must be sent

    def post(self, medium: str, data: bytes) -> str:
        """Keep the bytes of a medium until the server has them; answers their SHA-256. On disk when it returns.

        Raises StoreFull, with nothing kept.
        """
        name = sha256(data).hexdigest()
        with self._store.transaction():
            self._store.put("parcel", {"medium": medium, "hash": name})
            for n, start in enumerate(range(0, len(data), self.piece)):
                self._put_piece(name, n, data[start : start + self.piece])
            self._note(name, len(data), len(data))
        return name

    def parcels(self) -> list[Row]:
        """What must be sent, by medium and hash."""
        return self._store.find("parcel")

    def released(self, medium: str) -> None:
        """The server has them, or nobody wants them: from now on they are a copy as any other."""
        with self._store.transaction():
            self._store.delete("parcel", medium)

    # ---- bytes

    def has(self, name: str) -> bool:
        """Whether all bytes with this hash are here."""
        kept = self._store.get("kept", name)
        return kept is not None and kept["have"] == kept["size"]

    def read(self, name: str) -> bytes | None:
        """The bytes with this hash when all are here. Those that rotted are thrown away."""
        if not self.has(name):
            return None
        data = b"".join(_plain(row) for row in self._store.find("piece", hash=name))
        if sha256(data).hexdigest() != name:
            self._drop([name])
            return None
        self._touch(name)
        return data

    def _touch(self, name: str) -> None:
        """What was looked at stays longer; an hour more or less is worth no write."""
        kept = self._store.get("kept", name)
        if kept is not None and abs(self._now() - int(kept["used_at"] or 0)) > HOUR_MS:
            with self._store.transaction(lasting=False):
                self._note(name, kept["size"], kept["have"])

    def slice(self, name: str, offset: int) -> bytes:
        """The next bytes from `offset` on, a piece at most; nothing at the end."""
        row = self._store.get("piece", name, offset // self.piece)
        return b"" if row is None else _plain(row)[offset % self.piece :]

    def have(self, name: str) -> int:
        """How many of the first bytes are here: where a fetch goes on."""
        kept = self._store.get("kept", name)
        return 0 if kept is None else int(kept["have"])

    def add(self, name: str, size: int, offset: int, data: bytes) -> bool:
        """The next bytes of a fetch; True when they were the last and all are what they should be.

        Anything else than the next piece changes nothing; wrong ones throw away what came before. Raises StoreFull.
        """
        have = self.have(name)
        if offset != have or len(data) != min(self.piece, size - have) or not data:
            return False
        with self._store.transaction(lasting=False):
            self._put_piece(name, offset // self.piece, data)
            self._note(name, size, have + len(data))
        return self.has(name) and self.read(name) is not None

    def _put_piece(self, name: str, n: int, data: bytes) -> None:
        self._store.put("piece", {"hash": name, "n": n, "data": b64encode(data).decode()})

    def _note(self, name: str, size: int, have: int) -> None:
        self._store.put("kept", {"hash": name, "size": size, "have": have, "used_at": self._now()})

    # ---- tidying

    def names(self) -> list[str]:
        """The hashes of everything here, whole or not."""
        return [str(row["hash"]) for row in self._store.find("kept")]

    def sweep(self, wanted: Collection[str]) -> None:
        """Throw away what is neither a parcel nor `wanted`, and the longest unused copies that find no room."""
        parcels = {row["hash"] for row in self.parcels()}
        kept = sorted(self._store.find("kept"), key=lambda row: (-int(row["used_at"] or 0), row["hash"]))
        doomed, room = [], self._room
        for row in kept:
            if row["hash"] in parcels:
                continue
            room -= int(row["have"] or 0)
            if row["hash"] not in wanted or room < 0:
                doomed.append(str(row["hash"]))
        if doomed:
            self._drop(doomed)

    def _drop(self, names: list[str]) -> None:
        """Their bytes leave the file and its journal."""
        with self._store.transaction(lasting=False):
            self._store.discard_among("piece", "hash", names)
            self._store.discard_among("kept", "hash", names)
        self._store.scrub()


def _plain(row: Row) -> bytes:
    """The bytes of a piece; none of one that rotted: its hash will say so."""
    try:
        return b64decode(row["data"], validate=True)
    except (TypeError, ValueError):
        return b""


def open_shelf(folder: Path, now: Callable[[], int], journal: str) -> Shelf:
    """Open or make the shelf of this folder. From a broken file everything is carried over that it still
    gives. Raises StoreFull when there is no room for that; the broken file then stays as it is.
    """
    path = folder / FILE
    go_on(path)
    with suppress(Damaged):
        return Shelf(SqliteStorage(path, SHELF_REGISTER, journal=journal), now)
    with closing(SqliteStorage(draft_of(path), SHELF_REGISTER, journal="TRUNCATE")) as draft, draft.transaction():
        for table in SHELF_REGISTER:
            draft.put(table.name, *salvage(path, table))
    take_over(path, keep=False)
    return Shelf(SqliteStorage(path, SHELF_REGISTER, journal=journal), now)
