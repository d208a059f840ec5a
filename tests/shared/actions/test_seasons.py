"""A season that is over: what it takes along, and what is said of it afterwards."""

from typing import Any

import pytest

from shared.sync.change import Insert, Patch
from tests.house import DAY, House

SUMMER = 230 * DAY
"""From 18 November 2026 to 6 July 2027."""
NEXT = {"id": "season-27", "name": "2027", "start_on": "2027-07-01", "end_on": "2028-06-30"}


@pytest.fixture
def summer(house: House) -> House:
    """Season 2026 is over, and 2027 runs; no night has passed yet."""
    house.do("season.create", **NEXT)
    house.clock.now += SUMMER
    return house


STAYS, ENDED = (1, None), (0, "2027-06-30")


def said(house: House, verb: str, **args: Any) -> tuple[int, str | None]:
    """Whether somebody is in it, and until when, as an owner's wish would have it."""
    (change,) = house.decide("olga", verb, **args)
    assert isinstance(change, Insert | Patch)
    return change.values["present"], change.values["to_on"]


def turned(house: House, verb: str, id: str, day: str) -> tuple[int, str | None]:
    """The same after the club turned this row on a day."""
    house.do(verb, id=id, day=day)
    row = house.row(TABLES[verb], id) or {}
    return row["present"], row["to_on"]


TABLES = {"group.turn_member": "group_member", "role.turn": "role_assignment"}
TURNS = (("group.turn_member", "member-kim"), ("role.turn", "role-karel"))


@pytest.mark.parametrize(("verb", "id"), TURNS)
def test_places_and_coaches_end_with_the_last_day_of_their_season(house: House, verb: str, id: str) -> None:
    house.do("season.create", **NEXT)
    assert turned(house, verb, id, "2027-06-30") == STAYS
    assert turned(house, verb, id, "2027-07-01") == ENDED


@pytest.mark.parametrize(("verb", "id"), TURNS)
@pytest.mark.parametrize("next_one", [None, {**NEXT, "start_on": "2027-07-02"}, {**NEXT, "end_on": "2027-08-09"}])
def test_as_long_as_no_other_season_runs_everybody_stays(house: House, verb: str, id: str, next_one: Any) -> None:
    """There is none yet, or it begins tomorrow, or that one is over as well and the third is late."""
    if next_one is not None:
        house.do("season.create", **next_one)
    day = "2027-08-10" if next_one and next_one["end_on"] < "2028" else "2027-07-01"
    assert turned(house, verb, id, day) == STAYS


@pytest.mark.parametrize(
    ("day", "last"), [("2027-06-12", "2027-06-12"), ("2027-06-30", "2027-06-30"), ("2027-09-30", "2027-06-30")]
)
def test_a_last_day_that_was_said_stays_where_it_is_earlier(house: House, day: str, last: str) -> None:
    house.do("season.create", **NEXT)
    house.do("group.remove_member", id="member-kim", to_on=day)
    house.do("role.withdraw", id="role-karel", to_on=day)
    for verb, id in TURNS:
        assert turned(house, verb, id, "2027-07-01") == (0, last)


def test_roles_of_the_whole_club_go_on(house: House) -> None:
    house.do("season.create", **NEXT)
    house.do("role.grant", id="role-eef-2", user="user-eef", role="equipment", group="team-u12")
    for role in ("sara", "tom", "eef", "eef-2", "olga"):
        assert turned(house, "role.turn", f"role-{role}", "2027-07-01") == STAYS


def test_who_is_put_in_a_team_of_then_was_in_it_until_its_last_day(summer: House) -> None:
    bo = {"id": "member-bo", "contact": "contact-bo", "group": "team-u12"}
    assert said(summer, "group.add_member", **bo) == ENDED
    assert said(summer, "group.add_member", **bo, to_on="2027-01-31") == (0, "2027-01-31")
    summer.do("group.create", id="team-new", name="U12", kind="team", season="season-27")
    assert said(summer, "group.add_member", **{**bo, "group": "team-new"}) == STAYS


def test_who_stays_after_all_in_a_team_of_then_stayed_until_its_last_day(summer: House) -> None:
    summer.do("group.remove_member", id="member-kim", to_on="2027-03-01")
    assert said(summer, "group.keep_member", id="member-kim") == ENDED


def test_nobody_begins_to_coach_a_team_of_then(summer: House) -> None:
    wish = {"id": "role-new", "user": "user-piet", "role": "coach", "group": "team-u12"}
    assert said(summer, "role.grant", **wish) == ENDED
    assert said(summer, "role.grant", **{**wish, "role": "treasurer", "group": None}) == STAYS


def test_a_place_or_a_role_that_was_to_begin_after_its_season_never_does(house: House) -> None:
    house.do("season.create", **NEXT)
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2027-08-01")
    wish = {"id": "role-new", "user": "user-piet", "role": "coach", "group": "team-u12", "from_on": "2027-08-01"}
    house.do("role.grant", **wish)
    for verb, id in (("group.turn_member", "member-bo"), ("role.turn", "role-new")):
        assert turned(house, verb, id, "2027-08-01") == ENDED


def test_a_device_that_cannot_read_the_last_day_ends_nothing(summer: House) -> None:
    """A damaged cell is none; the server decides."""
    sara = summer.phone("sara")
    sara.sync()
    sara.store.update("season", ("season-26",), {"end_on": None})
    sara.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12")
    assert (sara.row("group_member", "member-bo") or {})["present"] == 1
    assert sara.sync() == ["applied"]
    row = sara.row("group_member", "member-bo") or {}
    assert (row["present"], row["to_on"]) == ENDED
