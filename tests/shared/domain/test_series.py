"""Which days a series has, and what it says of each: exact over both changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule as oracle
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.series import (
    LAST_DAY,
    MAX_OCCURRENCES,
    Phase,
    changed,
    check_phase,
    counted_days,
    from_json,
    occurrence,
    occurrence_id,
    phase_at,
    planned_days,
    rule_of,
    to_json,
)
from shared.refusals import Invalid

BRUSSELS = "Europe/Brussels"
SEPTEMBER = date(2026, 9, 2)
TRAINING = Phase("2026-09-02", "Training U12", "19:00", "20:30", location="Veld 3")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def local(ms: int, zone: str = BRUSSELS) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"


def utc(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%m-%d %H:%M}"


def refused(text: str) -> str:
    try:
        rule_of(text)
    except Invalid as problem:
        return f"{problem.about['field']} {problem.about['reason']}"
    return ""


def test_a_year_of_trainings_stays_at_seven_over_both_changes_of_the_clock() -> None:
    """Every Wednesday from September to August: 52 of them, an hour earlier in UTC while it is summer."""
    days = planned_days("FREQ=WEEKLY;BYDAY=WE", SEPTEMBER, date(2027, 8, 31))
    made = [occurrence(TRAINING, day, BRUSSELS) for day in days]
    assert len(made) == 52
    assert {local(one["start_at"])[11:16] for one in made} == {"19:00"}
    assert {local(one["end_at"])[11:16] for one in made} == {"20:30"}
    winter = [day for day in days if date(2026, 10, 25) <= day < date(2027, 3, 28)]
    assert [utc(one["start_at"])[6:] for one in made] == ["18:00" if day in winter else "17:00" for day in days]
    about = {utc(one["start_at"]) for one in made}
    assert {"10-21 17:00", "10-28 18:00", "03-24 18:00", "03-31 17:00"} <= about


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "said"),
    [
        (BRUSSELS, date(2027, 3, 28), "02:30", "04:00", ("2027-03-28 03:30 CEST", "2027-03-28 04:00 CEST")),
        (BRUSSELS, date(2026, 10, 25), "02:30", "04:00", ("2026-10-25 02:30 CEST", "2026-10-25 04:00 CET")),
        (BRUSSELS, date(2026, 10, 24), "22:00", "04:00", ("2026-10-24 22:00 CEST", "2026-10-25 04:00 CET")),
        (BRUSSELS, date(2027, 3, 28), "02:30", "03:00", ("2027-03-28 03:30 CEST", "2027-03-28 03:30 CEST")),
        ("America/New_York", date(2026, 11, 1), "19:00", None, ("2026-11-01 19:00 EST", None)),
    ],
)
def test_the_hour_that_the_clock_skips_or_has_twice(
    zone: str, day: date, start: str, end: str | None, said: tuple[str, str | None]
) -> None:
    found = occurrence(Phase("2026-01-01", "x", start, end), day, zone)
    assert (local(found["start_at"], zone), found["end_at"] and local(found["end_at"], zone)) == said


def test_without_an_hour_it_takes_all_day() -> None:
    found = occurrence(Phase("2026-01-01", "Kamp"), date(2026, 10, 25), BRUSSELS)
    assert (local(found["start_at"]), found["end_at"], found["all_day"]) == ("2026-10-25 00:00 CEST", None, 1)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY", ["09-02", "09-09", "09-16", "09-23"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH", ["09-03", "09-08", "09-10", "09-15"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", ["09-02", "09-14", "09-16", "09-28"]),
        ("FREQ=DAILY", ["09-02", "09-03", "09-04", "09-05"]),
        ("FREQ=MONTHLY", ["09-02", "10-02", "11-02", "12-02"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["09-07", "10-05", "11-02", "12-07"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["09-25", "10-30", "11-27", "12-25"]),
    ],
)
def test_rules_of_clubs(rule: str, days: list[str]) -> None:
    assert [day.isoformat()[5:] for day in counted_days(rule, SEPTEMBER, 4)] == days


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=YEARLY", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=DAILY;BYDAY=MO", "BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;BYDAY=MO,", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=53",
        "FREQ=WEEKLY;COUNT=3", "freq=weekly", "FREQ=WEEKLY\n", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=HOURLY",
    ],
)  # fmt: skip
def test_what_is_no_rule(text: str) -> None:
    assert refused(text) == "rule not_a_rule"


@given(
    st.integers(1, 5),
    st.sets(st.integers(0, 6), max_size=4),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
)
def test_weeks_are_those_of_a_general_library(every: int, on: set[int], first: date, count: int) -> None:
    rule = f"FREQ=WEEKLY;INTERVAL={every}" + (f";BYDAY={','.join(WEEKDAYS[day] for day in sorted(on))}" if on else "")
    start = datetime.combine(first, datetime.min.time())
    wanted = oracle.rrule(oracle.WEEKLY, start, every, byweekday=sorted(on) or None, count=count)
    assert counted_days(rule, first, count) == [one.date() for one in wanted]


@given(
    st.integers(1, 4), st.sampled_from((1, 2, 3, 4, -1)), st.integers(0, 6), st.dates(SEPTEMBER, LAST_DAY.replace(2150))
)
def test_months_are_those_of_a_general_library(every: int, place: int, day: int, first: date) -> None:
    wanted = oracle.rrule(
        oracle.MONTHLY,
        datetime.combine(first, datetime.min.time()),
        every,
        byweekday=oracle.weekday(day, place),
        count=12,
    )
    found = counted_days(f"FREQ=MONTHLY;INTERVAL={every};BYDAY={place}{WEEKDAYS[day]}", first, 12)
    assert found == [one.date() for one in wanted]


@given(
    st.sampled_from((BRUSSELS, "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia")),
    st.dates(date(2020, 1, 1), date(2037, 12, 31)),
    st.times(),
    st.integers(-27, 27),
)
def test_the_clock_on_the_wall_shows_the_hour_that_was_said(zone: str, day: date, at: object, shift: int) -> None:
    """But in the hour that is skipped, when it shows what comes after."""
    start = f"{at:%H:%M}"
    found = occurrence(Phase("2020-01-01", "x", start, shift=shift), day, zone)
    shown = datetime.fromtimestamp(found["start_at"] / 1000, ZoneInfo(zone)).replace(tzinfo=None)
    wanted = datetime.fromisoformat(f"{day + timedelta(days=shift)} {start}")
    there = wanted.replace(tzinfo=ZoneInfo(zone))
    exists = there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted
    assert (shown == wanted) if exists else (shown > wanted)


@given(st.integers(1, 6), st.integers(0, 40), st.integers(1, 40))
def test_going_on_is_as_if_it_had_been_planned_at_once(every: int, before: int, more: int) -> None:
    rule, until = f"FREQ=WEEKLY;INTERVAL={every};BYDAY=TU,SA", SEPTEMBER + timedelta(weeks=before)
    last = until + timedelta(weeks=more)
    both = planned_days(rule, SEPTEMBER, until) + planned_days(rule, SEPTEMBER, last, until)
    assert both == planned_days(rule, SEPTEMBER, last)


def test_nobody_plans_more_than_two_years_at_once() -> None:
    assert len(planned_days("FREQ=DAILY", SEPTEMBER, SEPTEMBER + timedelta(days=MAX_OCCURRENCES - 1))) == 200
    for rule, first, until in (
        ("FREQ=DAILY", SEPTEMBER, SEPTEMBER + timedelta(days=MAX_OCCURRENCES)),
        ("FREQ=WEEKLY", date(1, 1, 1), SEPTEMBER),
        ("FREQ=WEEKLY", SEPTEMBER, date(9999, 12, 31)),
    ):
        with pytest.raises(Invalid):
            planned_days(rule, first, until)


def test_what_is_said_from_a_day_on_holds_until_something_else_is() -> None:
    phases = changed((TRAINING,), "2027-01-01", {"start": "18:30", "location": "Zaal"})
    phases = changed(phases, "2026-11-01", {"location": "Veld 1"})
    assert [(one.from_on, one.start, one.location) for one in phases] == [
        ("2026-09-02", "19:00", "Veld 3"),
        ("2026-11-01", "19:00", "Veld 1"),
        ("2027-01-01", "18:30", "Veld 1"),
    ]
    assert [one.title for one in changed(phases, None, {"title": "Training U13"})] == ["Training U13"] * 3
    assert [phase_at(phases, day).start for day in ("2026-08-01", "2026-12-31", "2027-01-01")] == [
        "19:00",
        "19:00",
        "18:30",
    ]
    assert from_json(to_json(phases)) == phases


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"start": "25:00"}, "start not_time"),
        ({"start": "7:00"}, "start not_time"),
        ({"start": "19:00", "end": "19:60"}, "end not_time"),
        ({"end": "19:00"}, "start required"),
        ({"shift": 28}, "shift out_of_range"),
        ({"expects": "coach player"}, "expects not_a_choice"),
        ({"expects": "players"}, "expects not_a_choice"),
        ({"expects": ""}, "expects not_a_choice"),
    ],
)
def test_what_no_series_says(words: dict[str, object], why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_phase(Phase("2026-09-02", "x", **words))  # type: ignore[arg-type]  # a wrong word is the point
    assert f"{refusal.value.about['field']} {refusal.value.about['reason']}" == why


def test_two_phones_name_an_occurrence_alike() -> None:
    assert occurrence_id("series-1", SEPTEMBER) == occurrence_id("series-1", date(2026, 9, 2))
    assert occurrence_id("series-1", SEPTEMBER) != occurrence_id("series-1", date(2026, 9, 9))
    assert occurrence_id("series-1", SEPTEMBER) != occurrence_id("series-2", SEPTEMBER)
