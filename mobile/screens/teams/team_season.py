"""Who came how often: a team's season as a line and bars, with the figures in a table beside them; and one player's."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, section
from mobile.widgets.empty import empty
from mobile.widgets.filters import few
from mobile.widgets.frame import frame
from mobile.widgets.tap import tappable
from mobile.widgets.trend import trend
from mobile.words import Words
from shared.domain.turnout import MARKS, Turnout

COLOURS = {
    "present": ft.Colors.PRIMARY,
    "late": ft.Colors.TERTIARY,
    "excused": ft.Colors.OUTLINE,
    "absent": ft.Colors.ERROR,
}
SIGNS = {
    "present": ft.Icons.CHECK,
    "late": ft.Icons.SCHEDULE,
    "excused": ft.Icons.CHAT_BUBBLE_OUTLINE,
    "absent": ft.Icons.CLOSE,
}
"""Nothing is said by a colour alone."""
LATEST = 6
"""Months that a line of a phone's width has room for."""
BROAD = 660
"""How wide the line is where there is room."""
FIGURE, SHARE = 40, 52
"""How wide the columns of the table are."""


@ft.component
def SeasonPage(group: str) -> ft.Control:
    """The team: how the share of who came went, each month, each player."""
    touchline = use_replica()
    words, reader = touchline.words, touchline.reader.teams
    team, season = reader.team(group), reader.season(group, touchline.now())
    title = words("season.of", team=team.name) if team is not None else words("season.title")
    first, set_first = ft.use_state("most")
    if not season.whole.marked:
        nothing = empty(ft.Icons.BAR_CHART, words("season.none"), words("season.none.why"))
        return frame(touchline, title, nothing, back=True)
    names = reader.names(season.players)
    sign = 1 if first == "least" else -1
    ordered = sorted(season.players, key=lambda one: (sign * (season.players[one].share or 0), names.get(one, ""), one))
    lines = [
        _line(
            words,
            names.get(one, words("history.somebody")),
            season.players[one],
            partial(touchline.go, f"/teams/{group}/season/{one}"),
        )
        for one in ordered
    ]
    parts = [*figures(touchline, season.whole, list(season.months.items()))]
    orders = few([(one, words(f"season.{one}")) for one in ("most", "least")], first, set_first)
    parts.append(section(words("season.players"), orders, _table(words, lines)))
    return frame(touchline, title, page(*parts), back=True)


@ft.component
def PlayerSeason(group: str, contact: str) -> ft.Control:
    """One player of the team, month by month."""
    touchline = use_replica()
    words, reader = touchline.words, touchline.reader.teams
    season = reader.season(group, touchline.now())
    name = reader.names([contact]).get(contact, words("history.somebody"))
    months = [
        (month, season.by_month[contact, month]) for month in season.months if (contact, month) in season.by_month
    ]
    if not months:
        nothing = empty(SPOTS["teams"].icon, words("season.none"), words("season.none.why"))
        return frame(touchline, name, nothing, back=True)
    return frame(touchline, name, page(*figures(touchline, season.players[contact], months)), back=True)


def figures(touchline: Touchline, whole: Turnout, months: Sequence[tuple[date, Turnout]]) -> list[ft.Control]:
    """The share in large, its line over the months, and the table of these."""
    words = touchline.words
    parts: list[ft.Control] = [_summary(words, whole)]
    if len(months) > 1:
        shown = [
            (turnout.share or 0, f"{turnout.share} %", words(f"month.short.{day.month}")) for day, turnout in months
        ]
        said = ", ".join(f"{words.month(day)}: {turnout.share} %" for day, turnout in months[-LATEST:])
        drawing = trend(shown[-LATEST:], said, *([BROAD] if touchline.state.place.wide else []))
        parts.append(section(words("season.trend"), card(ft.Row([drawing], alignment=ft.MainAxisAlignment.CENTER))))
    lines = [_line(words, words.month(day).capitalize(), turnout, None) for day, turnout in months]
    parts.append(section(words("season.months"), _table(words, lines)))
    return parts


def _summary(words: Words, whole: Turnout) -> ft.Control:
    figure = ft.Text(f"{whole.share} %", size=40, weight=ft.FontWeight.W_700, color=ft.Colors.PRIMARY)
    about = ft.Text(words("season.came", came=whole.came, all=whole.marked), size=16, expand=True)
    return card(ft.Row([about, figure]), _bar(whole), _legend(words, whole))


def _bar(turnout: Turnout) -> ft.Control:
    """All marks as one bar, a piece for each kind."""
    pieces: list[ft.Control] = [
        ft.Container(height=12, bgcolor=COLOURS[mark], expand=turnout.of(mark)) for mark in MARKS if turnout.of(mark)
    ]
    bar = ft.Container(ft.Row(pieces, spacing=2), border_radius=6, clip_behavior=ft.ClipBehavior.ANTI_ALIAS)
    return ft.Semantics(content=bar, exclude_semantics=True)  # the figures below say the same


def _legend(words: Words, turnout: Turnout) -> ft.Control:
    keys: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(SIGNS[mark], size=16, color=COLOURS[mark]),
                ft.Text(f"{words(f'attendance.{mark}')} {words.number(turnout.of(mark))}", size=14),
            ],
            spacing=6,
            tight=True,
        )
        for mark in MARKS
    ]
    return ft.Row(keys, wrap=True, spacing=16, run_spacing=4)


def _table(words: Words, lines: Sequence[ft.Control]) -> ft.Control:
    """The heads carry the colours of the bar."""
    heads: list[ft.Control] = [ft.Container(expand=True)]
    for mark in MARKS:
        sign = ft.Icon(SIGNS[mark], size=16, color=COLOURS[mark])
        heads.append(ft.Container(sign, width=FIGURE, alignment=ft.Alignment.CENTER_RIGHT))
    heads.append(ft.Text("%", size=14, width=SHARE, text_align=ft.TextAlign.RIGHT, color=ft.Colors.ON_SURFACE_VARIANT))
    return card(ft.Semantics(content=ft.Row(heads, spacing=0), exclude_semantics=True), *lines)


def _line(words: Words, name: str, turnout: Turnout, go: object) -> ft.Control:
    """A name, four figures, the share; a bar under it. A screen reader hears all of it in one sentence."""
    cells: list[ft.Control] = [ft.Text(name, size=15, expand=True, max_lines=2)]
    for mark in MARKS:
        n = turnout.of(mark)
        text = words.number(n) if n else "·"
        cells.append(ft.Text(text, size=15, width=FIGURE, text_align=ft.TextAlign.RIGHT))
    share = ft.Text(f"{turnout.share}", size=15, width=SHARE, text_align=ft.TextAlign.RIGHT, weight=ft.FontWeight.W_700)
    inside = ft.Column([ft.Row([*cells, share], spacing=0), _bar(turnout)], spacing=4, tight=True)
    said = ", ".join(f"{words(f'attendance.{mark}')} {turnout.of(mark)}" for mark in MARKS)
    label = f"{name}: {turnout.share} %, {said}"
    if callable(go):
        return tappable(inside, label, go, padding=ft.Padding.symmetric(vertical=6), border_radius=8)
    return ft.Semantics(content=inside, label=label, exclude_semantics=True, container=True)
