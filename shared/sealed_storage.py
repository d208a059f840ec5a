"""A device's store that seals what is sensitive before it reaches the file, and opens it on its way back.

Sealed are the tables of classes C and D, and cells that repeat their words: the queue, what was answered, first images,
pages that wait, lines of the inbox. Hashes and sums of such rows are sealed too: who has the file could else try out
every account number until the hash is right. What was flipped or sealed with another key reads as nothing that was
ever sent, so the digest differs and the club's word takes its place, as for any rot.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from shared.errors import Damaged
from shared.register import Key, Register, Row
from shared.storage import SqliteStorage
from shared.tables import REGISTER

MARK = 1414288177  # "TLS1"
SET_MARK = "PRAGMA application_id = 1414288177"
"""In the header of a file that is sealed."""
SIGN = "~"
"""A sealed cell begins so: no JSON does, and no hash."""
BROKEN = ""

SENSITIVE: Mapping[str, tuple[str, ...]] = {
    table.name: tuple(field.name for field in table.fields if field.name not in table.key and field.ref is None)
    for table in REGISTER
    if table.klass in ("C", "D")
}
QUOTING = {
    "queue": ("actions",),
    "sent": ("actions",),
    "staged": ("body",),
    "base": ("image",),
    "later": ("cells",),
    "inbox_item": ("detail",),
}
"""JSON, sealed where it names a sensitive table."""
HASHES = {"held": ("hash",), "tally": ("sum",)}
CELLS: Mapping[str, tuple[str, ...]] = {**SENSITIVE, **QUOTING, **HASHES}


class Lock(Protocol):
    """One key, and what is done with it."""

    def shut(self, plain: str, *place: str | int) -> str:
        """This text sealed for this place: a text."""

    def open(self, sealed: str, *place: str | int) -> str:
        """What was shut at this place. Raises Damaged for anything else."""


class SealedStorage(SqliteStorage):
    """SQLite with a lock. Queries open what they find with the SQL function `opened(table, key, field, cell)`."""

    def __init__(self, path: str | Path, register: Register, lock: Lock, **how: Any) -> None:
        """As `SqliteStorage`. A file that is not sealed yet is, all in one transaction."""
        self._lock = lock
        self._plain = True
        super().__init__(path, register, **how)
        self.connection.create_function("opened", 4, self._opened_cell, deterministic=True)
        if not is_sealed(self):
            with self.transaction():
                for name in CELLS:
                    if name in register:
                        rows = [row for row in self.find(name) if self._wanted(name, row)]
                        super().put(name, *(self._shut(name, row) for row in rows))
                self.connection.execute(SET_MARK)
            self.scrub()
        self._plain = False

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        row = super().get(table, *key)
        return row if row is None or table not in CELLS else self._opened(table, row)

    def _rows(self, table: str, sql: str, values: tuple[Any, ...]) -> list[Row]:
        rows = super()._rows(table, sql, values)
        return rows if table not in CELLS else [self._opened(table, row) for row in rows]

    def put(self, table: str, *rows: Mapping[str, Any]) -> None:
        """See `Store.put`."""
        if table in CELLS:
            rows = tuple(self._shut(table, row) if self._wanted(table, row) else row for row in rows)
        super().put(table, *rows)

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """See `Store.update`."""
        if table in CELLS and self._wanted(table, {**dict(zip(self.register[table].key, key, strict=True)), **values}):
            values = self._shut(table, values, tuple(key))
        super().update(table, key, values)

    def _wanted(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether this row has cells to be sealed."""
        if table in SENSITIVE or row.get("tbl") in SENSITIVE:
            return True
        return table in QUOTING and any(
            name in row[field] for field in QUOTING[table] if type(row.get(field)) is str for name in SENSITIVE
        )

    def _shut(self, table: str, row: Mapping[str, Any], key: Key | None = None) -> Row:
        place = self.register[table].key_of(row) if key is None else key
        said = {name: row[name] for name in CELLS[table] if type(row.get(name)) is str}
        return {**row, **{name: SIGN + self._lock.shut(text, table, *place, name) for name, text in said.items()}}

    def _opened(self, table: str, row: Row) -> Row:
        if self._plain:
            return row
        sure, key = table in SENSITIVE, None
        for name in CELLS[table]:
            cell = row[name]
            if cell is not None and (sure or (type(cell) is str and cell[:1] == SIGN)):
                key = self.register[table].key_of(row) if key is None else key
                row[name] = self._cell(table, key, name, cell)
        return row

    def _cell(self, table: str, key: Key, name: str, cell: Any) -> str:
        if type(cell) is not str or cell[:1] != SIGN:
            return BROKEN  # nobody wrote it so
        try:
            return self._lock.open(cell[1:], table, *key, name)
        except Damaged:
            return BROKEN

    def _opened_cell(self, table: str, key: Any, name: str, cell: Any) -> Any:
        """What a query finds in a table with one key."""
        if cell is None or (table not in SENSITIVE and str(cell)[:1] != SIGN):
            return cell
        return self._cell(table, (key,), name, cell)


def is_sealed(store: SqliteStorage) -> bool:
    """Whether this file was sealed by a store of this kind."""
    return bool(store.connection.execute("PRAGMA application_id").fetchone()[0] == MARK)
