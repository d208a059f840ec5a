"""The agenda of one person, on their page: what comes as a list, or a day, a week, a month (feature 35)."""

from collections.abc import Callable
from datetime import date
from functools import partial

import flet as ft

from mobile.reader.agenda import Activity
from mobile.screens.agenda.activities import activity_row
from mobile.screens.agenda.agenda_days import STRETCH, Drawn, Items, Look, Steps, day_rows, spread, view_switch
from mobile.touchline import Touchline, use_replica
from mobile.widgets.empty import empty
from mobile.widgets.frame import heading
from mobile.widgets.paged import Kept, paged, use_kept, use_length
from mobile.widgets.theme import EDGE
from shared.domain.calendar import day_bounds

DAY = 24 * 3600 * 1000
PAST, FUTURE = 60 * DAY, 120 * DAY
LAST = 20
"""Of what is past the list shows so many."""
ROOMY = 640
"""Seven columns of a title that can be read, beside a list of people."""


@ft.component
def ContactAgenda(contact: str) -> ft.Control:
    """What this person is expected at, and what they answered."""
    touchline = use_replica()
    view, set_view = ft.use_state("list")
    on, go = ft.use_state(touchline.today)
    fits, set_fits = ft.use_state(True)
    limit, grow = use_length(contact)
    kept = use_kept()

    def open_day(day: date) -> None:
        go(day)
        set_view("day")

    if view == "list":
        body = _list(touchline, kept, contact, limit, grow)
    else:
        look = Look(view, on, touchline.state.place.wide and fits, low=True)
        body = spread(
            touchline,
            look,
            partial(_between, touchline, contact),
            partial(_rows, touchline, kept, contact),
            Steps(go, open_day),
        )
    above = ft.Container(view_switch(touchline, view, set_view), padding=ft.Padding.only(top=12))
    return ft.Container(
        ft.Column([above, body], spacing=4, expand=True, horizontal_alignment=STRETCH),
        expand=True,
        size_change_interval=200,
        on_size_change=lambda event: set_fits(event.width >= ROOMY),
    )


def _list(touchline: Touchline, kept: Kept, contact: str, limit: int, grow: Callable[[], None]) -> ft.Control:
    """What is to come from today on, then what was lately, backwards."""
    words, today = touchline.words, day_bounds(touchline.today, touchline.zone)[0]
    coming = _between(touchline, contact, today, today + FUTURE)
    past = tuple(reversed(_between(touchline, contact, today - PAST, today)))[:LAST]
    if not coming and not past:
        return empty(ft.Icons.EVENT_BUSY, words("agenda.none"), words("agenda.none.why"))
    rows = _rows(touchline, kept, contact, coming[:limit])
    if past and len(coming) < limit:
        title = ft.Container(heading(words("agenda.past"), 2), padding=ft.Padding.only(left=EDGE, top=24), key="past")
        rows += [title, *_rows(touchline, kept, contact, past[: limit - len(coming)])]
    return paged(rows, len(coming) + len(past) > limit, grow, key=contact)


def _between(touchline: Touchline, contact: str, start: int, end: int) -> Items:
    return tuple(item.activity for item in touchline.reader.agenda.of_contact(contact, start, end))


def _rows(touchline: Touchline, kept: Kept, contact: str, items: Items) -> list[ft.Control]:
    if not items:
        return []
    starts = [item.start_at for item in items]
    told = touchline.reader.agenda.of_contact(contact, min(starts), max(starts) + 1)
    answers = {one.activity.id: one.declared for one in told}

    def draw(item: Activity) -> Drawn:
        answer = answers.get(item.id)
        return (item, answer, touchline.words.language), partial(activity_row, touchline, item, answer=answer)

    return day_rows(touchline, kept, items, draw)
