"""Who cannot book is told who can: by role, and by name with a way to reach them where this device knows that."""

from functools import partial

import flet as ft

from mobile.screens.people.points import KINDS, shown
from mobile.touchline import Touchline
from mobile.widgets.avatar import avatar
from mobile.widgets.card import card, section
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.contact import initials

COACH = "coach"
MOST = 6
"""People who are named: more of them would hide what this is about."""


def whom_to_ask(touchline: Touchline) -> ft.Control:
    """A part of a page where booking is not offered."""
    words = touchline.words
    text = ft.Text(words("booking.ask.why"), color=ft.Colors.ON_SURFACE_VARIANT)
    people = [_person(touchline, contact, name, role) for contact, (name, role) in _known(touchline).items()]
    return section(words("booking.ask"), card(text, *people[:MOST]))


def _known(touchline: Touchline) -> dict[str, tuple[str, str]]:
    """Name and role by contact: who keeps the store room, and the coaches of my teams and of my children's."""
    me, reader = touchline.state.me, touchline.reader
    found = {contact: (name, "equipment") for contact, name in reader.store_room.keepers()}
    for team in sorted(reader.people.teams_of(me.persons)):
        coaches = (member for member in reader.teams.roster(team) if member.function == COACH)
        found |= {one.contact: (one.name, COACH) for one in coaches if one.contact not in found}
    return {contact: known for contact, known in found.items() if contact != me.contact}


def _person(touchline: Touchline, contact: str, name: str, role: str) -> ft.Control:
    """One of them; the first number or address that is known here stands beside the name."""
    words = touchline.words
    point = next((one for one in touchline.reader.contacts.points(contact) if one.kind in KINDS), None)
    reach: ft.Control | None = None
    if point is not None:
        sign, scheme, _ = KINDS[point.kind]
        label = words("contact.mail_name" if point.kind == "email" else "contact.call_name", name=name)
        go = partial(touchline.open_url, f"{scheme}{point.value}")
        reach = icon_button(ft.Icons.CALL if scheme == "tel:" else sign, label, go, color=ft.Colors.PRIMARY)
    given, _, family = name.partition(" ")
    return row(
        name,
        " · ".join(part for part in (words(f"role.{role}"), shown(point) if point is not None else "") if part),
        leading=avatar(contact, initials(given, family)),
        action=reach,
        on_click=partial(touchline.go, f"/people/{contact}"),
        key=f"ask {contact}",
    )
