"""One thing handed out and taken back: how many, of whom, until when, what is in the way, and the way back. (B5)"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.reader.equipment import Item, Taker
from mobile.screens.equipment.until import due_at
from mobile.touchline import Touchline
from mobile.widgets.stepper import number_in
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import DAY, NOW, TODAY, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish, new_id
from tests.mobile.screens.scan.test_scanning import Heard
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CONES, short_label_of, stocked

Story = Callable[[Drawn], Coroutine[None, None, None]]
BARS: list[Any] = []
WEEK = due_at("week", TODAY, ZONE)


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def app_of(club: Club, role: str = "equipment") -> Touchline:
    BARS.clear()
    doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, Heard, FakeDecoder())
    return touchline_of(club, role, device=doors, show=BARS.append)


def walk(touchline: Touchline, path: str, story: Story) -> None:
    touchline.state.place.route = path

    async def run() -> None:
        async with drawn(touchline) as screen:
            await story(screen)

    asyncio.run(run())


def item(touchline: Touchline, id: str) -> Item:
    found = touchline.reader.equipment.item(id)
    assert found is not None
    return found


def team(club: Club, name: str) -> Taker:
    return Taker("group", club.ids[name], name, "")


def give(touchline: Touchline, club: Club, name: str, to: str, quantity: int | None = None, **more: Any) -> None:
    out = {"resource": club.ids[name], "to_kind": "group", "to_id": club.ids[to], "quantity": quantity, **more}
    assert touchline.writer.do("custody.hand_out", id=touchline.writer.new_id(), **out).refusal is None


def shared(touchline: Touchline, club: Club) -> dict[str, int]:
    return {name: count for _, name, count in touchline.reader.store_room.shares(club.ids[CONES])}


def facts(touchline: Touchline, id: str) -> list[tuple[str, str | None, int | None]]:
    thing = touchline.reader.equipment.resource(id)
    assert thing is not None
    return [(fact.kind, fact.to, fact.quantity) for fact in reversed(thing.facts)]


def said(screen: Drawn) -> list[str]:
    return [str(text.value) for text in screen.all("Text", screen.questions())]


def button(screen: Drawn) -> Any:
    """The one that does it."""
    return screen.all("FilledButton", screen.questions())[-1]


def words_of_bars() -> list[str]:
    return [bar.content.value for bar in BARS]


async def chip(screen: Drawn, label: str) -> None:
    [found] = [one for one in screen.all("Chip", screen.questions()) if one.label == label]
    await screen.event(found, "select", True)


async def count(screen: Drawn, text: str) -> None:
    [field] = [one for one in screen.all("TextField", screen.questions()) if one.label == "Aantal"]
    await screen.event(field, "change", text)


async def choose(screen: Drawn, taker: Taker) -> None:
    """Who takes it, or who does instead."""
    if screen.all("FilledButton", screen.questions()):
        ways = screen.all("Semantics", screen.questions())
        [other] = [one for one in ways if getattr(one, "label", None) == "Iemand anders kiezen"]
        await screen.event(other, "click")
    rows = screen.all("ListTile", screen.questions())
    [row] = [one for one in rows if one.key == f"{taker.kind}/{taker.id}"]
    await screen.event(row, "click")


def test_of_cones_somebody_brings_back_their_own_and_no_other_loses_them(club: Club) -> None:
    manager = app_of(club)
    give(manager, club, CONES, "U11", 12)
    give(manager, club, CONES, "U9", 20)

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Terugnemen")
        assert (button(screen).content, button(screen).disabled) == ("Kies eerst van wie", True)
        assert [one.label for one in screen.all("Chip", screen.questions())] == ["U9 (20)", "U11 (12)"]
        await chip(screen, "U11 (12)")
        assert button(screen).content == "Neem 12 terug van U11"
        await count(screen, "5")
        assert button(screen).content == "Neem 5 terug van U11"
        await screen.event(button(screen), "click")

    walk(manager, f"/equipment/{club.ids[CONES]}", story)
    assert shared(manager, club) == {"U9": 20, "U11": 7}
    assert words_of_bars() == ["Kegels: 5 terug."]
    BARS[0].action.on_click(None)
    assert shared(manager, club) == {"U9": 20, "U11": 12}


@pytest.mark.parametrize("text", ["", "0", "-3", "x", "1,5", "9999999"])
def test_what_is_no_number_hands_out_nothing(club: Club, text: str) -> None:
    manager = app_of(club)
    assert number_in(text) == 0

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Uitgeven")
        await choose(screen, team(club, "U9"))
        assert (button(screen).content, button(screen).disabled) == ("Geef 1 aan U9", False)
        await count(screen, text)
        assert button(screen).disabled
        assert "Tik een aantal vanaf 1." in said(screen)
        await count(screen, " 30 ")
        assert (button(screen).content, button(screen).disabled) == ("Geef 30 aan U9", False)

    walk(manager, f"/equipment/{club.ids[CONES]}", story)


def test_more_cones_go_out_beside_those_that_are_out(club: Club) -> None:
    """From the look-up and from the page; what is short is said, and goes all the same."""
    manager = app_of(club)
    give(manager, club, CONES, "U11", 12)
    give(manager, club, CONES, "U9", 20)

    async def story(screen: Drawn) -> None:
        assert manager.wedge.heard is not None
        manager.wedge.heard(short_label_of(CONES))
        await screen.settle()
        assert "U9 (20) · U11 (12) · Nog 8 in de berging" in [one.value for one in screen.all("Text")]
        await screen.press("OutlinedButton", "Uitgeven")
        await choose(screen, team(club, "U13"))
        await count(screen, "9")
        assert "Nog maar 8 in de berging" in said(screen)
        assert button(screen).content == "Geef toch aan U13"
        await count(screen, "8")
        await screen.event(button(screen), "click")

    walk(manager, "/scan", story)
    assert words_of_bars() == ["Kegels: 8 naar U13."]
    assert shared(manager, club) == {"U13": 8, "U9": 20, "U11": 12}
    BARS[0].action.on_click(None)
    assert shared(manager, club) == {"U9": 20, "U11": 12}
    assert words_of_bars()[-1] == "Ongedaan gemaakt: 1 stuk is meteen weer teruggenomen."


def test_all_of_a_number_goes_out_in_one_tap(club: Club) -> None:
    manager = app_of(club)

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Uitgeven")
        await choose(screen, team(club, "U9"))
        for name, wanted in (("Alles", "40"), ("Tien meer", "50")):
            [way] = [one for one in screen.all("TextButton", screen.questions()) if one.content == name]
            await screen.event(way, "click")
            [field] = [one for one in screen.all("TextField", screen.questions()) if one.label == "Aantal"]
            assert field.value == wanted

    walk(manager, f"/equipment/{club.ids[CONES]}", story)


def test_a_share_stays_out_for_longer_and_no_larger(club: Club) -> None:
    manager = app_of(club)
    give(manager, club, CONES, "U11", 12, due_at=NOW + DAY)
    give(manager, club, CONES, "U9", 20, due_at=NOW - DAY)
    id = club.ids[CONES]

    async def story(screen: Drawn) -> None:
        await screen.press("TextButton", "Langer")
        await chip(screen, "U11 (12)")
        assert button(screen).content == "Laat bij U11"
        await screen.event(button(screen), "click")

    walk(manager, f"/equipment/{id}", story)
    holdings = {one.taker.name: (one.count, one.due_at) for one in manager.reader.store_room.holdings(id)}
    assert holdings == {"U11": (12, WEEK), "U9": (20, NOW - DAY)}
    BARS[0].action.on_click(None)
    holdings = {one.taker.name: (one.count, one.due_at) for one in manager.reader.store_room.holdings(id)}
    assert holdings == {"U11": (12, NOW + DAY), "U9": (20, NOW - DAY)}


@pytest.mark.parametrize(
    ("word", "kinds", "trouble", "holder"),
    [("damaged", ["out", "damaged", "in"], "damaged", None), ("lost", ["out", "lost"], "lost", "U13")],
)
@pytest.mark.parametrize("role", ["equipment", "coach"])
def test_damaged_and_lost_say_the_same_on_the_page_as_in_a_round(
    club: Club, role: str, word: str, kinds: list[str], trouble: str, holder: str | None
) -> None:
    """A coach says so too of what the own team had."""
    manager = app_of(club, role)
    id = club.ids["Minidoelen"]
    give(manager, club, "Minidoelen", "U13")

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Terugnemen")
        [group] = screen.all("RadioGroup", screen.questions())
        await screen.event(group, "change", word)
        [note] = screen.all("TextField", screen.questions())
        await screen.event(note, "change", " Net gescheurd ")
        await screen.event(button(screen), "click")

    walk(manager, f"/equipment/{id}", story)
    assert sorted(kind for kind, *_ in facts(manager, id)) == sorted(kinds)
    assert (item(manager, id).trouble, item(manager, id).holder) == (trouble, holder)
    thing = manager.reader.equipment.resource(id)
    assert {fact.note for fact in thing.facts if fact.kind != "out"} == {"Net gescheurd"} if thing else False
    BARS[0].action.on_click(None)
    assert (item(manager, id).trouble, item(manager, id).holder) == (None, "U13")


def booked(club: Club, name: str, to: str, start: int, **more: Any) -> None:
    what = {"id": new_id(club), "resource": club.ids[name], "group": club.ids[to]}
    act(club, "user-equipment", "booking.make", **what, from_at=start, to_at=start + DAY // 24, **more)


def test_what_is_booked_before_it_is_back_is_said_before_the_tap(club: Club) -> None:
    """Without a day a week is looked ahead; with one, until that day. Who booked it is in nobody's way."""
    manager = app_of(club)
    booked(club, "Krijtwagen", "U15", NOW + 3 * DAY)
    stop = "Geboekt voor U15: di 1 dec 09:05"

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Uitgeven")
        assert stop in said(screen)
        await choose(screen, team(club, "U11"))
        assert button(screen).content == "Geef toch aan U11"
        await chip(screen, "Vandaag")
        assert stop not in said(screen)
        assert button(screen).content == "Geef aan U11"
        await chip(screen, "Over een week")
        assert stop in said(screen)
        await choose(screen, team(club, "U15"))
        assert stop not in said(screen)

    walk(manager, f"/equipment/{club.ids['Krijtwagen']}", story)
    booked(club, CONES, "U9", NOW + 2 * DAY, quantity=30)
    room, cones = manager.reader.store_room, item(manager, club.ids[CONES])
    for wanted, why in ((10, []), (11, ["booked"]), (41, ["short"])):
        assert [one.why for one in room.going_out(cones, None, NOW, NOW + 7 * DAY, wanted)] == why


def test_who_has_it_is_not_handed_it_twice(club: Club) -> None:
    manager = app_of(club)
    give(manager, club, "Minidoelen", "U9")

    async def story(screen: Drawn) -> None:
        await screen.press("OutlinedButton", "Doorgeven")
        assert "Nog bij U9" in said(screen)
        await choose(screen, team(club, "U9"))
        assert "Heeft U9 al" in said(screen)
        assert button(screen).disabled

    walk(manager, f"/equipment/{club.ids['Minidoelen']}", story)


def test_a_day_of_ones_own(club: Club) -> None:
    manager = app_of(club)

    async def pick(screen: Drawn, day: str, label: str = "Andere dag") -> None:
        await chip(screen, label)
        [calendar] = screen.all("DatePicker", screen.questions())
        await screen.event(calendar, "change", datetime.fromisoformat(day))

    async def story(screen: Drawn) -> None:
        await screen.press("FilledButton", "Uitgeven")
        await choose(screen, team(club, "U11"))
        await pick(screen, "2026-11-27")
        assert "Geen datum" in [one.label for one in screen.all("Chip", screen.questions()) if one.selected]
        await pick(screen, "2026-12-24")
        assert [one.label for one in screen.all("Chip", screen.questions()) if one.selected] == ["do 24 dec"]
        await screen.event(button(screen), "click")

    walk(manager, f"/equipment/{club.ids['Krijtwagen']}", story)
    assert item(manager, club.ids["Krijtwagen"]).due_at == due_at("2026-12-24", TODAY, ZONE)


def test_somebody_is_given_what_is_counted_and_hears_what_is_in_the_way(club: Club) -> None:
    """From a person's card: with what is out only when it is searched, and with a number and a term."""
    coach = club.ids["U13/coach"]
    manager = app_of(club)
    give(manager, club, CONES, "U11", 12)
    give(manager, club, "Minidoelen", "U9")

    def rows(screen: Drawn) -> dict[str, str]:
        tiles = screen.all("ListTile", screen.questions())
        return {one.title.value: one.subtitle.value if one.subtitle else "" for one in tiles}

    async def story(screen: Drawn) -> None:
        await screen.event(screen.one("Tabs"), "change", "1")
        await screen.press("OutlinedButton", "Materiaal geven")
        assert "Minidoelen" not in rows(screen)
        assert "Kast 1" not in rows(screen)
        assert rows(screen)[f"{BALL} 1"] == "Geboekt voor U15 · W-01 · Ballen · Kast 1"
        [search] = screen.all("TextField", screen.questions())
        await screen.event(search, "change", "minidoel")
        assert rows(screen)["Minidoelen"].startswith("Nog bij U9")
        [goals] = [one for one in screen.all("ListTile", screen.questions()) if one.title.value == "Minidoelen"]
        await screen.event(goals, "click")
        assert button(screen).content == "Geef toch aan Fatima Maes"
        ways = screen.all("Semantics", screen.questions())
        [other] = [one for one in ways if getattr(one, "label", None) == "Iets anders kiezen"]
        await screen.event(other, "click")
        [search] = screen.all("TextField", screen.questions())
        assert search.value == "minidoel"
        await screen.event(search, "change", "kegel")
        [cones] = [one for one in screen.all("ListTile", screen.questions()) if one.title.value == CONES]
        await screen.event(cones, "click")
        await count(screen, "6")
        await chip(screen, "Over een week")
        assert button(screen).content == "Geef 6 aan Fatima Maes"
        await screen.event(button(screen), "click")

    walk(manager, f"/people/{coach}", story)
    assert shared(manager, club) == {"Fatima Maes": 6, "U11": 12}
    assert manager.reader.store_room.holdings(club.ids[CONES])[0].due_at == WEEK
    BARS[0].action.on_click(None)
    assert shared(manager, club) == {"U11": 12}
