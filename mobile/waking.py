"""Whether the club may wake this browser: the person allows it here, the server is told where, and both can be taken
back. What wakes it says nothing: the app syncs and shows what happened.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from mobile.device.push import PushDoor
from shared.errors import TouchlineError

Ask = Callable[[str, dict[str, Any]], Awaitable[Mapping[str, Any]]]
"""A question that only the server can answer. Raises Fault or Malformed."""
Standing = Literal["on", "off", "denied", "unsupported", "failed"]
STANDINGS: tuple[Standing, ...] = ("on", "off", "denied", "unsupported")
PATH = "/api/push"


class Waking:
    """Every method but `keep` raises TouchlineError where the server must know and cannot be asked."""

    def __init__(self, ask: Ask, door: PushDoor) -> None:
        self._ask = ask
        self._door = door
        self._told: str | None = None

    async def standing(self) -> Standing:
        """How things stand here."""
        return _read(await self._door.standing())[0]

    async def allow(self) -> Standing:
        """Ask the person and tell the server: inside a tap. Where the server wakes nobody that is "unsupported"."""
        key = (await self._ask(PATH, {"endpoint": None})).get("key")
        if not isinstance(key, str):
            return "unsupported"
        standing, address = _read(await self._door.allow(key))
        if address is not None:
            await self._tell(address)
        return standing

    async def stop(self) -> Standing:
        """The browser first: what the server does not hear now, the push service tells it."""
        standing, _ = _read(await self._door.stop())
        self._told = None
        await self._ask(PATH, {"endpoint": None})
        return standing

    async def keep(self) -> None:
        """At each start: a browser's address changes now and then, and a server may have been restored."""
        standing, address = _read(await self._door.standing())
        if standing != "on" or address is None or address == self._told:
            return
        try:
            await self._tell(address)
        except TouchlineError:  # next time
            return

    async def forget(self) -> None:
        """The person leaves this device: nothing wakes it, whether the server hears of it or not."""
        await self._door.stop()

    async def _tell(self, address: str) -> None:
        await self._ask(PATH, {"endpoint": address})
        self._told = address


def _read(answer: str) -> tuple[Standing, str | None]:
    word, _, address = answer.partition(" ")
    for standing in STANDINGS:
        if word == standing:
            return standing, address or None
    return "failed", None
