"""A training every week: made at once, moved together, and what was said of one evening stays."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.domain.series import occurrence_id
from tests.house import DAY, House, Phone
from tests.house import START as NOW

# NOW is a Wednesday in November 2026; the series began in September.
SERIES: dict[str, Any] = {
    "id": "series-u12",
    "kind": "training",
    "title": "Training U12",
    "rule": "FREQ=WEEKLY;BYDAY=TU,TH",
    "first_on": "2026-11-12",
    "until_on": "2026-12-10",
    "start": "19:00",
    "end": "20:30",
    "zone": "Europe/Brussels",
    "group": "team-u12",
    "location": "Veld 3",
}
DAYS = ("11-12", "11-17", "11-19", "11-24", "11-26", "12-01", "12-03", "12-08", "12-10")
LATER = {"id": "series-u12", "scope": "following"}
WEDNESDAY = "2026-11-18"


@pytest.fixture
def club(house: House) -> House:
    """The house with trainings of the U12 on Tuesdays and Thursdays; it is Wednesday the 18th."""
    house.do("activity_series.create", **SERIES)
    return house


def id_of(day: str) -> str:
    return occurrence_id("series-u12", date.fromisoformat(f"2026-{day}"))


def shown(club: House, field: str = "start_at") -> dict[str, Any]:
    """A field of every occurrence by its day of the rule; starts as day and hour in UTC."""
    rows = club.store.find("activity", series="series-u12")
    return {row["occurs_on"][5:]: utc(row[field]) if field == "start_at" else row[field] for row in rows}


def called_off(club: House) -> list[str]:
    return sorted(day for day, off in shown(club, "cancelled").items() if off)


def utc(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%m-%d %H:%M}"


def at_seven(*days: str) -> dict[str, str]:
    return {day: f"{day} 18:00" for day in days}


def refused(club: House, verb: str, /, **args: Any) -> str:
    return club.refusal("karel", verb, **args)


def test_it_comes_with_its_occurrences(club: House) -> None:
    assert utc(NOW) == "11-18 11:06"
    assert shown(club) == at_seven(*DAYS)
    row = club.row("activity", id_of("11-26")) or {}
    assert {name: row[name] for name in ("title", "kind", "group", "location", "all_day", "sequence", "cancelled")} == {
        "title": "Training U12",
        "kind": "training",
        "group": "team-u12",
        "location": "Veld 3",
        "all_day": 0,
        "sequence": 0,
        "cancelled": 0,
    }
    assert row["end_at"] - row["start_at"] == 90 * 60_000


def test_so_many_times_is_until_the_last_of_them(house: House) -> None:
    house.do("activity_series.create", **{**SERIES, "until_on": None, "count": 3})
    assert sorted(shown(house)) == ["11-12", "11-17", "11-19"]
    assert (house.row("activity_series", "series-u12") or {})["until_on"] == "2026-11-19"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"rule": "FREQ=HOURLY"}, "rule not_a_rule"),
        ({"count": 3}, "until_on required"),
        ({"until_on": None}, "until_on required"),
        ({"until_on": None, "count": 201}, "count out_of_range"),
        ({"until_on": "2026-11-11"}, "until_on no_days"),
        ({"until_on": "2032-01-01"}, "until_on too_many"),
        ({"first_on": "1999-01-01"}, "first_on out_of_range"),
        ({"start": "7 uur"}, "start not_time"),
        ({"start": None}, "start required"),
        ({"title": ""}, "title required"),
        ({"zone": "Europe/Atlantis"}, "zone unknown_zone"),
        ({"group": "team-none"}, "gone"),
        ({"id": "short"}, "id not_an_id"),
        ({"shift": 1}, "shift unknown_field"),
    ],
)
def test_what_cannot_be_planned(house: House, wrong: dict[str, Any], why: str) -> None:
    assert house.refusal("olga", "activity_series.create", **{**SERIES, **wrong}) == why


def test_a_coach_plans_and_changes_for_their_own_team_alone(club: House) -> None:
    other = {**SERIES, "id": "series-new"}
    assert club.refusal("cas", "activity_series.create", **other) == "not_allowed"
    assert club.refusal("karel", "activity_series.create", **{**other, "group": None}) == "not_allowed"
    assert club.refusal("karel", "activity_series.create", **other) == ""
    for verb, args in (
        ("activity_series.change", {**LATER, "from_on": WEDNESDAY, "set": {"start": "18:00"}}),
        ("activity_series.extend", {"id": "series-u12", "until_on": "2027-01-01"}),
        ("activity_series.cancel", {"id": "series-u12", "from_on": WEDNESDAY}),
    ):
        assert (club.refusal("cas", verb, **args), club.refusal("karel", verb, **args)) == ("not_allowed", "")


def test_this_and_all_that_follow_are_moved(club: House) -> None:
    """From Tuesday the 24th half an hour earlier and a day later; what is before stays."""
    club.do("activity_series.change", **LATER, from_on="2026-11-24", set={"start": "18:30", "end": "20:00", "shift": 1})
    assert shown(club) == at_seven("11-12", "11-17", "11-19") | {
        "11-24": "11-25 17:30",
        "11-26": "11-27 17:30",
        "12-01": "12-02 17:30",
        "12-03": "12-04 17:30",
        "12-08": "12-09 17:30",
        "12-10": "12-11 17:30",
    }


def test_a_move_is_counted_and_says_what_it_was(club: House) -> None:
    """Once an occurrence, and once for the series: whoever writes letters writes one. (feature B19)"""
    change = {"from_on": "2026-12-08", "set": {"location": "Zaal", "start": "18:00"}}
    club.do("activity_series.change", **LATER, **change)
    assert shown(club, "sequence") == dict.fromkeys(DAYS[:7], 0) | {"12-08": 1, "12-10": 1}
    row, series = club.row("activity", id_of("12-08")) or {}, club.row("activity_series", "series-u12") or {}
    assert (utc(row["was_start_at"]), row["changed_by"]) == ("12-08 18:00", "system")
    assert row["changed_at"] == series["changed_at"] == club.clock.now
    assert (series["sequence"], series["changed_from"]) == (1, "2026-12-08")
    club.do("activity_series.change", **LATER, from_on="2026-12-08", set={"title": "Partijtjes"})
    assert shown(club, "sequence")["12-08"] == 1  # the words changed: nobody needs to be elsewhere
    assert shown(club, "title")["12-10"] == "Partijtjes"


def test_all_are_changed_but_what_has_begun(club: House) -> None:
    club.do("activity_series.change", id="series-u12", scope="all", set={"start": "20:00", "end": None})
    assert shown(club) == at_seven("11-12", "11-17") | {day: f"{day} 19:00" for day in DAYS[2:]}
    assert shown(club, "end_at")["11-19"] is None
    assert shown(club, "end_at")["11-12"] is not None


def test_what_was_said_of_one_evening_stays_unless_that_is_meant_too(club: House) -> None:
    row = club.row("activity", id_of("11-26")) or {}
    was = {name: row[name] for name in ("start_at", "end_at")}
    club.do("activity.move", id=row["id"], set={name: at + DAY for name, at in was.items()}, still=was)
    club.do("activity.patch", id=id_of("12-01"), set={"title": "Sinterklaas"})
    change = {"id": "series-u12", "scope": "all", "set": {"start": "18:00", "title": "Training", "location": "Zaal"}}
    club.do("activity_series.change", **change)
    assert (shown(club)["11-26"], shown(club)["12-01"]) == ("11-27 18:00", "12-01 17:00")
    assert (shown(club, "title")["12-01"], shown(club, "title")["11-26"]) == ("Sinterklaas", "Training")
    assert shown(club, "location")["11-26"] == "Zaal"
    club.do("activity_series.change", **change, edited_too=True)
    assert (shown(club)["11-26"], shown(club, "title")["12-01"]) == ("11-26 17:00", "Training")


def test_an_earlier_change_of_some_is_no_exception_to_a_later_one_of_all(club: House) -> None:
    club.do("activity_series.change", **LATER, from_on="2026-12-01", set={"start": "18:00"})
    club.do("activity_series.change", id="series-u12", scope="all", set={"location": "Veld 1"})
    club.do("activity_series.change", **LATER, from_on="2026-11-24", set={"start": "17:00"})
    assert [shown(club)[day][6:] for day in DAYS] == ["18:00"] * 3 + ["16:00"] * 6
    assert [shown(club, "location")[day] for day in DAYS] == ["Veld 3"] * 2 + ["Veld 1"] * 7


def test_who_did_not_see_what_it_says_now_is_asked(club: House) -> None:
    change = {**LATER, "from_on": "2026-11-24", "set": {"start": "18:00"}, "still": {"start": "19:00"}}
    assert refused(club, "activity_series.change", **change) == ""
    club.do("activity_series.change", **LATER, from_on="2026-11-19", set={"start": "18:30"})
    assert refused(club, "activity_series.change", **change) == "changed_since"
    back = {**LATER, "from_on": "2026-11-19", "set": {"start": "19:00"}, "still": {"start": "18:30"}}
    club.do("activity_series.change", **back)
    assert shown(club) == at_seven(*DAYS)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"set": {}}, "set required"),
        ({"set": {"group": "team-u13"}}, "group unknown_field"),
        ({"set": {"title": ""}}, "title required"),
        ({"set": {"start": None}}, "start required"),
        ({"set": {"shift": 99}}, "shift out_of_range"),
        ({"set": {"start": "18:00"}, "still": {"when": "19:00"}}, "when unknown_field"),
        ({"set": {"start": "18:00"}, "from_on": None}, "from_on required"),
        ({"set": {"start": "18:00"}, "scope": "all"}, "from_on not_a_choice"),
        ({"set": {"start": "18:00"}, "scope": "one"}, "scope not_a_choice"),
        ({"set": {"start": "18:00"}, "id": "series-none"}, "gone"),
    ],
)
def test_what_cannot_be_changed(club: House, change: dict[str, Any], why: str) -> None:
    assert refused(club, "activity_series.change", **{**LATER, "from_on": WEDNESDAY, **change}) == why


def test_two_phones_without_signal_go_on_with_one_series(club: House) -> None:
    """Karel on his phone until Christmas, on his tablet until New Year: every training is there once."""
    phone, tablet = (synced(club, name) for name in ("phone", "tablet"))
    phone.do("activity_series.extend", id="series-u12", until_on="2026-12-24")
    tablet.do("activity_series.extend", id="series-u12", until_on="2026-12-31")
    assert (tablet.sync(), phone.sync()) == (["applied"], ["applied"])
    phone.sync()
    assert sorted(shown(club)) == [*DAYS, "12-15", "12-17", "12-22", "12-24", "12-29", "12-31"]
    assert (
        phone.ids("activity")
        == tablet.ids("activity")
        == {row["id"] for row in club.store.find("activity")} - {"training-u13"}
    )


def test_it_goes_on_as_it_was_last_said(club: House) -> None:
    club.do("activity_series.change", **LATER, from_on="2026-12-01", set={"start": "18:00", "location": "Zaal"})
    club.do("activity_series.extend", id="series-u12", until_on="2026-12-17")
    assert (shown(club)["12-17"], shown(club, "location")["12-17"]) == ("12-17 17:00", "Zaal")
    assert refused(club, "activity_series.extend", id="series-u12", until_on="2026-12-18") == "until_on no_days"
    assert refused(club, "activity_series.extend", id="series-u12", until_on="2031-01-01") == "until_on too_many"


def test_the_rest_is_called_off_with_the_reason_and_taken_up_again(club: House) -> None:
    club.do("activity.cancel", id=id_of("12-03"))
    club.do("activity_series.cancel", id="series-u12", from_on="2026-12-01", reason="Winterstop")
    assert called_off(club) == ["12-01", "12-03", "12-08", "12-10"]
    assert shown(club, "cancel_reason")["12-08"] == "Winterstop"
    assert shown(club, "cancel_reason")["12-03"] is None
    assert refused(club, "activity_series.cancel", id="series-u12", from_on="2026-12-01") == "cancelled"
    days = ["2026-12-01", "2026-12-08", "2026-12-10"]
    club.do("activity_series.reinstate", id="series-u12", days=days)
    assert called_off(club) == ["12-03"]
    assert shown(club, "sequence") == dict.fromkeys(DAYS[:5], 0) | {"12-03": 1} | dict.fromkeys(
        ("12-01", "12-08", "12-10"), 2
    )
    assert refused(club, "activity_series.reinstate", id="series-u12", days=days) == "changed_since"
    assert refused(club, "activity_series.reinstate", id="series-u12", days=[[], {}, 7]) == "changed_since"


def test_an_activity_of_another_team_is_no_part_of_a_series(club: House) -> None:
    """Cas names Karel's series in one of his own: Karel's changes do not reach it."""
    start = NOW + 3 * DAY
    wish = {"id": "training-of-cas", "kind": "training", "title": "U13", "start_at": start, "zone": "Europe/Brussels"}
    assert club.refusal("cas", "activity.create", **wish, occurs_on="2026-11-24") == "occurs_on unknown_field"
    club.do("activity.create", **wish, group="team-u13", series="series-u12")
    club.do("activity_series.cancel", id="series-u12", from_on=WEDNESDAY)
    club.do("activity_series.change", id="series-u12", scope="all", set={"title": "x"}, edited_too=True)
    row = club.row("activity", "training-of-cas") or {}
    assert (row["title"], row["cancelled"]) == ("U13", 0)


def test_only_its_team_has_it(club: House) -> None:
    """Kim's father has the series of the U12; Zoe's mother has not. (promise 5)"""
    for user, has in (("karel", True), ("piet", True), ("eef", True), ("cas", False), ("ann", False)):
        phone = club.phone(user)
        phone.sync()
        assert ("series-u12" in phone.ids("activity_series"), id_of("11-26") in phone.ids("activity")) == (has, has)


def test_a_move_without_signal_shows_at_once_and_is_taken_back_when_refused(club: House) -> None:
    phone = synced(club, "phone")
    change = {"set": {"start": "18:00"}, "still": {"start": "19:00"}}
    phone.do("activity_series.change", **LATER, from_on="2026-11-24", **change)
    assert utc((phone.row("activity", id_of("11-26")) or {})["start_at"]) == "11-26 17:00"
    club.do("activity_series.change", **LATER, from_on="2026-11-19", set={"start": "20:00"})
    assert phone.sync() == ["refused changed_since"]
    assert utc((phone.row("activity", id_of("11-26")) or {})["start_at"]) == "11-26 19:00"


def synced(club: House, name: str) -> Phone:
    karel = club.phone("karel", name)
    karel.sync()
    return karel
