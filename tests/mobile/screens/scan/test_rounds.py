"""Rounds in the store room: what stands in the way, what is counted, how things come back, what lies where. (B5)"""

import asyncio
import json
from typing import Any

import pytest

from mobile.device.doors import Doors
from mobile.device.secrets import verify
from mobile.reader.equipment import Taker
from mobile.screens.equipment.handing import given, taken
from mobile.screens.scan import audit
from mobile.screens.scan.scanning import Scanning, keyed, scanned
from mobile.touchline import Touchline
from shared.domain.codes import typed_short
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import code_of, furnish, label_of
from tests.mobile.screens.scan.test_scanning import Heard
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, BOX, CONES, CUPBOARD, short_label_of, stocked, thing


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


@pytest.fixture
def manager(club: Club) -> Touchline:
    return touchline_of(club, "equipment")


def team(club: Club, name: str) -> Taker:
    return Taker("group", club.ids[name], name, "")


def scan(touchline: Touchline, scanning: Scanning, *names: str) -> Heard:
    heard = Heard()

    async def run() -> None:
        for name in names:
            await scanned(touchline, scanning, label_of(name), verify, heard)

    asyncio.run(run())
    return heard


def state(scanning: Scanning) -> list[tuple[str, list[str], bool]]:
    return [(line.item.name, [one.why for one in line.blockers], line.taken) for line in scanning.lines]


def test_what_stands_in_the_way_is_held_back_until_somebody_says_so(club: Club, manager: Touchline) -> None:
    """Out to another, booked for another, damaged, lost: none goes along by itself, and the ear hears it."""
    scanning = Scanning(mode="give", taker=team(club, "U11"))
    for name, kind in (("Krijtwagen", "damaged"), ("Minidoelen", "lost")):
        report = {"id": manager.writer.new_id(), "resource": club.ids[name], "kind": kind}
        assert manager.writer.do("custody.report", **report).refusal is None
    heard = scan(manager, scanning, "Ballenzak U13", f"{BALL} 1", "Krijtwagen", "Minidoelen", f"{BALL} 2")
    assert state(scanning) == [
        (f"{BALL} 2", [], True),
        ("Minidoelen", ["lost"], False),
        ("Krijtwagen", ["damaged"], False),
        (f"{BALL} 1", ["booked"], False),
        ("Ballenzak U13", ["out"], False),
    ]
    assert heard.signals[::3] == ["low tones"] * 4 + ["high tone"]
    assert heard.signals[2] == "Ballenzak U13. Nog bij Ilse Goossens"
    scanning.change(club.ids[f"{BALL} 1"], accepted=True)
    assert given(manager, [line for line in scanning.lines if line.taken], team(club, "U11"), None) == 2
    scanning.empty()
    assert [line.item.name for line in scanning.lines] == ["Minidoelen", "Krijtwagen", "Ballenzak U13"]
    assert manager.state.sync.waiting == 4  # two reports, and one hand-out for each thing


def test_another_taker_has_other_obstacles(club: Club, manager: Touchline) -> None:
    scanning = Scanning(mode="give")
    scan(manager, scanning, f"{BALL} 1")
    assert state(scanning) == [(f"{BALL} 1", ["booked"], False)]
    scanning.name(manager, team(club, "U15"))
    assert state(scanning) == [(f"{BALL} 1", [], True)]


def test_what_was_accepted_is_asked_again_when_something_else_comes_in_its_way(club: Club, manager: Touchline) -> None:
    scanning = Scanning(mode="give", taker=team(club, "U11"))
    scan(manager, scanning, f"{BALL} 1")
    scanning.change(club.ids[f"{BALL} 1"], accepted=True)
    scanning.refresh(manager)
    assert scanning.lines[0].taken
    out = {"id": manager.writer.new_id(), "resource": club.ids[f"{BALL} 1"]}
    manager.writer.do("custody.hand_out", **out, to_kind="group", to_id=club.ids["U9"])
    scanning.refresh(manager)
    assert state(scanning) == [(f"{BALL} 1", ["out", "booked"], False)]


def test_the_last_scan_is_taken_back(manager: Touchline) -> None:
    scanning = Scanning(mode="give")
    scan(manager, scanning, f"{BALL} 2", f"{BALL} 3")
    scanning.undo()
    assert [line.item.name for line in scanning.lines] == [f"{BALL} 2"]
    assert scanning.last is not None
    assert scanning.last.item is not None
    assert scanning.last.item.name == f"{BALL} 2"


def test_an_unknown_code_is_said_and_goes_into_no_basket(manager: Touchline) -> None:
    scanning = Scanning(mode="give")
    heard = scan(manager, scanning, "printed after the last sync")
    assert (scanning.lines, heard.signals[:2]) == ((), ["low tones", "bad"])


def test_cones_are_counted_out_and_back(club: Club, manager: Touchline) -> None:
    u11, u9 = team(club, "U11"), team(club, "U9")
    for taker, count in ((u11, 15), (u9, 20)):
        scanning = Scanning(mode="give", taker=taker)
        scan(manager, scanning, CONES)
        assert scanning.lines[0].quantity == 1
        scanning.change(club.ids[CONES], quantity=count)
        given(manager, scanning.lines, taker, None)
    assert manager.reader.store_room.shares(club.ids[CONES]) == [
        (("group", u9.id), "U9", 20),
        (("group", u11.id), "U11", 15),
    ]
    more = Scanning(mode="give", taker=u9)
    scan(manager, more, CONES)
    more.change(club.ids[CONES], quantity=6)
    more.refresh(manager)
    assert [(one.why, one.left) for one in more.lines[0].blockers] == [("short", 5)]
    back = Scanning(mode="take", taker=u11)
    scan(manager, back, CONES)
    assert back.lines[0].quantity == 15
    back.change(club.ids[CONES], quantity=10)
    taken(manager, back.lines, u11)
    assert {name: count for _, name, count in manager.reader.store_room.shares(club.ids[CONES])} == {
        "U9": 20,
        "U11": 5,
    }


def test_a_set_that_somebody_has_whole_is_out_and_comes_back_whole(club: Club, manager: Touchline) -> None:
    out = {"id": manager.writer.new_id(), "resource": club.ids[CONES]}
    manager.writer.do("custody.hand_out", **out, to_kind="group", to_id=club.ids["U9"])
    give, take = Scanning(mode="give", taker=team(club, "U11")), Scanning(mode="take")
    scan(manager, give, CONES)
    scan(manager, take, CONES)
    assert state(give) == [(CONES, ["out"], False)]
    assert (give.lines[0].quantity, take.lines[0].quantity, state(take)) == (None, None, [(CONES, [], True)])


def test_things_come_back_whole_damaged_or_not_at_all(club: Club, manager: Touchline) -> None:
    names = [f"{BALL} {number}" for number in (2, 3, 4)]
    out = Scanning(mode="give", taker=team(club, "U11"))
    scan(manager, out, *names)
    given(manager, out.lines, team(club, "U11"), None)
    back = Scanning(mode="take")
    scan(manager, back, *names)
    back.change(club.ids[names[1]], condition="damaged", note="Lek")
    back.change(club.ids[names[2]], condition="lost")
    before = manager.state.sync.waiting
    assert taken(manager, back.lines, None) == 3
    assert manager.state.sync.waiting == before + 3
    found = [manager.reader.equipment.item(club.ids[name]) for name in names]
    assert [(one.holder, one.trouble) for one in found if one] == [(None, None), (None, "damaged"), ("U11", "lost")]
    thing_ = manager.reader.equipment.resource(club.ids[names[1]])
    assert thing_ is not None
    assert {fact.note for fact in thing_.facts if fact.kind in ("in", "damaged")} == {"Lek"}


def test_what_was_in_already_or_with_somebody_else_is_said(club: Club, manager: Touchline) -> None:
    scanning = Scanning(mode="take", taker=team(club, "U11"))
    scan(manager, scanning, f"{BALL} 2", "Ballenzak U13")
    assert state(scanning) == [("Ballenzak U13", ["other"], False), (f"{BALL} 2", ["in"], False)]


def test_a_coach_takes_back_no_more_than_the_own_team_had(club: Club) -> None:
    scanning = Scanning(mode="take")
    scan(touchline_of(club, "coach"), scanning, "Set hesjes oranje")
    assert state(scanning) == [("Set hesjes oranje", ["closed"], False)]


def test_a_signature_stands_under_each_thing(club: Club, manager: Touchline) -> None:
    scanning = Scanning(mode="give", taker=team(club, "U11"))
    scan(manager, scanning, f"{BALL} 2", f"{BALL} 3")
    given(manager, scanning.lines, team(club, "U11"), None, (((0, 0), (10, 10)),))
    rows = club.store.find("custody_signature")
    assert [(json.loads(row["strokes"]), row["contact"]) for row in rows] == [([[[0, 0], [10, 10]]], None)] * 2
    manager.state.place.route = f"/equipment/{club.ids[f'{BALL} 2']}"

    async def page() -> list[Any]:
        async with drawn(manager) as screen:
            return [one.label for one in screen.all("Semantics") if getattr(one, "image", False)]

    assert asyncio.run(page()).count("Getekend") == 1


def test_a_scanner_that_types_reads_labels_and_old_numbers(club: Club, manager: Touchline) -> None:
    async def run(scanning: Scanning) -> None:
        for text in (short_label_of(f"{BALL} 2"), "W-0003", "W-03", "https://example.org/x"):
            await keyed(manager, scanning, text, verify, Heard())

    scanning = Scanning(mode="give")
    asyncio.run(run(scanning))
    assert [line.item.name for line in scanning.lines] == [f"{BALL} 3", f"{BALL} 2"]
    assert [one.kind for one in scanning.results] == ["foreign", "thing", "foreign", "thing"]


def test_a_scan_into_the_field_for_a_code_counts_once(club: Club) -> None:
    """The page hears the scanner wherever the cursor stands; the field is told of the same Enter, and is shut."""
    ear = Heard()
    doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, lambda: ear, FakeDecoder())
    manager = touchline_of(club, "equipment", device=doors)
    manager.state.place.route = "/scan"

    async def story() -> int:
        async with drawn(manager) as screen:
            await screen.press("FilledTonalButton", "Code of naam")
            [field] = screen.all("TextField", screen.questions())
            code = typed_short(code_of("Pop-up doel 2 m"))
            await screen.event(field, "change", code)
            for name in (*code, "Enter"):
                await screen.key(name)
            await screen.event(field, "submit", code)
            return len(screen.questions())

    assert asyncio.run(story()) == 0
    assert ear.signals == ["high tone", "good", "Pop-up doel 2 m"]


def test_a_box_goes_into_the_place_that_is_scanned_next(club: Club, manager: Touchline) -> None:
    scanning = Scanning()
    scan(manager, scanning, BOX)
    scanning.moving = manager.reader.equipment.item(club.ids[BOX])
    scan(manager, scanning, f"{BALL} 2")
    assert scanning.moving is not None  # a ball is no place
    scan(manager, scanning, CUPBOARD)
    box = manager.reader.equipment.item(club.ids[BOX])
    assert (scanning.moving, box.place if box else None) == (None, CUPBOARD)


def test_a_room_of_sixty_is_gone_through(manager: Touchline) -> None:
    """Seen, from elsewhere, back from a team, missing, unknown: one gesture says it all."""
    club = stocked(furnish(small_club()), balls=60)
    manager = touchline_of(club, "equipment")
    thing(club, "Pomp")
    scanning = Scanning()
    audit.start(manager, scanning, club.ids[CUPBOARD])
    assert len(scanning.expected) == 60
    scan(manager, scanning, *(f"{BALL} {number}" for number in range(1, 56)), "Pomp", "Ballenzak U13", "torn")
    scan(manager, scanning, CUPBOARD, f"{BALL} 7")
    asyncio.run(scanned(manager, scanning, "EAN 5412345678908", verify, Heard()))
    assert audit.counts(scanning) == {"seen": 55, "moved": 1, "returned": 1, "missing": 5, "unknown": 1}
    assert audit.finish(manager, scanning)
    assert manager.state.sync.waiting == 1
    [past] = manager.reader.store_room.audits(club.ids[CUPBOARD])
    assert past.figures == {"seen": 55, "moved": 1, "returned": 1, "missing": 5, "unknown": 1}
    lines = manager.reader.store_room.audit_lines(past.id)
    assert [line.name for line in lines if line.outcome == "missing"] == [f"{BALL} {n}" for n in range(56, 61)]
    here = {item.name for item in manager.reader.store_room.expected(club.ids[CUPBOARD])}
    assert {"Pomp", "Ballenzak U13"} <= here
    bag = manager.reader.equipment.item(club.ids["Ballenzak U13"])
    assert (bag.holder, bag.place) == (None, CUPBOARD) if bag else False


def at_scan(club: Club) -> Touchline:
    """The app of who minds the things, where the scanner is; without a camera."""
    doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, Heard, FakeDecoder())
    manager = touchline_of(club, "equipment", device=doors)
    manager.state.place.route = "/scan"
    return manager


async def begin(screen: Drawn, mode: str) -> None:
    """A round of giving or of taking back."""
    modes = screen.one("SegmentedButton")
    screen.session.apply_patch(modes._i, {"selected": [mode]})
    await screen.event(modes, "change", [mode])


def test_the_round_is_drawn(club: Club) -> None:
    """Person first, a blocker in red with its button, and the button that ends it."""
    manager = at_scan(club)

    async def story() -> list[Any]:
        async with drawn(manager) as screen:
            await begin(screen, "give")
            assert "Tik de code, of lees ze met een scanner." in [one.value for one in screen.all("Text")]
            await screen.press("FilledButton", "Aan wie geef je uit?")
            [whom] = screen.questions()
            [u11] = [one for one in screen.all("ListTile", whom) if one.key == f"group/{club.ids['U11']}"]
            await screen.event(u11, "click")
            for name in (f"{BALL} 2", "Ballenzak U13", f"{BALL} 3"):
                assert manager.wedge.heard is not None
                manager.wedge.heard(short_label_of(name))
                await screen.settle()
            assert [one.content for one in screen.all("OutlinedButton")] == ["Toch meenemen"]
            assert manager.state.place.unsaved  # who leaves now is asked
            await screen.press("FilledButton", "2 stukken uitgeven")
            [end] = screen.questions()
            [give] = screen.all("FilledButton", end)
            assert give.content == "Geef 2 stukken aan U11"
            await screen.event(give, "click")
            return [one.content for one in screen.all("OutlinedButton")]

    assert asyncio.run(story()) == ["Toch meenemen"]
    items = [manager.reader.equipment.item(club.ids[f"{BALL} {number}"]) for number in (2, 3)]
    assert [(item.holder, item.held_since) for item in items if item] == [("U11", NOW)] * 2


def test_what_lies_there_already_is_taken_back_all_the_same(club: Club) -> None:
    """Not taken along: the words are those of what is done."""
    manager = at_scan(club)

    async def story() -> list[Any]:
        async with drawn(manager) as screen:
            await begin(screen, "take")
            assert manager.wedge.heard is not None
            manager.wedge.heard(short_label_of(f"{BALL} 2"))
            await screen.settle()
            return [one.content for one in screen.all("OutlinedButton")]

    assert asyncio.run(story()) == ["Toch terugnemen"]


def test_a_scan_pushes_no_button_from_under_a_thumb(club: Club) -> None:
    """Where undo comes to stand stood its room."""
    manager = at_scan(club)

    def place_of_the_keys(screen: Drawn) -> int:
        [foot] = [
            row
            for row in screen.all("Row")
            if any(getattr(one, "label", None) == "Code of naam" for one in screen.all("Semantics", row))
        ]
        names = [[getattr(one, "label", None) for one in screen.all("Semantics", part)] for part in foot.controls]
        return next(number for number, labels in enumerate(names) if "Code of naam" in labels)

    async def story() -> list[int]:
        async with drawn(manager) as screen:
            await begin(screen, "give")
            before = place_of_the_keys(screen)
            assert manager.wedge.heard is not None
            manager.wedge.heard(short_label_of(f"{BALL} 2"))
            await screen.settle()
            after = place_of_the_keys(screen)
            await screen.speak("Laatste scan ongedaan maken")
            return [before, after, place_of_the_keys(screen)]

    assert asyncio.run(story()) == [1, 1, 1]


def test_what_was_looked_up_is_no_result_of_a_round(club: Club) -> None:
    """The frame names what is in the basket, and nothing that is not."""
    manager = at_scan(club)

    async def story() -> list[bool]:
        async with drawn(manager) as screen:
            assert manager.wedge.heard is not None
            manager.wedge.heard(short_label_of(f"{BALL} 2"))
            await screen.settle()
            shown = []
            for mode in ("look", "give", "look"):
                await begin(screen, mode)
                shown.append(f"{BALL} 2" in [one.value for one in screen.all("Text")])
            return shown

    assert asyncio.run(story()) == [True, False, False]
