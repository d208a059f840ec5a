"""Who people are to the referee, worked out once for as long as nothing moves that it is made of."""

from collections.abc import Iterable

from shared.facts import Facts
from shared.rights import ACTOR_TABLES, SYSTEM, Actor, actor
from sync_server.remembered import Remembered


class Actors(Remembered):
    """Actors by user."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, Actor] = {}

    def touched(self, tables: Iterable[str]) -> None:
        """Rows of these tables were written."""
        if not ACTOR_TABLES.isdisjoint(tables):
            self.forget()

    def forget(self) -> None:
        """Drop what was remembered."""
        self._known.clear()

    def who(self, user: str) -> Actor:
        """The actor behind this user."""
        if user == SYSTEM.user:
            return SYSTEM
        if user not in self._known:
            self._known[user] = actor(self._facts, user)
        return self._known[user]
