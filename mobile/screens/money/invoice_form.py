"""A new invoice: for whom, what for, how much. It begins as a draft; issuing it is another decision. (feature 85)"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
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
from mobile.widgets.tap import icon_button
from mobile.widgets.theme import EDGE
from shared.domain import money
from shared.refusals import Invalid

_NUMBERS = count(1)
NOBODY: Payer | None = None
RATES = (0, 600, 1200, 2100)
"""Hundredths of a percent, as Belgian VAT has them."""


@dataclass
class Typed:
    """One line of the invoice while it is being typed."""

    texts: dict[str, str] = field(default_factory=lambda: {"description": "", "quantity": "1", "price": ""})
    rate: int = 0
    about: str = ""
    heard: Callable[[], None] = lambda: None
    """Called at each change of a text."""
    number: int = field(default_factory=lambda: next(_NUMBERS))
    """Tells it from every other line."""
    _writers: dict[str, Callable[[str], None]] = field(default_factory=dict)

    def writer(self, name: str) -> Callable[[str], None]:
        """What keeps the text of one field: the same function at each render, as fields want it."""
        return self._writers.setdefault(name, partial(self.write, name))

    def write(self, name: str, text: str) -> None:
        """Keep what was typed into one field."""
        self.texts[name] = text
        self.heard()

    @property
    def begun(self) -> bool:
        """Whether there is anything in it to lose."""
        return any(self.texts[name].strip() for name in ("description", "price"))

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
    """First the payer, then the lines; those stay when somebody else is to pay. Leaving them half typed asks first."""
    place = use_touchline().state.place
    payer, set_payer = ft.use_state(NOBODY)
    lines, set_lines = ft.use_state(lambda: (Typed(),))
    ft.use_effect(lambda: None, [], cleanup=lambda: setattr(place, "unsaved", False))

    def keep(others: tuple[Typed, ...]) -> None:
        set_lines(others)
        for line in others:
            line.heard = lambda: setattr(place, "unsaved", any(one.begun for one in others))
            line.heard()

    def choose(other: Payer) -> None:
        for line in lines:
            line.about = ""  # nobody of that family may be in this one
        keep(lines)
        set_payer(other)

    if payer is None:
        return PickPayer(choose, key="payer")
    return Lines(payer, lines, keep, partial(set_payer, None), key=payer.id)


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
def Lines(
    payer: Payer, lines: tuple[Typed, ...], keep: Callable[[tuple[Typed, ...]], None], back: Callable[[], None]
) -> ft.Control:
    """The lines of the invoice for `payer`, and the button that makes the draft of those that were begun."""
    touchline = use_touchline()
    problem, set_problem = ft.use_state("")
    _, redraw = ft.use_state(0)
    words, new_id = touchline.words, touchline.writer.new_id

    def save() -> None:
        try:
            made = [line.as_line(new_id()) for line in lines if line.begun] or [lines[0].as_line(new_id())]
        except Invalid as wrong:
            set_problem(words.invalid(str(wrong.about["field"]), str(wrong.about["reason"])))
            return
        invoice = new_id()
        wrongs = touchline.try_all(("invoice.draft", {"id": invoice, "account": payer.id, "lines": made}))
        if wrongs:
            set_problem(" ".join(wrongs.values()))
            return
        touchline.state.place.unsaved = False
        touchline.go(f"/money/{invoice}")

    def change(line: Typed, name: str, value: Any) -> None:
        setattr(line, name, value)
        redraw(lambda count: count + 1)

    head = row(payer.name, payer.people, trailing=ft.Icon(ft.Icons.EDIT_OUTLINED), on_click=back)
    people = touchline.reader.money.people_of(payer.id)
    parts = [section(words("invoice.payer"), card(head, padding=0))]
    for number, line in enumerate(lines, 1):
        rest = tuple(other for other in lines if other is not line)
        label = words("invoice.line.remove", n=number)
        away = icon_button(ft.Icons.CLOSE, label, partial(keep, rest)) if rest else None
        form = ft.Container(_line(touchline, line, people, partial(change, line)), key=f"line {line.number}")
        parts.append(section(words("invoice.line", n=number), form, action=away))
    more = ft.TextButton(words("invoice.line.add"), icon=ft.Icons.ADD, on_click=lambda _: keep((*lines, Typed())))
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
