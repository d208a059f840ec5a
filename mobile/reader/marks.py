"""Questions about what is on its way: which rows show something that the club's server has not confirmed yet."""

import json
import sqlite3
from dataclasses import dataclass

RECENTLY = 10 * 60 * 1000
"""How long a confirmation is worth a mark, in ms."""


@dataclass(frozen=True)
class Marks:
    """Ids of rows: `waiting` hold a change of mine the server has not answered, `confirmed` one it just accepted."""

    waiting: frozenset[str]
    confirmed: frozenset[str]

    def of(self, id: str) -> str | None:
        """ "waiting", "confirmed" or None."""
        if id in self.waiting:
            return "waiting"
        return "confirmed" if id in self.confirmed else None


class OnTheWay:
    """The queue, as far as a row needs to know."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def marks(self, now: int) -> Marks:
        """The marks of this moment. A row with a first image under it has pending changes on top."""
        waiting = frozenset(id for (id,) in self._db.execute("SELECT id FROM base"))
        recent = self._db.execute(
            "SELECT about FROM receipt WHERE at > ? AND outcome IN ('applied', 'merged')", (now - RECENTLY,)
        )
        confirmed = frozenset(id for (about,) in recent for id in _ids(about))
        return Marks(waiting, confirmed - waiting)


def _ids(about: str | None) -> list[str]:
    """Every id in the references of a receipt, whatever their shape."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)
        elif isinstance(value, str):
            found.append(value)

    walk(json.loads(about or "null"))
    return found
