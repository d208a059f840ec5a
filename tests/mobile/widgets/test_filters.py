"""Chips that narrow a list."""

import asyncio

import flet as ft

from mobile.widgets.filters import filters, in_view
from tests.mobile.drawn import alone


@ft.component
def counting() -> ft.Control:
    """Each tap on a chip adds one to what the drawing before knew."""
    taps, set_taps = ft.use_state(0)
    return ft.Column([ft.Text(f"{taps} taps"), filters([("a", "A")], "", lambda _: set_taps(taps + 1))])


def test_a_chip_that_stays_does_what_the_last_drawing_says() -> None:
    async def story() -> None:
        async with alone(counting) as screen:
            for _ in range(3):
                await screen.event(screen.one("Chip"), "select", True)
            assert screen.all("Text")[0].value == "3 taps"

    asyncio.run(story())


def test_a_chosen_one_from_further_on_is_never_out_of_sight() -> None:
    choices = [("", "All"), ("a", "A"), ("b", "B"), ("c", "C")]
    assert in_view(choices, "a", 2) == choices[:2]
    assert in_view(choices, "c", 2) == [("", "All"), ("c", "C"), ("a", "A")]
