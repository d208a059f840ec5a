"""Who somebody is as the club counts on it: corrected by the office, and by everybody else asked for. (feature 4)"""

from collections.abc import Callable, Mapping
from functools import partial

import flet as ft

from mobile.reader.contact import Contact
from mobile.reader.identity import Identity, Request
from mobile.screens.history import label, shown
from mobile.screens.people import countries
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, fact, rows_card, section
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.actions.requests import corrections
from shared.domain.calendar import numeric_date, parse_date
from shared.refusals import Invalid

TABLE = "contact_identity"
SEXES = ("f", "m", "x")


def has_identity(touchline: Touchline, contact: str) -> bool:
    """Whether there is something to see, to correct, or to ask."""
    known = touchline.reader.identities.of(contact).said
    return bool(known) or may_correct(touchline, contact) or may_ask(touchline, contact)


def may_correct(touchline: Touchline, contact: str) -> bool:
    """Whether it is my word."""
    return touchline.writer.may(f"{TABLE}.patch", id=contact, set={"profession": "x"})


def may_ask(touchline: Touchline, contact: str) -> bool:
    """Whether this is me or somebody I act for."""
    return touchline.writer.may(f"{TABLE}.ask", id="00000000", contact=contact, set={"profession": "x"})


@ft.component
def IdentityPart(view: Contact) -> ft.Control:
    """What is known; below it what I asked, or the way to ask."""
    touchline = use_replica()
    words, me = touchline.words, touchline.state.me
    editing, edit = ft.use_state(False)
    identity = touchline.reader.identities.of(view.id)
    may = may_correct(touchline, view.id)
    title = words("identity.title")
    if editing:
        return section(title, Correct(view, identity, partial(edit, False), ask=not may, key="correct identity"))
    parts: list[ft.Control] = []
    if identity.said:
        parts.append(rows_card([row(shown(touchline, TABLE, *one), label(words, one[0])) for one in identity.said]))
    elif may:
        parts.append(ft.Text(words("identity.none"), color=ft.Colors.ON_SURFACE_VARIANT))
    asked = touchline.reader.identities.asked(me.user, view.id)
    if asked is not None:
        parts.append(_waits(touchline, asked))
    elif not may and may_ask(touchline, view.id):
        ask = ft.OutlinedButton(
            words("identity.ask"), icon=ft.Icons.EDIT_NOTE, height=48, on_click=lambda _: edit(True), key="ask"
        )
        parts.append(ft.Row([ask]))
    pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("identity.edit"), partial(edit, True)) if may else None
    return section(title, *parts, action=pencil)


def _waits(touchline: Touchline, asked: Request) -> ft.Control:
    """What I asked, and the way to take it back."""
    words = touchline.words
    when = words.moment(asked.at, touchline.zone, touchline.today)
    wanted = [
        ft.Text(words("history.value", field=label(words, name), value=shown(touchline, TABLE, name, value)))
        for name, value in asked.wanted.items()
    ]
    back = ft.TextButton(
        words("identity.withdraw"), icon=ft.Icons.UNDO, height=48, on_click=lambda _: withdraw(touchline, asked.id)
    )
    return card(fact(ft.Icons.SCHEDULE, words("identity.asked", when=when)), *wanted, ft.Row([back]))


def withdraw(touchline: Touchline, id: str) -> None:
    """It need not be looked at any more."""
    if touchline.do("parked.settle", id=id, outcome="dropped").refusal is None:
        touchline.tell(touchline.words("identity.withdrawn"))


@ft.component
def Correct(view: Contact, identity: Identity, close: Callable[[], None], *, ask: bool) -> ft.Control:
    """The form: what is saved is said by the office, or with `ask` laid before it."""
    touchline = use_touchline()
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            said, _ = countries.coded(words, changes)
            fields = {name: stored(touchline, name, text) for name, text in said.items()}
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        if not ask:
            done = corrections(view.id, view.birth_year, fields)
            wishes = [(action["name"], action["args"]) for action in done]
            return touchline.try_all(*wishes, said=words("undo.saved"))
        id = touchline.writer.new_id()
        wish = (f"{TABLE}.ask", {"id": id, "contact": view.id, "set": fields})
        back = (("parked.settle", {"id": id, "outcome": "dropped"}),)
        return touchline.try_all(wish, said=words("identity.sent"), back=back)

    born = numeric_date(parse_date(identity.birth_date), words.language) if identity.birth_date else ""
    sexes = tuple((one, words(f"choice.sex.{one}")) for one in SEXES)
    entries = (
        Entry("birth_date", words("field.birth_date"), born, ft.KeyboardType.DATETIME, pick="day"),
        Entry("sex", words("field.sex"), identity.sex or "", choices=sexes),
        countries.entry(words, "nationality", identity.nationality or ""),
        Entry("profession", words("field.profession"), identity.profession or ""),
    )
    form = FieldsForm(entries, save, close)
    why = [ft.Container(ft.Text(words("identity.ask.why")), padding=ft.Padding.only(left=16, right=16, top=16))]
    return card(*(why if ask else ()), form, padding=0)


def stored(touchline: Touchline, name: str, text: str) -> str | None:
    """A typed text as the register wants it. Raises Invalid for a day that is none, or that has not come."""
    if not text.strip():
        return None
    if name != "birth_date":
        return text.strip()
    day = parse_date(text, name, today=touchline.today)
    if day > touchline.today:
        raise Invalid(name, "not_date")
    return day.isoformat()
