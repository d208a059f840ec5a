"""Parts of a thing's page: what lies in it, who has how many, what is the matter with it, what it cost."""

from collections.abc import Callable, Mapping
from functools import partial

import flet as ft

from mobile.reader.equipment import Resource
from mobile.screens.equipment.kit import Contents, belongs
from mobile.screens.equipment.resources import may_audit, thing_row
from mobile.screens.scan.audit_reports import Reports, again
from mobile.screens.scan.scanning import PLACES
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.detail import detail
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.calendar import parse_date
from shared.domain.money import decimal_text, parse_cents
from shared.refusals import Invalid

SHOWN = 40
Close = Callable[[], None]


def shares(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """Of what is counted: how many are in, and who has the others."""
    words, item = touchline.words, thing.item
    if not item.counted:
        return []
    rows = [row(words("equipment.left", n=words.number(item.left)), leading=ft.Icon(ft.Icons.INVENTORY_2_OUTLINED))]
    for name, count in [(item.holder, item.quantity or 1)] if item.whole else thing.shares:
        who = name or words("equipment.somebody")
        rows.append(row(who, words.number(count), leading=ft.Icon(ft.Icons.ARROW_OUTWARD)))
    return [section(words("equipment.shares"), rows_card(rows))]


def inside(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """When to look at it again; of a part, to which box it belongs; of a place or a box: going through it, what was
    found each time, and what should lie in it.
    """
    words, id = touchline.words, thing.item.id
    part = [*again(touchline, thing), *belongs(touchline, thing)]
    if thing.kind not in PLACES:
        return part
    parts: list[ft.Control] = []
    if may_audit(touchline):
        text, icon = words("audit.begin"), ft.Icons.FACT_CHECK_OUTLINED
        go = partial(touchline.go, f"/scan?audit={id}")
        parts.append(ft.FilledTonalButton(text, icon=icon, height=52, on_click=lambda _: go()))
    room = touchline.reader.store_room
    if room.audits(id, limit=1):
        parts.append(Reports(id, key="reports"))
    items = room.contents(id) if thing.kind == "kit" else room.expected(id)
    if not items and not parts:  # a bag in which nothing has a place of its own is no riddle for who borrows it
        return part
    if thing.kind == "kit":
        return [*part, *parts, Contents(thing, key="contents")]
    rows = [thing_row(touchline, item) for item in items[:SHOWN]]
    here = rows_card(rows) if rows else card(ft.Text(words("equipment.inside.none")))
    return [*part, *parts, section(words("equipment.inside", n=words.number(len(items))), here)]


@ft.component
def ValuePart(id: str) -> ft.Control:
    """What it cost and where it came from, for the few who may see it."""
    touchline = use_replica()
    words = touchline.words
    editing, edit = ft.use_state(False)
    may = touchline.writer.may("resource_value.patch", id=id, set={"supplier": "x"})
    value = touchline.reader.store_room.value(id)
    if not may:
        return ft.Container()
    if editing:
        return section(words("value.title"), EditValue(id, partial(edit, False), key="value"))
    cents, supplier, day, insured = value or (None, None, None, False)
    known = (
        ("field.price_cents", None if cents is None else words.money(cents)),
        ("field.supplier", supplier),
        ("field.bought_on", words.iso_day(day)),
        ("field.insured", words("history.yes") if insured else None),
    )
    rows = [detail(words(key), text) for key, text in known if text]
    if not rows:
        rows = [ft.Text(words("value.none"), color=ft.Colors.ON_SURFACE_VARIANT)]
    pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("value.edit"), partial(edit, True))
    return section(words("value.title"), card(*rows), action=pencil)


@ft.component
def EditValue(id: str, close: Close) -> ft.Control:
    """Price as it is typed, supplier, day, insured or not."""
    touchline = use_touchline()
    words = touchline.words
    cents, supplier, day, insured = touchline.reader.store_room.value(id) or (None, None, None, False)
    answers = (("1", words("history.yes")), ("0", words("history.no")))
    entries = (
        Entry("price_cents", words("field.price_cents"), "" if cents is None else decimal_text(cents)),
        Entry("supplier", words("field.supplier"), supplier or ""),
        Entry("bought_on", words("field.bought_on"), "/".join(reversed(day.split("-"))) if day else "", pick="day"),
        Entry("insured", words("field.insured"), "1" if insured else "0", choices=answers),
    )

    def save(texts: Mapping[str, str]) -> Mapping[str, str]:
        try:
            fields = valued(texts)
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        return touchline.try_all(("resource_value.patch", {"id": id, "set": fields}), said=words("undo.saved"))

    return card(FieldsForm(entries, save, close), padding=0)


def valued(texts: Mapping[str, str]) -> dict[str, str | int | None]:
    """Typed texts as the register wants them. Raises Invalid with the field."""
    fields: dict[str, str | int | None] = {name: text or None for name, text in texts.items()}
    if price := texts.get("price_cents"):
        fields["price_cents"] = parse_cents(price, "price_cents")
    if day := texts.get("bought_on"):
        fields["bought_on"] = parse_date(day, "bought_on").isoformat()
    if "insured" in texts:
        fields["insured"] = int(texts["insured"])
    return fields
