"""Carries bytes both ways, after the rows: sends what the server waits for, fetches what a screen asked for."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from mobile.media.errand import ABSENT, OK, Ask, Parcels
from mobile.media.shelf import Shelf
from shared.errors import Fault, Malformed, Unreachable

PART = 206
RANGE = re.compile(r"bytes ([0-9]{1,8})-([0-9]{1,8})/([0-9]{1,8})")


@dataclass(frozen=True)
class Answer:
    """What came back: its status, its headers by lower-case name, its bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Speak = Callable[[str, str, bytes | None, Mapping[str, str]], Awaitable[Answer]]
"""One request (method, path, body, headers). Raises Fault for what is to be tried again later."""


@dataclass(frozen=True)
class Wanted:
    """Bytes that a screen asked for: of which medium, the small picture or the whole, and their SHA-256."""

    medium: str
    preview: bool
    hash: str

    @property
    def path(self) -> str:
        """Where the server has them."""
        return f"/api/media/{self.medium}{'/preview' if self.preview else ''}"


@dataclass
class Porter:
    """Works for the courier, which speaks for it. `arrived` is told when bytes came that a screen waits for. `trouble`
    is what the server said of bytes that are left for another time; None when it had none.
    """

    parcels: Parcels
    arrived: Callable[[], None] = lambda: None
    trouble: Fault | None = None
    _wanted: dict[str, Wanted] = field(default_factory=dict)
    _unheard_of: set[str] = field(default_factory=set)

    @property
    def shelf(self) -> Shelf:
        """Where bytes are kept here."""
        return self.parcels.shelf

    def want(self, wanted: Wanted) -> bool:
        """Fetch these when there is a network; True when that is news."""
        news = wanted.hash not in self._wanted and wanted.hash not in self._unheard_of
        if news:
            self._wanted[wanted.hash] = wanted
        return news

    async def send(self, speak: Speak) -> bool:
        """Send everything that the server waits for; True when it settled something, so that rows moved there.

        Raises Fault; what was sent so far is there, and is not sent again. What the server has trouble with stays
        for another time, and `trouble` says so.
        """
        self.trouble = None
        tried: set[str] = set()
        settled = False
        while (errand := self.parcels.next(tried)) is not None:
            tried.add(errand.medium)
            with self._other_ones_go_on():
                while not errand.over:
                    asked = errand.ask()
                    answer = await speak(*_request(asked))
                    errand.heard(asked, answer.status, answer.body)
            settled = settled or errand.settled
        return settled

    async def fetch(self, speak: Speak) -> None:
        """Fetch what screens asked for, the newest first. Raises Fault; what came so far is kept. Trouble as above."""
        came = False
        tried: set[str] = set()
        try:
            while (name := next((name for name in reversed(self._wanted) if name not in tried), None)) is not None:
                tried.add(name)
                with self._other_ones_go_on():
                    came = await self._fetch(self._wanted[name], speak) or came
                    self._wanted.pop(name, None)
        finally:
            if came:
                self.arrived()

    @contextmanager
    def _other_ones_go_on(self) -> Iterator[None]:
        """A server in trouble (5xx) may be so with these bytes alone. Without a network nothing goes on."""
        try:
            yield
        except Fault as problem:
            if type(problem) is not Fault:
                raise
            self.trouble = problem

    async def _fetch(self, wanted: Wanted, speak: Speak) -> bool:
        """One of them, piece by piece; True when it is here. One that the server has not is not asked for again."""
        while not self.shelf.has(wanted.hash):
            have = self.shelf.have(wanted.hash)
            asked = {"Range": f"bytes={have}-{have + self.shelf.piece - 1}"}
            answer = await speak("GET", wanted.path, None, asked)
            whole = RANGE.fullmatch(answer.headers.get("content-range", ""))
            if answer.status in (OK, PART) and whole is None:
                raise Unreachable  # a portal's page
            came = answer.status == PART and whole is not None
            if not came or not self._took(wanted.hash, have, int(whole[3]) if whole else 0, answer.body):
                self._unheard_of.add(wanted.hash)
                if answer.status not in (PART, ABSENT):
                    raise Malformed(f"status_{answer.status}")
                return False
        return True

    def _took(self, name: str, have: int, size: int, piece: bytes) -> bool:
        """Whether the piece was the next one, and, when it was the last, everything is what it should be."""
        return self.shelf.add(name, size, have, piece) or self.shelf.have(name) > have

    def forget(self) -> None:
        """The rows moved: what the server did not have it may have now."""
        self._unheard_of.clear()


def _request(asked: Ask) -> tuple[str, str, bytes | None, Mapping[str, str]]:
    path = f"/api/media/{asked.medium}/bytes"
    if asked.data is None:
        return "GET", path, None, {}
    return "PUT", f"{path}?offset={asked.offset}", asked.data, {"Content-Type": "application/octet-stream"}
