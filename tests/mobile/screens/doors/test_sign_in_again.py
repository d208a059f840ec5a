"""A device that was silent too long asks for the password, and for nothing else."""

import asyncio

import pytest

from mobile.touchline import Touchline
from shared.errors import SignInNeeded
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


class Door:
    """Lets in who knows the word."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, bool]] = []

    async def __call__(self, server: str, username: str, password: str, mine: bool, code: str = "") -> None:
        self.came.append((username, password, mine))
        if password != "een lang wachtwoord":
            raise SignInNeeded


def told(touchline: Touchline, *passwords: str) -> list[str]:
    """What stands on the sync page after these were tried."""
    touchline.state.place.route = "/sync"

    async def story() -> list[str]:
        async with drawn(touchline) as screen:
            for password in passwords:
                await screen.event(screen.one("TextField"), "change", password)
                await screen.event(enter(screen), "click")
            return [one.value for one in screen.all("Text")]

    return asyncio.run(story())


def enter(screen: Drawn) -> object:
    (button,) = [one for one in screen.all("FilledButton") if one.content == "Aanmelden"]
    return button


def test_the_right_password_wakes_the_courier(club: Club) -> None:
    door, woken = Door(), []
    coach = touchline_of(club, "coach", sign_in=door, sync_now=lambda: woken.append(1))
    coach.state.sync.error = "sign_in_needed"
    said = told(coach, "verkeerd wachtwoord", "een lang wachtwoord")
    assert any("opnieuw aanmelden als coach" in text for text in said)
    assert door.came == [("coach", "verkeerd wachtwoord", True), ("coach", "een lang wachtwoord", True)]
    assert woken == [1]


def test_a_wrong_one_is_said(club: Club) -> None:
    coach = touchline_of(club, "coach", sign_in=Door())
    coach.state.sync.error = "sign_in_needed"
    assert "Gebruikersnaam of wachtwoord klopt niet." in told(coach, "verkeerd wachtwoord")


def test_nobody_else_is_asked(club: Club) -> None:
    coach = touchline_of(club, "coach")
    assert not any("opnieuw aanmelden" in text for text in told(coach))
