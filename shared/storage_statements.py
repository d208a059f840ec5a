"""The SQL of a register's tables: each text is made once, from names that the register knows.

Values are never part of a text; they travel as parameters. Written for SQLite; another database says in a
subclass what it says otherwise.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from shared.register import Register, Table

CACHE_KB = 16_000
Names = tuple[str, ...]
Match = tuple[Names, Names]
"""Fields that are compared with one value each, and fields that must be empty."""


class Statements:
    """Texts with a mark for each value, kept under what they do."""

    mark = "?"

    def __init__(self, register: Register) -> None:
        self._register = register
        self._texts: dict[tuple[object, ...], str] = {}
        self._gets: dict[str, tuple[str, Names]] = {}

    def get(self, table: str) -> tuple[str, Names]:
        """One row by its primary key; and the names of what it answers."""
        known = self._gets.get(table)
        if known is None:
            entry = self._register[table]
            known = self._gets[table] = (self._select(table) + self._where((entry.key, ())), entry.names)
        return known

    def find(self, table: str, match: Match) -> str:
        """Rows that match, in key order."""
        return self._texts.get(("find", table, match)) or self._keep(
            ("find", table, match),
            f"{self._select(table, match)}{self._where(match)} ORDER BY {columns(self._register[table].key)}",
        )

    def among(self, table: str, field: str, match: Match, count: int) -> str:
        """Rows that match and whose `field` is one of `count` values."""
        return self._texts.get(("among", table, field, match, count)) or self._keep(
            ("among", table, field, match, count),
            f"{self._select(table, match, (field,))}{self._where(match)} AND {self._one_of(table, field, count)}",
        )

    def above(self, table: str, fields: Names, match: Match) -> str:
        """Rows that match and stand above one place in the order of `fields`; the last value is the limit."""
        return self._texts.get(("above", table, fields, match)) or self._keep(
            ("above", table, fields, match),
            f"{self._select(table, match, fields)}{self._where(match)}"
            f" AND ({columns(fields)}) > ({self._marks(len(fields))}) ORDER BY {columns(fields)} LIMIT {self.mark}",
        )

    def highest(self, table: str, field: str, match: Match) -> str:
        """The largest value of a field among rows that match."""
        known = self._texts.get(("highest", table, field, match))
        if known is None:
            self._check(table, (field,), *match)
            text = f"SELECT max({quoted(field)}) FROM {quoted(table)}{self._where(match)}"
            known = self._keep(("highest", table, field, match), text)
        return known

    def count(self, table: str, match: Match) -> str:
        """How many rows match."""
        known = self._texts.get(("count", table, match))
        if known is None:
            self._check(table, *match)
            text = f"SELECT count(*) FROM {quoted(table)}{self._where(match)}"
            known = self._keep(("count", table, match), text)
        return known

    def upsert(self, table: str) -> str:
        """Insert one whole row, or replace the one with its key."""
        return self._texts.get(("upsert", table)) or self._keep(
            ("upsert", table), self._inserted(self._register[table], f"VALUES ({self._marks_of(table)})")
        )

    def update(self, table: str, names: Names) -> str:
        """Set some columns of one row: their values, then the key."""
        known = self._texts.get(("update", table, names))
        if known is None:
            self._check(table, names)
            sets = ", ".join(f"{quoted(name)} = {self.mark}" for name in names)
            text = f"UPDATE {quoted(table)} SET {sets}{self._where((self._register[table].key, ()))}"
            known = self._keep(("update", table, names), text)
        return known

    def delete(self, table: str, match: Match | None = None) -> str:
        """Remove the row with this primary key, or all that match."""
        known = self._texts.get(("delete", table, match))
        if known is None:
            chosen = (self._register[table].key, ()) if match is None else match
            self._check(table, *chosen)
            known = self._keep(("delete", table, match), f"DELETE FROM {quoted(table)}{self._where(chosen)}")
        return known

    def delete_among(self, table: str, field: str, match: Match, count: int) -> str:
        """Remove rows that match and whose `field` is one of `count` values."""
        known = self._texts.get(("delete", table, field, match, count))
        if known is None:
            self._check(table, (field,), *match)
            text = f"DELETE FROM {quoted(table)}{self._where(match)} AND {self._one_of(table, field, count)}"
            known = self._keep(("delete", table, field, match, count), text)
        return known

    def inserted(self, table: str, source: str) -> str:
        """Insert what a query of this database answers, in the order of the table's columns, or replace by key."""
        return self._inserted(self._register[table], source)

    def _inserted(self, entry: Table, source: str) -> str:
        """Insert whole rows from `source`; those whose key is there are replaced."""
        sets = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in entry.names if name not in entry.key)
        into = f"INSERT INTO {quoted(entry.name)} ({columns(entry.names)}) {source}"
        return f"{into} ON CONFLICT ({columns(entry.key)}) {f'DO UPDATE SET {sets}' if sets else 'DO NOTHING'}"

    def _one_of(self, table: str, field: str, count: int) -> str:
        return f"{quoted(field)} IN ({self._marks(count)})"

    def _where(self, match: Match) -> str:
        """Every field of a table is compared by its index; nothing asked is everything."""
        equal, empty = match
        parts = [f"{quoted(name)} = {self.mark}" for name in equal] + [f"{quoted(name)} IS NULL" for name in empty]
        return " WHERE " + (" AND ".join(parts) or "TRUE")

    def _marks(self, count: int) -> str:
        return ", ".join([self.mark] * count)

    def _marks_of(self, table: str) -> str:
        return self._marks(len(self._register[table].names))

    def _select(self, table: str, match: Match = ((), ()), names: Names = ()) -> str:
        self._check(table, names, *match)
        return f"SELECT {columns(self._register[table].names)} FROM {quoted(table)}"

    def _keep(self, key: tuple[object, ...], text: str) -> str:
        self._texts[key] = text
        return text

    def _check(self, table: str, *names: Iterable[str]) -> None:
        entry = self._register[table]
        for part in names:
            for name in part:
                if entry.field(name) is None:
                    raise KeyError(f"{table} has no field {name}")


@cache
def statements_of(register: Register) -> Statements:
    """The statements of this register, shared by all stores that have it."""
    return Statements(register)


def quoted(name: str) -> str:
    """A name of the register as SQL."""
    return f'"{name}"'


def columns(names: Sequence[str]) -> str:
    """Names of the register as a list in SQL."""
    return ", ".join(map(quoted, names))
