"""Rounds in the store room over what is counted, and over what is booked before it is back. (feature B5)"""

import asyncio

import pytest

from mobile.screens.equipment.until import due_at
from mobile.screens.scan.basket import NAME, as_kept, bring_back
from mobile.screens.scan.scanning import Scanning
from tests.mobile.club import DAY, NOW, TODAY, ZONE, Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import furnish
from tests.mobile.screens.scan.test_rounds import at_scan, begin, scan, team
from tests.mobile.stock import CONES, short_label_of, stocked


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def test_in_a_round_a_number_is_typed_and_no_number_goes_nowhere(club: Club) -> None:
    manager = at_scan(club)
    give = {"resource": club.ids[CONES], "to_kind": "group", "to_id": club.ids["U9"], "quantity": 12}
    manager.writer.do("custody.hand_out", id=manager.writer.new_id(), **give)

    async def story() -> None:
        async with drawn(manager) as screen:
            await begin(screen, "take")
            assert manager.wedge.heard is not None
            manager.wedge.heard(short_label_of(CONES))
            await screen.settle()
            assert [one.label for one in screen.all("Chip")] == ["Heel", "Beschadigd", "Verloren"]
            assert screen.one("TextField").value == "12"
            await screen.event(screen.one("TextField"), "change", "x")
            assert "Scan het eerste stuk" in [one.content for one in screen.all("FilledButton")]
            await screen.speak("Eentje meer")
            assert screen.one("TextField").value == "1"
            await screen.event(screen.one("TextField"), "change", "7")
            await screen.press("FilledButton", "1 stuk terugnemen")
            [end] = screen.questions()
            await screen.event(screen.all("FilledButton", end)[-1], "click")

    asyncio.run(story())
    assert [count for _, _, count in manager.reader.store_room.shares(club.ids[CONES])] == [5]


def test_a_later_day_brings_a_booking_in_the_way_before_the_round_ends(club: Club) -> None:
    manager = at_scan(club)
    made = {"id": "booking-new-1", "resource": club.ids["Krijtwagen"], "group": club.ids["U15"]}
    when = {"from_at": NOW + 20 * DAY, "to_at": NOW + 21 * DAY}
    assert manager.writer.do("booking.make", **made, **when).refusal is None

    async def story() -> None:
        async with drawn(manager) as screen:
            await begin(screen, "give")
            assert manager.wedge.heard is not None
            await screen.press("FilledButton", "Aan wie geef je uit?")
            [u11] = [one for one in screen.all("ListTile", screen.questions()) if one.key == f"group/{club.ids['U11']}"]
            await screen.event(u11, "click")
            manager.wedge.heard(short_label_of("Krijtwagen"))
            await screen.settle()
            await screen.press("FilledButton", "1 stuk uitgeven")
            [chip] = [one for one in screen.all("Chip", screen.questions()) if one.label == "Over een maand"]
            await screen.event(chip, "select", True)
            said = [one.value for one in screen.all("Text", screen.questions())]
            assert "Krijtwagen: Geboekt voor U15: vr 18 dec 09:05" in said
            assert screen.all("FilledButton", screen.questions())[-1].disabled
            [chip] = [one for one in screen.all("Chip", screen.questions()) if one.label == "Over een week"]
            await screen.event(chip, "select", True)
            await screen.event(screen.all("FilledButton", screen.questions())[-1], "click")

    asyncio.run(story())
    item = manager.reader.equipment.item(club.ids["Krijtwagen"])
    assert (item.holder, item.due_at) == ("U11", due_at("week", TODAY, ZONE)) if item else False


def test_of_cones_that_several_have_a_round_asks_whose_come_back(club: Club) -> None:
    """Who took some last stands chosen; whoever is named afterwards brings all of theirs."""
    manager = at_scan(club)
    for name, count in (("U11", 12), ("U9", 20)):
        to = {"to_kind": "group", "to_id": club.ids[name], "quantity": count}
        manager.writer.do("custody.hand_out", id=manager.writer.new_id(), resource=club.ids[CONES], **to)

    async def story() -> None:
        async with drawn(manager) as screen:
            await begin(screen, "take")
            assert manager.wedge.heard is not None
            manager.wedge.heard(short_label_of(CONES))
            await screen.settle()
            chips = [one for one in screen.all("Chip") if "(" in str(one.label)]
            assert [(one.label, one.selected) for one in chips] == [("U9 (20)", True), ("U11 (12)", False)]
            await screen.event(chips[1], "select", True)
            assert screen.one("TextField").value == "12"
            await screen.event(screen.one("TextField"), "change", "2")
            await screen.press("FilledButton", "1 stuk terugnemen")
            await screen.event(screen.all("FilledButton", screen.questions())[-1], "click")

    asyncio.run(story())
    scanning = Scanning(mode="take")
    scan(manager, scanning, CONES)
    scanning.name(manager, team(club, "U11"))
    assert (scanning.lines[0].quantity, scanning.lines[0].giver) == (10, None)
    assert {name: count for _, name, count in manager.reader.store_room.shares(club.ids[CONES])} == {
        "U9": 20,
        "U11": 10,
    }


def test_whose_they_are_is_known_at_the_next_start(club: Club) -> None:
    manager = at_scan(club)
    for name, count in (("U11", 12), ("U9", 20)):
        to = {"to_kind": "group", "to_id": club.ids[name], "quantity": count}
        manager.writer.do("custody.hand_out", id=manager.writer.new_id(), resource=club.ids[CONES], **to)
    scanning, again = Scanning(mode="take"), Scanning()
    scan(manager, scanning, CONES)
    scanning.change(club.ids[CONES], giver=team(club, "U11"), quantity=7)
    kept = as_kept(scanning)
    assert kept["lines"] == [[club.ids[CONES], 7, "good", club.ids["U11"]]]
    assert manager.drafts is not None
    manager.drafts.keep(NAME, kept)
    bring_back(manager, again)
    [line] = again.lines
    assert (line.quantity, line.giver) == (7, team(club, "U11"))
    manager.drafts.keep(NAME, {**kept, "lines": [[club.ids[CONES], 7, "good", ["x"], 3]]})
    bring_back(manager, again)
    assert [line.giver for line in again.lines] == [None]
