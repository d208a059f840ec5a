"""Who comes along once and is no contact: a trial player, written down, marked, and made a contact when they stay."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.agenda import Visitor
from mobile.screens.equipment.custody import asking
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import rows_card, section
from mobile.widgets.choice import Option, choice
from mobile.widgets.field import field
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.tap import icon_button

MARKS = (
    ("present", ft.Icons.CHECK, ft.Colors.PRIMARY, ft.Colors.ON_PRIMARY),
    ("absent", ft.Icons.CLOSE, ft.Colors.ERROR, ft.Colors.ON_ERROR),
)
MINE = ft.CrossAxisAlignment.STRETCH


@ft.component
def Visitors(activity: str) -> ft.Control:
    """Those of one activity, for who keeps its list; nothing where there are none."""
    touchline = use_replica()
    words = touchline.words
    opened, open_ = ft.use_state("")
    found = touchline.reader.agenda.visitors(activity)
    chosen = next((one for one in found if one.id == opened), None)
    close = partial(open_, "")
    ft.use_dialog(None if chosen is None else _ask(touchline, activity, chosen, close))
    if not found:
        return ft.Container()
    return section(words("visitors.title"), rows_card([_line(touchline, one, open_) for one in found]))


def _ask(touchline: Touchline, activity: str, one: Visitor, close: Callable[[], None]) -> ft.AlertDialog:
    form = partial(EditVisitor, activity, one, close, key=one.id)
    return asking(touchline, one.name, form, close, scrolls=True)


def _line(touchline: Touchline, one: Visitor, open_: Callable[[Any], None]) -> ft.Control:
    """Who, a parent's number one tap away, and two big buttons."""
    words = touchline.words
    options = [Option(value, words(f"attendance.{value}"), icon, *colours) for value, icon, *colours in MARKS]

    def mark(value: str) -> None:
        said = {"confirmed": None if one.confirmed == value else value}
        touchline.do("activity_visitor.patch", id=one.id, set=said)

    below = ft.Text(one.phone or words("visitors.no_phone"), size=13, color=ft.Colors.ON_SURFACE_VARIANT)
    who = ft.Column([ft.Text(one.name, size=16, weight=ft.FontWeight.W_600), below], spacing=1, tight=True, expand=True)
    parts: list[ft.Control] = [who]
    if one.phone:
        call = partial(touchline.open_url, f"tel:{one.phone}")
        parts.append(icon_button(ft.Icons.CALL, words("visitors.call", name=one.name), call, color=ft.Colors.PRIMARY))
    parts.append(icon_button(ft.Icons.EDIT_OUTLINED, words("visitors.edit", name=one.name), partial(open_, one.id)))
    parts.append(choice(options, one.confirmed, mark, label=one.name, compact=True))
    line = ft.Row(parts, spacing=2)
    return ft.Container(line, padding=ft.Padding.only(left=12, right=10, top=7, bottom=7), key=one.id)


def _entries(touchline: Touchline, name: str, phone: str) -> tuple[Entry, ...]:
    words = touchline.words
    return (
        Entry("name", words("field.name"), name),
        Entry("phone", words("visitors.phone"), phone, keyboard=ft.KeyboardType.PHONE),
    )


@ft.component
def NewVisitor(activity: str, name: str, close: Callable[[], None]) -> ft.Control:
    """A name, as it was looked for; a parent's number, and onto the list."""
    touchline = use_touchline()
    words = touchline.words
    wrong, say = ft.use_state("")
    typed: Any = ft.use_ref("")
    keep = ft.use_callback(lambda text: setattr(typed, "current", text), [])

    def save(_: object) -> None:
        said = {"name": name, "phone": (typed.current or "").strip() or None}
        wish = {"id": touchline.writer.new_id(), "activity": activity, **said}
        problems = touchline.try_all(("activity_visitor.add", wish))
        if problems:
            say(next(iter(problems.values())))
        else:
            close()

    rows: list[ft.Control] = [
        ft.Text(name, size=17, weight=ft.FontWeight.W_600),
        ft.Text(words("visitors.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        field("", keep, label=words("visitors.phone"), keyboard_type=ft.KeyboardType.PHONE, error=wrong or None),
        ft.FilledButton(words("visitors.save"), height=52, on_click=save),
    ]
    return ft.Column(rows, spacing=12, tight=True, horizontal_alignment=MINE)


@ft.component
def EditVisitor(activity: str, one: Visitor, close: Callable[[], None]) -> ft.Control:
    """Corrected, taken off the list, or made a contact by who may make one."""
    touchline = use_touchline()
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        said = {name: text or None for name, text in changes.items()}
        return touchline.try_all(("activity_visitor.patch", {"id": one.id, "set": said}))

    def drop() -> None:
        close()
        if touchline.do("activity_visitor.drop", id=one.id).refusal is None:
            touchline.tell(words("visitors.dropped", name=one.name), words("undo"), again)

    def again() -> None:
        """The same words in a line of their own: what was deleted keeps its id."""
        new = touchline.writer.new_id()
        wish = {"id": new, "activity": activity, "name": one.name, "phone": one.phone}
        marked = [("activity_visitor.patch", {"id": new, "set": {"confirmed": one.confirmed}})] if one.confirmed else []
        touchline.do_all(("activity_visitor.add", wish), *marked)

    def enrol() -> None:
        close()
        contact = touchline.writer.new_id()
        if touchline.do_all(*_as_contact(touchline, activity, one, contact)).refusal is None:
            touchline.tell(words("visitors.enrolled", name=one.name), words("visitors.open"), lambda: _go(contact))

    def _go(contact: str) -> None:
        touchline.go(f"/people/{contact}")

    off = ft.TextButton(
        words("visitors.drop"), icon=ft.Icons.PERSON_REMOVE_OUTLINED, height=48, on_click=lambda _: drop()
    )
    if touchline.writer.may("contact.create", id="0" * 8, given_name="-"):
        label = words("visitors.enrol")
        stays: ft.Control = ft.FilledTonalButton(
            label, icon=ft.Icons.PERSON_ADD_ALT_1, height=48, on_click=lambda _: enrol()
        )
    else:
        stays = ft.Text(words("visitors.ask_office"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    form = FieldsForm(_entries(touchline, one.name, one.phone or ""), save, close)
    return ft.Column([stays, form, off], tight=True, horizontal_alignment=MINE)


def _as_contact(touchline: Touchline, activity: str, one: Visitor, contact: str) -> list[tuple[str, dict[str, Any]]]:
    """The wishes that make a contact of them: with the number, and with what was marked."""
    given, _, family = one.name.strip().partition(" ")
    who = {"activity": activity, "contact": contact}
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("contact.create", {"id": contact, "given_name": given, "family_name": family.strip() or None}),
        ("attendance.guest", {**who, "on": 1}),
        ("activity_visitor.drop", {"id": one.id}),
    ]
    if one.phone:
        label = touchline.words("visitors.parent")
        point = {"id": touchline.writer.new_id(), "contact": contact, "kind": "mobile", "value": one.phone}
        wishes.append(("contact_point.add", {**point, "label": label}))
    if one.confirmed:
        wishes.append(("attendance.confirm", {**who, "confirmed": one.confirmed, "reason": None}))
    return wishes
