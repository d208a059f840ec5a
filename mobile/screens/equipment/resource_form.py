"""What a thing is: described, corrected, or added to the list. (feature 87)"""

from collections.abc import Callable, Iterable, Mapping

import flet as ft

from mobile.reader.equipment import Resource
from mobile.screens.equipment.hand_over import CONDITIONS
from mobile.screens.scan.scanning import PLACES
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, fact
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.calendar import parse_date
from shared.refusals import Invalid

FIELDS = (
    "name",
    "kind",
    "quantity",
    "category",
    "tag_no",
    "serial",
    "condition",
    "home_location",
    "next_audit_on",
    "note",
)
NEW = ("name", "kind", "quantity", "category", "tag_no", "serial", "home_location")
KINDS = ("single", "quantity", "kit", "location")
COUNTED = ("kind", "quantity")
"""How many there are is asked of what is counted alone."""


def stored(changes: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str | int | None]:
    """Typed texts, over the `values` that stood there, as the register wants them. Raises Invalid for a date that is
    none, and for what is counted without a count: none of it could be handed out.
    """
    stands = {**values, **changes}
    if stands["kind"] == "quantity" and not stands.get("quantity"):
        raise Invalid("quantity", "required")
    fields: dict[str, str | int | None] = {name: text or None for name, text in changes.items()}
    if changes.get("quantity", "").isdecimal():
        fields["quantity"] = int(changes["quantity"])
    if day := changes.get("next_audit_on"):
        fields["next_audit_on"] = parse_date(day, "next_audit_on").isoformat()
    return fields


def _beside(touchline: Touchline, problem: Invalid) -> dict[str, str]:
    """What is wrong, at its field."""
    return {str(problem.about["field"]): touchline.words(f"invalid.{problem.about['reason']}")}


def kinds_of(touchline: Touchline, thing: Resource) -> tuple[str, ...]:
    """What kind of thing this may become: none other while somebody has it, or has some of what is counted kept for
    them; and what things lie in stays something that things can lie in.
    """
    item, room = thing.item, touchline.reader.store_room
    if item.holder is not None or item.disputed or (item.counted and room.bookings(item.id, touchline.now())):
        return (thing.kind,)
    return PLACES if thing.kind in PLACES and room.contents(item.id) else KINDS


def _entries(
    touchline: Touchline, names: tuple[str, ...], values: Mapping[str, str], **choices: Iterable[str]
) -> tuple[Entry, ...]:
    words = touchline.words
    categories = touchline.reader.equipment.categories()
    keyboards = {"quantity": ft.KeyboardType.NUMBER, "next_audit_on": ft.KeyboardType.DATETIME}
    return tuple(
        Entry(
            name,
            words(f"field.{name}"),
            values.get(name, ""),
            keyboards.get(name, ft.KeyboardType.TEXT),
            lines=3 if name == "note" else 1,
            choices=tuple((one, _said(words, name, one)) for one in choices.get(name, ())),
            quick=tuple((one, one) for one in categories) if name == "category" else (),
            pick="day" if name == "next_audit_on" else "",
            beside=COUNTED if name == "quantity" and "kind" in names else (),
        )
        for name in names
    )


def _said(words: Words, name: str, value: str) -> str:
    """The word of a kind or a condition; what somebody wrote in their own words stays as it is."""
    key = f"resource.kind.{value}" if name == "kind" else f"condition.{value}"
    return words(key) if words.has(key) else value


def _shown_day(day: str | None) -> str:
    """A stored day as people here type it."""
    return "/".join(reversed(day.split("-"))) if day else ""


@ft.component
def EditResource(thing: Resource, close: Callable[[], None]) -> ft.Control:
    """Everything about it that is not a fact of custody."""
    touchline = use_touchline()
    values = {
        "name": thing.item.name,
        "kind": thing.kind,
        "condition": thing.condition or "",
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
            fields = stored(changes, values)
        except Invalid as problem:
            return _beside(touchline, problem)
        change = {"id": thing.item.id, "set": fields}
        return touchline.try_all(("resource.patch", change), said=touchline.words("undo.saved"))

    kinds = kinds_of(touchline, thing)
    counted = len(kinds) > 1 or thing.kind in COUNTED or values["quantity"]
    left_out = {"kind": len(kinds) < 2, "quantity": not counted}
    names = tuple(name for name in FIELDS if not left_out.get(name))
    conditions = dict.fromkeys((*CONDITIONS, *([thing.condition] if thing.condition else [])))
    entries = _entries(touchline, names, values, kind=kinds, condition=conditions)
    return card(FieldsForm(entries, save, close, extra=_archive(touchline, thing, close)), padding=0)


def _archive(touchline: Touchline, thing: Resource, close: Callable[[], None]) -> ft.Control | None:
    """Off the list, with all that is known of it; what somebody has still has to come back first."""
    if thing.archived or thing.item.holder is not None:
        return None

    def press(_: object) -> None:
        touchline.state.place.unsaved = False
        if archive(touchline, thing, on=True):
            close()

    return ft.TextButton(touchline.words("equipment.archive"), height=48, on_click=press)


def archive(touchline: Touchline, thing: Resource, *, on: bool) -> bool:
    """Put it among what is archived or bring it back, with a way to undo; False when it was refused, which is said."""
    words, change = touchline.words, {"id": thing.item.id, "set": {"status": "archived" if on else "active"}}
    done = touchline.do("resource.patch", **change)
    if done.refusal is None:
        said = words("equipment.archive.done" if on else "equipment.unarchive.done", what=thing.item.name)
        touchline.offer_undo(done.changeset, said)
    return done.refusal is None


def archived(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """Of what is archived that it is, and the way back for who may."""
    if not thing.archived:
        return []
    words = touchline.words
    rows: list[ft.Control] = [fact(ft.Icons.INVENTORY_OUTLINED, words("equipment.archived.why"))]
    if touchline.writer.may("resource.patch", id=thing.item.id, set={"status": "active"}):
        text = words("equipment.unarchive")
        back = ft.OutlinedButton(text, icon=ft.Icons.UNARCHIVE_OUTLINED, height=48)
        back.on_click = lambda _: archive(touchline, thing, on=False)
        rows.append(back)
    return [card(*rows)]


@ft.component
def NewResource() -> ft.Control:
    """A name is enough, and a count for what is counted."""
    touchline = use_touchline()
    new = ft.use_memo(touchline.writer.new_id, [])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            made = {"id": new, "name": None, "kind": "single", **stored(changes, {"kind": "single"})}
        except Invalid as problem:
            return _beside(touchline, problem)
        return touchline.try_all(("resource.create", made))

    def close() -> None:
        saved = touchline.reader.equipment.item(new) is not None
        touchline.go(f"/equipment/{new}" if saved else "/equipment")

    return card(FieldsForm(_entries(touchline, NEW, {"kind": "single"}, kind=KINDS), save, close), padding=0)
