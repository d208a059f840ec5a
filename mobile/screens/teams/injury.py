"""Injuries: noted with one tap at the field, mended and ended on the person's page; the words behind it are opened
under one's name, as the medical sheet is.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

import flet as ft

from mobile.reader.injuries import Injury
from mobile.screens.equipment.custody import asking
from mobile.screens.people.sensitive import MASK, open_medical, way_back
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, rows_card, section
from mobile.widgets.field import field
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.filters import few
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.calendar import numeric_date, parse_date
from shared.refusals import Invalid

WEEKS = (1, 2, 4, 0)
"""How long it may last, as buttons; nobody knows: 0."""


def lasts(touchline: Touchline, injury: Injury) -> str:
    """Until when, as far as somebody knows."""
    words = touchline.words
    if injury.to_on is None:
        return words("injury.now")
    return words("injury.until", day=words.iso_day(injury.to_on))


def has_injuries(touchline: Touchline, contact: str) -> bool:
    """Whether something of it is here, or mine to write."""
    return bool(touchline.reader.injuries.of(contact)) or may_note(touchline, contact)


def may_note(touchline: Touchline, contact: str) -> bool:
    """Whether I may say that this person cannot play."""
    return touchline.writer.may("injury.note", id="00000000", contact=contact, from_on="2026-01-01")


def ask_injury(touchline: Touchline, contact: str, done: Callable[[], None]) -> ft.AlertDialog:
    """The question over the page: from today on, for how long."""
    name = touchline.reader.teams.names([contact]).get(contact, "")
    title = touchline.words("injury.note_of", name=name)
    return asking(touchline, title, NoteForm(contact, done, key=contact), done)


@ft.component
def NoteForm(contact: str, done: Callable[[], None]) -> ft.Control:
    """How long with one tap, a word with it if one likes."""
    touchline = use_touchline()
    words = touchline.words
    weeks, set_weeks = ft.use_state("2")
    typed = ft.use_ref("")
    keep = ft.use_callback(lambda text: setattr(typed, "current", text), [])
    choices = [(str(n), words.plural("injury.weeks", n) if n else words("injury.unknown")) for n in WEEKS]

    def save(_: object) -> None:
        first = touchline.today
        last = (first + timedelta(weeks=int(weeks))).isoformat() if weeks != "0" else None
        args = {"id": touchline.writer.new_id(), "contact": contact, "from_on": first.isoformat(), "to_on": last}
        if touchline.do("injury.note", **args, note=(typed.current or "").strip() or None).refusal is None:
            done()

    rows = [
        few(choices, weeks, set_weeks),
        field("", keep, label=words("field.note")),
        ft.Text(words("injury.who"), size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        ft.FilledButton(words("injury.note"), icon=ft.Icons.HEALING, height=56, on_click=save),
    ]
    return ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@ft.component
def InjuryPart(contact: str) -> ft.Control:
    """On the person's page: what there is and was, and what may be mended."""
    touchline = use_replica()
    words = touchline.words
    shown, show = ft.use_state(False)
    editing, edit = ft.use_state("")
    asked, ask = ft.use_state("")
    done = partial(ask, "")
    ft.use_dialog(ask_injury(touchline, contact, done) if asked else None)
    injuries, may = touchline.reader.injuries.of(contact), may_note(touchline, contact)

    def tap() -> None:
        if shown:
            show(False)
        elif open_medical(touchline, contact):
            show(True)

    close = partial(edit, "")
    parts: list[ft.Control] = [
        card(EditInjury(contact, one, close, key=one.id), padding=0) for one in injuries if one.id == editing
    ]
    rows = [
        # Whoever mends a word reads it: where there is one, it is opened first.
        _row(touchline, one, shown, tap, edit if may and (shown or one.note is None) else None)
        for one in injuries
        if one.id != editing
    ]
    if rows:
        parts.append(rows_card(rows))
    if may:
        add = ft.OutlinedButton(words("injury.note"), icon=ft.Icons.HEALING, height=52, on_click=lambda _: ask(contact))
        parts.append(add)
    return section(words("injury.title"), *parts)


def _row(
    touchline: Touchline, one: Injury, shown: bool, tap: Callable[[], None], edit: Callable[[str], None] | None
) -> ft.Control:
    words = touchline.words
    until = words.iso_day(one.to_on) if one.to_on else words("injury.open")
    text = words("injury.period", first=words.iso_day(one.from_on), last=until)
    over = not one.counts_on(touchline.today) and one.from_on <= touchline.today.isoformat()
    icon = ft.Icon(ft.Icons.HEALING, color=ft.Colors.OUTLINE if over else ft.Colors.ERROR)
    note = None if one.note is None else one.note if shown else f"{MASK} {words('injury.tap')}"
    pencil = None
    if edit is not None:
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, words("injury.edit"), partial(edit, one.id))
    return row(text, note, leading=icon, action=pencil, on_click=tap if one.note else None, key=one.id)


@ft.component
def EditInjury(contact: str, injury: Injury, close: Callable[[], None]) -> ft.Control:
    """Its days and its word; or it was a mistake."""
    touchline = use_touchline()
    words = touchline.words
    entries = (
        Entry("from_on", words("field.from_on"), _typed(injury.from_on), pick="day"),
        Entry("to_on", words("injury.last"), _typed(injury.to_on), pick="day"),
        Entry("note", words("field.note"), injury.note or "", lines=2),
    )

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        fields: dict[str, str | None] = {name: text or None for name, text in changes.items()}
        try:
            for name in ("from_on", "to_on"):
                if text := fields.get(name):
                    fields[name] = parse_date(text, name, today=touchline.today).isoformat()
        except Invalid as problem:
            return {str(problem.about["field"]): words.reason(str(problem.about["reason"]))}
        back = way_back("injury", injury.id, vars(injury), fields)
        return touchline.try_all(
            ("injury.patch", {"id": injury.id, "set": fields}), said=words("undo.saved"), back=back
        )

    def drop(_: object) -> None:
        if touchline.do("injury.drop", id=injury.id).refusal is None:
            touchline.tell(words("injury.dropped"), words("undo"), partial(_again, touchline, contact, injury))
            close()

    mistake = ft.TextButton(words("injury.drop"), icon=ft.Icons.DELETE_OUTLINE, height=48, on_click=drop)
    return ft.Column([FieldsForm(entries, save, close), ft.Row([mistake])], spacing=0, tight=True)


def _again(touchline: Touchline, contact: str, injury: Injury) -> None:
    """It was none: the same injury, noted anew."""
    said = {"from_on": injury.from_on, "to_on": injury.to_on, "note": injury.note}
    touchline.do("injury.note", id=touchline.writer.new_id(), contact=contact, **said)


def _typed(day: str | None) -> str:
    """A stored day as a person types it."""
    return "" if day is None else numeric_date(date.fromisoformat(day))
