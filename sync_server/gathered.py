"""Rows of one table by the values of some of its fields, as a transaction sees them: what the store answered, and
over it what was put since.
"""

from collections.abc import Iterable

from shared.register import Key, Row, Table, taking


class Gathered:
    """Knows the place of every row that was laid here; `whole` are the values for which that is all there are."""

    def __init__(self, table: Table, names: tuple[str, ...], rows: Iterable[Row]) -> None:
        """`rows` were put and not written: the store does not answer them yet."""
        self.whole: set[Key] = set()
        self._key_of = table.key_of
        self._values_of = taking(names)
        self._at: dict[Key, Key] = {}
        self._rows: dict[Key, dict[Key, Row]] = {}
        for row in rows:
            self.lay(table.key_of(row), row)

    def lay(self, key: Key, row: Row | None) -> None:
        """The row with this key is now this one, or gone."""
        before = self._at.pop(key, None)
        if before is not None:
            del self._rows[before][key]
        if row is not None:
            values = self._at[key] = self._values_of(row)
            self._rows.setdefault(values, {})[key] = row

    def fill(self, wanted: Iterable[Key], stored: Iterable[Row]) -> None:
        """The store's answer for these values. What was laid here is newer than what it says."""
        for row in stored:
            key = self._key_of(row)
            if key not in self._at:
                self.lay(key, row)
        self.whole.update(wanted)

    def rows(self, values: Key) -> list[Row]:
        """The rows with these values, in order of key."""
        found = self._rows.get(values)
        return [] if not found else [found[key] for key in sorted(found)]
