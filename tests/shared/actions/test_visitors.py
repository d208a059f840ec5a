"""Who came along once and is no contact: known by a name and a number, marked, and gone after a year."""

from typing import Any

import pytest

from shared.actions.retention import BY_TABLE, past
from shared.sync.change import Insert, Patch
from tests.house import DAY, House

JAN = {"id": "visitor-jan", "activity": "training-u12", "name": "Jan Proef", "phone": "0470 12 34 57"}


def test_a_trial_player_is_known_by_a_name_and_a_parents_number(house: House) -> None:
    assert house.decide("karel", "activity_visitor.add", **JAN) == [
        Insert("activity_visitor", {**JAN, "phone": "+32470123457", "confirmed": None, "came_on": "2026-11-19"})
    ]
    assert house.refusal("cas", "activity_visitor.add", **JAN) == "not_allowed"
    assert house.refusal("piet", "activity_visitor.add", **JAN) == "not_allowed"


def test_their_coach_and_the_office_read_of_them_and_nobody_else(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    phones = {name: house.phone(name) for name in ("karel", "cas", "piet", "sara", "tom", "eef")}
    for phone in phones.values():
        phone.sync()
    assert [name for name, phone in phones.items() if phone.ids("activity_visitor")] == ["karel", "sara"]


def test_they_are_marked_without_a_network_and_two_phones_merge(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    phone, tablet = house.phone("karel"), house.phone("karel", "tablet")
    phone.sync()
    tablet.sync()
    phone.do("activity_visitor.patch", id="visitor-jan", set={"confirmed": "present"})
    tablet.do("activity_visitor.patch", id="visitor-jan", set={"phone": "0470 99 99 99"})
    assert (phone.sync(), tablet.sync()) == (["applied"], ["applied"])
    row = house.row("activity_visitor", "visitor-jan") or {}
    assert (row["confirmed"], row["phone"]) == ("present", "+32470999999")


def test_an_activity_at_which_one_was_marked_was_held_and_else_they_go_with_it(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    before = house.row("activity_visitor", "visitor-jan")
    house.do("activity.delete", id="training-u12")
    assert house.row("activity_visitor", "visitor-jan") is None
    house.do("row.restore", table="activity", id="training-u12")
    assert house.row("activity_visitor", "visitor-jan") == before
    house.do("activity_visitor.patch", id="visitor-jan", set={"confirmed": "late"})
    assert house.refusal("karel", "activity.delete", id="training-u12") == "attended"


def test_they_are_forgotten_after_a_year(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    row, rule = house.row("activity_visitor", "visitor-jan") or {}, BY_TABLE["activity_visitor"]
    assert [past(house.facts, rule, row, house.clock.now + days * DAY) for days in (365, 367)] == [False, True]
    assert house.no("row.expire", table="activity_visitor", id="visitor-jan") == "not_allowed"
    house.clock.wait(367 * DAY)
    house.do("row.expire", table="activity_visitor", id="visitor-jan")
    assert house.row("activity_visitor", "visitor-jan") is None


def test_the_office_makes_a_contact_of_who_stays_in_one_gesture(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    wishes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("contact.create", {"id": "contact-jan", "given_name": "Jan", "family_name": "Proef"}),
        ("attendance.guest", {"activity": "training-u12", "contact": "contact-jan", "on": 1}),
        ("activity_visitor.drop", {"id": "visitor-jan"}),
    )
    assert [type(change).__name__ for change in house.decide_all("sara", *wishes)] == [
        *("Insert", "Insert", "Patch", "Remove"),
    ]


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("activity_visitor.add", {**JAN, "name": ""}, "name required"),
        ("activity_visitor.add", {**JAN, "phone": "geen"}, "phone not_phone"),
        ("activity_visitor.add", {**JAN, "activity": "training-none"}, "gone"),
        ("activity_visitor.add", {**JAN, "came_on": "2020-01-01"}, "came_on unknown_field"),
        ("activity_visitor.patch", {"id": "visitor-none", "set": {"name": "x"}}, "gone"),
        ("activity_visitor.drop", {"id": "visitor-none"}, "gone"),
    ],
)
def test_what_cannot_be_said_of_one(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", verb, **args) == said


def test_a_number_is_taken_away_and_a_mark_taken_back(house: House) -> None:
    house.do("activity_visitor.add", **JAN)
    nothing = {"phone": None, "confirmed": None}
    assert house.decide("karel", "activity_visitor.patch", id="visitor-jan", set=nothing) == [
        Patch("activity_visitor", "visitor-jan", nothing)
    ]
