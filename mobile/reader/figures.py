"""Questions about the club in figures."""

import sqlite3
from datetime import date


class Figures:
    """Counts over what this device holds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def members(self, today: date) -> tuple[tuple[str, int], ...]:
        """How many people are a member of each type today, most first; empty where memberships may not be seen."""
        rows = self._db.execute(
            """SELECT t.name, count(DISTINCT m.contact) AS n FROM membership m
            JOIN membership_type t ON t.id = m.type
            WHERE m.start_on <= ?1 AND (m.end_on IS NULL OR m.end_on >= ?1)
            GROUP BY t.id ORDER BY n DESC, t.name""",
            (today.isoformat(),),
        )
        return tuple(rows)
