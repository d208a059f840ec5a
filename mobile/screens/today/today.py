"""The front page, by role: what is next and what waits for me, each one tap away."""

import flet as ft

from mobile.screens.evaluations.evaluations import due_here, for_myself
from mobile.screens.more.club_form import may_keep_club
from mobile.screens.security.nudge import second_step_nudge
from mobile.screens.today.starting import GettingStarted
from mobile.screens.today.today_office import bills, club_today, in_figures, office, search_box, things
from mobile.screens.today.today_team import also_next, family, loans, mine, next_up, unmarked
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import page, two_columns
from mobile.widgets.empty import empty
from mobile.widgets.first_load import FirstLoad
from mobile.widgets.frame import frame

OFFICE = ("owner", "secretary", "treasurer")


@ft.component
def Today(selected: str | None = None) -> ft.Control:
    """All roles of mine, ordered by what is next."""
    touchline = use_replica()
    ft.use_state(touchline.state.preferences)
    me = touchline.state.me
    first: list[ft.Control] = []
    then: list[ft.Control] = []
    if may_keep_club(touchline) and not touchline.reader.starting.stands(me.contact).done:
        first.append(GettingStarted(key="start"))
    first += second_step_nudge(touchline)
    if me.has(*OFFICE):
        first += [search_box(touchline), *office(touchline)]
    if me.teams:
        first += next_up(touchline)
    if me.has("equipment", "owner"):
        first += things(touchline)
    first += [*mine(touchline), *for_myself(touchline), *loans(touchline)]
    if me.teams:
        then += [*due_here(touchline), *unmarked(touchline), *also_next(touchline)]
    then += [*bills(touchline), *family(touchline)]
    if me.has(*OFFICE):
        then += [*club_today(touchline), *in_figures(touchline)]
    if not first and not then:
        first = [_nothing(touchline)]
    wide = touchline.state.place.wide and first and then
    body = two_columns(first, then) if wide else page(*first, *then)
    return frame(touchline, "", body, head=_head(touchline))


def _nothing(touchline: Touchline) -> ft.Control:
    """Nothing waits, or nothing has come yet: two different things to say."""
    words = touchline.words
    if touchline.state.sync.last_synced_at is None:
        return FirstLoad()
    return empty(ft.Icons.WB_SUNNY_OUTLINED, words("today.nothing"), words("today.nothing.why"))


def _head(touchline: Touchline) -> ft.Control:
    """The day, and whose app this is."""
    words = touchline.words
    day = words.weekday_and_day(touchline.today)
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
