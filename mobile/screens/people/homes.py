"""Where somebody lives, corrected in place; who moves, moves with those of the same address (features 3, 5, 6, 9)."""

from collections.abc import Callable, Mapping
from functools import partial

import flet as ft

from mobile.reader.contact import TYPED, Address, Contact
from mobile.screens.people import countries
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import rows_card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.mark import mark
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.contact_point import COUNTRY

NEW = "new"
ALL, ONE = "all", "one"


def has_homes(touchline: Touchline, view: Contact) -> bool:
    """Whether there is an address to show, or may be one."""
    return bool(view.addresses) or may_add(touchline, view.id)


def may_add(touchline: Touchline, contact: str) -> bool:
    """Whether I may add an address to this contact."""
    return touchline.writer.may("contact_address.add", id="00000000", contact=contact, street="x")


@ft.component
def Homes(view: Contact) -> ft.Control:
    """One row for each address, of which one may be open for editing; a button where there is none yet."""
    touchline = use_touchline()
    words = touchline.words
    editing, set_editing = ft.use_state("")
    close = partial(set_editing, "")
    marks = touchline.reader.on_the_way.marks(touchline.now())
    rows = [
        Edit(view, home, close, key=f"edit {home.id}")
        if home.id == editing
        else _line(touchline, home, marks.of(home.id), partial(set_editing, home.id))
        for home in view.addresses
    ]
    if editing == NEW:
        rows.append(Add(view.id, close, key="add"))
    elif not view.addresses:
        add = ft.TextButton(
            words("contact.address.add"), icon=ft.Icons.ADD, height=48, on_click=lambda _: set_editing(NEW)
        )
        rows.append(ft.Container(ft.Row([add]), padding=4))
    return section(words("contact.address"), rows_card(rows))


def _line(touchline: Touchline, home: Address, state: str | None, edit: Callable[[], None]) -> ft.Control:
    pencil: ft.Control | None = None
    if touchline.writer.may("contact_address.patch", id=home.id, set={"city": "x"}):
        label = touchline.words("point.edit", value=home.street or home.place)
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, label, edit)
    sign = ft.Icon(ft.Icons.HOME_OUTLINED, color=ft.Colors.PRIMARY)
    trailing = next(iter(mark(touchline.words, state)), None)
    place = home.place
    if home.country not in ("", COUNTRY):
        place = f"{place}, {touchline.words.country(home.country)}".removeprefix(", ")
    return row(home.street, place, leading=sign, trailing=trailing, action=pencil, key=home.id)


def housemates(touchline: Touchline, view: Contact, home: Address) -> Mapping[str, str]:
    """The addresses of the families of this contact that say the same and that I may correct: name by id."""
    found: dict[str, str] = {}
    relatives = {relative.contact: relative.name for account in view.accounts for relative in account.relatives}
    for contact, name in relatives.items():
        for other in touchline.reader.contacts.addresses(contact):
            may = touchline.writer.may("contact_address.patch", id=other.id, set={"city": "x"})
            same = (other.typed, other.country or COUNTRY) == (home.typed, home.country or COUNTRY)
            if same and may:
                found[other.id] = name.partition(" ")[0]
    return found


def move(touchline: Touchline, home: Address, also: Mapping[str, str], wanted: Mapping[str, str]) -> Mapping[str, str]:
    """Correct this address and those of `also` (name by id) in one go; what is wrong by field."""
    fields = {name: text or None for name, text in wanted.items()}
    if not fields:
        return {}
    words = touchline.words
    said = words("contact.address.saved", who=", ".join(also.values())) if also else words("point.saved")
    patches = (("contact_address.patch", {"id": id, "set": fields}) for id in (home.id, *also))
    return touchline.try_all(*patches, said=said)


def _entries(touchline: Touchline, home: Address) -> tuple[Entry, ...]:
    words = touchline.words
    typed = tuple(Entry(name, words(f"field.{name}"), text) for name, text in zip(TYPED, home.typed, strict=True))
    return (*typed, countries.entry(words, "country", home.country))


@ft.component
def Edit(view: Contact, home: Address, close: Callable[[], None]) -> ft.Control:
    """The row while it is being corrected, for the whole family where it lives together."""
    touchline = use_touchline()
    words = touchline.words
    also = housemates(touchline, view, home)

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        wanted, wrong = countries.coded(words, {name: text for name, text in changes.items() if name != "whom"})
        return wrong or move(touchline, home, also if changes.get("whom", ALL) == ALL else {}, wanted)

    entries = _entries(touchline, home)
    if also:
        choices = (
            (ALL, words("contact.address.all", who=", ".join([view.given, *also.values()]))),
            (ONE, words("contact.address.one", who=view.given)),
        )
        entries = (*entries, Entry("whom", words("contact.address.whom"), ALL, choices=choices))
    return FieldsForm(entries, save, close)


@ft.component
def Add(contact: str, close: Callable[[], None]) -> ft.Control:
    """A first address."""
    touchline = use_touchline()

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        wanted, wrong = countries.coded(touchline.words, changes)
        new = {"id": touchline.writer.new_id(), "contact": contact, "country": COUNTRY}
        return wrong or touchline.try_all(("contact_address.add", {**new, **wanted}))

    return FieldsForm(_entries(touchline, Address("", "", "", None, country=COUNTRY)), save, close)
