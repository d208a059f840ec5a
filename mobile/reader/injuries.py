"""Questions about who cannot play, where this device may know it."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

COLUMNS = """id, contact, opened('injury', id, 'from_on', from_on), opened('injury', id, 'to_on', to_on),
    opened('injury', id, 'note', note)"""


@dataclass(frozen=True)
class Injury:
    """One injury. Days are `YYYY-MM-DD`; without a last one nobody knows yet when it is over."""

    id: str
    contact: str
    from_on: str
    to_on: str | None
    note: str | None

    def counts_on(self, day: date) -> bool:
        """Whether somebody cannot play on this day."""
        return self.from_on <= day.isoformat() <= (self.to_on or day.isoformat())


class Injuries:
    """Of one person, or of a team today."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, contact: str) -> tuple[Injury, ...]:
        """All that are known, the newest first."""
        found = self._find([contact])
        return tuple(sorted(found, key=lambda one: (one.from_on, one.id), reverse=True))

    def now(self, contacts: Iterable[str], day: date) -> dict[str, Injury]:
        """Who of these cannot play on this day, by contact: the one that lasts longest."""
        found: dict[str, Injury] = {}
        for one in self._find(contacts):
            known = found.get(one.contact)
            if one.counts_on(day) and (known is None or _end(one) > _end(known)):
                found[one.contact] = one
        return found

    def _find(self, contacts: Iterable[str]) -> list[Injury]:
        wanted = json.dumps(list(contacts))
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM injury WHERE contact IN (SELECT value FROM json_each(?))", (wanted,)
        )
        return [Injury(*row) for row in rows if row[2]]


def _end(injury: Injury) -> str:
    return injury.to_on or "9999"
