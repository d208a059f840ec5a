"""The agenda: what comes, day by day, of my teams or of the whole club."""

from functools import partial

import flet as ft

from mobile.places import narrowed
from mobile.reader.agenda import Activity, Mine
from mobile.reader.todo import Unmarked
from mobile.screens.activities import activity_row
from mobile.screens.activity_form import may_plan_something
from mobile.screens.answer import whose
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.paged import Kept, paged, use_kept, use_length
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain.calendar import day_bounds, local_date

DAY = 24 * 3600 * 1000
PAST = 60 * DAY
SOON = DAY // 12
"""Who stands at the field marks the list later: two hours after the start it is due."""
FUTURE = 400 * DAY
SHOWS = ("mine", "club", "past", "unmarked")


@ft.component
def Agenda(selected: str | None = None) -> ft.Control:
    """Chips above, days below. The address may say which: `/agenda?which=unmarked`."""
    touchline = use_replica()
    words = touchline.words
    staff = touchline.state.me.has("owner", "secretary", "treasurer", "coach", "equipment")
    show, set_show = ft.use_state(lambda: narrowed(touchline.state.place.route, SHOWS) or "mine")
    limit, grow = use_length(show)
    kept = use_kept()

    names = ("mine", "past") if not staff else SHOWS if marks_any(touchline) else SHOWS[:3]
    chips = filters([(name, words(f"agenda.show.{name}")) for name in names], show, set_show)
    items = _items(touchline, show, limit + 1)
    if not items:
        none = "agenda.none.unmarked" if show == "unmarked" else "agenda.none"
        body = empty(ft.Icons.EVENT_BUSY, words(none), words(f"{none}.why"))
    else:
        rows = _days(touchline, kept, items[:limit], selected)
        body = paged(rows, len(items) > limit, grow, key=show)
    actions = []
    if may_plan_something(touchline):
        actions = [icon_button(ft.Icons.ADD, words("activity.new"), partial(touchline.go, "/agenda/new"))]
    return frame(touchline, words("place.agenda"), body, actions=actions, under=chips)


def _items(touchline: Touchline, show: str, limit: int) -> tuple[Activity, ...]:
    """What a filter shows, in the order it shows it: what comes upwards, what is past backwards."""
    agenda, me, now = touchline.reader.agenda, touchline.state.me, touchline.now()
    if show == "unmarked":
        found = (agenda.activity(one.id) for one in unmarked(touchline)[:limit])
        return tuple(one for one in found if one is not None)
    start, _ = day_bounds(local_date(now, touchline.zone), touchline.zone)
    teams = my_teams(touchline) if show != "club" and not me.has("owner", "secretary") else None
    if show == "past":
        return tuple(reversed(agenda.between(now - PAST, start, teams=teams)))[:limit]
    return agenda.between(start, now + FUTURE, teams=teams, limit=limit)


def marks_any(touchline: Touchline) -> bool:
    """Whether attendance lists are mine to keep."""
    me = touchline.state.me
    return bool(me.teams) or me.has("owner", "secretary")


def unmarked(touchline: Touchline) -> tuple[Unmarked, ...]:
    """What was played lately and nobody marked, newest first: of this week for the office, of three for a coach."""
    me, now, reader = touchline.state.me, touchline.now(), touchline.reader
    if me.has("owner", "secretary"):
        return reader.to_do.unmarked({team.id for team in reader.people.teams()}, now - 7 * DAY, now - SOON)
    return reader.to_do.unmarked(me.teams, now - 21 * DAY, now - SOON)


def my_teams(touchline: Touchline) -> frozenset[str]:
    """The teams I coach, and those in which I or my children play."""
    me = touchline.state.me
    return me.teams | touchline.reader.people.teams_of(me.persons)


def _days(touchline: Touchline, kept: Kept, items: tuple[Activity, ...], selected: str | None) -> list[ft.Control]:
    words = touchline.words
    today = touchline.today
    rows: list[ft.Control] = []
    mine = _mine(touchline, items)
    last = None
    for item in items:
        day = local_date(item.start_at, item.zone)
        if day != last:
            last = day
            near = words.day(day, today)
            heading = near[:1].upper() + near[1:]
            rows.append(kept.row(day, heading, partial(_day, heading, day == today, f"day {day}")))
        chosen = item.id == selected
        who, answer = _who(touchline, mine.get(item.id, ()))
        draw = partial(activity_row, touchline, item, who=who, answer=answer, selected=chosen)
        rows.append(kept.row(item.id, (item, chosen, who, answer, words.language), draw))
    return rows


def _mine(touchline: Touchline, items: tuple[Activity, ...]) -> dict[str, tuple[Mine, ...]]:
    """Which of my people each of these is for."""
    starts = [item.start_at for item in items]
    return touchline.reader.agenda.whose(touchline.state.me.persons, min(starts), max(starts) + 1)


def _who(touchline: Touchline, mine: tuple[Mine, ...]) -> tuple[str, str | None]:
    """The first names, unless I am the only one that I answer for; and the answer, where all gave the same."""
    alone = len(touchline.state.me.persons) < 2
    names = "" if alone else ", ".join(whose(touchline, one) for one in mine)
    answers = {one.declared for one in mine}
    return names, answers.pop() if len(answers) == 1 else None


def _day(text: str, today: bool, key: str) -> ft.Control:
    colour = ft.Colors.PRIMARY if today else ft.Colors.ON_SURFACE_VARIANT
    line = ft.Text(text, size=14, weight=ft.FontWeight.W_700, color=colour)
    return ft.Container(
        ft.Semantics(content=line, header=True, heading_level=2, container=True),
        padding=ft.Padding.only(left=EDGE, top=16, bottom=2),
        key=key,
    )
