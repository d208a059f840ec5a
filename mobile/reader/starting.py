"""Questions about a club that just began: what it has already, and what is still missing to be of use."""

import sqlite3
from dataclasses import dataclass

STEPS = ("named", "season", "teams", "people", "invited")
"""In the order in which they are taken."""


@dataclass(frozen=True)
class Start:
    """Which of the STEPS are taken."""

    named: bool
    season: bool
    teams: bool
    people: bool
    invited: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return all(getattr(self, step) for step in STEPS)


class Starting:
    """Counted from the rows themselves: nobody ticks anything off."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stands(self, mine: str | None) -> Start:
        """How far the club is, for an owner who is the contact `mine`."""
        row = self._db.execute(STANDS, {"mine": mine or ""}).fetchone()
        return Start(*map(bool, row))


STANDS = """SELECT
    EXISTS (SELECT 1 FROM setting WHERE id = 'club' AND coalesce(json_extract(value, '$.name'), '') <> ''),
    EXISTS (SELECT 1 FROM season WHERE current = 1),
    EXISTS (SELECT 1 FROM "group" g JOIN season s ON s.id = g.season WHERE s.current = 1 AND g.status = 'active'),
    EXISTS (SELECT 1 FROM contact WHERE status = 'active' AND id <> :mine),
    EXISTS (SELECT 1 FROM invitation WHERE contact <> :mine AND purpose = 'join')
        OR EXISTS (SELECT 1 FROM user_profile WHERE coalesce(contact, '') <> :mine)"""
