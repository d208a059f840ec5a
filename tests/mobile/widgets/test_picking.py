"""What the client's calendar answers is the day that was tapped, wherever the machine thinks it is."""

from datetime import UTC, date, datetime, timedelta, timezone

import flet as ft
import pytest

from mobile.widgets.picking import picked_day, picker
from mobile.words import Words

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize("hours", [-10, -5, 0, 1, 2, 5.75, 13])
@pytest.mark.parametrize("told_in", [UTC, timezone(timedelta(hours=9))])
def test_a_midnight_anywhere_is_the_day_that_was_tapped(hours: float, told_in: timezone) -> None:
    midnight = datetime(2026, 12, 9, tzinfo=timezone(timedelta(hours=hours)))
    assert picked_day(midnight.astimezone(told_in)) == date(2026, 12, 9)


def test_a_day_without_a_zone_is_that_day() -> None:
    assert picked_day(datetime(2026, 12, 9)) == date(2026, 12, 9)  # noqa: DTZ001 - as the client may tell it


@pytest.mark.parametrize(
    ("text", "opens_at"),
    [("", TODAY), ("5/1", date(2027, 1, 5)), ("31/2", TODAY), ("1/1/1990", date(2016, 1, 1))],
)
def test_the_calendar_opens_at_what_is_typed(text: str, opens_at: date) -> None:
    calendar = picker(Words("nl"), "day", text, TODAY, lambda _: None, lambda: None)
    assert isinstance(calendar, ft.DatePicker)
    assert isinstance(calendar.value, datetime)
    assert calendar.value.date() == opens_at


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl"), ("en", "en-GB")])
def test_weeks_begin_on_monday(language: str, locale: str) -> None:
    calendar = picker(Words(language), "day", "", TODAY, lambda _: None, lambda: None)
    assert isinstance(calendar, ft.DatePicker)
    assert calendar.locale is not None
    assert "-".join(part for part in (calendar.locale.language_code, calendar.locale.country_code) if part) == locale
