"""The front page of a coach and of a member: the next activity, my answers, what still has to be filled in."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.places import SPOTS
from mobile.reader.agenda import Activity, Mine
from mobile.screens.agenda.activities import activity_row, when
from mobile.screens.agenda.answer import Answer, whose
from mobile.screens.equipment.resources import thing_row
from mobile.screens.people.people import person_row_to
from mobile.screens.teams.emergency import use_emergency
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import big_button, rows_card, section
from mobile.widgets.row import row
from mobile.widgets.tap import tappable
from mobile.widgets.theme import RADIUS
from shared.domain.attendance import Counts
from shared.domain.calendar import local_date

HOUR = 3600 * 1000
DAY = 24 * HOUR
LOANS = 4
"""Things of the club that the front page shows; the rest is one tap away."""


def next_up(touchline: Touchline) -> list[ft.Control]:
    """The next activity of a team that I coach, as large as it deserves."""
    me = touchline.state.me
    coming = touchline.reader.agenda.coming(touchline.now(), teams=me.teams, limit=8)
    first = next((item for item in coming if item.group in me.teams and not item.cancelled), None)
    return [NextUp(first, key=f"next {first.id}")] if first is not None else []


@ft.component
def NextUp(activity: Activity) -> ft.Control:
    """Attendance, team and emergency contacts of one activity, each one tap away."""
    touchline = use_replica()
    words = touchline.words
    attendance = touchline.reader.agenda.attendance(activity.id)
    emergency = use_emergency(touchline, [row.contact for row in attendance.rows])
    ink = ft.Colors.ON_PRIMARY_CONTAINER
    where = " · ".join(part for part in (activity.location, activity.meeting_point) if part)
    rows: list[ft.Control] = [
        ft.Text(_until(touchline, activity), size=14, weight=ft.FontWeight.W_600, color=ink),
        ft.Text(activity.title, size=24, weight=ft.FontWeight.W_700, color=ink),
        ft.Text(when(touchline, activity), size=17, weight=ft.FontWeight.W_600, color=ink),
    ]
    if where:
        rows.append(ft.Text(where, color=ink))
    rows.append(ft.Text(_figures(touchline, attendance.counts), size=15, color=ink))
    rows.append(ft.Container(height=4))
    rows.append(
        big_button(words("attendance.title"), ft.Icons.HOW_TO_REG, lambda: touchline.go(f"/agenda/{activity.id}"))
    )
    rows.append(
        ft.Row(
            [
                _side(words("today.team"), ft.Icons.GROUPS, lambda: _team(touchline, activity)),
                _side(words("today.emergency"), ft.Icons.EMERGENCY, emergency),
            ],
            spacing=8,
        )
    )
    ground = ft.Container(
        ft.Column(rows, spacing=6, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        border_radius=RADIUS + 4,
        padding=18,
    )
    return ft.Semantics(content=ground, container=True)


def _team(touchline: Touchline, activity: Activity) -> None:
    touchline.go(f"/teams/{activity.group}" if activity.group else "/teams")


def _side(text: str, icon: ft.IconData, on_click: Callable[[], None]) -> ft.Control:
    return ft.OutlinedButton(
        text,
        icon=icon,
        height=52,
        expand=True,
        style=ft.ButtonStyle(
            color=ft.Colors.ON_PRIMARY_CONTAINER,
            icon_color=ft.Colors.ON_PRIMARY_CONTAINER,
            side=ft.BorderSide(1.5, ft.Colors.ON_PRIMARY_CONTAINER),
            shape=ft.RoundedRectangleBorder(radius=14),
            padding=ft.Padding.symmetric(horizontal=10),
        ),
        on_click=lambda _: on_click(),
    )


def _until(touchline: Touchline, activity: Activity) -> str:
    """How far away it is, in the unit a person would use."""
    words, left = touchline.words, activity.start_at - touchline.now()
    if left <= 0:
        return words("today.now")
    if left < 2 * HOUR:
        return words.plural("today.in_minutes", round(left / 60000))
    if left < 12 * HOUR:
        return words.plural("today.in_hours", round(left / HOUR))
    return words("today.next")


def _figures(touchline: Touchline, counts: Counts) -> str:
    """Who answered what; once somebody is marked, who is there."""
    words = touchline.words
    if counts.unconfirmed < counts.guests:
        return words("today.came", came=counts.came, all=counts.guests)
    parts = [words.plural("today.yes", counts.yes)]
    if counts.maybe:
        parts.append(words.plural("today.maybe", counts.maybe))
    if counts.no:
        parts.append(words.plural("today.no", counts.no))
    if counts.unanswered:
        parts.append(words.plural("today.unanswered", counts.unanswered))
    return " · ".join(parts)


def mine(touchline: Touchline) -> list[ft.Control]:
    """My next activities and those of my children, with yes, maybe and no in place."""
    words = touchline.words
    items = touchline.reader.agenda.mine(touchline.state.me.persons, touchline.now(), 4)
    if not items:
        return []
    cards = [Answer(item, _which(touchline, item), key=f"{item.activity.id}/{item.contact}") for item in items]
    return [section(words("today.mine"), *cards)]


def family(touchline: Touchline) -> list[ft.Control]:
    """Those I act for, each with their page behind them: so a parent for whom nothing waits finds the children too."""
    me, people = touchline.state.me, touchline.reader.people
    found = [person for id in me.persons - {me.contact} if (person := people.person(id)) is not None]
    if not found:
        return []
    found.sort(key=lambda person: (person.birth_year or 0, person.given, person.id))
    rows = [person_row_to(touchline, person) for person in found]
    return [section(touchline.words("today.family"), rows_card(rows))]


def _which(touchline: Touchline, item: Mine) -> ft.Control:
    """The name stands to the right of the title; large letters push it below."""
    activity, who = item.activity, whose(touchline, item)
    note = " · ".join(part for part in (when(touchline, activity), activity.location or "") if part)
    heads = [
        ft.Text(activity.title, size=17, weight=ft.FontWeight.W_600),
        ft.Text(who, size=16, weight=ft.FontWeight.W_600),
    ]
    lines = [
        ft.Row(heads, wrap=True, alignment=ft.MainAxisAlignment.SPACE_BETWEEN, spacing=8, run_spacing=0),
        ft.Text(note, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
    ]
    return tappable(
        ft.Column(lines, spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        f"{who}: {activity.title}, {note}",
        lambda: touchline.go(f"/agenda/{activity.id}"),
        border_radius=8,
    )


def loans(touchline: Touchline) -> list[ft.Control]:
    """What I, my children and my teams have of the club: what is late first."""
    words, me, now = touchline.words, touchline.state.me, touchline.now()
    found = touchline.reader.equipment.items(which="mine", now=now, mine=(*me.persons, *me.teams), limit=40)
    if not found:
        return []
    ordered = sorted(found, key=lambda item: (not item.late(now), item.due_at or 1 << 62))
    rows = [thing_row(touchline, item) for item in ordered[:LOANS]]
    if len(found) > LOANS:
        rows.append(
            row(
                words.plural("today.loans.more", len(found) - LOANS),
                leading=ft.Icon(SPOTS["equipment"].icon, color=ft.Colors.PRIMARY),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
                on_click=lambda: touchline.go("/equipment"),
                key="more",
            )
        )
    return [section(words("today.loans"), rows_card(rows))]


def unmarked(touchline: Touchline) -> list[ft.Control]:
    """What was played and nobody marked."""
    words, now = touchline.words, touchline.now()
    items = touchline.reader.to_do.unmarked(touchline.state.me.teams, now - 21 * DAY, now - 2 * HOUR)[:3]
    if not items:
        return []
    today = local_date(now, touchline.zone)
    rows = [
        row(
            item.title,
            words.moment(item.start_at, item.zone, today),
            leading=ft.Icon(ft.Icons.PENDING_ACTIONS, color=ft.Colors.TERTIARY),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE),
            on_click=partial(touchline.go, f"/agenda/{item.id}"),
            key=item.id,
        )
        for item in items
    ]
    return [section(words("today.unmarked"), rows_card(rows))]


def also_next(touchline: Touchline) -> list[ft.Control]:
    """What follows for my teams."""
    coming = touchline.reader.agenda.coming(touchline.now(), teams=touchline.state.me.teams, limit=5)[1:]
    if not coming:
        return []
    counts = touchline.reader.agenda.counts(item.id for item in coming)
    rows = [activity_row(touchline, item, counts=counts[item.id], dated=True) for item in coming]
    return [section(touchline.words("today.later"), rows_card(rows))]
