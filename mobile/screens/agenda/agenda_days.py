"""The days of an agenda in each of its views, whoever's agenda it is: the club's, a team's, mine, or one person's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import flet as ft

from mobile.reader.agenda import Activity
from mobile.screens.agenda.calendar_views import Go, Month, by_day, columns, dotted, span, strip, walk
from mobile.touchline import Touchline
from mobile.widgets.paged import Kept
from mobile.widgets.theme import EDGE
from shared.domain.calendar import local_date

VIEWS = ("list", "day", "week", "month")
STRETCH = ft.CrossAxisAlignment.STRETCH
Items = tuple[Activity, ...]
Drawn = tuple[object, Callable[[], ft.Control]]
"""What a row shows, and what draws it (see `Kept`)."""


@dataclass(frozen=True)
class Look:
    """A `view` around a day; whether there is room for more than a list. Where the page is `low`, since its head takes
    much of the height, what stands above the rows scrolls away with them.
    """

    view: str
    on: date
    roomy: bool
    low: bool = False


@dataclass(frozen=True)
class Steps:
    """Where a tap leads: to another day in this view, and to the view of one day."""

    go: Go
    open_day: Go


def view_switch(touchline: Touchline, view: str, choose: Callable[[str], None]) -> ft.Control:
    """List, day, week, month."""
    segments = [
        ft.Segment(value=name, label=ft.Text(touchline.words(f"agenda.view.{name}"), size=15)) for name in VIEWS
    ]
    switch = ft.SegmentedButton(
        segments=segments,
        selected=[view],
        show_selected_icon=False,
        on_change=lambda event: choose(event.control.selected[0]),
    )
    return ft.Container(switch, padding=ft.Padding.symmetric(horizontal=EDGE), alignment=ft.Alignment.CENTER_LEFT)


def spread(
    touchline: Touchline,
    look: Look,
    find: Callable[[int, int], Items],
    rows_of: Callable[[Items], list[ft.Control]],
    steps: Steps,
) -> ft.Control:
    """A day, a week or a month of what `find` knows between two instants; `rows_of` draws what stands in a list."""
    view, on = look.view, look.on
    items = find(*span("week" if view == "day" else view, on, touchline.zone))
    days = by_day(items)
    above: list[ft.Control] = [walk(touchline, view, on, steps.go)]
    if look.roomy and view != "day":
        body = columns(touchline, on, days) if view == "week" else Month(touchline, on, days, steps.open_day)
        return ft.Column([*above, body], spacing=4, expand=True)
    if view == "month":
        above.append(dotted(touchline, on, days, steps.go))
    elif view == "day":
        above.append(strip(touchline, on, days, steps.go))
    shown = items if view == "week" else tuple(days.get(on, ()))
    rows = rows_of(shown) if shown else [_nothing(touchline)]
    foot = ft.Container(height=24, key="foot")
    if look.low:
        return ft.ListView([*above, *rows, foot], spacing=4, expand=True, key=f"{view} {on}")
    below = ft.ListView([*rows, foot], expand=True, key=f"{view} {on}")
    return ft.Column([*above, below], spacing=4, expand=True)


def month_of(touchline: Touchline, on: date, find: Callable[[int, int], Items], steps: Steps) -> ft.Control:
    """A whole month, where there is room."""
    days = by_day(find(*span("month", on, touchline.zone)))
    month = Month(touchline, on, days, steps.open_day)
    return ft.Column([walk(touchline, "month", on, steps.go), month], spacing=4, expand=True)


def day_rows(
    touchline: Touchline, kept: Kept, items: Sequence[Activity], draw: Callable[[Activity], Drawn]
) -> list[ft.Control]:
    """Activities in their order, the days they are on as headings above them."""
    words, today = touchline.words, touchline.today
    rows: list[ft.Control] = []
    last = None
    for item in items:
        day = local_date(item.start_at, item.zone)
        if day != last:
            last = day
            near = words.day(day, today)
            heading = near[:1].upper() + near[1:]
            rows.append(kept.row(day, heading, partial(_day, heading, day == today, f"day {day}")))
        rows.append(kept.row(item.id, *draw(item)))
    return rows


def _nothing(touchline: Touchline) -> ft.Control:
    text = ft.Text(touchline.words("agenda.nothing"), color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Container(text, padding=ft.Padding.symmetric(horizontal=EDGE, vertical=20), key="nothing")


def _day(text: str, today: bool, key: str) -> ft.Control:
    colour = ft.Colors.PRIMARY if today else ft.Colors.ON_SURFACE_VARIANT
    line = ft.Text(text, size=14, weight=ft.FontWeight.W_700, color=colour)
    return ft.Container(
        ft.Semantics(content=line, header=True, heading_level=2, container=True),
        padding=ft.Padding.only(left=EDGE, top=16, bottom=2),
        key=key,
    )
