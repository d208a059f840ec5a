"""One activity: when and where, my own answer, and for a coach the attendance list (features 35, B4)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.places import SPOTS, said
from mobile.reader.agenda import Activity as View
from mobile.reader.agenda import Attendance, Mine
from mobile.screens.about import use_about
from mobile.screens.agenda.activities import when
from mobile.screens.agenda.activity_facts import Facts
from mobile.screens.agenda.activity_form import EditActivity, NewActivity, may_plan_something
from mobile.screens.agenda.answer import Answer
from mobile.screens.agenda.attendance import Attend
from mobile.screens.agenda.calling_off import calling_off
from mobile.screens.agenda.deleted import Deleted
from mobile.screens.agenda.deleting import deleting
from mobile.screens.agenda.feeds import CalendarAddresses
from mobile.screens.agenda.import_agenda import ImportAgenda
from mobile.screens.agenda.series_form import EditSeries, which
from mobile.screens.agenda.visitors import Visitors
from mobile.screens.history import History
from mobile.screens.teams.emergency import use_emergency
from mobile.screens.teams.team_papers import MatchPaper
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import page, section
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame
from mobile.widgets.tap import icon_button

NEW, FEED, IMPORT, DELETED = "new", "feed", "import", "deleted"


@ft.component
def Activity(opened: str) -> ft.Control:
    """The page of the activity with the id `opened`, of one to be made, of what a calendar reads, or of what went."""
    touchline = use_touchline()
    if opened == NEW:
        copied = next(iter(said(touchline.state.place.route, "copy")), "")
        form = NewActivity(copied, key=f"new {copied}")
        return frame(touchline, touchline.words("activity.new"), page(form), back=True)
    if opened == FEED:
        return CalendarAddresses()
    if opened == DELETED and may_plan_something(touchline):
        return Deleted()
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
        past = _past(opened) if may_plan_something(touchline) else None
        gone = missing(touchline, SPOTS["agenda"].icon, words("activity.gone"), words("activity.gone.why"), past)
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
        listed = coaching and not view.cancelled
        parts = [Facts(view, listed and not touchline.state.place.wide, ask, key="facts")]
        if listed:
            parts.append(Attend(view.id, key=f"attend {view.id}"))
            parts.append(Visitors(view.id, key=f"visitors {view.id}"))
            if view.kind == "match":
                parts.append(MatchPaper(view, attendance, key="paper"))
        parts += _answers(touchline, view)
    edited = asked in ("following", "all", "one")
    body = page(*parts, key="form" if edited else "planned")  # after a long form what was saved is in view
    return frame(touchline, view.title, body, back=True, actions=actions)


def _past(opened: str) -> ft.Control:
    """What became of it: who deleted it, and for who plans for its team the way back."""
    return ft.Container(History((("activity", opened),), key=f"past {opened}"), width=480)


def _question(
    touchline: Touchline, view: View, asked: str, ask: Callable[[Any], None], reason: Any
) -> ft.AlertDialog | None:
    """What stands over the page: whether it is called off, or which of a series is meant."""
    if asked == "cancel":
        return calling_off(touchline, view, when(touchline, view), partial(ask, ""), reason)
    if asked == "delete":
        return deleting(touchline, view, when(touchline, view), partial(ask, ""))
    if asked == "edit":
        # The question is dismissed by its answer too: that one stays.
        return which(touchline, view, ask, partial(ask, lambda was: "" if was == "edit" else was))
    return None


def may_confirm(touchline: Touchline, view: View, attendance: Attendance) -> bool:
    """Whether I keep the attendance list of this activity."""
    if not attendance.rows:
        return False
    first = attendance.rows[0].contact
    return touchline.writer.may("attendance.confirm", activity=view.id, contact=first, confirmed="present", reason=None)


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
