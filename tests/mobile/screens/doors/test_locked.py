"""A locked app: nothing of the club is drawn, a code opens it, and the password does for who forgot it."""

import asyncio
from pathlib import Path

import pytest

from mobile.app_lock import AppLock
from mobile.touchline import Touchline
from shared.errors import SignInNeeded
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn
from tests.mobile.goods import furnish
from tests.mobile.screens.security.test_second_step import PASSWORD, button, story, texts, types
from tests.mobile.stage import touchline_of
from tests.mobile.test_app_lock import PIN, quick


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def guarded(club: Club, folder: Path, secret: str | None = PIN, **doors: object) -> Touchline:
    """The coach's app; shut, when there is a code."""
    touchline = touchline_of(club, "coach", **doors)
    lock = AppLock(folder, touchline.state.lock, lambda: NOW, quick)
    object.__setattr__(touchline, "app_lock", lock)
    if secret is not None:
        asyncio.run(lock.put_on(secret, 1))
        lock.shut()
    return touchline


def test_nothing_of_the_club_is_drawn_until_it_is_opened(club: Club, tmp_path: Path) -> None:
    touchline = guarded(club, tmp_path)
    name = touchline.state.me.name

    async def act(screen: Drawn) -> None:
        assert texts(screen) == ["Vergrendeld", f"Dit is de app van {name}."]
        assert screen.all("NavigationBar") == []
        await types(screen, "Pincode", "0007")
        await screen.event(button(screen, "Openen"), "click")
        assert "Dat was niet juist." in texts(screen)
        await types(screen, "Pincode", PIN)
        await screen.event(button(screen, "Openen"), "click")

    found = story(touchline, "/people", act)
    assert "Vergrendeld" not in found
    assert len(found) > 20, "the people are there"
    assert touchline.state.place.route == "/people", "where one was"


def test_it_says_how_long_to_wait(club: Club, tmp_path: Path) -> None:
    async def act(screen: Drawn) -> None:
        for _ in range(3):
            await types(screen, "Pincode", "0007")
            await screen.event(button(screen, "Openen"), "click")
        assert "Dat was niet juist. Wacht nog 5 seconden." in texts(screen)
        assert button(screen, "Openen").disabled

    story(guarded(club, tmp_path), "/", act)


class Door:
    """Knows one password."""

    async def __call__(self, server: str, username: str, password: str, mine: bool, code: str) -> None:
        if (username, password) != ("coach", PASSWORD):
            raise SignInNeeded


@pytest.mark.parametrize("spent", [False, True])
def test_the_password_opens_it_and_the_lock_is_off(club: Club, tmp_path: Path, spent: bool) -> None:
    touchline = guarded(club, tmp_path, sign_in=Door())
    if spent:
        touchline.state.lock.wrong = 10

    async def act(screen: Drawn) -> None:
        if not spent:
            await screen.event(button(screen, "Code vergeten?", "TextButton"), "click")
        assert [box.label for box in screen.all("TextField")] == ["Wachtwoord"]
        await types(screen, "Wachtwoord", "een ander wachtwoord")
        await screen.event(button(screen, "Aanmelden"), "click")
        assert "Gebruikersnaam of wachtwoord klopt niet." in texts(screen)
        assert touchline.state.lock.shut
        await types(screen, "Wachtwoord", PASSWORD)
        await screen.event(button(screen, "Aanmelden"), "click")

    found = story(touchline, "/people", act)
    assert len(found) > 20
    assert (touchline.state.lock.on, list(tmp_path.iterdir())) == (False, [])


def test_it_is_put_on_by_what_was_typed_twice(club: Club, tmp_path: Path) -> None:
    touchline = guarded(club, tmp_path, None)

    async def act(screen: Drawn) -> None:
        for first, again, said in (
            ("258", "258", "Neem 4 tot 8 cijfers, of een wachtzin van minstens 8 tekens."),
            ("1234", "1234", "Neem geen rij cijfers zoals 1234 of 0000."),
            (PIN, "2581", "De twee zijn niet gelijk."),
        ):
            await types(screen, "Kies een code", first)
            await types(screen, "Nog een keer", again)
            await screen.event(button(screen, "Vergrendeling aanzetten"), "click")
            assert said in texts(screen)
        await types(screen, "Nog een keer", PIN)
        await screen.event(button(screen, "Vergrendeling aanzetten"), "click")

    story(touchline, "/security/lock", act)
    assert (touchline.state.lock.on, touchline.state.lock.shut) == (True, False)


def test_taking_it_off_asks_for_it(club: Club, tmp_path: Path) -> None:
    touchline = guarded(club, tmp_path)
    touchline.state.lock.shut = False

    async def act(screen: Drawn) -> None:
        await screen.event(button(screen, "Vergrendeling uitzetten", "FilledTonalButton"), "click")
        await types(screen, "Pincode", "0007")
        await screen.event(button(screen, "Vergrendeling uitzetten"), "click")
        assert touchline.state.lock.on
        await types(screen, "Pincode", PIN)
        await screen.event(button(screen, "Vergrendeling uitzetten"), "click")

    story(touchline, "/security/lock", act)
    assert not touchline.state.lock.on


def test_a_device_that_keeps_nothing_offers_none(club: Club) -> None:
    async def act(screen: Drawn) -> None:
        assert "Deze app vergrendelen" not in texts(screen)

    assert "Tweede stap bij het aanmelden" in story(touchline_of(club, "coach"), "/security", act)
