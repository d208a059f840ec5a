"""Questions about what needs doing: counted for the front page, by what each role can do something about."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Unmarked:
    """An activity that is over and of which nobody was marked."""

    id: str
    title: str
    start_at: int
    zone: str


class ToDo:
    """Things that wait for a person."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def unmarked(self, teams: Iterable[str], since: int, until: int) -> tuple[Unmarked, ...]:
        """Activities of these teams that started in [since, until) and have no attendance at all, newest first."""
        rows = self._db.execute(
            """SELECT a.id, a.title, a.start_at, a.zone FROM activity a
            WHERE a."group" IN (SELECT value FROM json_each(?)) AND coalesce(a.cancelled, 0) = 0
              AND a.start_at >= ? AND a.start_at < ? AND a.kind IN ('training', 'match')
              AND NOT EXISTS (SELECT 1 FROM activity_guest g WHERE g.activity = a.id AND g.confirmed IS NOT NULL)
            ORDER BY a.start_at DESC""",
            (json.dumps(sorted(teams)), since, until),
        )
        return tuple(Unmarked(*row) for row in rows)

    def without_emergency(self, teams: Iterable[str] | None) -> int:
        """How many players of these teams (of all when None) have nobody to call in an emergency."""
        chosen = None if teams is None else json.dumps(sorted(teams))
        row = self._db.execute(
            """SELECT count(DISTINCT m.contact) FROM group_member m
            JOIN contact c ON c.id = m.contact AND c.status = 'active'
            LEFT JOIN contact_emergency e ON e.id = m.contact
            WHERE m.present = 1 AND m.function = 'player' AND e.call_phone IS NULL
              AND (?1 IS NULL OR m."group" IN (SELECT value FROM json_each(?1)))""",
            (chosen,),
        ).fetchone()
        return int(row[0])

    def inbox(self, user: str) -> int:
        """How many messages this person has not dealt with; of the office, also what waits for its word."""
        sql = """SELECT (SELECT count(*) FROM inbox_item WHERE user = ?1 AND done_at IS NULL)
            + (SELECT count(*) FROM parked_change WHERE user <> ?1 AND state = 'waiting')"""
        return int(self._db.execute(sql, (user,)).fetchone()[0])
