"""Instants are UTC; people live in a zone that skips an hour in spring and repeats one in autumn."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import calendar
from shared.domain.calendar import Moment
from shared.refusals import Invalid

HOUR = 3_600_000
TRAINING = 1_795_545_000_000  # 24 November 2026, 18:30 UTC
ZONES = st.sampled_from(["Europe/Brussels", "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


def test_an_instant_is_taken_apart_for_a_sentence_of_the_catalogue() -> None:
    assert calendar.moment(TRAINING) == Moment(2026, 11, 24, weekday=2, hour=19, minute=30)
    assert calendar.moment(TRAINING, "America/New_York") == Moment(2026, 11, 24, weekday=2, hour=13, minute=30)
    assert calendar.clock(TRAINING) == "19:30"
    assert calendar.local_date(TRAINING + 5 * HOUR) == date(2026, 11, 25)


def test_a_local_time_becomes_the_instant() -> None:
    assert calendar.to_utc_ms(date(2026, 11, 24), time(19, 30)) == TRAINING
    assert calendar.to_utc_ms(date(1970, 1, 1), time(), "UTC") == 0
    assert calendar.to_utc_ms(date(1969, 12, 31), time(23, 59, 59, 999_000), "UTC") == -1


def test_a_skipped_time_moves_forward_and_a_repeated_one_is_the_first() -> None:
    skipped = calendar.to_utc_ms(date(2026, 3, 29), time(2, 30))
    assert calendar.clock(skipped) == "03:30"
    repeated = calendar.to_utc_ms(date(2026, 10, 25), time(2, 30))
    assert [calendar.clock(repeated + hours * HOUR) for hours in (0, 1, 2)] == ["02:30", "02:30", "03:30"]


def test_a_day_has_23_24_or_25_hours() -> None:
    days = (date(2026, 3, 29), date(2026, 6, 1), date(2026, 10, 25))
    assert [(end - start) // HOUR for start, end in map(calendar.day_bounds, days)] == [23, 24, 25]


def test_a_week_runs_from_monday_through_sunday() -> None:
    assert calendar.week_of(date(2026, 11, 24)) == (date(2026, 11, 23), date(2026, 11, 29))
    assert calendar.week_of(date(2026, 11, 29)) == (date(2026, 11, 23), date(2026, 11, 29))


@given(st.integers(0, 4_000_000_000_000), ZONES)
def test_an_instant_survives_its_zone_save_in_the_repeated_hour(ms: int, zone: str) -> None:
    local = calendar.to_local(ms, zone)
    back = calendar.to_utc_ms(local.date(), local.time(), zone)
    assert back == ms or (local.fold == 1 and 0 < ms - back <= HOUR)


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../../etc/passwd", "/etc/passwd", "Europe/\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar.to_local(0, zone)
    assert refusal.value.about == {"field": "zone", "reason": "unknown_zone"}


@pytest.mark.parametrize("ms", [10**15, -(10**15), 2**63 - 1])
def test_an_instant_beyond_the_calendar_is_refused(ms: int) -> None:
    with pytest.raises(Invalid):
        calendar.to_local(ms)


def test_dates_are_written_in_figures_as_the_language_does() -> None:
    day = date(2026, 4, 5)
    assert [calendar.numeric_date(day, language) for language in ("nl", "fr", "en", "de")] == [
        "05/04/2026", "05/04/2026", "05/04/2026", "05.04.2026",
    ]  # fmt: skip
    assert [calendar.numeric_date(day, language, year=False) for language in ("nl", "de")] == [
        "05/04",
        "05.04.",
    ]


@pytest.mark.parametrize("text", ["24/11/2026", "24-11-2026", "24.11.26", " 24 11 2026 ", "2026-11-24"])
def test_a_date_is_read_day_first_or_in_iso_form(text: str) -> None:
    assert calendar.parse_date(text) == date(2026, 11, 24)


def test_two_digits_of_a_birth_year_mean_the_last_century_when_the_future_is_absurd() -> None:
    today = date(2026, 11, 24)
    assert calendar.parse_date("1/2/75", today=today) == date(1975, 2, 1)
    assert calendar.parse_date("1/2/27", today=today) == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "required"),
        ("31/02/2026", "not_date"),
        ("soon", "not_date"),
        ("11/24/2026", "not_date"),
        ("٢٤/١١/٢٠٢٦", "not_date"),
    ],
)
def test_what_is_no_date_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar.parse_date(text)
    assert refusal.value.about["reason"] == reason


@pytest.mark.parametrize("text", ["19:30", "19u30", "19h30", "19.30", "1930", " 19 : 30 "])
def test_a_time_is_read_as_belgians_write_it(text: str) -> None:
    assert calendar.parse_time(text) == time(19, 30)


def test_a_whole_hour_needs_no_minutes() -> None:
    assert [calendar.parse_time(text) for text in ("9u", "19h", "0u")] == [time(9), time(19), time(0)]


@pytest.mark.parametrize("text", ["", "24:00", "19:60", "noon", "19:3", "19", "193000"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        calendar.parse_time(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/12", date(2026, 12, 5)),
        ("28/11", date(2026, 11, 28)),
        ("27/11", date(2027, 11, 27)),
        ("3.1.", date(2027, 1, 3)),
        ("05/12/2027", date(2027, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, day: date) -> None:
    assert calendar.coming_day(text, "day", date(2026, 11, 28)) == day
