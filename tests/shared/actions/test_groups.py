"""Seasons, teams and memberships: who belongs to what, and when."""

from typing import Any

import pytest

from shared.sync.change import Insert, Patch
from tests.house import HOUR, House


def test_leaving_a_team_keeps_the_line_and_its_last_day(house: House) -> None:  # feature 34
    assert house.decide("sara", "group.remove_member", id="member-kim", to_on="2026-11-17") == [
        Patch("group_member", "member-kim", {"present": 0, "to_on": "2026-11-17"})
    ]
    house.do("group.remove_member", id="member-kim")
    assert (house.row("group_member", "member-kim") or {})["to_on"] == "2026-11-18"
    assert house.refusal("sara", "group.remove_member", id="member-kim") == "gone"


def test_who_leaves_later_stays_until_then(house: House) -> None:
    (said,) = house.decide("sara", "group.remove_member", id="member-kim", to_on="2026-12-31")
    assert said == Patch("group_member", "member-kim", {"present": 1, "to_on": "2026-12-31"})


def test_who_joins_later_is_not_in_the_team_yet_and_may_be_called_off(house: House) -> None:
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-11-20")
    assert (house.row("group_member", "member-bo") or {})["present"] == 0
    house.do("group.remove_member", id="member-bo")
    assert house.refusal("sara", "group.remove_member", id="member-bo") == "gone"


def test_who_stays_after_all_is_in_the_team_again_with_the_same_line(house: House) -> None:
    house.do("group.remove_member", id="member-kim", to_on="2026-11-17")
    assert house.decide("sara", "group.keep_member", id="member-kim") == [
        Patch("group_member", "member-kim", {"present": 1, "to_on": None})
    ]
    house.do("group.keep_member", id="member-kim")
    assert house.refusal("sara", "group.keep_member", id="member-kim") == "changed_since"
    assert house.refusal("karel", "group.keep_member", id="member-kim") == "not_allowed"


def test_who_has_not_come_yet_and_was_called_off_comes_after_all(house: House) -> None:
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-11-20")
    house.do("group.remove_member", id="member-bo")
    (said,) = house.decide("sara", "group.keep_member", id="member-bo")
    assert said == Patch("group_member", "member-bo", {"present": 0, "to_on": None})


def test_a_coach_says_who_bears_which_number_in_the_own_team(house: House) -> None:
    wish = {"id": "member-kim", "set": {"shirt_number": 7}}
    for who in ("karel", "sara"):
        assert house.decide(who, "group_member.patch", **wish) == [
            Patch("group_member", "member-kim", {"shirt_number": 7})
        ]
    for who in ("cas", "piet", "tom"):
        assert house.refusal(who, "group_member.patch", **wish) == "not_allowed"


def test_two_of_a_team_may_bear_one_number_and_a_number_can_go(house: House) -> None:
    who = {"contact": "contact-bo", "group": "team-u12", "function": "player", "shirt_number": 7}
    house.do("group.add_member", id="member-bo", **who)
    house.do("group_member.patch", id="member-kim", set={"shirt_number": 7})
    assert house.refusal("karel", "group_member.patch", id="member-kim", set={"shirt_number": None}) == ""
    undo = {"table": "group_member", "id": "member-kim", "set": {"shirt_number": None}, "still": {"shirt_number": 7}}
    assert house.decide("karel", "row.undo", **undo) == [Patch("group_member", "member-kim", {"shirt_number": None})]


def test_the_day_is_the_club_s_own(house: House) -> None:
    """At half past eleven in the evening in Belgium it is tomorrow in Auckland."""
    house.clock.now += 12 * HOUR
    house.do("setting.put", id="club", value={"zone": "Pacific/Auckland"})
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-11-19")
    assert (house.row("group_member", "member-bo") or {})["present"] == 1


def test_joining_a_team(house: House) -> None:  # feature 33
    who = {"contact": "contact-bo", "group": "team-u12", "function": "player", "shirt_number": 7}
    (made,) = house.decide("sara", "group.add_member", id="member-bo", **who)
    assert isinstance(made, Insert)
    assert {name: value for name, value in made.values.items() if value is not None} == {
        "id": "member-bo",
        **who,
        "present": 1,
    }


def test_a_membership_ends_once(house: House) -> None:  # feature 43
    end = {"id": "membership-kim", "end_on": "2026-12-31", "reason": "verhuisd"}
    assert house.decide("sara", "membership.end", **end) == [
        Patch("membership", "membership-kim", {"end_on": "2026-12-31", "end_reason": "verhuisd"})
    ]
    house.do("membership.end", **end)
    assert house.refusal("sara", "membership.end", **end) == "already_ended"


SEASON = {"id": "season-27", "name": "2027", "start_on": "2027-07-01", "end_on": "2028-06-30"}
START = {"id": "membership-new", "contact": "contact-bo", "type": "type-player", "start_on": "2026-09-01"}


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("season.create", {**SEASON, "id": "season-26"}, "exists"),
        ("season.create", {**SEASON, "end_on": "2027-06-30"}, "bad_period"),
        ("season.create", {**SEASON, "end_on": "eind juni"}, "end_on not_a_date"),
        ("group.create", {"id": "team-u14", "name": "U14", "kind": "team", "season": "season-99"}, "gone"),
        ("group.create", {"id": "team-u12", "name": "U12", "kind": "team", "season": "season-26"}, "exists"),
        ("group.patch", {"id": "team-u12", "set": {"season": "season-26"}}, "season unknown_field"),
        ("group.patch", {"id": "team-u99", "set": {"name": "U99"}}, "gone"),
        ("group.add_member", {"id": "member-kim", "contact": "contact-kim", "group": "team-u12"}, "exists"),
        ("group.add_member", {"id": "member-new", "contact": "contact-kim", "group": "team-u99"}, "gone"),
        ("group.add_member", {"id": "member-new", "contact": "contact-x", "group": "team-u12"}, "gone"),
        ("group.remove_member", {"id": "member-none"}, "gone"),
        ("group.remove_member", {"id": "member-kim", "to_on": "morgen"}, "to_on not_a_date"),
        ("group.keep_member", {"id": "member-none"}, "gone"),
        ("group.keep_member", {"id": "member-kim"}, "changed_since"),
        ("group_member.patch", {"id": "member-none", "set": {"shirt_number": 7}}, "gone"),
        ("group_member.patch", {"id": "member-kim", "set": {}}, "set required"),
        ("group_member.patch", {"id": "member-kim", "set": {"shirt_number": "zeven"}}, "shirt_number not_integer"),
        ("group_member.patch", {"id": "member-kim", "set": {"shirt_number": -1}}, "shirt_number out_of_range"),
        ("group_member.patch", {"id": "member-kim", "set": {"shirt_number": 2014}}, "shirt_number out_of_range"),
        ("group_member.patch", {"id": "member-kim", "set": {"from_on": "2026-11-01"}}, "from_on unknown_field"),
        ("membership_type.create", {"id": "type-player", "name": "Speler"}, "exists"),
        ("membership.start", {**START, "contact": "contact-none"}, "gone"),
        ("membership.start", {**START, "type": "type-none"}, "gone"),
        ("membership.start", {**START, "end_on": "2026-10-01"}, "end_on unknown_field"),
        ("membership.end", {"id": "membership-none", "end_on": "2026-12-31"}, "gone"),
        ("membership.end", {"id": "membership-kim", "end_on": "2026-06-30"}, "bad_period"),
        ("membership.end", {"id": "membership-kim"}, "end_on required"),
    ],
)
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", verb, **args) == said
