"""One activity: when and where, my own answer, and for a coach the attendance list (features 35, B4)."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

import flet as ft

from mobile.places import SPOTS, said
from mobile.reader.agenda import Activity as View
from mobile.reader.agenda import Attendance, Mine
from mobile.screens import rhythm
from mobile.screens.about import use_about
from mobile.screens.activities import hours, kind_sign, when
from mobile.screens.activity_form import EditActivity, NewActivity, may_plan_something
from mobile.screens.answer import Answer
from mobile.screens.attendance import Attend
from mobile.screens.calling_off import calling_off, reinstate
from mobile.screens.emergency import use_emergency
from mobile.screens.feeds import CalendarAddresses
from mobile.screens.import_agenda import ImportAgenda
from mobile.screens.series_form import EditSeries, which
from mobile.screens.team_papers import MatchPaper
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, fact, page, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.domain.calendar import local_date

NEW, FEED, IMPORT = "new", "feed", "import"
CHANGES = frozenset(f"activity.{what}" for what in ("create", "patch", "move", "cancel", "reinstate"))
SERIES = frozenset(f"activity_series.{what}" for what in ("create", "change", "extend", "cancel", "reinstate"))
MAP = "https://www.openstreetmap.org/directions?to="
"""Asked of the world only when somebody taps the way there."""


@ft.component
def Activity(opened: str) -> ft.Control:
    """The page of the activity with the id `opened`, of one to be made, or of what a calendar reads."""
    touchline = use_touchline()
    if opened == NEW:
        copied = next(iter(said(touchline.state.place.route, "copy")), "")
        form = NewActivity(copied, key=f"new {copied}")
        return frame(touchline, touchline.words("activity.new"), page(form), back=True)
    if opened == FEED:
        return CalendarAddresses()
    return ImportAgenda() if opened == IMPORT and may_plan_something(touchline) else Planned(opened)


@ft.component
def Planned(opened: str) -> ft.Control:
    """When and where, who comes; what its coach and the office may change about it."""
    touchline = use_replica()
    words = touchline.words
    asked, ask = ft.use_state("")
    view = touchline.reader.agenda.activity(opened)
    attendance = touchline.reader.agenda.attendance(opened)
    about = use_about(touchline, "activity", opened)
    open_emergency = use_emergency(touchline, [row.contact for row in attendance.rows])
    done = partial(ask, "")
    reason = ft.use_ref("")
    ft.use_dialog(_question(touchline, view, asked, ask, reason) if view is not None else None)
    if view is None:
        gone = missing(touchline, SPOTS["agenda"].icon, words("activity.gone"), words("activity.gone.why"))
        return frame(touchline, words("place.agenda"), gone, back=True)
    coaching = may_confirm(touchline, view, attendance)
    actions: list[ft.Control] = [about]
    if coaching:
        actions.append(icon_button(ft.Icons.EMERGENCY, words("emergency.title"), open_emergency, color=ft.Colors.ERROR))
    series = touchline.reader.repeating.series(view.series)
    if asked in ("following", "all") and series is not None:
        parts = [EditSeries(view, series, asked, done, key=asked)]
    elif asked == "one":
        parts = [EditActivity(view, done, key="edit")]
    else:
        parts = [_facts(touchline, view, ask)]
        if coaching and not view.cancelled:
            parts.append(Attend(view.id, key=f"attend {view.id}"))
            if view.kind == "match":
                parts.append(MatchPaper(view, attendance, key="paper"))
        parts += _answers(touchline, view)
    return frame(touchline, view.title, page(*parts), back=True, actions=actions)


def _question(
    touchline: Touchline, view: View, asked: str, ask: Callable[[Any], None], reason: Any
) -> ft.AlertDialog | None:
    """What stands over the page: whether it is called off, or which of a series is meant."""
    if asked == "cancel":
        return calling_off(touchline, view, when(touchline, view), partial(ask, ""), reason)
    if asked == "edit":
        # The question is dismissed by its answer too: that one stays.
        return which(touchline, view, ask, partial(ask, lambda was: "" if was == "edit" else was))
    return None


def may_change(touchline: Touchline, view: View) -> bool:
    """Whether I may move, correct or call off this activity, or say that it takes place after all."""
    return touchline.writer.may("activity.patch", id=view.id, set={"title": view.title})


def may_confirm(touchline: Touchline, view: View, attendance: Attendance) -> bool:
    """Whether I keep the attendance list of this activity."""
    if not attendance.rows:
        return False
    first = attendance.rows[0].contact
    return touchline.writer.may("attendance.confirm", activity=view.id, contact=first, confirmed="present", reason=None)


def _facts(touchline: Touchline, view: View, ask: Callable[[str], None]) -> ft.Control:
    words = touchline.words
    day = words.long_day(local_date(view.start_at, view.zone))
    rows: list[ft.Control] = []
    if view.cancelled:
        rows.append(
            ft.Row(
                [
                    ft.Icon(ft.Icons.EVENT_BUSY, color=ft.Colors.ERROR),
                    ft.Text(_off(words, view), size=17, weight=ft.FontWeight.W_600, color=ft.Colors.ERROR, expand=True),
                ],
                spacing=10,
            )
        )
    rows.append(
        ft.Row(
            [
                kind_sign(view.kind),
                ft.Column(
                    [
                        ft.Text(day[:1].upper() + day[1:], weight=ft.FontWeight.W_600),
                        ft.Text(hours(touchline, view), size=20, weight=ft.FontWeight.W_700),
                    ],
                    spacing=0,
                    expand=True,
                ),
            ],
            spacing=14,
        )
    )
    under_way = touchline.reader.outbox.waits_for(view.id) & CHANGES
    if view.repeats and view.series:
        under_way |= touchline.reader.outbox.waits_for(view.series) & SERIES
    if under_way:
        waits = pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")
        rows.append(ft.Row([waits]))
    rows += _about(touchline, view)
    if may_change(touchline, view):
        rows.append(_again(touchline, view) if view.cancelled else _changes(touchline, view, ask))
    return card(*rows)


def _off(words: Words, view: View) -> str:
    """That it was called off, and why."""
    return words("activity.off_because", reason=view.cancel_reason) if view.cancel_reason else words("agenda.cancelled")


def _about(touchline: Touchline, view: View) -> list[ft.Control]:
    """Where it was before, how often it is, against whom, where to be, and what else there is to know."""
    words = touchline.words
    rows: list[ft.Control] = []
    if view.was_start_at is not None and not view.cancelled:
        before = words.moment(view.was_start_at, view.zone, touchline.today)
        rows.append(fact(ft.Icons.UPDATE, words("activity.was", when=before)))
    series = touchline.reader.repeating.series(view.series) if view.repeats else None
    if series is not None:
        rows.append(fact(ft.Icons.EVENT_REPEAT, rhythm.sentence(words, series)))
    if view.opponent:
        rows.append(fact(ft.Icons.SPORTS_OUTLINED, words("activity.against", opponent=view.opponent)))
    if view.location:
        rows.append(_place(touchline, ft.Icons.PLACE_OUTLINED, view.location))
    if view.meeting_point:
        rows.append(_place(touchline, ft.Icons.FLAG_OUTLINED, view.meeting_point))
    if view.expects:
        functions = (words(f"function.{name}") for name in view.expects.split(" "))
        rows.append(fact(ft.Icons.GROUP_OUTLINED, words("activity.expects", functions=", ".join(functions))))
    if view.note:
        rows.append(fact(ft.Icons.NOTES, view.note))
    return rows


def _place(touchline: Touchline, icon: ft.IconData, place: str) -> ft.Control:
    """A place, and the way there."""
    label = touchline.words("activity.route", place=place)
    way = icon_button(ft.Icons.DIRECTIONS_OUTLINED, label, lambda: touchline.open_url(MAP + quote(place)))
    return ft.Row([ft.Container(fact(icon, place), expand=True), way], spacing=4)


def _again(touchline: Touchline, view: View) -> ft.Control:
    """The way back, as long as somebody may want it."""
    button = ft.OutlinedButton(
        touchline.words("activity.reinstate"),
        icon=ft.Icons.EVENT_AVAILABLE,
        height=48,
        on_click=lambda _: reinstate(touchline, view),
    )
    return ft.Row([button])


def _changes(touchline: Touchline, view: View, ask: Callable[[str], None]) -> ft.Control:
    """Move or correct it, plan another like it, call it off."""
    copy = partial(touchline.go, f"/agenda/{NEW}?copy={view.id}")
    edit = partial(ask, "edit" if view.repeats else "one")
    deeds = {
        "edit": (ft.Icons.EDIT_OUTLINED, edit),
        "copy": (ft.Icons.COPY, copy),
        "cancel": (ft.Icons.EVENT_BUSY, partial(ask, "cancel")),
    }
    buttons: list[ft.Control] = [
        ft.OutlinedButton(
            touchline.words(f"activity.{what}"),
            icon=sign if touchline.state.place.wide else None,  # on a phone the three stand in one row
            height=48,
            style=ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=14)),
            on_click=lambda _, press=press: press(),
        )
        for what, (sign, press) in deeds.items()
    ]
    return ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)


def _answers(touchline: Touchline, view: View) -> list[ft.Control]:
    """The answers that are mine to give: my own and those of my children."""
    mine: list[Mine] = [
        item
        for person in sorted(touchline.state.me.persons)
        for item in touchline.reader.agenda.of_contact(person, view.start_at, view.start_at + 1)
        if item.activity.id == view.id
    ]
    if not mine or view.cancelled:
        return []
    return [section(touchline.words("activity.my_answer"), *(Answer(item, key=item.contact) for item in mine))]
