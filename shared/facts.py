"""What an action may ask before it decides. The device and the server both offer it; neither can be written
through it.
"""

from collections.abc import Iterable
from typing import Protocol

from shared.register import Register, Row
from shared.sync.change import Change, Insert, Remove, whole_row


class Facts(Protocol):
    """Rows as they stand, or the honest answer that this place does not hold them."""

    def get(self, table: str, id: str) -> Row | None:
        """The row, or None when this place has none (see `complete`)."""

    def find(self, table: str, **equals: str | int | None) -> list[Row]:
        """The rows that are here and match, in order of id."""

    def complete(self, table: str) -> bool:
        """True when every row of the table is here: absence is knowledge, not ignorance."""

    def deleted(self, table: str, id: str) -> Row | None:
        """The last image of a deleted row, or None; raises Unknown on a device."""

    def removed_with(self, table: str, id: str) -> list[tuple[str, Row]]:
        """All rows (with their tables) that left in one changeset with this one; raises Unknown on a device."""

    def highest(self, table: str, field: str, **equals: str | int | None) -> int:
        """The largest value of `field`, 0 when none; raises Unknown on a device: numbers are drawn by the
        server.
        """

    def kept_number(self, invoice: str) -> tuple[str, int] | None:
        """The series and number that this invoice had before the server was restored, or None."""


class Overlay:
    """Facts with decided, not yet stored changes on top: what the next action of the same changeset sees."""

    def __init__(self, under: Facts, register: Register) -> None:
        self._under = under
        self._register = register
        self._rows: dict[tuple[str, str], Row | None] = {}
        self._read: dict[tuple[str, str], Row | None] = {}
        self._tables: set[str] = set()

    def apply(self, changes: Iterable[Change]) -> None:
        """Lay changes on top, in order."""
        for change in changes:
            self._tables.add(change.table)
            if isinstance(change, Insert):
                self._rows[change.table, change.id] = whole_row(self._register, change)
            elif isinstance(change, Remove):
                self._rows[change.table, change.id] = None
            else:
                row = self.get(change.table, change.id)
                self._rows[change.table, change.id] = {**(row or {}), **change.values}

    def lay(self, table: str, id: str, row: Row | None) -> None:
        """Lay one whole row on top; None when it is gone."""
        self._tables.add(table)
        self._rows[table, id] = row

    def get(self, table: str, id: str) -> Row | None:
        """See Facts."""
        place = table, id
        if place in self._rows:
            return self._rows[place]
        if place not in self._read:  # rights, decision and changes ask for the same row again and again
            self._read[place] = self._under.get(table, id)
        return self._read[place]

    def find(self, table: str, **equals: str | int | None) -> list[Row]:
        """See Facts."""
        if table not in self._tables:
            return self._under.find(table, **equals)
        found = {row["id"]: row for row in self._under.find(table, **equals)}
        for (name, id), row in self._rows.items():
            if name != table:
                continue
            found.pop(id, None)
            if row is not None and all(row.get(field) == value for field, value in equals.items()):
                found[id] = row
        return [found[id] for id in sorted(found)]

    def complete(self, table: str) -> bool:
        """See Facts."""
        return self._under.complete(table)

    def deleted(self, table: str, id: str) -> Row | None:
        """See Facts."""
        return self._under.deleted(table, id)

    def removed_with(self, table: str, id: str) -> list[tuple[str, Row]]:
        """See Facts."""
        return self._under.removed_with(table, id)

    def highest(self, table: str, field: str, **equals: str | int | None) -> int:
        """See Facts."""
        top = self._under.highest(table, field, **equals)
        values = [
            row[field]
            for (name, _), row in self._rows.items()
            if name == table and row and all(row.get(key) == value for key, value in equals.items())
        ]
        return max([top, *(int(value) for value in values if value is not None)])

    def kept_number(self, invoice: str) -> tuple[str, int] | None:
        """See Facts."""
        return self._under.kept_number(invoice)
