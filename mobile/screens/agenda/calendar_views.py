"""A day, a week and a month of the agenda: as a list on a phone, as columns and a grid where there is room."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

import flet as ft

from mobile.reader.agenda import Activity
from mobile.screens.agenda.activities import KINDS
from mobile.touchline import Touchline
from mobile.widgets.tap import icon_button, tappable
from mobile.widgets.theme import EDGE
from shared.domain.calendar import day_bounds, local_date, week_of

Go = Callable[[date], None]
Days = Mapping[date, Sequence[Activity]]
DOTS, LINES = 3, 2
"""What a cell of a month shows: dots on a phone; lines where there is room, so many until its height is known."""
NUMBER = 22
NAMES, AROUND, LINE, GAP = 20, NUMBER + 6, 18, 2
"""Heights of a month: the names above it, a cell without its lines, one line with the gap above it, between weeks."""
WEEK = timedelta(days=7)


def span(view: str, on: date, zone: str) -> tuple[int, int]:
    """The first instant that a view of `on` shows, and the first after it."""
    first, last = {"day": (on, on), "week": week_of(on)}.get(view) or (weeks(on)[0][0], weeks(on)[-1][-1])
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def weeks(on: date) -> list[list[date]]:
    """The weeks, Monday first, that hold the days of the month of `on`."""
    monday = week_of(on.replace(day=1))[0]
    found = []
    while not found or (monday.year, monday.month) <= (on.year, on.month):
        found.append([monday + timedelta(days=place) for place in range(7)])
        monday += WEEK
    return found


def step(view: str, on: date, way: int) -> date:
    """The day that a view shows after one step back (-1) or on (1)."""
    if view != "month":
        return on + timedelta(days=way) * (7 if view == "week" else 1)
    first = on.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1) if way < 0 else (first + timedelta(days=31)).replace(day=1)


def by_day(items: Sequence[Activity]) -> dict[date, list[Activity]]:
    """Activities by their local day."""
    found: dict[date, list[Activity]] = {}
    for item in items:
        found.setdefault(local_date(item.start_at, item.zone), []).append(item)
    return found


def walk(touchline: Touchline, view: str, on: date, go: Go) -> ft.Control:
    """What is shown, one step back, one on, and back to today."""
    words, today = touchline.words, touchline.today
    name = ft.Text(_title(touchline, view, on), size=16, weight=ft.FontWeight.W_600, expand=True)
    home = ft.TextButton(
        words("date.today").capitalize(), height=48, disabled=on == today, on_click=lambda _: go(today)
    )
    return ft.Container(
        ft.Row(
            [
                icon_button(ft.Icons.CHEVRON_LEFT, words(f"agenda.before.{view}"), lambda: go(step(view, on, -1))),
                icon_button(ft.Icons.CHEVRON_RIGHT, words(f"agenda.after.{view}"), lambda: go(step(view, on, 1))),
                name,
                home,
            ],
            spacing=2,
        ),
        padding=ft.Padding.only(left=EDGE - 12, right=EDGE - 8),
    )


def _title(touchline: Touchline, view: str, on: date) -> str:
    words = touchline.words
    if view == "month":
        text = words.month(on)
        return text[:1].upper() + text[1:]
    if view == "day":
        return words.weekday_and_day(on)
    first, last = week_of(on)
    begins = str(first.day) if first.month == last.month else words.short_day(first)
    return words("agenda.week", number=on.isocalendar().week, first=begins, last=words.short_day(last))


def columns(touchline: Touchline, on: date, days: Days) -> ft.Control:
    """A week side by side."""
    first = week_of(on)[0]
    each = [_column(touchline, first + timedelta(days=place), days) for place in range(7)]
    parts: list[ft.Control] = []
    for column in each:
        if parts:
            parts.append(ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT))
        parts.append(column)
    return ft.Row(parts, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)


def _column(touchline: Touchline, day: date, days: Days) -> ft.Control:
    items = days.get(day, ())
    today = day == touchline.today
    name = ft.Text(
        touchline.words.day(day),
        size=14,
        weight=ft.FontWeight.W_700,
        color=ft.Colors.PRIMARY if today else ft.Colors.ON_SURFACE_VARIANT,
    )
    head = ft.Container(name, padding=ft.Padding.only(left=8, top=8, bottom=8))
    cards = [_card(touchline, item) for item in items]
    inside = ft.Column([head, *cards], spacing=6, scroll=ft.ScrollMode.AUTO, horizontal_alignment=STRETCH)
    ground = ft.Colors.SURFACE_CONTAINER_LOW if today else None
    return ft.Container(inside, padding=ft.Padding.symmetric(horizontal=5), bgcolor=ground, expand=True)


STRETCH = ft.CrossAxisAlignment.STRETCH


def _card(touchline: Touchline, item: Activity) -> ft.Control:
    """One activity of a column: when, what, where."""
    _, ground, colour = KINDS[item.kind]
    struck = ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if item.cancelled else None
    lines: list[ft.Control] = [
        ft.Text(_begins(touchline, item), size=13, color=colour),
        ft.Text(item.title, size=14, weight=ft.FontWeight.W_600, color=colour, style=struck),
    ]
    if item.location:
        lines.append(ft.Text(item.location, size=13, color=colour, max_lines=1, overflow=ft.TextOverflow.ELLIPSIS))
    return tappable(
        ft.Column(lines, spacing=1, tight=True),
        _spoken(touchline, item),
        partial(touchline.go, f"/agenda/{item.id}"),
        bgcolor=ground,
        border_radius=10,
        padding=8,
    )


def _begins(touchline: Touchline, item: Activity) -> str:
    return touchline.words("agenda.all_day") if item.all_day else touchline.words.time(item.start_at, item.zone)


def _spoken(touchline: Touchline, item: Activity) -> str:
    parts = [_begins(touchline, item), item.title, touchline.words("agenda.cancelled") if item.cancelled else ""]
    return ", ".join(part for part in parts if part)


def strip(touchline: Touchline, on: date, days: Days, go: Go) -> ft.Control:
    """The week around a day, each day a tap away."""
    first = week_of(on)[0]
    row = _week(touchline, [first + timedelta(days=place) for place in range(7)], on, days, go)
    return ft.Container(ft.Column([_names(touchline), row], spacing=2, tight=True), padding=SIDES)


SIDES = ft.Padding.symmetric(horizontal=8)


def dotted(touchline: Touchline, on: date, days: Days, go: Go) -> ft.Control:
    """A month on a phone: dots below each day."""
    rows = [_week(touchline, week, on, days, go) for week in weeks(on)]
    return ft.Container(ft.Column([_names(touchline), *rows], spacing=GAP, tight=True), padding=SIDES)


@ft.component
def Month(touchline: Touchline, on: date, days: Days, go: Go) -> ft.Control:
    """A month where there is room: as many lines of each day as its cell is high."""
    height, set_height = ft.use_state(0.0)
    shown = weeks(on)
    lines = fitting(height, len(shown)) if height else LINES
    rows = [_week(touchline, week, on, days, go, lines) for week in shown]
    return ft.Container(
        ft.Column([_names(touchline), *rows], spacing=GAP, expand=True),
        padding=SIDES,
        expand=True,
        size_change_interval=200,
        on_size_change=lambda event: set_height(event.height),
    )


def fitting(height: float, weeks_shown: int) -> int:
    """How many lines a cell holds in a month of this height; one at least."""
    cell = (height - NAMES) / weeks_shown - GAP
    return max(1, int((cell - AROUND) // LINE))


def _names(touchline: Touchline) -> ft.Control:
    names = [
        ft.Container(
            ft.Text(touchline.words(f"weekday.short.{number}"), size=13, color=ft.Colors.ON_SURFACE_VARIANT),
            alignment=ft.Alignment.CENTER,
            expand=True,
        )
        for number in range(1, 8)
    ]
    return ft.Row(names, spacing=2)


def _week(touchline: Touchline, week: list[date], on: date, days: Days, go: Go, lines: int = 0) -> ft.Control:
    """Seven days, of each so many lines; without any, dots."""
    cells: list[ft.Control] = [_cell(touchline, day, on, days.get(day, ()), go, lines) for day in week]
    stretch = STRETCH if lines else ft.CrossAxisAlignment.CENTER
    return ft.Row(cells, spacing=2, expand=lines > 0, vertical_alignment=stretch)


def _cell(touchline: Touchline, day: date, on: date, items: Sequence[Activity], go: Go, lines: int) -> ft.Control:
    """One day of a month; days of other months stand back."""
    roomy = lines > 0
    today, chosen = day == touchline.today, day == on
    colour = ft.Colors.ON_PRIMARY if today else ft.Colors.ON_SURFACE if day.month == on.month else ft.Colors.OUTLINE
    number = ft.Container(
        ft.Text(str(day.day), size=14, weight=ft.FontWeight.W_700 if today else ft.FontWeight.W_500, color=colour),
        width=NUMBER if roomy else 26,
        height=NUMBER if roomy else 26,
        border_radius=13,
        alignment=ft.Alignment.CENTER,
        bgcolor=ft.Colors.PRIMARY if today else None,
    )
    below = _lines(touchline, items, lines) if roomy else [_dots(items)]
    label = touchline.words.plural("agenda.on_day", len(items), day=touchline.words.long_day(day))
    across = ft.CrossAxisAlignment.START if roomy else ft.CrossAxisAlignment.CENTER
    face = tappable(
        ft.Column([number, *below], spacing=2, horizontal_alignment=across, tight=not roomy),
        label,
        partial(go, day),
        height=None if roomy else 48,
        padding=3 if roomy else 2,
        border_radius=10,
        alignment=ft.Alignment.TOP_LEFT if roomy else ft.Alignment.TOP_CENTER,
        bgcolor=ft.Colors.SECONDARY_CONTAINER if chosen else ft.Colors.SURFACE_CONTAINER_LOW if roomy else None,
    )
    face.expand = True
    return face


def _dots(items: Sequence[Activity]) -> ft.Control:
    colours = [ft.Colors.OUTLINE if item.cancelled else KINDS[item.kind][2] for item in items[:DOTS]]
    dots: list[ft.Control] = [ft.Container(width=6, height=6, border_radius=3, bgcolor=colour) for colour in colours]
    return ft.Row(dots, spacing=3, tight=True, height=8, alignment=ft.MainAxisAlignment.CENTER)


def _lines(touchline: Touchline, items: Sequence[Activity], most: int) -> list[ft.Control]:
    """The first few of a day; how many more there are."""
    shown = items if len(items) <= most else items[: most - 1]
    lines: list[ft.Control] = []
    for item in shown:
        _, ground, colour = KINDS[item.kind]
        struck = ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if item.cancelled else None
        text = ft.Text(
            f"{_begins(touchline, item)} {item.title}",
            size=12,
            color=colour,
            style=struck,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
        )
        lines.append(ft.Container(text, bgcolor=ground, border_radius=5, padding=ft.Padding.symmetric(horizontal=5)))
    if len(items) > len(shown):
        more = touchline.words.plural("agenda.more", len(items) - len(shown))
        lines.append(ft.Text(more, size=12, color=ft.Colors.ON_SURFACE_VARIANT))
    return lines
