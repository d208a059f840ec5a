"""A thing whose label nobody can read is found by its name; a round that is left or changed is a tap away. (B5)"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.device.secrets import verify
from mobile.screens.scan import audit
from mobile.screens.scan.scanning import Scanning, scanned
from mobile.touchline import Touchline
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish, label_of, new_id
from tests.mobile.screens.scan.test_rounds import begin
from tests.mobile.screens.scan.test_scanning import Heard
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CONES, CUPBOARD, put, short_label_of, stocked

Story = Callable[[Touchline, Drawn], Coroutine[None, None, None]]
BARS: list[Any] = []


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at_scan(club: Club, story: Story, route: str = "/scan") -> Touchline:
    BARS.clear()
    doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, Heard, FakeDecoder())
    touchline = touchline_of(club, "equipment", device=doors, show=BARS.append)
    touchline.state.place.route = route

    async def run() -> None:
        async with drawn(touchline) as screen:
            await story(touchline, screen)

    asyncio.run(run())
    return touchline


async def hear(touchline: Touchline, screen: Drawn, *texts: str) -> None:
    for text in texts:
        assert touchline.wedge.heard is not None
        touchline.wedge.heard(text)
        await screen.settle()


def said(screen: Drawn) -> list[str]:
    return [str(text.value) for text in screen.all("Text")]


def names(screen: Drawn) -> list[str]:
    return [str(one.title.value) for one in screen.all("ListTile", screen.questions())]


async def seek(screen: Drawn, text: str) -> None:
    [field] = screen.all("TextField", screen.questions())
    await screen.event(field, "change", text)


async def tap(screen: Drawn, name: str) -> None:
    [row] = [one for one in screen.all("ListTile", screen.questions()) if one.title.value == name]
    await screen.event(row, "click")


def test_a_thing_without_a_label_goes_into_a_round_by_its_name(club: Club) -> None:
    """Places go into no round, though what lies there is found by them; a whole name is no mistyped code."""

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await begin(screen, "give")
        await screen.speak("Code of naam")
        await seek(screen, "kast 1")
        assert f"{BALL} 1" in names(screen)
        assert CUPBOARD not in names(screen)
        await seek(screen, "KRIJT")
        assert names(screen) == ["Krijtwagen"]
        [field] = screen.all("TextField", screen.questions())
        await screen.event(field, "submit", "KRIJT")
        assert names(screen) == ["Krijtwagen"], "the list says more than that it is no code"
        await tap(screen, "Krijtwagen")
        assert (screen.questions(), "1 stuk uitgeven" in [one.content for one in screen.all("FilledButton")]) == (
            [],
            True,
        )

    at_scan(club, story)


def test_a_number_and_a_serial_number_are_found_too_and_nothing_is_said_to_be_nothing(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.press("FilledTonalButton", "Code of naam")
        assert names(screen) == []
        for text, name in (("sel-22", "Ballenzak U13"), ("M-021", "Krijtwagen"), ("kast 1", CUPBOARD)):
            await seek(screen, text)
            assert names(screen)[0] == name
        await seek(screen, "zzz")
        assert "Niets gevonden" in [one.value for one in screen.all("Text", screen.questions())]
        await seek(screen, "ballenzak")
        await tap(screen, "Ballenzak U13")
        assert "Ballenzak U13" in said(screen)
        assert "Terugnemen" in [one.content for one in screen.all("FilledButton")]

    at_scan(club, story)


@pytest.mark.parametrize("mode", ["look", "take"])
def test_of_what_cannot_be_read_the_name_is_a_tap_away(club: Club, mode: str) -> None:
    """What was typed stands in the field already, and what bears it below."""
    for _ in range(2):
        named = {"id": new_id(club), "name": "Paal", "kind": "single", "tag_no": "P-7"}
        act(club, "user-equipment", "resource.create", **named)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        if mode != "look":
            await begin(screen, mode)
        damaged = label_of(CONES)[:-3]
        await hear(touchline, screen, damaged)
        await screen.press("FilledTonalButton", "Zoek op naam")
        assert screen.all("TextField", screen.questions())[0].value == ""
        await seek(screen, "P-7")
        [field] = screen.all("TextField", screen.questions())
        await screen.event(field, "submit", "P-7")
        assert "Meer dan één stuk heeft dit nummer. Zoek op naam." in said(screen)
        await screen.press("FilledTonalButton", "Zoek op naam")
        assert screen.all("TextField", screen.questions())[0].value == "P-7"
        assert names(screen) == ["Paal", "Paal"]

    at_scan(club, story)


def test_the_card_of_what_was_scanned_says_what_is_in_the_way(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        report = {"resource": club.ids[f"{BALL} 1"], "kind": "damaged"}
        touchline.writer.do("custody.report", id=touchline.writer.new_id(), **report)
        await hear(touchline, screen, short_label_of(f"{BALL} 1"))
        assert {"Beschadigd", "Geboekt voor U15"} <= set(said(screen))

    at_scan(club, story)


def test_another_mode_loses_no_round(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await begin(screen, "give")
        await hear(touchline, screen, short_label_of(f"{BALL} 2"), short_label_of(f"{BALL} 3"))
        await begin(screen, "take")
        assert "Scan het eerste stuk" in [one.content for one in screen.all("FilledButton")]
        [bar] = BARS
        assert (bar.content.value, bar.action.label) == ("Je ronde is weg: 2 stukken.", "Ongedaan maken")
        bar.action.on_click(None)
        await screen.settle()
        assert "2 stukken uitgeven" in [one.content for one in screen.all("FilledButton")]
        assert screen.one("SegmentedButton").selected == ["give"]

    at_scan(club, story)


@pytest.mark.parametrize("wide", [False, True])
def test_a_place_that_is_left_half_way_is_gone_on_with_in_a_tap(club: Club, *, wide: bool) -> None:
    """On a phone the scanner lies below the place's page; on a wide screen it is gone, and comes back from the disk."""

    async def story(touchline: Touchline, screen: Drawn) -> None:
        touchline.resized(wide=wide)
        await screen.settle()
        await hear(touchline, screen, short_label_of(f"{BALL} 2"), short_label_of(f"{BALL} 3"))
        await screen.speak("Stoppen zonder te bewaren")
        assert "Hier hoort te liggen (12)" in said(screen)
        assert club.store.get("draft", "basket") is None
        [bar] = BARS
        assert bar.content.value == "Je ronde is weg: 2 stukken."
        bar.action.on_click(None)
        await screen.settle()
        assert {"2 gezien", "10 ontbreken"} <= set(said(screen))
        assert club.store.get("draft", "basket") is not None

    at_scan(club, story, f"/scan?audit={club.ids[CUPBOARD]}")


def test_cones_that_lie_where_they_belong_take_none_from_who_has_some(club: Club) -> None:
    """A third of them is out: the others should lie there, and that they do brings nobody's back."""
    put(club, CONES, CUPBOARD)
    manager = touchline_of(club, "equipment")
    out = {"resource": club.ids[CONES], "to_kind": "group", "to_id": club.ids["U11"], "quantity": 12}
    manager.writer.do("custody.hand_out", id=manager.writer.new_id(), **out)
    for place, outcome in ((CUPBOARD, "seen"), ("Kast 2", "moved")):
        if place not in club.ids:
            club.ids[place] = new_id(club)
            act(club, "user-equipment", "resource.create", id=club.ids[place], name=place, kind="location")
        scanning = Scanning()
        audit.start(manager, scanning, club.ids[place])
        asyncio.run(scanned(manager, scanning, label_of(CONES), verify, Heard()))
        assert audit.outcome_of(scanning, scanning.lines[0]) == outcome
        assert audit.finish(manager, scanning)
    shares = manager.reader.store_room.shares(club.ids[CONES])
    assert [(name, count) for _, name, count in shares] == [("U11", 12)]
    found = manager.reader.equipment.item(club.ids[CONES])
    assert (found.place, found.held_since) == ("Kast 2", NOW) if found else False
