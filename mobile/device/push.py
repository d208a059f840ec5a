"""Whether this device can be woken by the club's server: a browser that its person allowed it. Phones' own pushes need
their makers' accounts, so the phone package is woken by its poke alone.
"""

import sys
from typing import Protocol


class PushDoor(Protocol):
    """The browser, as far as it wakes the app. Answers are "on <address>", "off", "denied" (the person, or who keeps
    this device, said no), "unsupported" or "failed".
    """

    async def standing(self) -> str:
        """How things stand."""

    async def allow(self, key: str) -> str:
        """Ask the person, inside a tap, and then the browser's push service; `key` is the club's in base64url."""

    async def stop(self) -> str:
        """Nobody wakes this browser any more."""


class NoPush:
    """A device that nobody wakes."""

    async def standing(self) -> str:
        """See PushDoor."""
        return "unsupported"

    async def allow(self, key: str) -> str:
        """See PushDoor."""
        return "unsupported"

    async def stop(self) -> str:
        """See PushDoor."""
        return "off"


def push_door() -> PushDoor:
    """The one of this machine."""
    if sys.platform == "emscripten":
        from mobile.web.page import PagePush

        return PagePush()
    return NoPush()
