"""The page of a thing beyond who has it: booked, settled, reported, valued; and what somebody has. # feature 87"""

import asyncio
from typing import Any

import pytest

from mobile.screens.equipment.booking import book, may_book, span, when
from mobile.screens.equipment.resource_parts import valued
from mobile.screens.equipment.until import due_at
from mobile.touchline import Touchline
from shared.refusals import Invalid
from tests.mobile.club import DAY, NOW, TODAY, ZONE, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CONES, CUPBOARD, stocked


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at(club: Club, path: str, role: str = "equipment") -> Touchline:
    touchline = touchline_of(club, role)
    touchline.state.place.route = path
    return touchline


def buttons(screen: Drawn) -> list[str]:
    return [str(one.content) for kind in ("FilledButton", "OutlinedButton") for one in screen.all(kind)]


def test_typed_days_and_hours_are_a_span(club: Club) -> None:
    manager = touchline_of(club, "equipment")
    start, end = span(manager, {"day": "5/12", "start": "18:00", "end": "21u30"})
    assert (start - NOW, end - start) == (7 * DAY + 32_100_000, 12_600_000)  # 09:05 now; a week and 8 h 55 on
    assert span(manager, {"day": "5/12", "start": "18:00", "end": "9:00", "last": "6/12"})[1] - start == 54_000_000
    for texts, field in (({"day": "x"}, "day"), ({"day": "5/12", "start": "18:00", "end": "17:00"}, "end")):
        with pytest.raises(Invalid) as wrong:
            span(manager, texts)
        assert wrong.value.about["field"] == field


def test_what_is_booked_already_is_said_with_whose_it_is(club: Club) -> None:
    manager = touchline_of(club, "equipment")
    thing = manager.reader.equipment.resource(club.ids[f"{BALL} 1"])
    assert thing is not None
    [standing] = manager.reader.store_room.bookings(thing.item.id, NOW)
    asked = {"group": club.ids["U11"], "from_at": NOW, "to_at": NOW + DAY}
    wrong = book(manager, thing, "booking-new-1", asked)
    assert wrong == {"": f"U15 heeft dit geboekt van {when(manager, standing)}."}
    later = {**asked, "from_at": standing.end, "to_at": standing.end + DAY}
    assert book(manager, thing, "booking-new-1", later) == {}
    found = manager.reader.store_room.bookings(thing.item.id, NOW)
    assert [(one.who, one.pending) for one in found] == [("U15", False), ("U11", True)]


def test_a_coach_books_for_the_own_team_only(club: Club) -> None:
    coach, member = touchline_of(club, "coach"), touchline_of(stocked(furnish(small_club())), "member")
    bag = club.ids["Minidoelen"]
    assert may_book(coach, bag)
    assert not may_book(member, bag)
    made = {"id": "booking-new-1", "resource": bag, "from_at": NOW, "to_at": NOW + DAY}
    assert coach.writer.may("booking.make", **made, group=club.ids["U13"])
    assert not coach.writer.may("booking.make", **made, group=club.ids["U11"])


def test_one_tap_settles_who_has_it(club: Club) -> None:  # feature B5
    manager = at(club, f"/equipment/{club.ids['Ballenzak U13']}")

    async def story() -> list[str]:
        async with drawn(manager) as screen:
            await screen.press("FilledButton", "Beslissen")
            [question] = screen.questions()
            [first, _, _] = screen.all("FilledTonalButton", question)
            assert first.content == "Bij Fatima Maes"
            await screen.event(first, "click")
            return buttons(screen)

    assert "Beslissen" not in asyncio.run(story())
    thing = manager.reader.equipment.resource(club.ids["Ballenzak U13"])
    assert thing is not None
    assert (thing.item.holder, thing.item.disputed, thing.quarrel) == ("Fatima Maes", False, None)
    assert (thing.facts[0].kind, thing.facts[0].note) == ("settle", "Zelf gezien")


def test_a_coach_sees_the_dispute_and_settles_nothing(club: Club) -> None:
    coach = at(club, f"/equipment/{club.ids['Ballenzak U13']}", "coach")

    async def story() -> list[str]:
        async with drawn(coach) as screen:
            return buttons(screen)

    assert "Beslissen" not in asyncio.run(story())


def test_who_has_it_may_keep_it_for_longer(club: Club) -> None:
    bag = club.ids["Minidoelen"]
    manager = at(club, f"/equipment/{bag}")
    given = {"resource": bag, "to_kind": "group", "to_id": club.ids["U13"]}
    manager.do("custody.hand_out", id="lending-0001", due_at=NOW - DAY, **given)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("TextButton", "Langer")
            [question] = screen.questions()
            [leave] = screen.all("FilledButton", question)
            assert leave.content == "Laat bij U13"
            await screen.event(leave, "click")

    asyncio.run(story())
    thing = manager.reader.equipment.resource(bag)
    assert thing is not None
    assert (thing.item.holder, thing.item.due_at) == ("U13", due_at("week", TODAY, ZONE))
    assert thing.quarrel is None


def test_damage_is_reported_and_mended(club: Club) -> None:
    manager = at(club, f"/equipment/{club.ids[f'{BALL} 2']}")

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("OutlinedButton", "Schade melden")
            [question] = screen.questions()
            assert question.title.controls[0].value == f"{BALL} 2: schade"
            await screen.event(screen.all("TextField", question)[0], "change", " loopt leeg ")
            await screen.event(screen.all("FilledButton", question)[0], "click")
            assert screen.questions() == []
            assert "Schade melden" not in buttons(screen)
            await screen.press("OutlinedButton", "Hersteld")
            assert "Schade melden" in buttons(screen)
            await screen.press("OutlinedButton", "Verloren melden")
            [question] = screen.questions()
            await screen.event(question.title.controls[1], "click")
            assert "Verloren melden" in buttons(screen)

    asyncio.run(story())
    found = [(row["kind"], row["note"]) for row in club.store.find("custody_event", resource=club.ids[f"{BALL} 2"])]
    assert found[1:] == [("damaged", "loopt leeg"), ("repaired", None)]


def test_what_it_cost_is_for_few(club: Club) -> None:
    assert valued({"price_cents": "12,50", "bought_on": "1/2/2026", "insured": "1", "supplier": ""}) == {
        "price_cents": 1250,
        "bought_on": "2026-02-01",
        "insured": 1,
        "supplier": None,
    }
    path = f"/equipment/{club.ids[f'{BALL} 2']}"

    async def headings(role: str) -> list[Any]:
        async with drawn(at(club, path, role)) as screen:
            return [one.value for one in screen.all("Text")]

    assert "Waarde" in asyncio.run(headings("equipment"))
    assert "Waarde" in asyncio.run(headings("treasurer"))
    assert "Waarde" not in asyncio.run(headings("coach"))


def test_a_place_says_what_lies_in_it(club: Club) -> None:
    manager = at(club, f"/equipment/{club.ids[CUPBOARD]}")

    async def story() -> list[Any]:
        async with drawn(manager) as screen:
            return [one.value for one in screen.all("Text")]

    texts = asyncio.run(story())
    assert "Hier hoort te liggen (12)" in texts
    assert f"{BALL} 12" in texts


def test_of_cones_the_page_says_who_has_how_many(club: Club) -> None:
    manager = at(club, f"/equipment/{club.ids[CONES]}")
    out = {"resource": club.ids[CONES], "to_kind": "group", "to_id": club.ids["U11"], "quantity": 12}
    manager.writer.do("custody.hand_out", id=manager.writer.new_id(), **out)

    async def story() -> list[Any]:
        async with drawn(manager) as screen:
            return [one.value for one in screen.all("Text")]

    texts = asyncio.run(story())
    assert "Nog 28 in de berging" in texts
    assert texts[texts.index("Wie heeft er hoeveel") :][:4][-2:] == ["U11", "12"]


def test_of_cones_that_went_out_as_one_none_are_left(club: Club) -> None:
    manager = at(club, f"/equipment/{club.ids[CONES]}")
    out = {"resource": club.ids[CONES], "to_kind": "group", "to_id": club.ids["U11"]}
    manager.writer.do("custody.hand_out", id=manager.writer.new_id(), **out)

    async def story() -> list[Any]:
        async with drawn(manager) as screen:
            return [one.value for one in screen.all("Text")]

    texts = asyncio.run(story())
    shown = texts[texts.index("Wie heeft er hoeveel") + 1 :][:3]
    assert shown == ["Nog 0 in de berging", "U11", "40"]


def test_how_many_there_are_is_asked_of_what_is_counted_alone(club: Club) -> None:
    async def asked(path: str, *chips: str) -> bool:
        async with drawn(at(club, path)) as screen:
            if not chips:
                await screen.speak("Gegevens aanpassen")
            for label in chips:
                [chip] = [one for one in screen.all("Chip") if one.label == label]
                await screen.event(chip, "select", True)
            return "Aantal" in [field.label for field in screen.all("TextField")]

    assert not asyncio.run(asked("/equipment/new", "Eén stuk"))
    assert asyncio.run(asked("/equipment/new", "Meerdere, geteld"))
    assert asyncio.run(asked(f"/equipment/{club.ids[CONES]}"))
    assert not asyncio.run(asked(f"/equipment/{club.ids[f'{BALL} 1']}"))


def test_of_an_empty_box_only_those_who_look_it_over_read_what_should_lie_in_it(club: Club) -> None:
    club.row("resource", id="bag", name="Lege tas", kind="kit", status="active", category="Dozen")

    async def texts(role: str) -> list[str]:
        async with drawn(at(club, "/equipment/bag", role)) as screen:
            return [str(one.value) for one in screen.all("Text")]

    assert "Hier hoort te liggen (0)" in asyncio.run(texts("equipment"))
    assert "Hier hoort te liggen (0)" not in asyncio.run(texts("coach"))


def test_what_somebody_has_stands_on_their_page_and_more_can_be_given(club: Club) -> None:  # feature 33 # feature 88
    coach = club.ids["U13/coach"]
    manager = at(club, f"/people/{coach}")

    async def story() -> None:
        async with drawn(manager) as screen:
            tabs = screen.one("Tabs")
            await screen.event(tabs, "change", "1")
            await screen.press("OutlinedButton", "Materiaal geven")
            [question] = screen.questions()
            [krijt] = [one for one in screen.all("ListTile", question) if _title(screen, one) == "Krijtwagen"]
            await screen.event(krijt, "click")
            [give] = screen.all("FilledButton", screen.questions())
            assert give.content == "Geef aan Fatima Maes"
            await screen.event(give, "click")

    asyncio.run(story())
    assert [item.name for item in manager.reader.store_room.loans("contact", coach)] == [
        "EHBO-tas",
        "Coachbord magnetisch",
        "Krijtwagen",
    ]


def _title(screen: Drawn, tile: Any) -> str:
    return str(screen.all("Text", tile.title)[0].value)


def test_of_cones_so_many_are_broken_and_the_rest_is_there(club: Club) -> None:
    """Three of forty: the set is not damaged, and 37 can go out."""
    cones = club.ids[CONES]
    manager = at(club, f"/equipment/{cones}")

    async def report(screen: Drawn, kind: str, count: str) -> None:
        await screen.press("OutlinedButton", kind)
        [question] = screen.questions()
        await screen.event(screen.all("TextField", question)[0], "change", count)
        await screen.event(screen.all("FilledButton", question)[-1], "click")

    def stands() -> tuple[Any, ...]:
        item = manager.reader.equipment.item(cones)
        assert item is not None
        return item.trouble, item.broken, item.missing, item.left

    async def story() -> None:
        async with drawn(manager) as screen:
            assert "Hersteld" not in buttons(screen)
            await report(screen, "Schade melden", "3")
            assert stands() == (None, 3, 0, 37)
            assert "3 beschadigd" in [one.value for one in screen.all("Text")]
            await report(screen, "Verloren melden", "2")
            await report(screen, "Hersteld", "1")
            assert stands() == (None, 2, 2, 36)
            assert {"2 beschadigd", "2 kwijt"} <= {one.value for one in screen.all("Text")}

    asyncio.run(story())


def test_what_is_archived_cannot_be_booked(club: Club) -> None:
    ball = club.ids[f"{BALL} 2"]
    manager = at(club, f"/equipment/{ball}")

    async def story() -> list[str]:
        async with drawn(manager) as screen:
            return buttons(screen)

    assert "Boeken" in asyncio.run(story())
    manager.writer.do("resource.patch", id=ball, set={"status": "archived"})
    assert "Boeken" not in asyncio.run(story())
