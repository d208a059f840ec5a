"""A box and what belongs in it: chosen on its page, shown on each part, and out when the box is. # feature 87"""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from mobile.touchline import Touchline
from shared.domain.calendar import local_date
from tests.mobile.club import NOW, ZONE, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import act, furnish, new_id
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, BOX, CONES, CUPBOARD, stocked

CART = "Krijtwagen"


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at(club: Club, name: str, role: str = "equipment", **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = f"/equipment/{club.ids[name]}"
    return touchline


def inside(touchline: Touchline, name: str) -> list[str]:
    club = {item.name: item.id for item in touchline.reader.equipment.items(limit=500)}
    return [item.name for item in touchline.reader.store_room.contents(club[name])]


def undone(said: list[ft.DialogControl]) -> Callable[[], None]:
    """What the button of the last bar does."""
    bar: Any = said[-1]
    return lambda: bar.action.on_click(None)


def put_inside(club: Club, *names: str) -> None:
    for name in names:
        act(club, "user-equipment", "resource.patch", id=club.ids[name], set={"parent": club.ids[BOX]})


def out(club: Club, name: str, team: str) -> None:
    to = {"to_kind": "group", "to_id": club.ids[team]}
    act(club, "user-equipment", "custody.hand_out", id=new_id(club), resource=club.ids[name], **to)


def test_what_belongs_in_a_box_is_ticked_together_and_taken_back_together(club: Club) -> None:  # feature B17
    """One of them lay in the cupboard: it lies in the box now, and after an undo in the cupboard again."""
    said: list[ft.DialogControl] = []
    manager = at(club, BOX, show=said.append)
    ball = f"{BALL} 3"

    async def story() -> None:
        async with drawn(manager) as screen:
            assert "Hier hoort nog niets bij. Kies met het potlood wat erin hoort." in texts(screen)
            await screen.speak("Inhoud kiezen")
            [question] = screen.questions()
            [save] = screen.all("FilledButton", question)
            assert save.disabled
            for typed, name in (("krijt", CART), ("W-03", ball)):
                await screen.event(screen.all("TextField", question)[0], "change", typed)
                [box] = [one for one in screen.all("Semantics", question) if getattr(one, "checked", None) is False]
                assert str(box.label).startswith(name)
                await screen.event(box, "click")
            [save] = screen.all("FilledButton", question)
            assert save.content == "Bewaar: 2 stukken erin"
            await screen.event(save, "click")
            assert "Hier hoort te liggen (2)" in texts(screen)
            assert [item.place for item in manager.reader.store_room.contents(club.ids[BOX])] == [None, BOX]
            undone(said)()
            assert inside(manager, BOX) == []
            assert manager.reader.store_room.place_of(club.ids[ball]) == club.ids[CUPBOARD]

    asyncio.run(story())


def test_what_is_unticked_lies_where_it_lay_before(club: Club) -> None:
    ball = club.ids[f"{BALL} 3"]
    put_inside(club, f"{BALL} 3", CART)
    where = {"to_kind": "resource", "to_id": club.ids[BOX]}
    act(club, "user-equipment", "custody.move", at=NOW - 1, id=new_id(club), resource=ball, **where)
    manager = at(club, BOX)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.speak("Inhoud kiezen")
            [question] = screen.questions()
            ticked = [one for one in screen.all("Semantics", question) if getattr(one, "checked", None)]
            assert len(ticked) == 2
            await screen.event(ticked[1], "click")
            await screen.event(screen.all("FilledButton", question)[0], "click")

    asyncio.run(story())
    assert inside(manager, BOX) == [CART]
    assert manager.reader.store_room.place_of(ball) == club.ids[CUPBOARD]


def test_a_box_is_not_offered_itself_nor_the_box_it_is_in(club: Club) -> None:
    put_inside(club, CART)
    act(club, "user-equipment", "resource.patch", id=club.ids[CART], set={"kind": "kit"})

    async def story() -> list[str]:
        async with drawn(at(club, CART)) as screen:
            await screen.speak("Inhoud kiezen")
            found = [one for one in screen.all("Semantics", screen.questions()) if hasattr(one, "checked")]
            return [str(one.label) for one in found if one.checked is not None]

    offered = asyncio.run(story())
    assert any(one.startswith(CONES) for one in offered)
    assert not [one for one in offered if one.startswith((BOX, CART, CUPBOARD))]


def test_a_part_says_to_which_box_it_belongs(club: Club) -> None:
    put_inside(club, CART)
    coach = at(club, CART, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            [line] = [one for one in screen.all("ListTile") if f"Hoort bij {BOX}" in texts(screen, one)]
            await screen.event(line, "click")
            assert coach.state.place.route == f"/equipment/{club.ids[BOX]}"
            assert "Hier hoort te liggen (1)" in texts(screen)
            assert "Inhoud kiezen" not in [getattr(one, "label", None) for one in screen.all("Semantics")]

    asyncio.run(story())


def test_what_lies_in_a_box_is_out_with_it(club: Club) -> None:
    put_inside(club, CART, "Koelbox groot")
    out(club, "Koelbox groot", "U13")
    out(club, BOX, "U11")
    manager = at(club, CART)
    day = manager.words.day(local_date(NOW, ZONE), manager.today)

    async def story() -> None:
        async with drawn(manager) as screen:
            assert texts(screen)[texts(screen).index("Nu bij") :][:3] == ["Nu bij", "U11", f"Mee met {BOX}"]
            manager.go(f"/equipment/{club.ids[BOX]}")
            await screen.settle()
            assert f"Mee met {BOX} · U11 · M-021 · Terrein" in texts(screen)
            assert f"U13 · sinds {day}" in texts(screen), "it was taken out of the box"

    asyncio.run(story())
    assert CART not in [item.name for item in manager.reader.equipment.items(which="in", limit=99)]
    act(club, "user-equipment", "custody.take_back", at=NOW + 1, id=new_id(club), resource=club.ids[BOX])
    assert CART in [item.name for item in manager.reader.equipment.items(which="in", limit=99)]


def test_what_was_put_elsewhere_stays_in_when_its_box_goes(club: Club) -> None:
    put_inside(club, f"{BALL} 3")
    out(club, BOX, "U11")
    item = touchline_of(club, "equipment").reader.equipment.item(club.ids[f"{BALL} 3"])
    assert item is not None
    assert (item.along, item.place) == (None, CUPBOARD)


def test_a_part_of_a_box_that_is_out_is_not_handed_out_by_itself(club: Club) -> None:
    """It says in which box it is; once it lies elsewhere it goes."""
    put_inside(club, CART)
    out(club, BOX, "U9")
    manager = at(club, CART)

    async def give(screen: Any) -> tuple[list[str], list[Any]]:
        await screen.press("FilledButton", "Uitgeven")
        [question] = screen.questions()
        [field] = screen.all("TextField", question)[:1]
        await screen.event(field, "change", "U11")
        [team] = [one for one in screen.all("ListTile", question) if screen.all("Text", one.title)[0].value == "U11"]
        await screen.event(team, "click")
        [question] = screen.questions()
        said = [one.value for one in screen.all("Text", question) if one.value]
        return said, screen.all("FilledButton", question)

    async def story(ready: bool) -> None:
        async with drawn(manager) as screen:
            said, buttons = await give(screen)
            stop = f"Zit in {BOX}, die weg is: neem het er eerst uit"
            assert (stop in said, [one.disabled for one in buttons][-1:]) == (not ready, [not ready])

    asyncio.run(story(False))
    where = {"to_kind": "resource", "to_id": club.ids[CUPBOARD]}
    act(club, "user-equipment", "custody.move", id=new_id(club), resource=club.ids[CART], **where)
    manager = at(club, CART)
    asyncio.run(story(True))
