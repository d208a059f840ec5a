"""One activity: when and where, my own answer, and for a coach the attendance list (features 35, B4)."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.agenda import Activity as View
from mobile.reader.agenda import Attendance, Mine
from mobile.screens.about import use_about
from mobile.screens.activities import hours, kind_sign, when
from mobile.screens.activity_form import EditActivity, NewActivity, calling_off, reinstate
from mobile.screens.answer import Answer
from mobile.screens.attendance import Attend
from mobile.screens.emergency import use_emergency
from mobile.screens.team_papers import MatchPaper
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, fact, page, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from shared.domain.calendar import local_date

NEW = "new"
CHANGES = frozenset({"activity.create", "activity.patch", "activity.cancel", "activity.reinstate"})


@ft.component
def Activity(opened: str) -> ft.Control:
    """The page of the activity with the id `opened`, or of one to be made."""
    touchline = use_touchline()
    if opened == NEW:
        return frame(touchline, touchline.words("activity.new"), page(NewActivity()), back=True)
    return Planned(opened)


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
    ft.use_dialog(
        calling_off(touchline, view, when(touchline, view), done) if view is not None and asked == "cancel" else None
    )
    if view is None:
        gone = missing(touchline, SPOTS["agenda"].icon, words("activity.gone"), words("activity.gone.why"))
        return frame(touchline, words("place.agenda"), gone, back=True)
    coaching = may_confirm(touchline, view, attendance)
    actions: list[ft.Control] = [about]
    if coaching:
        actions.append(icon_button(ft.Icons.EMERGENCY, words("emergency.title"), open_emergency, color=ft.Colors.ERROR))
    parts = [EditActivity(view, done, key="edit") if asked == "edit" else _facts(touchline, view, ask)]
    if coaching and not view.cancelled:
        parts.append(Attend(view.id, key=f"attend {view.id}"))
        if view.kind == "match":
            parts.append(MatchPaper(view, attendance, key="paper"))
    parts += _answers(touchline, view)
    return frame(touchline, view.title, page(*parts), back=True, actions=actions)


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
                    ft.Text(words("agenda.cancelled"), size=17, weight=ft.FontWeight.W_600, color=ft.Colors.ERROR),
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
    if touchline.reader.outbox.waits_for(view.id) & CHANGES:
        waits = pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")
        rows.append(ft.Row([waits]))
    if view.location:
        rows.append(fact(ft.Icons.PLACE_OUTLINED, view.location))
    if view.meeting_point:
        rows.append(fact(ft.Icons.FLAG_OUTLINED, view.meeting_point))
    if view.note:
        rows.append(fact(ft.Icons.NOTES, view.note))
    if may_change(touchline, view):
        rows.append(_again(touchline, view) if view.cancelled else _changes(touchline, ask))
    return card(*rows)


def _again(touchline: Touchline, view: View) -> ft.Control:
    """The way back, as long as somebody may want it."""
    button = ft.OutlinedButton(
        touchline.words("activity.reinstate"),
        icon=ft.Icons.EVENT_AVAILABLE,
        height=48,
        on_click=lambda _: reinstate(touchline, view),
    )
    return ft.Row([button])


def _changes(touchline: Touchline, ask: Callable[[str], None]) -> ft.Control:
    """Move or correct it, call it off."""
    signs = {"edit": ft.Icons.EDIT_OUTLINED, "cancel": ft.Icons.EVENT_BUSY}
    buttons: list[ft.Control] = [
        ft.OutlinedButton(
            touchline.words(f"activity.{what}"), icon=sign, height=48, on_click=lambda _, what=what: ask(what)
        )
        for what, sign in signs.items()
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
