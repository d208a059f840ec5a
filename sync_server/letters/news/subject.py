"""What one subject of news must say of itself: when it is news, for whom, and in which words."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from shared.domain.notices import Kind
from shared.facts import Facts
from shared.register import Row
from shared.storage import Store
from sync_server.letters.news.saying import Say
from sync_server.letters.receivers import People
from sync_server.log import Written

Item = tuple[str, str, Mapping[str, Any] | None]
"""A row that is told: table, id, and how people last heard of it."""
MOST = 12
"""Lines of one letter; the rest stands in the app."""


class Piece(Protocol):
    """What one reader is told of one row."""

    @property
    def id(self) -> str:
        """What the app opens."""


Told = TypeVar("Told", bound=Piece)


class Subject(ABC, Generic[Told]):
    """Rows of one table, told under one topic: a letter is of one topic. `place` is where the app shows all of them."""

    table: ClassVar[str]
    topic: ClassVar[str]
    place: ClassVar[str]

    def noted(self, written: Written) -> str | None:
        """What this change of a row is told together with, when it is news; None when it is none."""
        return None

    def falls_due(self, facts: Facts, day: str) -> Iterator[tuple[str, str]]:
        """The rows that become news because this day begins, each with what it is told together with."""
        return iter(())

    @abstractmethod
    def kind(self, facts: Facts, item: Item, now: int) -> Kind | None:
        """The kind under which people choose whether to hear of this; None when it is no news (any more) at `now`."""

    def begins(self, facts: Facts, item: Item, now: int) -> int | None:
        """When this begins, or was to begin, after `now` (UTC ms): what begins soon does not wait for the morning."""
        return None

    @abstractmethod
    def concerned(self, store: Store, items: Sequence[Item]) -> Mapping[str, People]:
        """The contacts that each of these concerns, by id, in a few questions for all; they are news."""

    @abstractmethod
    def said(self, facts: Facts, contact: str, item: Item) -> Told | None:
        """What this contact is told of it; None when it does not concern them (any more)."""

    @abstractmethod
    def title(self, say: Say, pieces: Sequence[Told]) -> str:
        """What a letter is about, in a list of letters."""

    @abstractmethod
    def lines(self, say: Say, pieces: Sequence[Told]) -> list[str]:
        """The parts of a letter."""

    def path(self, pieces: Sequence[Told]) -> str:
        """Where the app shows this: the one, or all of them."""
        return f"{self.place}/{pieces[0].id}" if len(pieces) == 1 else self.place


def rows_of(store: Store, table: str, items: Sequence[Item]) -> dict[str, Row]:
    """The rows of these that are there, by id, in one question."""
    return {str(row["id"]): row for row in store.among(table, "id", sorted({item[1] for item in items}))}


def shortened(say: Say, lines: Sequence[str]) -> list[str]:
    """As many lines as a letter has, and how many it leaves out."""
    left = len(lines) - MOST
    return [*lines[:MOST], *([say.plural("mail.notice.more", left)] if left > 0 else ())]
