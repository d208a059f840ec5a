"""What a hand feels and an ear hears after a scan, so that nobody has to look at the screen."""

import contextlib
import sys
from typing import Protocol

import flet as ft


class Feedback(Protocol):
    """Short signals. A machine that can give none stays silent."""

    async def good(self) -> None:
        """It worked."""

    async def bad(self) -> None:
        """It did not: two pulses, so that it feels different."""

    def sound(self, good: bool) -> None:
        """A short high tone for what worked, two low ones for what did not."""

    async def say(self, text: str) -> None:
        """`text` for a screen reader."""


class FletFeedback:
    """Vibration and announcements through Flet; browsers vibrate where they may (Android), iPhones only
    in the app. Tones are the page's: the client that Flet ships plays none.
    """

    def __init__(self) -> None:
        self._haptic = ft.HapticFeedback()
        self._semantics = ft.SemanticsService()

    async def good(self) -> None:
        """One light pulse."""
        with contextlib.suppress(RuntimeError, TimeoutError):
            await self._haptic.medium_impact()

    async def bad(self) -> None:
        """A pulse and a buzz."""
        with contextlib.suppress(RuntimeError, TimeoutError):
            await self._haptic.heavy_impact()
            await self._haptic.vibrate()

    def sound(self, good: bool) -> None:
        """In the browser; a phone's own switch for silence is above it."""
        if sys.platform == "emscripten":
            from mobile.web.page import tone

            tone(good)

    async def say(self, text: str) -> None:
        """At once: the person is waiting for it."""
        with contextlib.suppress(RuntimeError, TimeoutError):
            await self._semantics.announce_message(text, assertiveness=ft.Assertiveness.ASSERTIVE)
