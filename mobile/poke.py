"""Hears that there is something, never what: one question to the server that it answers when it has news.

Only while the app is looked at. Whatever goes wrong here is nobody's trouble: the courier comes by every minute anyway.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import httpx

from mobile.progress import Progress
from shared.register import Row

HELD_S = 25
"""How long a server keeps a question; this side waits somewhat longer."""
TIMEOUT = httpx.Timeout(HELD_S + 15.0, connect=10.0)
GAP_S = 1.5
"""Between two pokes: a busy club is fetched in handfuls."""
SETTLE_S = 0.2
SOON_S, LATER_S = 5.0, 60.0
MOST_SETTLING = 50


class Carrier(Protocol):
    """The courier, as far as it must be told."""

    progress: Progress

    def wake(self) -> None:
        """There is something to fetch."""

    def bearer(self) -> dict[str, str]:
        """The header that says who asks; empty before the first sync."""


class Poke:
    """Listens for one courier. `state` answers the replica's own row, None before the first sign-in."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        courier: Carrier,
        state: Callable[[], Row | None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._courier = courier
        self._state = state
        self._sleep = sleep
        self._heard = 0

    async def run(self) -> None:
        """For as long as the app is looked at. Ends with its task."""
        while True:
            await self._sleep(await self.listen())

    async def listen(self) -> float:
        """One question; answers how many seconds to wait before the next one."""
        who, cursor = self._courier.bearer(), self._cursor()
        if not who:
            return SOON_S
        wish = {"since": max(cursor, self._heard)}
        try:
            response = await self._client.get("/api/poke", params=wish, headers=who, timeout=TIMEOUT)
        except httpx.RequestError:
            return LATER_S
        if response.status_code == httpx.codes.NO_CONTENT:
            return GAP_S
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._courier.wake()  # its next request proves who we are, and brings a new token
            return SOON_S
        seq = _seq(response)
        if seq is None:
            return LATER_S
        await self._fetch(seq)
        return GAP_S

    async def _fetch(self, seq: int) -> None:
        """Wake the courier, unless what is new came by itself meanwhile: the answer to our own change, for example."""
        self._heard = seq
        await self._sleep(SETTLE_S)
        for _ in range(MOST_SETTLING):
            if not self._courier.progress.syncing:
                break
            await self._sleep(SETTLE_S)
        if self._cursor() < seq:
            self._courier.wake()

    def _cursor(self) -> int:
        return int((self._state() or {"cursor": 0})["cursor"] or 0)


def _seq(response: httpx.Response) -> int | None:
    """The head that a poke tells; None when this is no answer of ours (an older server, a captive portal)."""
    if response.status_code != httpx.codes.OK or "application/json" not in response.headers.get("content-type", ""):
        return None
    try:
        value = response.json()
    except ValueError:
        return None
    seq = value.get("seq") if isinstance(value, dict) else None
    return seq if type(seq) is int else None
