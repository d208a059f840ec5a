"""Questions about series: what one says, and which of its occurrences are still to come."""

import json
import sqlite3
from dataclasses import dataclass, fields

from shared.domain.series import Phase, Plan, from_json, phase_at


@dataclass(frozen=True)
class Series:
    """A repeating activity: `rule` as RFC 5545 writes one, days as `YYYY-MM-DD`, what it says by phases."""

    id: str
    kind: str
    rule: str
    first_on: str
    until_on: str
    zone: str
    group: str | None
    phases: tuple[Phase, ...]
    replanned: str | None = None

    @property
    def plan(self) -> Plan:
        """The rule that it follows now."""
        return Plan(**json.loads(self.replanned)) if self.replanned else Plan(self.rule, self.first_on)

    def said(self, day: str) -> Phase:
        """What it says of the occurrence on this day of the rule."""
        return phase_at(self.phases, day)


FIELDS = tuple(field.name for field in fields(Series))


@dataclass(frozen=True)
class Coming:
    """An occurrence that has not begun: the day of its rule, and whether it was called off."""

    id: str
    day: str
    cancelled: bool


class Repeating:
    """Series and their occurrences."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def series(self, id: str | None) -> Series | None:
        """One series, or None when this device does not hold it."""
        columns = ", ".join(f'"{name}"' for name in FIELDS)
        row = self._db.execute(f"SELECT {columns} FROM activity_series WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        values = dict(zip(FIELDS, row, strict=True))
        return Series(**{**values, "phases": from_json(json.loads(values["phases"]))})

    def coming(self, id: str, since: str, now: int) -> tuple[Coming, ...]:
        """Those from a day of the rule on that have not begun at `now` (UTC ms), in the order of their days."""
        rows = self._db.execute(
            """SELECT id, occurs_on, coalesce(cancelled, 0) FROM activity
            WHERE series = ? AND occurs_on >= ? AND start_at > ? ORDER BY occurs_on""",
            (id, since, now),
        )
        return tuple(Coming(id, day, bool(cancelled)) for id, day, cancelled in rows)
