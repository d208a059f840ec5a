"""The verbs of a store, on whatever speaks SQL: texts from the register, values as parameters, rows as dicts.

What differs from one database to another (opening, transactions, writing many rows) stands in its keeper.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from shared.register import Register, Row
from shared.storage_statements import Match, Statements


class SqlVerbs:
    """A keeper inherits these. `connection.execute` takes a text and values, and answers rows as tuples."""

    register: Register
    connection: Any
    _sql: Statements

    @abstractmethod
    def _portions(self, values: Sequence[Any]) -> Iterable[tuple[int, Sequence[Any]]]:
        """Values to choose among as this database takes them: how many a statement names, and its parameters."""

    def _say(self, sql: str, values: Sequence[Any]) -> None:
        """Run a statement that answers nothing."""
        self.connection.execute(sql, values)

    def get(self, table: str, *key: Any) -> Row | None:
        """See `Store.get`."""
        sql, names = self._sql.get(table)
        found = self.connection.execute(sql, key).fetchone()
        return None if found is None else dict(zip(names, found, strict=False))

    def find(self, table: str, **equals: Any) -> list[Row]:
        """See `Store.find`."""
        match, given = _matching(equals)
        return self._rows(table, self._sql.find(table, match), given)

    def among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> list[Row]:
        """See `Store.among`."""
        if len(values) == 1 and field not in equals:  # mostly one is asked for, by a text that is prepared already
            return [] if values[0] is None else self.find(table, **{field: values[0]}, **equals)
        match, given = _matching(equals)
        rows: list[Row] = []
        for count, part in self._portions(values):
            rows += self._rows(table, self._sql.among(table, field, match, count), (*given, *part))
        return rows

    def above(self, table: str, fields: Sequence[str], values: Sequence[Any], limit: int, **equals: Any) -> list[Row]:
        """See `Store.above`."""
        match, given = _matching(equals)
        return self._rows(table, self._sql.above(table, tuple(fields), match), (*given, *values, limit))

    def highest(self, table: str, field: str, **equals: Any) -> int | None:
        """See `Store.highest`."""
        match, given = _matching(equals)
        found: int | None = self.connection.execute(self._sql.highest(table, field, match), given).fetchone()[0]
        return found

    def count(self, table: str, **equals: Any) -> int:
        """See `Store.count`."""
        match, given = _matching(equals)
        return int(self.connection.execute(self._sql.count(table, match), given).fetchone()[0])

    def update(self, table: str, key: Sequence[Any], values: Mapping[str, Any]) -> None:
        """See `Store.update`."""
        if values:
            self._say(self._sql.update(table, tuple(values)), (*values.values(), *key))

    def delete(self, table: str, *key: Any) -> None:
        """See `Store.delete`."""
        self._say(self._sql.delete(table), key)

    def discard(self, table: str, **equals: Any) -> None:
        """See `Store.discard`."""
        match, given = _matching(equals)
        self._say(self._sql.delete(table, match), given)

    def discard_among(self, table: str, field: str, values: Sequence[Any], **equals: Any) -> None:
        """See `Store.discard_among`."""
        match, given = _matching(equals)
        for count, part in self._portions(values):
            self._say(self._sql.delete_among(table, field, match, count), (*given, *part))

    def _rows(self, table: str, sql: str, values: tuple[Any, ...]) -> list[Row]:
        named = map(zip, repeat(self.register[table].names), self.connection.execute(sql, values))
        return list(map(dict, named))


def _matching(equals: Mapping[str, Any]) -> tuple[Match, tuple[Any, ...]]:
    """What to compare with which values. Empty fields are asked for by name: `=` never finds them."""
    if None not in equals.values():
        return (tuple(equals), ()), tuple(equals.values())
    given = {name: value for name, value in equals.items() if value is not None}
    return (tuple(given), tuple(name for name in equals if name not in given)), tuple(given.values())
