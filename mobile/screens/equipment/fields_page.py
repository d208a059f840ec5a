"""What the club asks of its equipment beyond the rest: the owner adds fields, orders them, and lays them aside.
(feature 8)"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.fields import Asked
from mobile.screens.equipment.custom_fields import may_define
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.frame import frame
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.domain.custom_field import CHOOSING, KINDS, STAFF

NEW = "new"
SIGNS = {
    "text": ft.Icons.SHORT_TEXT,
    "number": ft.Icons.NUMBERS,
    "date": ft.Icons.CALENDAR_MONTH_OUTLINED,
    "choice": ft.Icons.RADIO_BUTTON_CHECKED,
    "multi": ft.Icons.CHECKLIST,
    "yes_no": ft.Icons.TOGGLE_ON_OUTLINED,
    "email": ft.Icons.ALTERNATE_EMAIL,
}
SEERS = (STAFF, "equipment", "secretary", "treasurer", "owner")
LISTS = ("view_roles", "edit_roles")


@ft.component
def FieldsPage(opened: str) -> ft.Control:
    """Whatever is opened among the further places; there is one."""
    touchline = use_replica()
    words = touchline.words
    editing, edit = ft.use_state("")
    close = partial(edit, "")
    fields = touchline.reader.fields.of("resource")
    title = words("fields.title")
    if not may_define(touchline):
        body = empty(ft.Icons.TUNE, title, words("fields.not_yours"))
    elif not fields and editing != NEW:
        body = empty(ft.Icons.TUNE, words("fields.none"), words("fields.none.why"), _new(words, partial(edit, NEW)))
    else:
        body = page(*_parts(touchline, fields, editing, edit, close))
    return frame(touchline, title, body, back=True)


def _parts(
    touchline: Touchline, fields: Sequence[Asked], editing: str, edit: Callable[[str], None], close: Callable[[], None]
) -> list[ft.Control]:
    words = touchline.words
    asked = [one for one in fields if not one.archived]
    rows = [
        EditField(one, close, key=f"edit {one.id}") if one.id == editing else _row(touchline, asked, one, edit)
        for one in asked
    ]
    parts: list[ft.Control] = [ft.Text(words("fields.what"), color=ft.Colors.ON_SURFACE_VARIANT)]
    parts += [rows_card(rows)] if rows else []
    if editing == NEW:
        parts.append(card(EditField(None, close, key=NEW), padding=0))
    else:
        parts.append(_new(words, partial(edit, NEW)))
    aside = [_aside(touchline, one) for one in fields if one.archived]
    return [*parts, *([section(words("fields.archived"), rows_card(aside))] if aside else [])]


def _new(words: Words, add: Callable[[], None]) -> ft.Control:
    return ft.FilledTonalButton(words("fields.new"), icon=ft.Icons.ADD, height=52, on_click=lambda _: add())


def about(words: Words, one: Asked) -> str:
    """What kind it is, its choices, for how many things it is filled in, and whom it is kept to."""
    kind = words(f"fields.kind.{one.kind}")
    parts = [f"{kind}: {', '.join(one.choices)}" if one.kind in CHOOSING else kind]
    if one.answered:
        parts.append(words.plural("fields.answered", one.answered))
    if one.view_roles:
        parts.append(words("fields.kept", who=", ".join(role_name(words, role) for role in one.view_roles)))
    return " · ".join(parts)


def role_name(words: Words, role: str) -> str:
    """What a role is called; one that this version does not know as it is written."""
    key = "fields.kept.staff" if role == STAFF else f"role.{role}"
    return words(key) if words.has(key) else role


def _row(touchline: Touchline, asked: Sequence[Asked], one: Asked, edit: Callable[[str], None]) -> ft.Control:
    words = touchline.words
    place = asked.index(one)
    move = partial(_move, touchline, asked, place)
    up = icon_button(ft.Icons.ARROW_UPWARD, words("fields.up", name=one.name), partial(move, -1))
    down = icon_button(ft.Icons.ARROW_DOWNWARD, words("fields.down", name=one.name), partial(move, 1))
    blank = ft.Container(width=48)
    moves = [up if place else blank, down if place + 1 < len(asked) else blank]
    return row(
        one.name,
        about(words, one),
        leading=ft.Icon(SIGNS.get(one.kind, ft.Icons.SHORT_TEXT), color=ft.Colors.PRIMARY),
        action=ft.Row(moves, spacing=0, tight=True) if len(asked) > 1 else None,
        on_click=partial(edit, one.id),
        key=one.id,
    )


def _move(touchline: Touchline, asked: Sequence[Asked], place: int, by: int) -> None:
    ids = [one.id for one in asked]
    ids.insert(place + by, ids.pop(place))
    touchline.do("custom_field.reorder", entity="resource", ids=ids)


def _aside(touchline: Touchline, one: Asked) -> ft.Control:
    words = touchline.words

    def back(_: object) -> None:
        lay(touchline, one, "active", "fields.back.said")

    button = ft.TextButton(words("fields.back"), icon=ft.Icons.UNARCHIVE_OUTLINED, height=48, on_click=back)
    sign = ft.Icon(ft.Icons.INVENTORY_2_OUTLINED, color=ft.Colors.OUTLINE)
    return row(one.name, about(words, one), leading=sign, action=button, key=one.id)


def lay(touchline: Touchline, one: Asked, status: str, said: str) -> bool:
    """Aside, or back; with a way to take that back."""
    done = touchline.do("custom_field.patch", id=one.id, set={"status": status})
    if done.refusal is None:
        touchline.offer_undo(done.changeset, touchline.words(said, name=one.name))
    return done.refusal is None


@ft.component
def EditField(one: Asked | None, close: Callable[[], None]) -> ft.Control:
    """A field's name, kind, choices and for whom it is; a new one where there is none."""
    touchline = use_touchline()
    words = touchline.words
    new = ft.use_memo(touchline.writer.new_id, [])

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        values = stored(changes)
        if one is not None:
            wish = ("custom_field.patch", {"id": one.id, "set": values})
            return touchline.try_all(wish, said=words("undo.saved"))
        made = {"id": new, "entity": "resource", "kind": "text", "name": None, **values}
        return touchline.try_all(("custom_field.define", made))

    def archive(_: object) -> None:
        if one is not None and lay(touchline, one, "archived", "fields.archived.said"):
            touchline.state.place.unsaved = False
            close()

    away = None
    if one is not None:
        away = ft.TextButton(words("fields.archive"), icon=ft.Icons.ARCHIVE_OUTLINED, height=48, on_click=archive)
    return FieldsForm(_entries(words, one), save, close, away)


def stored(changes: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as the verb wants it: choices one a line, roles with a space between them."""
    values: dict[str, Any] = dict(changes)
    if "choices" in values:
        lines = (unicodedata.normalize("NFC", " ".join(line.split())) for line in changes["choices"].splitlines())
        values["choices"] = list(dict.fromkeys(filter(None, lines)))
    for name in LISTS:
        if name in values:
            values[name] = changes[name].split()
    return values


def _entries(words: Words, one: Asked | None) -> tuple[Entry, ...]:
    kinds = tuple((kind, words(f"fields.kind.{kind}")) for kind in KINDS)
    seers = tuple((role, role_name(words, role)) for role in SEERS)
    fillers = (("", words("fields.edit_roles.all")), ("owner", words("fields.edit_roles.owner")))
    kind, choices, view, edit = ("text", (), (), ()) if one is None else _said(one)
    return (
        Entry("name", words("field.name"), "" if one is None else one.name),
        Entry("kind", words("field.kind"), kind, choices=kinds),
        Entry("choices", words("fields.choices.how"), "\n".join(choices), lines=4, beside=("kind", *CHOOSING)),
        Entry("view_roles", words("fields.view_roles.how"), " ".join(view), choices=seers, many=True),
        Entry("edit_roles", words("field.edit_roles"), " ".join(edit), choices=fillers),
    )


def _said(one: Asked) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return one.kind, one.choices, one.view_roles, one.edit_roles
