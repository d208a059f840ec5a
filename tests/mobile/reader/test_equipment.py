"""Where is it, who had it, what is late: read from the rows that real actions made."""

import pytest

from mobile.reader import Reader
from mobile.reader.equipment import Code, Taker
from mobile.reader.items import Counts
from shared.domain.codes import code_text
from tests.mobile.club import DAY, NOW, Club, empty_club, small_club
from tests.mobile.goods import act, code_of, furnish, new_id
from tests.mobile.stock import BALL, CONES, put, stocked, thing


@pytest.fixture(scope="module")
def club() -> Club:
    return furnish(small_club())


@pytest.fixture(scope="module")
def equipment(club: Club) -> Reader:
    return Reader(club.store.connection)


def names(reader: Reader, **question: object) -> list[str]:
    return [item.name for item in reader.equipment.items(**question)]  # type: ignore[arg-type]  # the questions of items()


def test_a_list_is_in_order_of_name_and_says_who_has_what(equipment: Reader) -> None:
    first, second, third = equipment.equipment.items(now=NOW)[:3]
    assert [(item.name, item.holder, item.disputed) for item in (first, second, third)] == [
        ("Ballenzak U13", "Ilse Goossens", True),
        ("Camera op statief", "Eerste ploeg", False),
        ("Coachbord magnetisch", "Fatima Maes", False),
    ]


def test_the_tenth_bag_comes_after_the_ninth() -> None:
    club = empty_club()
    for number in (10, 2, 1, 9, 11):
        club.row("resource", name=f"Ballenzak {number}", kind="single", status="active")
        club.row("group", name=f"U{number}", kind="team", season="s", status="active")
    reader = Reader(club.store.connection)
    assert names(reader) == [f"Ballenzak {number}" for number in (1, 2, 9, 10, 11)]
    assert [taker.name for taker in reader.equipment.takers("u")] == ["U1", "U2", "U9", "U10", "U11"]


def test_late_is_what_is_out_past_its_date_the_longest_first(equipment: Reader) -> None:
    assert names(equipment, which="late", now=NOW) == ["Pop-up doel 2 m", "EHBO-tas"]
    assert [item.late(NOW) for item in equipment.equipment.items(which="late", now=NOW)] == [True, True]


def test_the_figures_above_the_list_agree_with_the_lists_below(equipment: Reader) -> None:
    counts = equipment.equipment.counts(NOW)
    lists = [len(names(equipment, which=which, now=NOW)) for which in ("all", "out", "late", "disputed")]
    assert counts == Counts(*lists) == Counts(18, 7, 2, 1)


def test_of_what_is_in_a_place_its_name_finds_it() -> None:  # feature 87
    club = stocked(furnish(small_club()), balls=2)
    assert names(Reader(club.store.connection), text="kast 2") == [f"{BALL} 2"]
    thing(club, "Aanvoerdersband")
    put(club, "Aanvoerdersband", "Kast 1")
    found = ["Kast 1", "Aanvoerdersband", f"{BALL} 1", f"{BALL} 2"]
    assert names(Reader(club.store.connection), text="kast") == found, "what is called so comes first"


def test_what_is_archived_is_found_there_alone() -> None:
    mine = furnish(small_club())
    act(mine, "user-equipment", "resource.patch", id=mine.ids["Krijtwagen"], set={"status": "archived"})
    reader = Reader(mine.store.connection)
    assert names(reader, text="krijt") == []
    assert names(reader, which="archived") == ["Krijtwagen"]
    assert (reader.equipment.counts(NOW).all, reader.equipment.counts(NOW).archived) == (17, 1)
    assert "Terrein" not in reader.equipment.categories()


def test_of_one_category_by_name(equipment: Reader) -> None:
    assert names(equipment, category="Elektronica") == ["Camera op statief", "Luidspreker draagbaar"]
    assert names(equipment, category="Elektronica", which="out") == ["Camera op statief"]
    assert equipment.equipment.categories() == (
        *("Ballen", "Coaching", "Doelen", "Elektronica", "Evenement", "Hesjes", "Terrein", "Training"),
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bal", ["Ballenzak U13", "Wedstrijdballen maat 4", "Wedstrijdballen maat 5"]),
        ("hesjes oranje", ["Set hesjes oranje"]),
        ("M-021", ["Krijtwagen"]),
        ("ilse", ["Ballenzak U13"]),
        ("bälLEN", ["Ballenzak U13", "Wedstrijdballen maat 4", "Wedstrijdballen maat 5"]),
        ("u11", ["Set hesjes oranje"]),
        ("eerste cam", ["Camera op statief"]),
        ("evenem", ["Koelbox groot", "Partytent 3 x 3"]),
        ("veld 3 spo", []),
        ("container krijt", []),
        ("berging krijt", ["Krijtwagen"]),
        ("no such thing", []),
        ("%", 18),
    ],
)
def test_a_thing_is_found_by_name_number_category_place_and_holder(
    equipment: Reader, typed: str, found: list[str] | int
) -> None:  # feature 87
    result = names(equipment, text=typed)
    assert (len(result) if isinstance(found, int) else result) == found


def test_the_chain_tells_every_hand_over_the_newest_first(club: Club, equipment: Reader) -> None:  # feature 88
    thing = equipment.equipment.resource(club.ids["Ballenzak U13"])
    assert thing is not None
    assert [(fact.kind, fact.to, fact.condition) for fact in thing.facts] == [
        ("out", "Ilse Goossens", None),
        ("out", "Fatima Maes", None),
        ("in", None, "damaged"),
        ("out", "Fatima Maes", None),
        ("in", None, "good"),
        ("out", "Sofie Özdemir", None),
    ]
    assert {fact.by for fact in thing.facts} == {"Luc Cools"}


def test_a_dispute_shows_both_scans_with_both_times(club: Club, equipment: Reader) -> None:  # feature B5
    thing = equipment.equipment.resource(club.ids["Ballenzak U13"])
    assert thing is not None
    assert thing.quarrel is not None
    assert (thing.quarrel.first.to, thing.quarrel.second.to) == ("Fatima Maes", "Ilse Goossens")
    assert (thing.quarrel.first.at, thing.quarrel.second.at) == (int(NOW - 9.6 * DAY), int(NOW - 0.65 * DAY))


def test_a_return_settles_the_dispute_and_the_chain_keeps_it(club: Club) -> None:
    mine = furnish(small_club())
    act(mine, "user-equipment", "custody.take_back", id=new_id(mine), resource=mine.ids["Ballenzak U13"])
    thing = Reader(mine.store.connection).equipment.resource(mine.ids["Ballenzak U13"])
    assert thing is not None
    assert (thing.item.holder, thing.item.disputed, thing.quarrel, len(thing.facts)) == (None, False, None, 7)


def test_what_the_server_has_not_heard_is_told_apart(club: Club, equipment: Reader) -> None:  # feature B2
    board, bag = (equipment.equipment.resource(club.ids[name]) for name in ("Coachbord magnetisch", "EHBO-tas"))
    assert board is not None
    assert bag is not None
    assert (board.facts[0].confirmed, bag.facts[0].confirmed) == (False, True)


def test_the_last_takers_come_first_then_the_teams(club: Club, equipment: Reader) -> None:
    takers = equipment.equipment.takers()
    assert takers[0] == Taker("contact", club.ids["U13/coach"], "Fatima Maes", "U13")
    assert [taker.name for taker in takers if taker.kind == "group"] == [
        "Dames",
        "Eerste ploeg",
        "U9",
        "U11",
        "U13",
        "U15",
    ]


def test_a_taker_is_found_by_part_of_a_name(equipment: Reader) -> None:
    assert [taker.name for taker in equipment.equipment.takers("eerste")] == ["Eerste ploeg"]
    assert {taker.kind for taker in equipment.equipment.takers("van de")} == {"contact"}


def test_a_label_is_known_blank_withdrawn_or_unheard_of(club: Club, equipment: Reader) -> None:  # feature B6
    bag, blank, torn = (code_text(code_of(name)) for name in ("EHBO-tas", "blank 1", "torn"))
    read = equipment.equipment.code
    assert read(bag) == Code(bag, club.ids["EHBO-tas"], False)
    assert read(blank) == Code(blank, None, False)
    assert read(torn) == Code(torn, club.ids["EHBO-tas"], True)
    assert read(code_text(bytes(16))) is None
    thing = equipment.equipment.resource(club.ids["EHBO-tas"])
    assert thing is not None
    assert thing.labels == (bag,)


def test_of_what_is_counted_a_team_has_its_part() -> None:  # feature 33 # feature 88
    mine = stocked(furnish(small_club()))
    for team, count, days in (("U11", 12, 2), ("U13", 8, -1)):
        out = {"resource": mine.ids[CONES], "to_kind": "group", "to_id": mine.ids[team], "quantity": count}
        act(mine, "user-equipment", "custody.hand_out", id=new_id(mine), due_at=NOW + days * DAY, **out)
    loans = Reader(mine.store.connection).store_room.loans
    assert [(item.name, item.held, item.holder, item.late(NOW)) for item in loans("group", mine.ids["U11"])] == [
        (CONES, 12, "U11", False),
        ("Set hesjes oranje", None, "U11", False),
    ]
    assert [(item.name, item.held, item.late(NOW)) for item in loans("group", mine.ids["U13"])] == [
        (CONES, 8, True),
        ("Wedstrijdballen maat 4", None, False),
    ]
    back = {"resource": mine.ids[CONES], "from_kind": "group", "from_id": mine.ids["U11"], "quantity": 12}
    act(mine, "user-equipment", "custody.take_back", id=new_id(mine), **back)
    assert [item.name for item in loans("group", mine.ids["U11"])] == ["Set hesjes oranje"]
