"""A guest player at one activity: found among everybody by a few letters, brought along with one tap."""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.screens.agenda.visitors import NewVisitor
from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.avatar import avatar
from mobile.widgets.field import search_field
from mobile.widgets.row import person_name, row

MOST = 8
"""People that are shown: more letters find who is not among them."""


def may_bring(touchline: Touchline, activity: str) -> bool:
    """Whether I keep this activity's list."""
    return touchline.writer.may("attendance.guest", activity=activity, contact="00000000", on=1)


def bring(touchline: Touchline, activity: str, contact: str, *, on: bool = True) -> None:
    """Onto the list, or off it again."""
    touchline.do("attendance.guest", activity=activity, contact=contact, on=int(on))


def ask_guest(touchline: Touchline, activity: str, there: frozenset[str], done: Callable[[], None]) -> ft.AlertDialog:
    """The question over the page; `there` are on the list already."""
    form = FindGuest(activity, there, done, key="guest")
    return asking(touchline, touchline.words("guests.add"), form, done, height=420)


@ft.component
def FindGuest(activity: str, there: frozenset[str], done: Callable[[], None]) -> ft.Control:
    """The field, and who was found."""
    touchline = use_touchline()
    words = touchline.words
    query, set_query = ft.use_state("")
    named, name = ft.use_state("")
    found = touchline.reader.people.search(query.strip(), limit=MOST + len(there)).rows if query.strip() else ()
    people = [person for person in found if person.id not in there][:MOST]

    def choose(contact: str) -> None:
        bring(touchline, activity, contact)
        done()

    rows: list[ft.Control] = [
        row(
            person_name(person.given, person.family),
            ", ".join(person.teams),
            leading=avatar(person.id, person.initials, touchline.picture(person.photo)),
            on_click=partial(choose, person.id),
            key=person.id,
        )
        for person in people
    ]
    if query.strip() and not rows:
        rows = [ft.Text(words("people.none"), color=ft.Colors.ON_SURFACE_VARIANT)]
    if query.strip():  # who is no contact comes along too
        text = words("visitors.add", name=query.strip())
        sign, go = ft.Icon(ft.Icons.PERSON_ADD_ALT_1), partial(name, query.strip())
        rows.append(row(text, words("visitors.add.why"), leading=sign, on_click=go, key="visitor"))
    if named:
        return NewVisitor(activity, named, done, key="new visitor")
    box = search_field(words("people.search"), ft.use_callback(set_query, []), autofocus=True)
    return ft.Column([box, ft.ListView(rows, expand=True)], spacing=8, expand=True)
