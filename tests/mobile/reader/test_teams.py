"""A team on the device: its people with numbers and phones, its seasons, and who came how often."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mobile.reader import Reader
from tests.mobile.club import DAY, NOW, Club, empty_club, small_club


@pytest.fixture
def club() -> Club:
    return small_club()


def reader(club: Club) -> Reader:
    return Reader(club.store.connection)


@contextmanager
def asked(connection: sqlite3.Connection) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    said: list[str] = []
    connection.set_trace_callback(said.append)
    try:
        yield said
    finally:
        connection.set_trace_callback(None)


def test_players_stand_by_their_numbers_and_the_coach_after_them(club: Club) -> None:
    roster = reader(club).teams.roster(club.ids["U13"])
    assert [member.shirt for member in roster] == [*range(1, 15), None]
    assert [member.function for member in roster] == ["player"] * 14 + ["coach"]
    assert roster[0].contact == club.ids["U13/0"]
    assert roster[0].birth_year == 2014


def test_a_child_is_called_through_the_parents_and_a_grown_up_by_their_own_phone(club: Club) -> None:
    child = reader(club).teams.roster(club.ids["U13"])[0]
    parent = club.store.get("contact", club.ids[f"parent of {child.contact}"]) or {}
    assert child.calls[0][0] == f"{parent['given_name']} {parent['family_name']}"
    assert child.calls[0][1].startswith("+324")
    senior = reader(club).teams.roster(club.ids["Dames"])[0]
    assert [name for name, _ in senior.calls] == [senior.name]


def test_a_number_that_two_share_is_one_button(club: Club) -> None:
    child = club.ids["U13/1"]
    [(_, phone), *_] = next(one.calls for one in reader(club).teams.roster(club.ids["U13"]) if one.contact == child)
    club.row("contact_point", contact=child, kind="mobile", value=phone)
    calls = next(one.calls for one in reader(club).teams.roster(club.ids["U13"]) if one.contact == child)
    assert [number for _, number in calls].count(phone) == 1


def test_a_team_of_many_costs_as_few_questions_as_a_team_of_few(club: Club) -> None:
    teams = reader(club).teams
    with asked(club.store.connection) as few:
        teams.roster(club.ids["U9"])
        teams.season(club.ids["U9"], NOW)
    for n in range(60):
        player = club.contact(f"Nummer{n}", "Extra", 2018)
        club.row("group_member", contact=player, group=club.ids["U9"], function="player", present=1)
    with asked(club.store.connection) as many:
        assert len(teams.roster(club.ids["U9"])) == 70
        teams.season(club.ids["U9"], NOW)
    assert len(many) == len(few) == 3


def test_teams_of_a_season_that_is_over_show_who_was_in_them(club: Club) -> None:
    """Feature 34."""
    old = club.row("season", name="2025-2026", start_on="2025-07-01", end_on="2026-06-30", current=0)
    team = club.row("group", name="U12", kind="team", category="U12", season=old, status="active")
    player = club.ids["U13/0"]
    club.row("group_member", contact=player, group=team, function="player", shirt_number=7, present=0)
    teams = reader(club).teams
    assert [(one.name, one.current) for one in teams.seasons()] == [("2026-2027", True), ("2025-2026", False)]
    assert [(one.name, one.players) for one in teams.of_season(old)] == [("U12", 1)]
    assert [one.shirt for one in teams.roster(team)] == [7]
    now = teams.of_season(club.ids["season"])
    assert [(one.name, one.players) for one in now][:3] == [("Dames", 14), ("Eerste ploeg", 14), ("U9", 9)]


def test_who_left_this_season_is_not_in_the_team(club: Club) -> None:
    [member] = club.store.find("group_member", contact=club.ids["U13/0"])
    club.store.put("group_member", {**member, "present": 0})
    assert club.ids["U13/0"] not in [one.contact for one in reader(club).teams.roster(club.ids["U13"])]


def test_the_season_counts_what_was_marked_and_no_guests(club: Club) -> None:
    team = club.ids["U13"]
    season = reader(club).teams.season(team, NOW)
    rows = [
        row
        for row in club.store.find("activity_guest")
        if row["confirmed"] is not None
        and (club.store.get("activity", row["activity"]) or {})["group"] == team
        and not (club.store.get("activity", row["activity"]) or {})["cancelled"]
    ]
    assert season.whole.marked == len(rows) > 50
    assert season.players[club.ids["U13/3"]].of("excused") > 0
    guest = rows[0]
    club.store.put("activity_guest", {**guest, "function": "guest"})
    assert reader(club).teams.season(team, NOW).whole.marked == len(rows) - 1
    assert reader(club).teams.season(team, NOW - 400 * DAY).whole.marked == 0


def test_an_empty_device_has_no_teams() -> None:
    teams = reader(empty_club()).teams
    assert (teams.seasons(), teams.of_season("x"), teams.team("x"), teams.roster("x")) == ((), (), None, ())


def test_players_come_by_default_and_coaches_who_are_expected_too_do_not() -> None:
    """A team that comes unless it says no, at an activity that expects more than its players."""
    club = small_club()
    team = club.store.get("group", club.ids["U13"]) or {}
    club.store.put("group", {**team, "attending": 1})
    match = club.store.get("activity", club.ids["match"]) or {}
    club.store.put("activity", {**match, "expects": "player coach"})
    agenda, coach = reader(club).agenda, club.ids["U13/coach"]
    rows = {row.contact: row for row in agenda.attendance(club.ids["match"]).rows}
    assert len(rows) == 15
    assert not rows[coach].assumed
    assert {row.contact for row in rows.values() if row.assumed} == {
        row.contact for row in rows.values() if row.declared is None and row.contact != coach
    }
    (mine,) = agenda.of_contact(coach, match["start_at"], match["start_at"] + 1)
    assert (mine.declared, mine.by_default) == (None, False)
    (child,) = agenda.of_contact(club.ids["U13/0"], match["start_at"], match["start_at"] + 1)
    assert child.by_default


def test_a_coach_with_an_answer_stands_once_on_a_list_that_expects_coaches() -> None:
    club = small_club()
    match = club.store.get("activity", club.ids["match"]) or {}
    club.store.put("activity", {**match, "expects": "player coach"})
    coach = club.ids["U13/coach"]
    club.row("activity_guest", activity=club.ids["match"], contact=coach, declared="yes")
    rows = reader(club).agenda.attendance(club.ids["match"]).rows
    assert [row.contact for row in rows].count(coach) == 1


def test_the_season_of_a_team_is_of_its_players() -> None:
    club = small_club()
    past = next(row for row in club.store.find("activity", group=club.ids["U13"]) if row["start_at"] < NOW)
    teams = reader(club).teams
    before = teams.season(club.ids["U13"], NOW).whole.marked
    club.row("activity_guest", activity=past["id"], contact=club.ids["U13/coach"], confirmed="present")
    assert teams.season(club.ids["U13"], NOW).whole.marked == before
