"""Big buttons lose no word, however large the letters are."""

import asyncio

import flet as ft

from mobile.widgets.choice import Option, choice
from tests.mobile.drawn import Drawn, alone

OPTIONS = [Option(word, word, ft.Icons.CHECK, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY) for word in ("Ja", "Misschien")]


async def measure(screen: Drawn, **heights: int) -> None:
    """What the client tells after drawing: how high each word became."""
    for text in screen.all("Text"):
        if text.value in heights:
            await screen.event(text, "size_change", {"w": 60.0, "h": float(heights[text.value])})


def buttons(screen: Drawn) -> tuple[str, list[str]]:
    """In what the buttons stand, and which there are."""
    stacked = any(screen.all("Semantics", column.controls) for column in screen.all("Column"))
    return "Column" if stacked else "Row", [one.label for one in screen.all("Semantics")]


def test_a_word_that_breaks_puts_the_buttons_below_each_other() -> None:
    async def story() -> None:
        @ft.component
        def page() -> ft.Control:
            return choice(OPTIONS, "Ja", lambda value: None, label="Lars")

        async with alone(page) as screen:
            await measure(screen, Ja=20, Misschien=20)
            assert buttons(screen) == ("Row", ["Lars: Ja", "Lars: Misschien"])
            await measure(screen, Ja=40, Misschien=80)
            assert buttons(screen) == ("Column", ["Lars: Ja", "Lars: Misschien"])

    asyncio.run(story())
