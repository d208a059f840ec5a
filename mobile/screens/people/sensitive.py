"""What is sensitive about a person: masked until it is tapped, and somebody else's health is opened under one's name.
(features 4 and 29)
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import flet as ft

from mobile.reader.contact import Contact
from mobile.reader.outbox import Wish
from mobile.reader.sensitive import Bank, Medical, Opening
from mobile.screens.people.numbers import NumberPart, has_numbers
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, fact, rows_card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.iban import format_iban, mask_iban

MASK = "••••••"


def sensitive_parts(touchline: Touchline, view: Contact) -> list[ft.Control]:
    """The sections of a contact's page that this person may see or fill in."""
    sensitive, parts = touchline.reader.sensitive, list[ft.Control]()
    if may_medical(touchline, view.id) or sensitive.medical(view.id) is not None:
        parts.append(MedicalPart(view.id, key="medical"))
    if may_bank(touchline, view.id) or sensitive.bank(view.id) is not None:
        parts.append(BankPart(view.id, key="bank"))
    if has_numbers(touchline, view.id):
        parts.append(NumberPart(view.id, key="number"))
    return parts


def may_medical(touchline: Touchline, contact: str) -> bool:
    """Whether I may write the medical sheet."""
    return touchline.writer.may("contact_medical.patch", id=contact, set={"note": "x"})


def may_bank(touchline: Touchline, contact: str) -> bool:
    """Whether I may write the bank account."""
    return touchline.writer.may("contact_finance.patch", id=contact, set={"account_holder": "x"})


def open_medical(touchline: Touchline, contact: str) -> bool:
    """Note that I look; False when that may not be. One's own people are looked at without a note."""
    if contact in touchline.state.me.close:
        return True
    id = touchline.writer.new_id()
    return touchline.do("contact_medical.open", id=id, contact=contact).refusal is None


@ft.component
def MedicalPart(contact: str) -> ft.Control:
    """Allergies, medication, doctor, note; below, who looked."""
    touchline = use_replica()
    words, sensitive = touchline.words, touchline.reader.sensitive
    shown, show = ft.use_state(False)
    editing, edit = ft.use_state(False)
    medical, may = sensitive.medical(contact), may_medical(touchline, contact)

    def tap() -> None:
        if shown:
            show(False)
        elif open_medical(touchline, contact):
            show(True)

    if editing:
        form = EditMedical(contact, medical or Medical(), lambda: edit(False), key="edit medical")
        return section(words("medical.title"), form)
    parts: list[ft.Control] = []
    if medical is None:
        add = words("medical.add")
        parts.append(
            ft.OutlinedButton(add, icon=ft.Icons.MEDICAL_INFORMATION_OUTLINED, height=52, on_click=lambda _: edit(True))
        )
    else:
        parts.append(
            rows_card(_medical_rows(touchline, medical, own=contact in touchline.state.me.close, shown=shown, tap=tap))
        )
    if openings := sensitive.openings(contact):
        parts.append(_looked(touchline, openings))
    pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("medical.edit"), lambda: edit(True)) if may and shown else None
    return section(words("medical.title"), *parts, action=pencil)


def _medical_rows(
    touchline: Touchline, medical: Medical, *, own: bool, shown: bool, tap: Callable[[], None]
) -> list[ft.Control]:
    words = touchline.words
    if not shown:
        lock = ft.Icon(ft.Icons.LOCK_OUTLINE, color=ft.Colors.PRIMARY)
        return [row(MASK, words("medical.tap.own" if own else "medical.tap"), leading=lock, on_click=tap, key="masked")]
    sign = ft.Icon(ft.Icons.LOCK_OPEN, color=ft.Colors.PRIMARY)
    return [
        row(
            value,
            words(f"field.{name}"),
            leading=sign if place == 0 else ft.Container(width=24),
            on_click=tap,
            key=name,
        )
        for place, (name, value) in enumerate(medical.said)
    ]


def _looked(touchline: Touchline, openings: tuple[Opening, ...]) -> ft.Control:
    words, today = touchline.words, touchline.today
    lines = [
        fact(
            ft.Icons.VISIBILITY_OUTLINED,
            words("medical.looked", who=one.who or words("history.somebody"), at=_moment(touchline, one.at, today)),
        )
        for one in openings
    ]
    return card(*lines)


def _moment(touchline: Touchline, at: int, today: object) -> str:
    return touchline.words.moment(at, touchline.zone, today)


def way_back(table: str, id: str, before: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[Wish, ...]:
    """The undo of a correction, in memory alone: what is sensitive is not kept twice on a device."""
    return (("row.undo", {"table": table, "id": id, "set": {name: before[name] for name in fields}, "still": fields}),)


@ft.component
def EditMedical(contact: str, medical: Medical, close: Callable[[], None]) -> ft.Control:
    """As the family or an owner writes it."""
    touchline = use_touchline()

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields = {name: text or None for name, text in changes.items()}
        back = way_back("contact_medical", contact, values, fields)
        wish = ("contact_medical.patch", {"id": contact, "set": fields})
        return touchline.try_all(wish, said=words("undo.saved"), back=back)

    words, values = touchline.words, vars(medical)
    entries = tuple(
        Entry(name, words(f"field.{name}"), values[name] or "", lines=1 if name == "doctor" else 2) for name in values
    )
    return card(FieldsForm(entries, save, close), padding=0)


@ft.component
def BankPart(contact: str) -> ft.Control:
    """The account by its country and last four signs; whole when it is tapped."""
    touchline = use_replica()
    words = touchline.words
    shown, show = ft.use_state(False)
    editing, edit = ft.use_state(False)
    bank, may = touchline.reader.sensitive.bank(contact), may_bank(touchline, contact)
    if editing:
        form = EditBank(contact, bank or Bank(), lambda: edit(False), key="edit bank")
        return section(words("bank.title"), form)
    if bank is None:
        button = ft.OutlinedButton(
            words("bank.add"), icon=ft.Icons.ACCOUNT_BALANCE_OUTLINED, height=52, on_click=lambda _: edit(True)
        )
        return section(words("bank.title"), button)
    said = bank if shown else replace(bank, iban=mask_iban(bank.iban) if bank.iban else None, bic=None)
    number = (format_iban(said.iban) if shown else said.iban) if said.iban else words("bank.none")
    note = " · ".join(part for part in (said.account_holder, said.bic, "" if shown else words("bank.tap")) if part)
    sign = ft.Icon(ft.Icons.LOCK_OPEN if shown else ft.Icons.LOCK_OUTLINE, color=ft.Colors.PRIMARY)
    line = row(number, note, leading=sign, on_click=lambda: show(not shown), key="iban")
    pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("bank.edit"), lambda: edit(True)) if may else None
    return section(words("bank.title"), rows_card([line]), action=pencil)


@ft.component
def EditBank(contact: str, bank: Bank, close: Callable[[], None]) -> ft.Control:
    """Number, BIC and holder."""
    touchline = use_touchline()
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields = {name: text or None for name, text in changes.items()}
        back = way_back("contact_finance", contact, vars(bank), fields)
        wish = ("contact_finance.patch", {"id": contact, "set": fields})
        return touchline.try_all(wish, said=words("undo.saved"), back=back)

    iban = format_iban(bank.iban) if bank.iban else ""
    entries = (
        Entry("iban", words("field.iban"), iban),
        Entry("bic", words("field.bic"), bank.bic or ""),
        Entry("account_holder", words("field.account_holder"), bank.account_holder or ""),
    )
    return card(FieldsForm(entries, save, close), padding=0)
