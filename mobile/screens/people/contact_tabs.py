"""What stands in the tabs of a contact's page."""

from collections.abc import Callable, Collection
from functools import partial

import flet as ft

from mobile.reader.contact import Bill, Contact, Emergency, Relative
from mobile.screens.media import MediaList, has_media
from mobile.screens.people.homes import Homes, has_homes
from mobile.screens.people.identity import IdentityPart, has_identity
from mobile.screens.people.parents import function_of, parents_of
from mobile.screens.people.person_form import EditEmergency, EditPerson
from mobile.screens.people.points import Points, may_add
from mobile.screens.people.privacy import PrivacyPart, has_privacy
from mobile.screens.people.sensitive import sensitive_parts
from mobile.screens.security.devices import devices_of
from mobile.screens.teams.injury import InjuryPart, has_injuries
from mobile.touchline import Touchline
from mobile.widgets.avatar import avatar
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.attendance import PLAYER
from shared.domain.contact import initials
from shared.domain.contact_point import format_phone


def info_tab(touchline: Touchline, view: Contact, editing: str, edit: Callable[[str], None]) -> list[ft.Control]:
    """How to reach somebody, whom to call, where they live; for a player also the family."""
    words, marks = touchline.words, touchline.reader.on_the_way.marks(touchline.now())
    parts: list[ft.Control] = []
    close = partial(edit, "")
    if editing == "person":
        parts.append(EditPerson(view, close, key="person"))
    if editing == "emergency":
        form = EditEmergency(view.id, view.emergency or Emergency(None, None, None), close, key="emergency")
        parts.append(section(words("contact.emergency"), form))
    elif emergency := _emergency(touchline, view, partial(edit, "emergency")):
        parts.append(emergency)
    through = parents_of(touchline, view)
    if view.points or through or may_add(touchline, view.id):
        states = tuple((point.id, marks.of(point.id)) for point in view.points)
        parts.append(section(words("contact.reach"), Points(view.id, view.points, states, through)))
    if "contact_point" in touchline.reader.outbox.lapsed():
        parts.append(empty(ft.Icons.LOCK_CLOCK, words("lease.contact_point"), words("lease.how")))
    parts += family_cards(touchline, view, {parent.contact for parent in through})
    if has_homes(touchline, view):
        parts.append(Homes(view, key="homes"))
    if has_injuries(touchline, view.id) and any(belongs.function == PLAYER for belongs in view.groups):
        parts.append(InjuryPart(view.id, key="injuries"))
    parts += sensitive_parts(touchline, view)
    parts += _facts(touchline, view)
    parts += devices_of(touchline, view.id)
    parts += _kept(touchline, view)
    if not parts:
        parts.append(empty(ft.Icons.LOCK_OUTLINE, words("contact.nothing"), words("contact.nothing.why")))
    return parts


def _kept(touchline: Touchline, view: Contact) -> list[ft.Control]:
    """Photos and papers; what was agreed to, and what is to be done about all that is kept."""
    parts: list[ft.Control] = []
    if has_media(touchline, "contact", view.id):
        parts.append(MediaList("contact", view.id, view.photo, key="media"))
    if has_privacy(touchline, view.id):
        parts.append(PrivacyPart(view.id, view.name, key="privacy"))
    return parts


def _emergency(touchline: Touchline, view: Contact, edit: Callable[[], None]) -> ft.Control | None:
    """The card as it is; where it may be filled in and is not, a button that says so."""
    words = touchline.words
    may = touchline.writer.may("contact_emergency.patch", id=view.id, set={"alert": "x"})
    if view.emergency is not None:
        return emergency_card(touchline, view.emergency, edit if may else None)
    if not may or not any(belongs.function == PLAYER for belongs in view.groups):
        return None
    return ft.OutlinedButton(
        words("contact.emergency.add"), icon=ft.Icons.EMERGENCY_OUTLINED, height=52, on_click=lambda _: edit()
    )


def emergency_card(touchline: Touchline, emergency: Emergency, edit: Callable[[], None] | None = None) -> ft.Control:
    """In red, first on the page: the alert line, and one button that calls."""
    words, ink = touchline.words, ft.Colors.ON_ERROR_CONTAINER
    pencil = [icon_button(ft.Icons.EDIT_OUTLINED, words("contact.emergency.edit"), edit, color=ink)] if edit else []
    rows: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ft.Icons.EMERGENCY_OUTLINED, size=20, color=ink),
                ft.Text(words("contact.emergency"), weight=ft.FontWeight.W_600, color=ink, expand=True),
                *pencil,
            ],
            spacing=8,
        )
    ]
    if emergency.alert:
        rows.append(ft.Text(emergency.alert, size=17, color=ft.Colors.ON_ERROR_CONTAINER))
    if emergency.phone:
        label = f"{emergency.name or ''} {format_phone(emergency.phone)}".strip()
        rows.append(
            ft.FilledButton(
                label,
                icon=ft.Icons.CALL,
                height=52,
                bgcolor=ft.Colors.ERROR,
                color=ft.Colors.ON_ERROR,
                on_click=lambda _: touchline.open_url(f"tel:{emergency.phone}"),
            )
        )
    return card(*rows, tone=ft.Colors.ERROR_CONTAINER)


def family_cards(touchline: Touchline, view: Contact, named: Collection[str]) -> list[ft.Control]:
    """Each family or company with who else is in it (features 49, 50). The numbers of those who were `named` stand
    above already."""
    return [
        section(
            account.name,
            rows_card([_relative(touchline, one, call=one.contact not in named) for one in account.relatives]),
        )
        for account in view.accounts
        if account.relatives
    ]


def _relative(touchline: Touchline, relative: Relative, *, call: bool) -> ft.Control:
    words = touchline.words
    phone = relative.phones[0] if relative.phones and call else None
    note = " · ".join(part for part in (function_of(touchline, relative), format_phone(phone) if phone else "") if part)
    given, _, family = relative.name.partition(" ")
    button = icon_button(
        ft.Icons.CALL,
        words("contact.call_name", name=relative.name),
        lambda: touchline.open_url(f"tel:{phone}"),
        color=ft.Colors.PRIMARY,
    )
    return row(
        relative.name,
        note,
        leading=avatar(relative.contact, initials(given, family)),
        action=button if phone else None,
        on_click=lambda: touchline.go(f"/people/{relative.contact}"),
        key=relative.contact,
    )


def _facts(touchline: Touchline, view: Contact) -> list[ft.Control]:
    """Who they are as the club counts on it."""
    words, parts = touchline.words, list[ft.Control]()
    if has_identity(touchline, view.id):
        parts.append(IdentityPart(view, key="identity"))
    if view.member_no:
        parts.append(section(words("contact.facts"), rows_card([row(view.member_no, words("contact.member_no"))])))
    return parts


def money_tab(touchline: Touchline, bills: tuple[Bill, ...]) -> list[ft.Control]:
    """Invoices of the contact's accounts, with what is open (feature 84)."""
    words = touchline.words
    today = touchline.today.isoformat()
    rows = []
    for bill in bills:
        late = bill.is_open and bill.due_on is not None and bill.due_on < today
        if not bill.is_open:
            state = pill(words("bill.paid"), ft.Icons.CHECK, "good")
        elif late:
            state = pill(words("bill.late"), ft.Icons.WARNING_AMBER, "error")
        else:
            state = pill(words("bill.open"), ft.Icons.SCHEDULE, "waiting")
        note = words("bill.note", number=bill.number, day=words.iso_day(bill.due_on or bill.issued_on))
        amount = words.money(bill.open_cents if bill.is_open else bill.total_cents)
        rows.append(
            row(
                bill.number if bill.bare else amount,
                words("bill.due", day=words.iso_day(bill.due_on or bill.issued_on)) if bill.bare else note,
                trailing=state,
                on_click=partial(touchline.go, f"/money/{bill.id}"),
            )
        )
    return [rows_card(rows)]
