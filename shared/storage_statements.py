"""The SQL of a register's tables: each text is made once, from names that the register knows.

Values are never part of a text; they travel as parameters. `equals` are names of fields compared with one value
each, where an empty value matches empty.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from shared.register import Register, Table

Names = tuple[str, ...]


class Statements:
    """Texts with `?` for each value, kept under what they do."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._texts: dict[tuple[object, ...], str] = {}
        self._gets: dict[str, tuple[str, Names]] = {}

    def get(self, table: str) -> tuple[str, Names]:
        """One row by its primary key; and the names of what it answers."""
        known = self._gets.get(table)
        if known is None:
            entry = self._register[table]
            known = self._gets[table] = (self._select(table) + _where(entry.key), entry.names)
        return known

    def find(self, table: str, equals: Names) -> str:
        """Rows that match, in key order."""
        return self._texts.get(("find", table, equals)) or self._keep(
            ("find", table, equals),
            f"{self._select(table, equals)}{_where(equals)} ORDER BY {columns(self._register[table].key)}",
        )

    def among(self, table: str, field: str, equals: Names, count: int) -> str:
        """Rows that match and whose `field` is one of `count` values."""
        return self._texts.get(("among", table, field, equals, count)) or self._keep(
            ("among", table, field, equals, count),
            f"{self._select(table, (field, *equals))}{_where_among(field, equals, count)}",
        )

    def above(self, table: str, fields: Names, equals: Names) -> str:
        """Rows that match and stand above one place in the order of `fields`; the last value is the limit."""
        return self._texts.get(("above", table, fields, equals)) or self._keep(
            ("above", table, fields, equals),
            f"{self._select(table, (*fields, *equals))}{_where(equals)}"
            f" AND ({columns(fields)}) > ({', '.join('?' * len(fields))}) ORDER BY {columns(fields)} LIMIT ?",
        )

    def highest(self, table: str, field: str, equals: Names) -> str:
        """The largest value of a field among rows that match."""
        self._check(table, (field, *equals))
        return f"SELECT max({quoted(field)}) FROM {quoted(table)}{_where(equals)}"

    def count(self, table: str, equals: Names) -> str:
        """How many rows match."""
        self._check(table, equals)
        return f"SELECT count(*) FROM {quoted(table)}{_where(equals)}"

    def upsert(self, table: str) -> str:
        """Insert one whole row, or replace the one with its key."""
        return self._texts.get(("upsert", table)) or self._keep(("upsert", table), _upsert(self._register[table]))

    def update(self, table: str, names: Names) -> str:
        """Set some columns of one row: their values, then the key."""
        known = self._texts.get(("update", table, names))
        if known is None:
            self._check(table, names)
            sets = ", ".join(f"{quoted(name)} = ?" for name in names)
            text = f"UPDATE {quoted(table)} SET {sets}{_where(self._register[table].key)}"
            known = self._keep(("update", table, names), text)
        return known

    def delete(self, table: str, equals: Names | None = None) -> str:
        """Remove the row with this primary key, or all that match `equals`."""
        key = self._register[table].key if equals is None else equals
        self._check(table, key)
        return f"DELETE FROM {quoted(table)}{_where(key)}"

    def delete_among(self, table: str, field: str, equals: Names, count: int) -> str:
        """Remove rows that match and whose `field` is one of `count` values."""
        known = self._texts.get(("delete", table, field, equals, count))
        if known is None:
            self._check(table, (field, *equals))
            text = f"DELETE FROM {quoted(table)}{_where_among(field, equals, count)}"
            known = self._keep(("delete", table, field, equals, count), text)
        return known

    def _select(self, table: str, names: Names = ()) -> str:
        self._check(table, names)
        return f"SELECT {columns(self._register[table].names)} FROM {quoted(table)}"

    def _keep(self, key: tuple[object, ...], text: str) -> str:
        self._texts[key] = text
        return text

    def _check(self, table: str, names: Iterable[str]) -> None:
        entry = self._register[table]
        for name in names:
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


def _where(equals: Sequence[str]) -> str:
    """`IS` compares empty with empty; it uses an index as `=` does."""
    return " WHERE " + (" AND ".join(f"{quoted(name)} IS ?" for name in equals) or "1")


def _where_among(field: str, equals: Sequence[str], count: int) -> str:
    return f"{_where(equals)} AND {quoted(field)} IN ({', '.join('?' * count)})"


def _upsert(entry: Table) -> str:
    marks = ", ".join("?" * len(entry.names))
    sets = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in entry.names if name not in entry.key)
    into = f"INSERT INTO {quoted(entry.name)} ({columns(entry.names)}) VALUES ({marks})"
    return f"{into} ON CONFLICT ({columns(entry.key)}) {f'DO UPDATE SET {sets}' if sets else 'DO NOTHING'}"
