"""What the app tells the page around it."""

from __future__ import annotations

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
