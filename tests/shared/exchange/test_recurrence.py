"""Recurring days: the same as dateutil finds, and an end to rules that have none."""

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil import rrule as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.recurrence import DAYS, FREQUENCIES, Rule
from shared.exchange.plan import BrokenLine, Unreadable
from shared.exchange.recurrence import Budget, days, rule_of

FIRST = date(2026, 9, 1)
LAST = date(2028, 3, 1)


def listed(text: str, first: date = FIRST, last: date = LAST) -> list[str]:
    parts = {name: values.split(",") for name, _, values in (part.partition("=") for part in text.split(";"))}
    return [day.isoformat() for day in days(rule_of(parts), first, last, None, Budget())]


def test_a_training_every_tuesday_and_thursday() -> None:
    assert listed("FREQ=WEEKLY;BYDAY=TU,TH", last=date(2026, 9, 11)) == [
        "2026-09-01",
        "2026-09-03",
        "2026-09-08",
        "2026-09-10",
    ]


def test_a_meeting_every_last_monday_of_every_second_month() -> None:
    assert listed("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1MO;COUNT=3") == ["2026-09-28", "2026-11-30", "2027-01-25"]


def test_the_first_working_day_of_the_month() -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3"
    assert listed(rule) == ["2026-09-01", "2026-10-01", "2026-11-02"]


def test_a_day_of_the_year_is_not_one_of_each_month() -> None:
    """The first Monday of the year, when that is a fifth: not every first Monday that is (RFC 5545, BYDAY)."""
    rule = "FREQ=YEARLY;BYDAY=1MO;BYMONTHDAY=5"
    assert listed(rule, first=date(2026, 1, 1), last=date(2026, 12, 31)) == ["2026-01-05"]


def test_the_thirty_first_skips_short_months() -> None:
    assert listed("FREQ=MONTHLY;COUNT=3", first=date(2026, 8, 31)) == ["2026-08-31", "2026-10-31", "2026-12-31"]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    ],
)
def test_a_rule_that_never_matches_ends(text: str) -> None:
    assert listed(text) == []


def test_a_rule_without_end_stops_with_the_window() -> None:
    found = listed("FREQ=DAILY")
    assert len(found) == (LAST - FIRST).days + 1 and found[-1] == LAST.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=5",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=NOW",
        "INTERVAL=2",
    ],
)
def test_a_rule_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(BrokenLine, match="rule"):
        listed(text)


def test_a_rule_that_counts_from_the_days_of_the_pharaohs_is_refused() -> None:
    with pytest.raises(BrokenLine, match="rule"):
        listed("FREQ=DAILY;COUNT=9", first=date(1, 1, 1))


def test_a_rule_that_does_not_count_begins_where_it_is_asked_for() -> None:
    rule = rule_of({"FREQ": ["DAILY"]})
    assert next(days(rule, date(1970, 1, 1), LAST, FIRST, Budget())) == FIRST


PLAIN_DAYS = st.lists(st.tuples(st.integers(0, 6), st.just(0)), max_size=3)
NUMBERED_DAYS = st.lists(st.tuples(st.integers(0, 6), st.integers(-5, 5).filter(bool)), max_size=3)
POSITIONS = st.lists(st.integers(-4, 4).filter(bool), max_size=2)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    frequency = draw(st.sampled_from(FREQUENCIES))
    numbered = frequency in ("MONTHLY", "YEARLY")
    # Never plain and numbered days in one rule: dateutil wants a day to be both, the RFC either.
    by_day = draw(PLAIN_DAYS | NUMBERED_DAYS if numbered else PLAIN_DAYS)
    by_month_day = draw(st.lists(st.integers(-31, 31).filter(bool), max_size=3)) if frequency != "WEEKLY" else []
    return Rule(
        frequency,
        draw(st.integers(1, 5)),
        draw(st.none() | st.integers(1, 30)),
        tuple(by_day),
        tuple(sorted(draw(st.sets(st.integers(1, 12), max_size=3)))),
        tuple(by_month_day),
        # Of the first week dateutil counts only what is left of it; of months and years, like us, the whole.
        tuple(draw(POSITIONS)) if numbered and (by_day or by_month_day) else (),
        draw(st.integers(0, 6)),
    )


def by_dateutil(rule: Rule, first: date, last: date) -> list[date]:
    """The oracle, kept from looking for ever by a count of its own and a start near the end of its calendar."""
    weekdays = [getattr(oracle, DAYS[day])(place or None) for day, place in rule.by_day]
    found = oracle.rrule(
        getattr(oracle, rule.frequency),
        datetime.combine(first, time()),
        rule.interval,
        rule.week_start,
        rule.count,
        bymonth=rule.by_month or None,
        bymonthday=rule.by_month_day or None,
        byweekday=weekdays or None,
        bysetpos=rule.by_position or None,
    )
    return [moment.date() for moment in takewhile(lambda moment: moment.date() <= last, found)]


@settings(max_examples=150)
@given(rules(), st.dates(date(9990, 1, 1), date(9996, 12, 31)), st.integers(30, 800))
def test_every_rule_means_what_dateutil_makes_of_it(rule: Rule, first: date, length: int) -> None:
    """Two readings of RFC 5545, written apart, agree on random rules."""
    last = first + timedelta(days=length)
    assert list(days(rule, first, last, None, Budget())) == by_dateutil(rule, first, last)


@given(rules(), st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(0, 4000))
def test_to_begin_late_leaves_out_nothing_of_what_is_asked_for(rule: Rule, first: date, late: int) -> None:
    since = first + timedelta(days=late)
    last = since + timedelta(days=400)
    asked = [day for day in days(rule, first, last, since, Budget()) if day >= since]
    assert asked == [day for day in days(rule, first, last, None, Budget()) if day >= since]


def test_rules_of_one_file_draw_on_one_budget_whether_they_match_or_not() -> None:
    """Counted, not timed: a day for each day, seven for a week, and what is looked at of a month or a year."""
    never, budget = rule_of({"FREQ": ["DAILY"], "COUNT": ["9"], "BYMONTH": ["2"], "BYMONTHDAY": ["30"]}), Budget(25)
    assert list(days(never, FIRST, FIRST + timedelta(days=9), None, budget)) == []
    assert list(days(Rule("WEEKLY"), FIRST, FIRST + timedelta(days=8), None, budget)) == [FIRST, date(2026, 9, 8)]
    with pytest.raises(Unreadable, match="too_many"):
        list(days(never, FIRST, FIRST + timedelta(days=1), None, budget))
    for text, cost in {
        "FREQ=MONTHLY": 31,
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1": 94,
        "FREQ=YEARLY": 31,
        "FREQ=YEARLY;BYMONTHDAY=1": 372,
        "FREQ=YEARLY;BYDAY=1MO": 732,
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU": 62,
    }.items():
        parts = {name: values.split(",") for name, _, values in (part.partition("=") for part in text.split(";"))}
        list(days(rule_of(parts), FIRST, FIRST, None, Budget(cost)))
        with pytest.raises(Unreadable):
            list(days(rule_of(parts), FIRST, FIRST, None, Budget(cost - 1)))


def test_what_is_said_a_thousand_times_is_said_once() -> None:
    parts = {"BYDAY": ["MO", "1TU"] * 1000, "BYMONTH": ["2"] * 1000, "BYMONTHDAY": ["-1"] * 1000, "BYSETPOS": ["1"] * 9}
    rule = rule_of({"FREQ": ["YEARLY"], **parts})
    assert (rule.by_day, rule.by_month, rule.by_month_day, rule.by_position) == (((0, 0), (1, 1)), (2,), (-1,), (1,))


@pytest.mark.parametrize(
    "part", ["BYMONTH=13", "BYMONTH=0", "BYMONTHDAY=32", "BYMONTHDAY=0", "BYSETPOS=367", "BYSETPOS=0", "BYDAY=54MO"]
)
def test_a_number_that_no_year_has_is_refused(part: str) -> None:
    name, _, value = part.partition("=")
    with pytest.raises(BrokenLine, match="rule"):
        rule_of({"FREQ": ["YEARLY"], name: [value]})
