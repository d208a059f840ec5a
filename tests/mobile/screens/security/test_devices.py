"""Where somebody is signed in, as it is drawn: which of them may be named and shut out, and by whom."""

import asyncio
from typing import Any

import pytest

from mobile.pairing import Newcomer, Offered
from mobile.touchline import Touchline
from tests.mobile.club import HERE, NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

BUTTONS = ("FilledButton", "FilledTonalButton", "OutlinedButton", "TextButton")


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def looked(touchline: Touchline, route: str, story: Any) -> Any:
    touchline.state.place.route = route

    async def told() -> Any:
        async with drawn(touchline) as screen:
            return await story(screen)

    return asyncio.run(told())


def dialogs(screen: Drawn) -> list[Any]:
    return screen.questions()


def signs(screen: Drawn) -> list[str]:
    """The signs that can be tapped beside the devices."""
    wanted = ("Naam wijzigen", "Intrekken")
    return [one.label for one in screen.all("Semantics") if getattr(one, "label", None) in wanted]


async def press(screen: Drawn, text: str) -> None:
    newest = next(one for kind in BUTTONS for one in screen.all(kind, dialogs(screen)) if one.content == text)
    await screen.event(newest, "click")


async def tap(screen: Drawn, label: str, place: int = 0) -> None:
    found = [one for one in screen.all("Semantics") if getattr(one, "label", None) == label]
    await screen.event(found[place], "click")


def texts(screen: Drawn, within: Any = None) -> list[str]:
    found = [*screen.all("Text", within), *screen.all("Line", within)]
    return [one.value for one in found if isinstance(one.value, str)]


def test_this_one_cannot_be_shut_out_here_and_a_lost_one_no_more(club: Club) -> None:
    coach = touchline_of(club, "coach")

    async def story(screen: Drawn) -> tuple[list[str], list[str]]:
        return signs(screen), texts(screen)

    ways, said = looked(coach, "/devices", story)
    assert ways == ["Naam wijzigen", "Naam wijzigen", "Intrekken"]
    wiped = "Ingetrokken. Wisopdracht gegeven do 26 nov 09:05."
    for line in ("Dit toestel", "Laatst gezien: gisteren", "Ingetrokken", wiped):
        assert line in said, line


def test_shutting_out_asks_first_and_is_a_change_that_waits(club: Club) -> None:
    coach = touchline_of(club, "coach")

    async def story(screen: Drawn) -> None:
        await tap(screen, "Intrekken")
        assert "Firefox, Linux intrekken?" in texts(screen, dialogs(screen))
        assert coach.reader.outbox.waiting() == ()
        await press(screen, "Intrekken")

    looked(coach, "/devices", story)
    (waiting,) = coach.reader.outbox.waiting()
    assert [(deed.verb, deed.what) for deed in waiting.deeds] == [("user_device.revoke", "Firefox, Linux")]
    assert club.store.get("user_device", "browser-coach")["revoked_at"] == NOW


def test_keeping_it_changes_nothing(club: Club) -> None:
    coach = touchline_of(club, "coach")

    async def story(screen: Drawn) -> None:
        await tap(screen, "Intrekken")
        await press(screen, "Behouden")

    looked(coach, "/devices", story)
    assert coach.reader.outbox.waiting() == ()


def test_a_device_gets_a_name(club: Club) -> None:
    coach = touchline_of(club, "coach")

    async def story(screen: Drawn) -> None:
        await tap(screen, "Naam wijzigen")
        [box] = screen.all("TextField", dialogs(screen))
        assert box.value == "Pixel"
        await screen.event(box, "change", "Gsm van Fatima")
        await press(screen, "Opslaan")

    looked(coach, "/devices", story)
    assert club.store.get("user_device", HERE)["name"] == "Gsm van Fatima"


@pytest.mark.parametrize(("role", "sees"), [("secretary", True), ("treasurer", False), ("equipment", False)])
def test_the_office_shuts_out_for_who_cannot(club: Club, role: str, sees: bool) -> None:
    office = touchline_of(club, role)

    async def story(screen: Drawn) -> list[str]:
        return signs(screen)

    ways = looked(office, f"/people/{club.ids['equipment']}", story)
    assert ways == (["Naam wijzigen", "Intrekken"] * 2 if sees else [])


class First:
    """A club that lets one newcomer in."""

    def __init__(self) -> None:
        self.said: list[bool] = []

    async def offer(self, server: str) -> Offered:
        return Offered("0" * 26, f"{server}/?pair={'0' * 26}", NOW + 300_000)

    async def look(self, offered: Offered) -> Newcomer:
        return Newcomer("Safari, iPhone", "123456")

    async def settle(self, newcomer: Newcomer, *, same: bool) -> bool:
        self.said.append(same)
        return same


@pytest.mark.parametrize(("answer", "same"), [("Ja, dezelfde cijfers", True), ("Nee, andere of geen cijfers", False)])
def test_the_digits_are_compared_by_a_person(
    club: Club, monkeypatch: pytest.MonkeyPatch, answer: str, same: bool
) -> None:
    monkeypatch.setattr("mobile.screens.security.pairing.LOOK_S", 0.0)
    first = First()
    coach = touchline_of(club, "coach", first_device=first)

    async def story(screen: Drawn) -> list[str]:
        button = next(one for one in screen.all("FilledTonalButton") if one.content == "Nog een toestel aanmelden")
        await screen.event(button, "click")
        for _ in range(20):
            await asyncio.sleep(0)
        await screen.settle()
        said = texts(screen, dialogs(screen))
        await press(screen, answer)
        return said

    assert "123 456" in looked(coach, "/devices", story)
    assert first.said == [same]
