"""A day or an hour picked instead of typed: the calendar and the clock that every phone knows, and what they answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import flet as ft

from mobile.widgets.tap import tappable
from mobile.words import Words
from shared.domain.calendar import coming_day, numeric_date, parse_time
from shared.refusals import Invalid

SIGNS = {"day": ft.Icons.CALENDAR_MONTH_OUTLINED, "clock": ft.Icons.SCHEDULE}
"""What can be picked, each with its sign."""
MIDDAY, ONWARDS = time(10, 30, tzinfo=UTC), timedelta(hours=13)
"""A moment that falls on the same day from Hawaii (-10) to Auckland (+13), and how far on a midnight there does."""
YEARS = 10
LOCALES = {"en": ft.Locale("en", "GB")}
"""Weeks begin on Monday here, in English too."""


def pick_button(words: Words, kind: str, label: str, on_click: Callable[[], object]) -> ft.Control:
    """What stands behind the field called `label`, as high as the field."""
    return tappable(
        ft.Icon(SIGNS[kind], size=24, color=ft.Colors.ON_SECONDARY_CONTAINER),
        words(f"pick.{kind}", what=label),
        on_click,
        width=54,
        height=54,
        border_radius=14,
        bgcolor=ft.Colors.SECONDARY_CONTAINER,
        alignment=ft.Alignment.CENTER,
    )


def picker(
    words: Words, kind: str, text: str, today: date, choose: Callable[[str], None], close: Callable[[], None]
) -> ft.DialogControl:
    """The calendar or the clock, opened at what is typed already; `choose` is told the text as somebody types it."""
    return calendar(words, text, today, choose, close) if kind == "day" else _clock(words, text, choose, close)


def calendar(
    words: Words,
    text: str,
    today: date,
    choose: Callable[[str], None],
    close: Callable[[], None],
    *,
    past: bool = True,
) -> ft.DatePicker:
    """The calendar alone; without the `past` it begins today."""
    first, last = date(today.year - YEARS, 1, 1) if past else today, date(today.year + YEARS, 12, 31)

    def chosen(event: ft.Event[ft.DatePicker]) -> None:
        if isinstance(event.control.value, datetime):
            choose(numeric_date(picked_day(event.control.value), words.language))
        close()

    return ft.DatePicker(
        value=_midday(min(max(_typed_day(text, today), first), last)),
        first_date=_midday(first),
        last_date=_midday(last),
        current_date=_midday(today),
        locale=LOCALES.get(words.language, ft.Locale(words.language)),
        on_change=chosen,
        on_dismiss=lambda _: close(),
    )


def _clock(words: Words, text: str, choose: Callable[[str], None], close: Callable[[], None]) -> ft.TimePicker:
    def chosen(event: ft.Event[ft.TimePicker]) -> None:
        at = event.control.value
        if at is not None:
            choose(f"{at.hour:02}:{at.minute:02}")
        close()

    return ft.TimePicker(
        value=_typed_time(text),
        hour_format=ft.TimePickerHourFormat.H24,
        locale=LOCALES.get(words.language, ft.Locale(words.language)),
        on_change=chosen,
        on_dismiss=lambda _: close(),
    )


def picked_day(answer: datetime) -> date:
    """The day that was tapped. The client answers its own midnight, and tells it in UTC; in which zone it was, this
    Python need not know."""
    return (answer.astimezone(UTC) + ONWARDS).date() if answer.tzinfo is not None else answer.date()


def _midday(day: date) -> datetime:
    """As the client is told it."""
    return datetime.combine(day, MIDDAY)


def _typed_day(text: str, today: date) -> date:
    try:
        return coming_day(text, "day", today)
    except Invalid:
        return today


def _typed_time(text: str) -> time:
    try:
        return parse_time(text)
    except Invalid:
        return time(18)
