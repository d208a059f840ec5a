"""A new invoice: for whom, what for, how much. It begins as a draft; issuing it is another decision. (feature 85)"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.money import Payer
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import big_button, card, page, section
from mobile.widgets.empty import empty
from mobile.widgets.field import field as text_field
from mobile.widgets.field import search_field
from mobile.widgets.filters import filters
from mobile.widgets.row import row
from mobile.widgets.theme import EDGE
from shared.domain import money
from shared.refusals import Invalid

NOBODY: Payer | None = None
RATES = (0, 600, 1200, 2100)
"""Hundredths of a percent, as Belgian VAT has them."""


@dataclass
class Typed:
    """One line of the invoice while it is being typed."""

    texts: dict[str, str] = field(default_factory=lambda: {"description": "", "quantity": "1", "price": ""})
    rate: int = 0
    about: str = ""
    _writers: dict[str, Callable[[str], None]] = field(default_factory=dict)

    def writer(self, name: str) -> Callable[[str], None]:
        """What keeps the text of one field: the same function at each render, as fields want it."""
        return self._writers.setdefault(name, partial(self.write, name))

    def write(self, name: str, text: str) -> None:
        """Keep what was typed into one field."""
        self.texts[name] = text

    def as_line(self, id: str) -> dict[str, Any]:
        """The line for `invoice.draft`. Raises Invalid with the field that is wrong."""
        description, quantity = self.texts["description"].strip(), self.texts["quantity"].strip()
        if not description:
            raise Invalid("description", "required")
        if not quantity.isdecimal() or int(quantity) < 1:
            raise Invalid("quantity", "not_integer")
        line = {"id": id, "description": description, "quantity": int(quantity), "vat_rate": self.rate}
        cents = money.parse_cents(self.texts["price"], "amount_cents")
        return line | {"unit_cents": cents, "about_contact": self.about or None}


@ft.component
def NewInvoice() -> ft.Control:
    """First the payer, then the lines."""
    payer, set_payer = ft.use_state(NOBODY)
    if payer is None:
        return PickPayer(set_payer, key="payer")
    return Lines(payer, partial(set_payer, None), key=payer.id)


@ft.component
def PickPayer(choose: Callable[[Payer], None]) -> ft.Control:
    """Accounts by their own name or by the people in them."""
    touchline = use_touchline()
    text, set_text = ft.use_state("")
    words = touchline.words
    found = touchline.reader.money.payers(text)
    rows: list[ft.Control] = [
        row(payer.name, payer.people, key=payer.id, on_click=partial(choose, payer)) for payer in found
    ]
    if not rows:
        rows = [empty(ft.Icons.PERSON_SEARCH, words("invoice.none.payer"), words("invoice.none.payer.why"))]
    box = search_field(words("invoice.payer.search"), ft.use_callback(set_text, []), autofocus=True)
    return ft.Column(
        [ft.Container(box, padding=ft.Padding.symmetric(horizontal=EDGE)), ft.ListView(rows, expand=True)],
        expand=True,
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@ft.component
def Lines(payer: Payer, back: Callable[[], None]) -> ft.Control:
    """The lines of the invoice for `payer`, and the button that makes the draft."""
    touchline = use_touchline()
    lines, set_lines = ft.use_state(lambda: (Typed(),))
    problem, set_problem = ft.use_state("")
    _, redraw = ft.use_state(0)
    words, new_id = touchline.words, touchline.writer.new_id

    def save() -> None:
        try:
            made = [line.as_line(new_id()) for line in lines]
        except Invalid as wrong:
            set_problem(words.invalid(str(wrong.about["field"]), str(wrong.about["reason"])))
            return
        invoice = new_id()
        wrongs = touchline.try_all(("invoice.draft", {"id": invoice, "account": payer.id, "lines": made}))
        if wrongs:
            set_problem(" ".join(wrongs.values()))
            return
        touchline.go(f"/money/{invoice}")

    def change(line: Typed, name: str, value: Any) -> None:
        setattr(line, name, value)
        redraw(lambda count: count + 1)

    head = row(payer.name, payer.people, trailing=ft.Icon(ft.Icons.EDIT_OUTLINED), on_click=back)
    people = touchline.reader.money.people_of(payer.id)
    parts = [section(words("invoice.payer"), card(head, padding=0))]
    for number, line in enumerate(lines):
        title = words("invoice.line", n=number + 1)
        parts.append(section(title, _line(touchline, line, people, partial(change, line))))
    more = ft.TextButton(words("invoice.line.add"), icon=ft.Icons.ADD, on_click=lambda _: set_lines((*lines, Typed())))
    feet: list[ft.Control] = [more]
    if problem:
        feet.append(ft.Text(problem, color=ft.Colors.ERROR, size=15))
    return page(*parts, *feet, big_button(words("invoice.draft.save"), ft.Icons.CHECK, save))


def _line(
    touchline: Touchline, line: Typed, people: tuple[tuple[str, str], ...], change: Callable[[str, Any], None]
) -> ft.Control:
    words = touchline.words
    boxes = {
        "description": {"label": words("field.description")},
        "quantity": {"label": words("field.quantity"), "keyboard_type": ft.KeyboardType.NUMBER},
        "price": {"label": words("invoice.line.price"), "keyboard_type": ft.KeyboardType.NUMBER, "prefix": "€ "},
    }
    fields = {name: text_field(line.texts[name], line.writer(name), key=name, **look) for name, look in boxes.items()}
    pair = ft.Row([ft.Container(fields["quantity"], width=110), ft.Container(fields["price"], expand=True)], spacing=12)
    rates = [(str(rate), words("invoice.vat", rate=rate // 100)) for rate in RATES]
    parts = [
        fields["description"],
        pair,
        filters(rates, str(line.rate), lambda rate: change("rate", int(rate)), edge=0),
    ]
    if people:
        whom = [("", words("invoice.line.nobody")), *people]
        parts.append(ft.Text(words("invoice.line.about"), size=13, color=ft.Colors.ON_SURFACE_VARIANT))
        parts.append(filters(whom, line.about, lambda who: change("about", who), edge=0))
    return card(*parts)
