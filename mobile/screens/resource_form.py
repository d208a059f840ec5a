"""What a thing is: described, corrected, or added to the list. (feature 87)"""

from collections.abc import Callable, Mapping

import flet as ft

from mobile.reader.equipment import Resource
from mobile.touchline import use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.calendar import parse_date
from shared.refusals import Invalid

FIELDS = ("name", "category", "tag_no", "serial", "quantity", "home_location", "next_audit_on", "note")
NEW = ("name", "kind", "category", "tag_no", "serial", "quantity", "home_location")
KINDS = ("single", "quantity", "kit", "location")
COUNTED = ("kind", "quantity")
"""How many there are is asked of what is counted alone."""


def stored(changes: Mapping[str, str]) -> dict[str, str | int | None]:
    """Typed texts as the register wants them. Raises Invalid for a date that is none."""
    fields: dict[str, str | int | None] = {name: text or None for name, text in changes.items()}
    if changes.get("quantity", "").isdecimal():
        fields["quantity"] = int(changes["quantity"])
    if day := changes.get("next_audit_on"):
        fields["next_audit_on"] = parse_date(day, "next_audit_on").isoformat()
    return fields


def _entries(words: Words, names: tuple[str, ...], values: Mapping[str, str]) -> tuple[Entry, ...]:
    keyboards = {"quantity": ft.KeyboardType.NUMBER, "next_audit_on": ft.KeyboardType.DATETIME}
    return tuple(
        Entry(
            name,
            words(f"field.{name}"),
            values.get(name, ""),
            keyboards.get(name, ft.KeyboardType.TEXT),
            lines=3 if name == "note" else 1,
            choices=tuple((kind, words(f"resource.kind.{kind}")) for kind in KINDS) if name == "kind" else (),
            pick="day" if name == "next_audit_on" else "",
            beside=COUNTED if name == "quantity" and "kind" in names else (),
        )
        for name in names
    )


def _shown_day(day: str | None) -> str:
    """A stored day as people here type it."""
    return "/".join(reversed(day.split("-"))) if day else ""


@ft.component
def EditResource(thing: Resource, close: Callable[[], None]) -> ft.Control:
    """Everything about it that is not a fact of custody."""
    touchline = use_touchline()
    values = {
        "name": thing.item.name,
        "category": thing.item.category or "",
        "tag_no": thing.item.tag_no or "",
        "serial": thing.serial or "",
        "quantity": "" if thing.quantity is None else str(thing.quantity),
        "home_location": thing.home or "",
        "next_audit_on": _shown_day(thing.next_audit_on),
        "note": thing.note or "",
    }

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            fields = stored(changes)
        except Invalid as problem:
            return {str(problem.about["field"]): touchline.words(f"invalid.{problem.about['reason']}")}
        return touchline.try_all(
            ("resource.patch", {"id": thing.item.id, "set": fields}), said=touchline.words("undo.saved")
        )

    counted = thing.kind in COUNTED or values["quantity"]
    names = tuple(name for name in FIELDS if name != "quantity" or counted)
    return card(FieldsForm(_entries(touchline.words, names, values), save, close), padding=0)


@ft.component
def NewResource() -> ft.Control:
    """A name is enough."""
    touchline = use_touchline()
    new = ft.use_memo(touchline.writer.new_id, [])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        made = {"id": new, "name": None, "kind": "single", **stored(changes)}
        return touchline.try_all(("resource.create", made))

    def close() -> None:
        saved = touchline.reader.equipment.item(new) is not None
        touchline.go(f"/equipment/{new}" if saved else "/equipment")

    return card(FieldsForm(_entries(touchline.words, NEW, {"kind": "single"}), save, close), padding=0)
