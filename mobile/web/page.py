"""What the app tells the page around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _touchline() -> Any:
    import js

    return js.touchline


def usable() -> None:
    """The first screen was sent: the page takes its skeleton away once that is painted, and starts its own
    chores (offline copy, durable storage, looking for a new version)."""
    _touchline().tell("usable")


def tone(good: bool) -> None:
    """A short tone, or two low ones. Silent until the person touched the page once: browsers want it so."""
    _touchline().tell("tone", "good" if good else "bad")


def speak(language: str) -> None:
    """The page's own few sentences follow the person's language (`nl`, `fr`, `en`) from the next start on."""
    _touchline().tell("language", language)


def opened_by() -> str:
    """What stood behind the `#` of the address that opened the page: the secret of a link, or nothing. Told once."""
    page = _touchline()
    opened, page.opened = str(page.opened or ""), ""
    return opened


def shares() -> bool:
    """Whether this browser has a sheet to which a picture can be handed."""
    return bool(_touchline().shares)


async def keeps() -> str:
    """ "kept" where the browser promised to leave what stands here alone when the disk is short, "may go" where it did
    not, "failed" where it does not say.
    """
    return str(await _touchline().ask("keeps", ""))


def on_news(wake: Callable[[], None]) -> None:
    """Call `wake` when a push says that the club has something: the service worker tells the page, the page us."""
    from pyodide.ffi import create_proxy

    if not _WAKE:
        _touchline().woken = create_proxy(_woken)
    _WAKE[:] = [wake]


def _woken() -> None:
    _WAKE[-1]()


_WAKE: list[Callable[[], None]] = []
"""Whom to wake: the device that is open now."""


class PagePush:
    """See `mobile/device/push.py`: the page asks the person and the browser."""

    async def standing(self) -> str:
        """How things stand."""
        return str(await _touchline().ask("push", "standing"))

    async def allow(self, key: str) -> str:
        """Ask the person: inside a tap, for as long as the browser remembers it."""
        return str(await _touchline().ask("push", f"allow {key}"))

    async def stop(self) -> str:
        """Nobody wakes this browser any more."""
        return str(await _touchline().ask("push", "stop"))
