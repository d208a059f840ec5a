"""Tells waiting devices that there is something for them, never what.

Long poll, not server-sent events: an answer is whole when it comes, so it passes through every proxy, through `fetch`
in the browser and through ASGI in a test alike, and a cut line costs one question. Each server looks at the head of the
log once a second while somebody waits: that finds what another process on the same database wrote with one small
question, where a listening connection would have to be held, watched and opened anew for each process.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from shared.errors import TooMany, TouchlineError
from sync_server.club import Club
from sync_server.defects import Broken, set_apart
from sync_server.settings import Settings

TOGETHER_S = 0.05
"""Writes that follow one another this closely are one poke."""
LOOKED_AT = 500
"""Rows that moved: when there are more, something among them concerns everybody."""


@dataclass
class Waiter:
    """One device that listens. `since`: all up to this seq is known to be of no concern, or to be there already."""

    user: str
    since: int
    told: "asyncio.Future[int | None]"


class Pokes:
    """Who waits at this server process. Lives in its event loop."""

    def __init__(self, club: Club, settings: Settings) -> None:
        self._club = club
        self._settings = settings
        self._waiting: dict[str, Waiter] = {}
        self._watching: asyncio.Task[None] | None = None
        self._head = 0
        self._ended = False
        self._nudged = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, device: str, user: str, since: int) -> int | None:
        """The head of the log as soon as something past `since` concerns this user; None when the time is up, the
        server stops, or the device asks anew. Raises TooMany when as many as may wait are waiting.
        """
        if self._ended:
            return None
        self.leave(device)
        if len(self._waiting) >= self._settings.waiting_most:
            raise TooMany(int(self._settings.waiting_life / 1000))
        waiter = Waiter(user, since, asyncio.get_running_loop().create_future())
        self._waiting[device] = waiter
        if self._watching is None:
            self._nudged = asyncio.Event()  # before the watch begins: what is written meanwhile counts
            self._watching = asyncio.create_task(self._watch())
        try:
            self._consider(waiter, self._seq(), News(self._club))
            async with asyncio.timeout(self._settings.waiting_life / 1000):
                return await waiter.told
        except TimeoutError:
            return None
        finally:
            if self._waiting.get(device) is waiter:
                del self._waiting[device]

    def leave(self, device: str) -> None:
        """This device waits no longer, or asks anew: the older question is answered with nothing."""
        waiter = self._waiting.pop(device, None)
        if waiter is not None and not waiter.told.done():
            waiter.told.set_result(None)

    def nudge(self) -> None:
        """Somebody wrote here: who is concerned hears of it in a moment, not at the next look."""
        self._nudged.set()

    def look(self) -> None:
        """Tell whoever is concerned by what was written since the last look, here or by another process."""
        head, seen = self._seq(), News(self._club)
        if head != self._head:
            self._head = head
            for waiter in self._waiting.values():
                self._consider(waiter, head, seen)

    def end(self) -> None:
        """The server stops: everybody is sent home at once, and nobody else is let in."""
        self._ended = True
        for device in list(self._waiting):
            self.leave(device)

    async def _watch(self) -> None:
        try:
            while self._waiting:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._settings.look_every / 1000):
                        await self._nudged.wait()
                        await asyncio.sleep(TOGETHER_S)
                self._nudged.clear()
                with suppress(TouchlineError, Broken), set_apart("pokes"):  # the database is away: it is asked again
                    self.look()
        finally:
            self._watching = None

    def _consider(self, waiter: Waiter, head: int, news: "News") -> None:
        if waiter.told.done() or head == waiter.since:
            return
        if head < waiter.since or news.concerns(waiter.user, waiter.since):
            waiter.told.set_result(head)
        else:
            waiter.since = head

    def _seq(self) -> int:
        return int((self._club.store.get("club", "club") or {"seq": 0})["seq"])


class News:
    """What moved since some seq, for as many users as ask at one moment."""

    def __init__(self, club: Club) -> None:
        self._store = club.store
        self._audiences = club.referee.audiences
        self._moved: dict[int, frozenset[str] | None] = {}

    def concerns(self, user: str, since: int) -> bool:
        """Whether something after this seq reaches the user, leaves their sight, or changes what they are granted."""
        if since not in self._moved:
            with self._store.snapshot():
                self._moved[since] = self._scopes_after(since)
        grants = self._store.get("grant_state", user)
        if grants is not None and grants["seq"] > since:
            return True
        scopes = self._moved[since]
        return scopes is None or any(row["scope"] in scopes for row in self._store.find("user_scope", user=user))

    def _scopes_after(self, since: int) -> frozenset[str] | None:
        """The scopes in which something moved; None when so much did that it concerns everybody."""
        versions = self._store.above("row_version", ("seq", "tbl", "id"), (since + 1, "", ""), LOOKED_AT)
        left = self._store.above("departure", ("seq", "scope", "tbl", "id"), (since + 1, "", "", ""), LOOKED_AT)
        if LOOKED_AT in (len(versions), len(left)):
            return None
        self._audiences.at(int((self._store.get("club", "club") or {"seq": 0})["seq"]))
        reached = (self._audiences.scopes(number) for number in {version["audience"] for version in versions})
        return frozenset(row["scope"] for row in left).union(*reached)
