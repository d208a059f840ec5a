"""Questions about what was taken out of the app: by whom, when, of how many people, and nothing of what stood in it."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from shared.domain.contact import display_name, fold

MOST = 20


@dataclass(frozen=True)
class Taken:
    """One file. `who` and `whom` are names, "" where nobody is known; `user` is the id of who made it. Times are UTC
    ms; `heard_at` is when the club heard of it, None before.
    """

    id: str
    user: str
    who: str
    what: str
    form: str
    holds: tuple[str, ...]
    people: int
    whom: str
    team: str
    at: int
    heard_at: int | None


class Exports:
    """The lines that this device may hold."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def lines(self, text: str = "", bounds: tuple[int, int] | None = None) -> tuple[Taken, ...]:
        """Newest first. `text` finds who made it and, of one person's, that person; `bounds` are the first moment that
        counts and the first that does not.
        """
        begins, ends = bounds or (0, 2**62)
        rows = self._db.execute(f"{_LINES} WHERE e.made_at >= ? AND e.made_at < ? {_ORDER}", (begins, ends))
        words = fold(text).split()
        return tuple(one for one in map(_taken, rows) if _named(one, words))

    def of(self, contact: str) -> tuple[Taken, ...]:
        """The last files about this person alone."""
        rows = self._db.execute(f"{_LINES} WHERE e.contact = ? {_ORDER} LIMIT ?", (contact, MOST))
        return tuple(map(_taken, rows))

    def any(self) -> bool:
        """Whether there is a line at all."""
        return self._db.execute("SELECT 1 FROM export_log LIMIT 1").fetchone() is not None


_LINES = """SELECT e.id, e."user", m.given_name, m.family_name, p.username, e.what, e.form, e.holds, e.people,
    c.given_name, c.family_name, g.name, e.made_at, e.received_at FROM export_log e
    LEFT JOIN user_profile p ON p.id = e."user" LEFT JOIN contact m ON m.id = p.contact
    LEFT JOIN contact c ON c.id = e.contact LEFT JOIN "group" g ON g.id = e."group\""""
_ORDER = "ORDER BY e.made_at DESC, e.id DESC"


def _taken(row: tuple[Any, ...]) -> Taken:
    id, user, given, family, username, what, form, holds, people, whose, whose_family, team, at, heard = row
    who = display_name(given, family) if given else username or ""
    whom = display_name(whose, whose_family) if whose else ""
    kinds = tuple(json.loads(holds))
    return Taken(id, user, who, what, form, kinds, people, whom, team or "", at, heard)


def _named(one: Taken, words: list[str]) -> bool:
    """Whether each word begins one of the names."""
    parts = fold(f"{one.who} {one.whom}").split()
    return all(any(part.startswith(word) for part in parts) for word in words)
