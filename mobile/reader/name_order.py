"""Active people in the order of their names, kept in memory beside the file: a page of the list is then one look
at an index, however large the club is.

It is filled a slice at a time, because ten thousand names take half a second of a browser; triggers of this
connection keep it true, inside the same transactions as the rows themselves.
"""

import sqlite3
from functools import lru_cache

from shared.domain.contact import sort_key

SLICE = 200
"""Names taken in at once: some ten milliseconds in a browser."""

ONE = "SELECT new.rowid, name_key(new.given_name, new.family_name), new.id WHERE new.status = 'active'"
PUT, DROP = f"INSERT OR REPLACE INTO name_order {ONE};", "DELETE FROM name_order WHERE contact = old.rowid;"
EVENTS = (("INSERT", PUT), ("DELETE", DROP), ("UPDATE OF given_name, family_name, status", DROP + PUT))
MAKE = (
    "CREATE TEMP TABLE IF NOT EXISTS name_order (contact INTEGER PRIMARY KEY, key TEXT NOT NULL, id TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS temp.name_order_by_key ON name_order (key, id)",
    *(
        f"CREATE TEMP TRIGGER IF NOT EXISTS name_order_{number} AFTER {event} ON main.contact BEGIN {body} END"
        for number, (event, body) in enumerate(EVENTS)
    ),
)
FILL = """INSERT OR REPLACE INTO name_order SELECT rowid, name_key(given_name, family_name), id
    FROM contact WHERE rowid > ? AND rowid <= ? AND status = 'active'"""


@lru_cache(maxsize=4096)
def _sort_key(given: str | None, family: str | None) -> str:
    return sort_key(given, family)


class NameOrder:
    """The temporary table `name_order` (contact: the row's number, key, id), and SQL's `name_key(given, family)`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._upto = -1
        self._whole = False
        connection.create_function("name_key", 2, _sort_key, deterministic=True)

    def prepare(self, most: int = SLICE) -> bool:
        """Take in some more rows, about `most`; True when all are there. Outside a transaction: a rollback would
        take the table away again."""
        if self._whole:
            return True
        if self._upto < 0:
            for statement in MAKE:
                self._db.execute(statement)
            self._upto = 0
        [last] = self._db.execute("SELECT coalesce(max(rowid), 0) FROM contact").fetchone()
        upto = min(last, self._upto + most)
        self._db.execute(FILL, (self._upto, upto))
        self._upto, self._whole = upto, upto == last
        return self._whole

    def complete(self) -> None:
        """Take in what is missing, now: somebody asks."""
        while not self.prepare(most=1 << 40):
            pass
