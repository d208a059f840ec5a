"""The front page, by role: what is next and what waits for me, each one tap away."""

import flet as ft

from mobile.screens.today_office import bills, office, search_box, things
from mobile.screens.today_team import also_next, mine, next_up, unmarked
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import page
from mobile.widgets.empty import empty
from mobile.widgets.frame import frame
from shared.domain.calendar import local_date

OFFICE = ("owner", "secretary", "treasurer")


@ft.component
def Today(selected: str | None = None) -> ft.Control:
    """All roles of mine, ordered by what is next."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me
    parts: list[ft.Control] = []
    if me.has(*OFFICE):
        parts.append(search_box(touchline))
    if me.teams:
        parts += next_up(touchline)
    if me.has("equipment", "owner"):
        parts += things(touchline)
    parts += mine(touchline)
    if me.teams:
        parts += [*unmarked(touchline), *also_next(touchline)]
    if me.has(*OFFICE):
        parts += office(touchline)
    parts += bills(touchline)
    if not parts:
        parts = [empty(ft.Icons.WB_SUNNY_OUTLINED, words("today.nothing"), words("today.nothing.why"))]
    return frame(touchline, "", page(*parts), head=_head(touchline))


def _head(touchline: Touchline) -> ft.Control:
    """The day, and whose app this is."""
    words = touchline.words
    day = words.weekday_and_day(local_date(touchline.now(), touchline.zone))
    name = touchline.state.me.name.split(" ")[0]
    return ft.Column(
        [
            ft.Semantics(
                content=ft.Text(day, theme_style=ft.TextThemeStyle.TITLE_LARGE),
                header=True,
                heading_level=1,
                container=True,
            ),
            ft.Text(words("today.hello", name=name), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ],
        spacing=0,
        tight=True,
    )
