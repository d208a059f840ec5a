"""A club that is sealed, in a folder of its own, and everything that a thief of that folder or database would read."""

import secrets
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from sync_server.club import Club, open_club
from sync_server.keys.sealing import CELLS
from sync_server.settings import Database
from sync_server.store.database import open_store
from tests.house import EPOCH, Clock, House, furnish


class Place:
    """A folder with a ledger, packages and a key file, and a database in it or elsewhere."""

    def __init__(self, folder: Path, elsewhere: str | None = None) -> None:
        self.folder = folder
        self.database: Database = elsewhere or folder / "club.db"
        self.ledger, self.packages, self.keys = (
            folder / "club.ledger",
            folder / "packages",
            folder / "keys" / "club.key",
        )
        self.clock = Clock()

    def open(self, *, keys: bool = True) -> Club:
        """The club as the server opens it."""
        return open_club(self.database, self.clock, self.ledger, self.packages, keys=self.keys if keys else None)

    def house(self, club: Club) -> House:
        """The same with people to speak for, furnished when it is new."""
        new = club.store.count("contact") == 0
        house = House(club.store)
        house.clock, house.referee, house.facts = self.clock, club.referee, club.referee.facts
        house.checkpoints, house.packages = club.checkpoints, club.packages
        house.new_id._made = secrets.randbelow(10**6) * 1000  # a second house goes on with other ids
        return furnish(house) if new else house

    def told(self) -> bytes:
        """Every cell of the database as it is kept, and every byte of every file but those of the keys."""
        with closing(open_store(self.database)) as store:
            cells: list[Any] = [row for table in store.register for row in store.find(table.name)]
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path != self.keys]
        return repr(cells).encode() + b"".join(path.read_bytes() for path in files)

    def pages(self) -> bytes:
        """The files in which PostgreSQL keeps what is sealed, as they lie on disk; of SQLite `told` has them."""
        if isinstance(self.database, Path):
            return self.told()
        with psycopg.connect(self.database, autocommit=True) as line:
            line.execute("CHECKPOINT")
            asked = "SELECT pg_read_binary_file(pg_relation_filepath(%s::regclass))"
            found = [line.execute(asked, (f'"{table}"',)).fetchone() for table in CELLS]
        return b"".join(row[0] for row in found if row is not None)


def epoch_of(house: House) -> str:
    """The life that phones of this house enrol in."""
    row = house.store.get("club", "club")
    return EPOCH if row is None else str(row["epoch"])
