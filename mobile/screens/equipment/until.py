"""Until when a thing goes out: a term that is one tap, or a day of one's own."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import partial

import flet as ft

from mobile.touchline import Touchline
from mobile.widgets.filters import few
from mobile.widgets.picking import calendar
from shared.domain.calendar import numeric_date, parse_date, to_utc_ms

TERMS = ("none", "today", "week", "month")
DAYS = {"today": 0, "week": 7, "month": 30}
OWN = "day"


def due_at(term: str, today: date, zone: str) -> int | None:
    """The last moment of the day that a term means (UTC ms): one of TERMS, or a day as 2026-12-05. None for "none"."""
    if term == "none":
        return None
    day = today + timedelta(days=DAYS[term]) if term in DAYS else date.fromisoformat(term)
    return to_utc_ms(day, time(23, 59), zone)


@ft.component
def Until(touchline: Touchline, term: str, choose: Callable[[str], None], terms: Sequence[str] = TERMS) -> ft.Control:
    """The terms, and behind the last of them a calendar; a day that is over is no answer."""
    picking, pick = ft.use_state(False)
    words, today = touchline.words, touchline.today
    own = None if term in TERMS else date.fromisoformat(term)

    def picked(text: str) -> None:
        day = parse_date(text)
        if day >= today:
            choose(day.isoformat())

    def press(value: str) -> None:
        if value == OWN:
            pick(True)
        else:
            choose(value)

    text = numeric_date(own or today, words.language)
    ft.use_dialog(calendar(words, text, today, picked, partial(pick, False), past=False) if picking else None)
    choices = [(value, words(f"custody.term.{value}")) for value in terms]
    choices.append((OWN, words("custody.term.day") if own is None else words.day(own, today)))
    chips = few(choices, term if own is None else OWN, press)
    title = ft.Text(words("custody.until"), size=13, color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Column([title, chips], spacing=6, tight=True)
