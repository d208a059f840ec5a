"""The agenda: what comes of mine, of a team or of the whole club; as a list, a day, a week or a month."""

from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from mobile.places import narrowed, said
from mobile.reader.agenda import Activity, Mine
from mobile.reader.todo import Unmarked
from mobile.screens.agenda.activities import activity_row
from mobile.screens.agenda.activity_form import may_plan_something
from mobile.screens.agenda.agenda_days import (
    STRETCH,
    Drawn,
    Items,
    Look,
    Steps,
    day_rows,
    month_of,
    spread,
    view_switch,
)
from mobile.screens.agenda.answer import whose
from mobile.screens.agenda.calendar_views import Go
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.filters import filters
from mobile.widgets.frame import frame
from mobile.widgets.head import Deed, deeds
from mobile.widgets.paged import Kept, paged, use_kept, use_length
from mobile.widgets.shell import LIST_WIDTH
from mobile.widgets.theme import EDGE
from shared.domain.calendar import day_bounds, local_date

DAY = 24 * 3600 * 1000
PAST = 60 * DAY
SOON = DAY // 12
"""Who stands at the field marks the list later: two hours after the start it is due."""
FUTURE = 400 * DAY
LONG_AGO = 400 * DAY
"""How far back somebody looks for something."""
SHOWS = ("mine", "club", "past", "unmarked")
LISTED = ("past", "unmarked")
"""What only a list shows: it runs backwards."""
YEARS = range(2000, 2101)
"""What an address may ask for; it takes anything."""
MOST = 3000
"""Activities of six weeks of a large club."""


@ft.component
def Agenda(selected: str | None = None) -> ft.Control:
    """Views and chips above, days below. The address may say which: `/agenda?which=unmarked`."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me
    office = me.has("owner", "secretary")
    looking, _ = ft.use_state(touchline.state.looking)
    ft.use_memo(partial(_as_asked, touchline), [])
    view, show, on = looking.view, looking.show or ("club" if office else "mine"), looking.on or touchline.today
    limit, grow = use_length(show, looking.query)
    kept = use_kept()

    def set_show(name: str) -> None:
        looking.show = name

    def set_view(name: str) -> None:
        looking.view = name

    def go(day: date) -> None:
        looking.on = day

    def search(text: str) -> None:
        looking.query = text

    box = search_field(words("agenda.search"), ft.use_callback(search, []), value=looking.query, key="search")
    chips = _chips(touchline, view, show, set_show)
    roomy = touchline.state.place.wide and selected is None
    find, steps = partial(_between, touchline, show), Steps(go, partial(_open_day, go, set_view))
    if view == "list":
        body = _list(touchline, kept, (show, looking.query.strip()), limit, grow, selected)
        body = _beside(body, month_of(touchline, on, find, steps)) if roomy else body
    else:
        body = spread(touchline, Look(view, on, roomy), find, partial(_rows, touchline, kept, selected), steps)
    actions = deeds(words, _deeds(touchline))
    above = [ft.Container(box, padding=ft.Padding.symmetric(horizontal=EDGE))] if view == "list" else []
    under = ft.Column(
        [*above, view_switch(touchline, view, set_view), chips], spacing=6, tight=True, horizontal_alignment=STRETCH
    )
    return frame(touchline, words("place.agenda"), body, actions=actions, worded=True, under=under)


def _deeds(touchline: Touchline) -> list[Deed]:
    """Plan something, take a calendar over, have the agenda in one's own, find what was deleted."""
    words, go = touchline.words, touchline.go
    feed = partial(go, "/agenda/feed")
    found = [Deed(ft.Icons.ADD_LINK, words("feed.title"), words("feed.short"), feed)]
    if not may_plan_something(touchline):
        return found
    new, take = partial(go, "/agenda/new"), partial(go, "/agenda/import")
    return [
        Deed(ft.Icons.ADD, words("activity.new"), words("head.new"), new),
        Deed(ft.Icons.UPLOAD_FILE, words("import.title"), words("import.title"), take),
        *found,
        Deed(
            ft.Icons.RESTORE_FROM_TRASH, words("deleted.title"), words("deleted.title"), partial(go, "/agenda/deleted")
        ),
    ]


def _as_asked(touchline: Touchline) -> None:
    """The address may say what is to be seen, `/agenda?which=unmarked`, or of which day, `/agenda?day=2026-12-05`."""
    route, looking = touchline.state.place.route, touchline.state.looking
    if asked := narrowed(route, SHOWS):
        looking.show, looking.view = asked, "list"
    day = day_of(next(iter(said(route, "day")), ""))
    if day is not None:
        looking.on, looking.view = day, "day"


def day_of(text: str) -> date | None:
    """A day as an address says it, `2026-12-05`; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _open_day(go: Go, set_view: Callable[[str], None], day: date) -> None:
    go(day)
    set_view("day")


def _chips(touchline: Touchline, view: str, show: str, choose: Callable[[str], None]) -> ft.Control:
    """Mine, the whole club, one team; what is past and what nobody marked, in a list."""
    words, me = touchline.words, touchline.state.me
    staff = me.has("owner", "secretary", "treasurer", "coach", "equipment")
    names = ("mine", "past") if not staff else SHOWS if marks_any(touchline) else SHOWS[:3]
    shows = [(name, words(f"agenda.show.{name}")) for name in names if view == "list" or name not in LISTED]
    known = touchline.reader.people.teams()
    reach = None if me.has("owner", "secretary", "treasurer", "equipment") else my_teams(touchline)
    own = [(team.id, team.name) for team in known if reach is None or team.id in reach]
    return filters([*shows, *(own if len(own) > 1 else [])], show, choose)


def _teams_of(touchline: Touchline, show: str) -> frozenset[str] | None:
    """The teams whose activities are shown beside those of the whole club; None for all."""
    office = touchline.state.me.has("owner", "secretary")
    if show == "club" or (show == "past" and office):
        return None
    return my_teams(touchline) if show in SHOWS else frozenset((show,))


def _list(
    touchline: Touchline,
    kept: Kept,
    asked: tuple[str, str],
    limit: int,
    grow: Callable[[], None],
    selected: str | None,
) -> ft.Control:
    """What the filter shows; of what is `asked` second, all of the filter's teams that has it."""
    show, query = asked
    items = _sought(touchline, query, show, limit + 1) if query else _items(touchline, show, limit + 1)
    if not items:
        none = "agenda.none.search" if query else "agenda.none.unmarked" if show == "unmarked" else "agenda.none"
        return empty(ft.Icons.EVENT_BUSY, touchline.words(none), touchline.words(f"{none}.why"))
    rows = _rows(touchline, kept, selected, items[:limit])
    return paged(rows, len(items) > limit, grow, key=f"{show} {query}")


def _beside(rows: ft.Control, month: ft.Control) -> ft.Control:
    """The list, and beside it the month."""
    line = ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT)
    parts: list[ft.Control] = [ft.Container(rows, width=LIST_WIDTH), line, month]
    return ft.Row(parts, spacing=0, expand=True, vertical_alignment=STRETCH)


def _between(touchline: Touchline, show: str, start: int, end: int) -> Items:
    shown = "mine" if show in LISTED else show
    return touchline.reader.agenda.between(start, end, teams=_teams_of(touchline, shown), limit=MOST)


def _sought(touchline: Touchline, query: str, show: str, limit: int) -> Items:
    """What is looked for: what comes upwards, and after it what was, backwards."""
    agenda, now = touchline.reader.agenda, touchline.now()
    start, _ = day_bounds(local_date(now, touchline.zone), touchline.zone)
    teams = _teams_of(touchline, show)
    coming = agenda.named(query, start, now + FUTURE, teams=teams, limit=limit)
    past = agenda.named(query, now - LONG_AGO, start, teams=teams)
    return (*coming, *reversed(past))[:limit]


def _items(touchline: Touchline, show: str, limit: int) -> Items:
    """What a filter shows, in the order it shows it: what comes upwards, what is past backwards."""
    agenda, now = touchline.reader.agenda, touchline.now()
    if show == "unmarked":
        found = (agenda.activity(one.id) for one in unmarked(touchline)[:limit])
        return tuple(one for one in found if one is not None)
    start, _ = day_bounds(local_date(now, touchline.zone), touchline.zone)
    teams = _teams_of(touchline, show)
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


def _rows(touchline: Touchline, kept: Kept, selected: str | None, items: Items) -> list[ft.Control]:
    mine = _mine(touchline, items)

    def draw(item: Activity) -> Drawn:
        chosen = item.id == selected
        who, answer = _who(touchline, mine.get(item.id, ()))
        row = partial(activity_row, touchline, item, who=who, answer=answer, selected=chosen)
        return (item, chosen, who, answer, touchline.words.language), row

    return day_rows(touchline, kept, items, draw)


def _mine(touchline: Touchline, items: Items) -> dict[str, tuple[Mine, ...]]:
    """Which of my people each of these is for."""
    starts = [item.start_at for item in items]
    return touchline.reader.agenda.whose(touchline.state.me.persons, min(starts), max(starts) + 1)


def _who(touchline: Touchline, mine: tuple[Mine, ...]) -> tuple[str, str | None]:
    """The first names, unless I am the only one that I answer for; and the answer, where all gave the same."""
    alone = len(touchline.state.me.persons) < 2
    names = "" if alone else ", ".join(whose(touchline, one) for one in mine)
    answers = {one.declared for one in mine}
    return names, answers.pop() if len(answers) == 1 else None
