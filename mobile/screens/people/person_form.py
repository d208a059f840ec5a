"""Who somebody is: corrected by the office and by the person, or made new (features 4, 10, 29)."""

from collections.abc import Callable, Mapping

import flet as ft

from mobile.reader.contact import Contact, Emergency
from mobile.screens.people.points import Checked
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.actions.contacts import OFFICE_FIELDS, PERSONAL_FIELDS
from shared.domain.contact_point import format_phone

NUMBERS = ("birth_year", "shirt_number")


def stored(name: str, text: str) -> str | int | None:
    """A typed text as the register wants it; what is no number stays a text, and the register says so."""
    if not text:
        return None
    return int(text) if name in NUMBERS and text.isdecimal() else text


def _entries(words: Words, names: tuple[str, ...], values: Mapping[str, object]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            name,
            words("field.shirt_number.own" if name == "shirt_number" else f"field.{name}"),
            "" if values.get(name) is None else str(values[name]),
            ft.KeyboardType.NUMBER if name in NUMBERS else ft.KeyboardType.TEXT,
        )
        for name in names
    )


@ft.component
def EditPerson(view: Contact, close: Callable[[], None]) -> ft.Control:
    """Names; the own number of who plays, for teams that give none; for the office what the club counts on, too: the
    year of birth and the member number.
    """
    touchline = use_touchline()
    values = {
        "given_name": view.given,
        "family_name": view.family,
        "birth_year": view.birth_year,
        "member_no": view.member_no,
    }
    if view.shirt is not None or any(belongs.plays for belongs in view.groups):
        values["shirt_number"] = view.shirt
    office = touchline.state.me.has("owner", "secretary")
    names = tuple(name for name in values if office or name not in OFFICE_FIELDS)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields = {name: stored(name, text) for name, text in changes.items()}
        parts = {
            "contact.patch": {name: value for name, value in fields.items() if name not in PERSONAL_FIELDS},
            "contact_personal.patch": {name: value for name, value in fields.items() if name in PERSONAL_FIELDS},
        }
        wishes = ((verb, {"id": view.id, "set": said}) for verb, said in parts.items() if said)
        return touchline.try_all(*wishes, said=touchline.words("undo.saved"))

    return card(FieldsForm(_entries(touchline.words, names, values), save, close), padding=0)


@ft.component
def EditEmergency(contact: str, emergency: Emergency, close: Callable[[], None]) -> ft.Control:
    """Whom to call, and the one line that must be known beside the field."""
    touchline = use_touchline()
    words = touchline.words
    check = ft.use_memo(lambda: Checked(touchline, "mobile"), [])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields: dict[str, str | None] = {name: text or None for name, text in changes.items()}
        if phone := changes.get("call_phone"):
            value, wrong = check(phone)
            if wrong:
                return {"call_phone": wrong["value"]}
            fields["call_phone"] = value
        return touchline.try_all(
            ("contact_emergency.patch", {"id": contact, "set": fields}), said=touchline.words("undo.saved")
        )

    phone = format_phone(emergency.phone) if emergency.phone else ""
    entries = (
        Entry("call_name", words("field.call_name"), emergency.name or ""),
        Entry("call_phone", words("field.call_phone"), phone, ft.KeyboardType.PHONE),
        Entry("alert", words("field.alert"), emergency.alert or "", lines=2),
    )
    return card(FieldsForm(entries, save, close), padding=0)


@ft.component
def NewPerson() -> ft.Control:
    """A new card: a name is enough, a number and an address may come with it."""
    touchline = use_touchline()
    words = touchline.words
    id = ft.use_memo(touchline.writer.new_id, [])
    checks = ft.use_memo(lambda: {kind: Checked(touchline, kind) for kind in ("mobile", "email")}, [])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        points: list[tuple[str, dict[str, object]]] = []
        for kind, check in checks.items():
            if changes.get(kind):
                value, wrong = check(changes[kind])
                if wrong:
                    return {kind: wrong["value"]}
                points.append(_point(touchline, id, kind, value))
        fields = {name: stored(name, text) for name, text in changes.items() if name not in checks}
        made = {"id": id, "given_name": None, "status": "active", "language": "nl", **fields}
        return touchline.try_all(("contact.create", made), *points)

    def close() -> None:
        saved = touchline.reader.people.person(id) is not None
        touchline.go(f"/people/{id}" if saved else "/people")

    entries = (
        *_entries(words, ("given_name", "family_name", "birth_year"), {}),
        Entry("mobile", words("point.mobile"), "", ft.KeyboardType.PHONE),
        Entry("email", words("point.email"), "", ft.KeyboardType.EMAIL),
    )
    return card(FieldsForm(entries, save, close), padding=0)


def _point(touchline: Touchline, contact: str, kind: str, value: str) -> tuple[str, dict[str, object]]:
    new = {"id": touchline.writer.new_id(), "contact": contact, "kind": kind, "value": value}
    return "contact_point.add", {**new, "label": None, "is_primary": 1}
