"""Keeping a thing for somebody: what is in the way is said while one types; an activity shows what is kept for it."""

import asyncio
from typing import Any

import flet as ft
import pytest

from mobile.screens.equipment.booking import foreseen, when
from mobile.touchline import Touchline
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish, new_id
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CONES, stocked

HOUR = 3_600_000


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at(club: Club, path: str, role: str = "equipment", **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = path
    return touchline


async def write(screen: Drawn, text: str, label: str) -> None:
    [box] = [one for one in screen.all("TextField", screen.questions()) if one.label == label]
    await screen.event(box, "change", text)


def keep(club: Club, name: str, start: int, end: int, **whom: Any) -> None:
    span = {"from_at": start, "to_at": end}
    act(club, "user-equipment", "booking.make", id=new_id(club), resource=club.ids[name], **span, **whom)


def test_whose_it_is_then_is_said_before_anything_is_asked(club: Club) -> None:
    """With the next moment at which it is free for as long."""
    thing = f"{BALL} 1"
    manager = at(club, f"/equipment/{club.ids[thing]}")
    [standing] = manager.reader.store_room.bookings(club.ids[thing], NOW)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("OutlinedButton", "Boeken")
            [question] = screen.questions()
            [team] = [one for one in screen.all("ListTile", question) if texts(screen, one)[:1] == ["U11"]]
            await screen.event(team, "click")
            for label, text in (("Dag", "29/11"), ("Van", "18:00"), ("Tot", "19:00")):
                assert "Dan is het vrij." not in texts(screen, question)
                await write(screen, text, label)
            clash = f"U15 heeft dit geboekt van {when(manager, standing)}. Even lang vrij vanaf ma 30 nov 09:05."
            assert clash in texts(screen, screen.questions())
            await write(screen, "1/12", "Dag")
            assert "Dan is het vrij." in texts(screen, screen.questions())
            await write(screen, "17:00", "Tot")
            assert "Dan is het vrij." not in texts(screen, screen.questions()), "it ends before it begins"

    asyncio.run(story())


def test_of_what_is_counted_as_many_as_are_left(club: Club) -> None:
    keep(club, CONES, NOW, NOW + 3 * DAY, group=club.ids["U15"], quantity=30)
    manager = touchline_of(club, "equipment")
    cones = manager.reader.equipment.resource(club.ids[CONES])
    assert cones is not None
    typed = {"day": "29/11", "start": "18:00", "end": "19:00"}
    assert foreseen(manager, cones, {**typed, "quantity": "10"}) == "Dan is het vrij."
    assert foreseen(manager, cones, {**typed, "quantity": "11"}).startswith("U15 heeft dit geboekt van ")
    assert foreseen(manager, cones, {**typed, "quantity": "41"}) == "Er zijn er maar 40."
    assert foreseen(manager, cones, {"day": "29/11", "start": "25:00", "end": "x"}) == ""


def test_more_than_four_bookings_are_counted(club: Club) -> None:
    for day in range(4, 10):
        keep(club, f"{BALL} 1", NOW + day * DAY, NOW + day * DAY + HOUR, group=club.ids["U11"])
    manager = at(club, f"/equipment/{club.ids[f'{BALL} 1']}")

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("OutlinedButton", "Boeken")
            assert "en nog 3" in texts(screen, screen.questions())

    asyncio.run(story())


@pytest.mark.parametrize("role", ["equipment", "coach"])
def test_an_activity_shows_what_is_kept_for_it_and_so_does_its_team(club: Club, role: str) -> None:
    match = club.ids["match"]
    keep(club, CONES, NOW, NOW + DAY, activity=match, quantity=12)

    async def story() -> None:
        async with drawn(at(club, f"/agenda/{match}", role)) as screen:
            if role == "coach":
                [more] = [
                    one for one in screen.all("Semantics") if str(getattr(one, "label", "")).startswith("Details")
                ]
                await screen.event(more, "click")
            assert f"{CONES} · 12" in texts(screen)
        async with drawn(at(club, f"/teams/{club.ids['U13']}", role)) as screen:
            assert f"{CONES} · 12" in texts(screen)
        async with drawn(at(club, f"/teams/{club.ids['U11']}", role)) as screen:
            assert f"{CONES} · 12" not in texts(screen)

    asyncio.run(story())


def test_a_booking_that_was_called_off_is_made_again_in_a_tap(club: Club) -> None:  # feature B17
    said: list[ft.DialogControl] = []
    thing = club.ids[f"{BALL} 1"]
    manager = at(club, f"/equipment/{thing}", show=said.append)
    room = manager.reader.store_room
    [before] = room.bookings(thing, NOW)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Boeking afzeggen")
            assert room.bookings(thing, NOW) == ()
            bar: Any = said[-1]
            assert (bar.content.value, bar.action.label) == ("De boeking is afgezegd.", "Ongedaan maken")
            bar.action.on_click(None)

    asyncio.run(story())
    [after] = room.bookings(thing, NOW)
    assert (after.who, after.start, after.end, after.pending) == (before.who, before.start, before.end, True)
    assert after.id != before.id
