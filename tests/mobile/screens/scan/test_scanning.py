"""A round of scanning: look up, or gather a bag and hand it out or take it back in one go. (feature B5)"""

import asyncio

import pytest

from mobile.device.secrets import verify
from mobile.reader.equipment import Taker
from mobile.screens.equipment.custody import may_hand_out
from mobile.screens.equipment.handing import given, taken
from mobile.screens.equipment.until import due_at
from mobile.screens.scan.scanning import Line, Scanning, scanned, typed
from mobile.screens.scan.verdict import Verdict
from mobile.screens.scan.viewfinder import cover
from mobile.touchline import Touchline
from shared.domain.calendar import to_local
from tests.mobile.club import NOW, TODAY, ZONE, Club, small_club
from tests.mobile.goods import furnish, label_of
from tests.mobile.stage import touchline_of


class Heard:
    """A hand and an ear that remember."""

    def __init__(self) -> None:
        self.signals: list[str] = []

    async def good(self) -> None:
        self.signals.append("good")

    async def bad(self) -> None:
        self.signals.append("bad")

    def sound(self, good: bool) -> None:
        self.signals.append("high tone" if good else "low tones")

    async def say(self, text: str) -> None:
        self.signals.append(text)


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


@pytest.fixture
def manager(club: Club) -> Touchline:
    return touchline_of(club, "equipment")


def scan(touchline: Touchline, scanning: Scanning, *things: str) -> Heard:
    heard = Heard()

    async def run() -> None:
        for thing in things:
            await scanned(touchline, scanning, label_of(thing), verify, heard)

    asyncio.run(run())
    return heard


def names(scanning: Scanning) -> list[str]:
    return [item.name for item in scanning.bag]


def test_looking_up_gathers_nothing_and_keeps_the_last_five(manager: Touchline) -> None:
    scanning = Scanning()
    scan(manager, scanning, "Minidoelen", "Krijtwagen", "EHBO-tas", "Koelbox groot", "torn", "blank 1")
    assert [one.item.name if one.item else one.kind for one in scanning.results] == [
        "blank",
        "revoked",
        "Koelbox groot",
        "EHBO-tas",
        "Krijtwagen",
    ]
    assert scanning.bag == ()


def test_hand_and_ear_are_told(manager: Touchline) -> None:
    heard = scan(manager, Scanning(), "Minidoelen", "torn")
    told = ["high tone", "good", "Minidoelen", "low tones", "bad", "Label ingetrokken"]
    assert heard.signals == told
    manager.state.preferences.sound = "off"
    heard = scan(manager, Scanning(), "Minidoelen", "torn")
    assert heard.signals == [signal for signal in told if "tone" not in signal]


def test_a_thing_goes_into_the_bag_once_and_can_be_dropped(manager: Touchline) -> None:
    scanning = Scanning(mode="give")
    scan(manager, scanning, "Minidoelen", "Krijtwagen", "Minidoelen", "torn")
    assert names(scanning) == ["Krijtwagen", "Minidoelen"]
    scanning.drop(scanning.bag[0].id)
    assert names(scanning) == ["Minidoelen"]


def test_another_mode_is_another_round(manager: Touchline) -> None:
    scanning = Scanning(mode="give")
    scan(manager, scanning, "Minidoelen")
    scanning.choose("give")
    assert names(scanning) == ["Minidoelen"]
    scanning.choose("take")
    assert names(scanning) == []


def test_a_typed_number_counts_as_a_scan(manager: Touchline) -> None:
    scanning = Scanning(mode="take")
    asyncio.run(typed(manager, scanning, "M-003", verify, Heard()))
    assert names(scanning) == ["EHBO-tas"]


def test_a_whole_bag_is_handed_out_to_one_taker_offline(club: Club, manager: Touchline) -> None:  # feature 88
    scanning = Scanning(mode="give")
    scan(manager, scanning, "Minidoelen", "Krijtwagen")
    team = Taker("group", club.ids["U11"], "U11", "U11")
    assert given(manager, scanning.lines, team, due_at("week", TODAY, ZONE)) == 2
    out = [manager.reader.equipment.item(item.id) for item in scanning.bag]
    assert [(item.holder, item.held_since, item.due_at) for item in out if item] == [
        ("U11", NOW, due_at("week", TODAY, ZONE))
    ] * 2
    assert manager.state.sync.waiting == 2


def test_taking_back_notes_the_condition_on_the_thing_in_one_gesture(club: Club, manager: Touchline) -> None:
    bag = manager.reader.equipment.item(club.ids["EHBO-tas"])
    assert bag is not None
    assert taken(manager, (Line(bag, condition="incomplete", note="Twee pleisters"),), None) == 1
    thing = manager.reader.equipment.resource(bag.id)
    assert thing is not None
    assert (thing.item.holder, thing.condition) == (None, "incomplete")
    assert (thing.facts[0].kind, thing.facts[0].note, thing.facts[0].confirmed) == ("in", "Twee pleisters", False)
    assert len(manager.reader.outbox.waiting()) == 1


def test_results_follow_the_rows(club: Club, manager: Touchline) -> None:
    scanning = Scanning()
    scan(manager, scanning, "EHBO-tas")
    assert scanning.last is not None
    assert scanning.last.item is not None
    taken(manager, (Line(scanning.last.item),), None)
    scanning.refresh(manager)
    assert scanning.last.item is not None
    assert scanning.last.item.holder is None


def test_a_coach_may_hand_out_to_the_own_team_only_and_a_member_to_nobody(club: Club) -> None:
    bag = club.ids["Minidoelen"]
    own, other = (Taker("group", club.ids[name], name, "") for name in ("U13", "U11"))
    coach = touchline_of(club, "coach")
    assert [may_hand_out(coach, bag, own), may_hand_out(coach, bag, other), may_hand_out(coach, bag)] == [
        True,
        False,
        True,
    ]
    assert may_hand_out(touchline_of(furnish(small_club()), "member"), bag) is False


@pytest.mark.parametrize(
    ("term", "day"),
    [("today", "2026-11-28"), ("week", "2026-12-05"), ("month", "2026-12-28"), ("2026-12-24", "2026-12-24")],
)
def test_a_term_ends_with_the_day_on_the_clubs_clock(term: str, day: str) -> None:
    at = due_at(term, TODAY, ZONE)
    assert at is not None
    assert to_local(at, ZONE).isoformat()[:16] == f"{day}T23:59"
    assert due_at("none", TODAY, ZONE) is None


@pytest.mark.parametrize(
    ("room", "picture", "factor"), [(1.0, 2.0, 2.0), (2.0, 1.0, 2.0), (1.5, 1.5, 1.0), (0.0, 1.5, 1.0), (1.5, 0.0, 1.0)]
)
def test_the_picture_grows_until_it_fills_its_room(room: float, picture: float, factor: float) -> None:
    assert cover(room, picture) == factor


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verdict_and_every_trouble_with_a_camera_has_its_sentences(club: Club, language: str) -> None:
    words = touchline_of(club, "equipment", language).words
    kinds = Verdict.__annotations__["kind"].__args__
    troubles = ("camera_none", "camera_denied", "camera_unsupported", "camera_lost", "camera_no_decoder")
    wanted = [f"scan.{kind}" for kind in kinds]
    wanted += [f"scan.{name}.why" for name in (*kinds, *troubles) if name != "thing"]
    assert [key for key in wanted if not words.has(key)] == []
