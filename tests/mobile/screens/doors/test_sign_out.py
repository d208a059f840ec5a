"""Signing out names what would be lost, and loses it only on the person's word."""

import asyncio
from typing import Any

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import HERE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

BUTTONS = ("FilledButton", "TextButton")


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def asked(touchline: Touchline, answer: str) -> list[str]:
    """What the question says, before it is answered so."""
    touchline.state.place.route = "/more"

    async def story() -> list[str]:
        async with drawn(touchline) as screen:
            tile = next(one for one in screen.all("ListTile") if title(one) == "Afmelden")
            await screen.event(tile, "click")
            said = [one.value for one in screen.all("Text", screen.questions())]
            buttons = [one for kind in BUTTONS for one in screen.all(kind, screen.questions())]
            await press(screen, next(one for one in buttons if one.content == answer))
            return said

    return asyncio.run(story())


def title(tile: Any) -> str | None:
    return getattr(tile.title, "value", None)


async def press(screen: Drawn, button: Any) -> None:
    await screen.event(button, "click")


class Out:
    """Counts who leaves."""

    def __init__(self) -> None:
        self.left = 0

    async def __call__(self) -> None:
        self.left += 1


def test_with_nothing_unsent_one_word_is_enough(club: Club) -> None:
    out = Out()
    coach = touchline_of(club, "coach", sign_out=out)
    said = asked(coach, "Afmelden")
    assert any(text.startswith("Alles van de club wordt van dit toestel gewist.") for text in said)
    assert out.left == 1


@pytest.mark.parametrize(
    ("answer", "left", "sent"),
    [("Weggooien en afmelden", 1, 0), ("Aangemeld blijven", 0, 0), ("Nu versturen", 0, 1)],
)
def test_unsent_work_is_named(club: Club, answer: str, left: int, sent: int) -> None:
    out, woken = Out(), []
    coach = touchline_of(club, "coach", sign_out=out, sync_now=lambda: woken.append(1))
    coach.do("user_device.patch", id=HERE, set={"name": "Gsm van Fatima"})
    said = asked(coach, answer)
    assert "• Toestel een naam gegeven: Gsm van Fatima" in said
    assert (out.left, len(woken)) == (left, sent)
