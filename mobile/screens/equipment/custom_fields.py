"""The extra fields of a thing: what was filled in, corrected one by one in place, and one more added. (feature 8)"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.fields import Answer, Asked
from mobile.touchline import Touchline, use_replica, use_touchline
from mobile.widgets.card import card, section
from mobile.widgets.detail import detail
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.filters import few
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.domain.calendar import numeric_date, parse_date
from shared.domain.custom_field import is_odd, several, within, words_of
from shared.refusals import Invalid

ADDING = "add"
SETTINGS = "/more/fields"
KEYBOARDS = {
    "number": ft.KeyboardType.NUMBER,
    "date": ft.KeyboardType.DATETIME,
    "email": ft.KeyboardType.EMAIL,
}


def shown(words: Words, field: Asked, value: str) -> str:
    """A stored answer as people read it; one that fits no more as it was said."""
    if field.kind == "multi" or value.startswith("["):
        return ", ".join(words_of(value)) or value
    if is_odd(field.question, value):
        return value
    if field.kind == "date":
        return words.iso_day(value)
    if field.kind == "yes_no":
        return words("history.yes" if value == "1" else "history.no")
    return value.replace(".", words("number.decimal")) if field.kind == "number" else value


def may_define(touchline: Touchline) -> bool:
    """Whether what is asked is mine to say."""
    return touchline.writer.may("custom_field.define", id="0" * 26, entity="resource", name="-", kind="text")


def may_fill(touchline: Touchline, field: Asked, thing: str) -> bool:
    """Whether I may change the thing, and this field is not kept to others."""
    held, kept = touchline.state.me.roles, (field.view_roles, field.edit_roles)
    meant = all(within(several(roles), held) for roles in kept)
    return meant and touchline.writer.may("custom_value.set", field=field.id, resource=thing)


@ft.component
def FieldsPart(thing: str) -> ft.Control:
    """What is filled in of this thing; nothing where nothing is and nothing may be."""
    touchline = use_replica()
    words = touchline.words
    editing, edit = ft.use_state("")
    close = partial(edit, "")
    answers = touchline.reader.fields.answers(thing)
    rows: list[ft.Control] = []
    for one in answers:
        if one.field.id == editing:
            rows.append(EditAnswer(thing, one, close, key=f"edit {one.field.id}"))
        elif one.value is not None:
            rows.append(_line(touchline, thing, one, edit))
    more = [one.field for one in answers if one.value is None and may_fill(touchline, one.field, thing)]
    if not rows and not more:
        return _none(touchline, answers)
    if not rows:
        rows.append(ft.Text(words("fields.unset"), color=ft.Colors.ON_SURFACE_VARIANT))
    if more and not editing:
        rows.append(ft.Row([_add(words, partial(edit, ADDING))]))
    elif editing == ADDING:
        rows.append(ft.Text(words("fields.pick"), size=13, color=ft.Colors.ON_SURFACE_VARIANT))
        rows.append(few([(field.id, field.name) for field in more], "", edit))
    manage = None
    if may_define(touchline):
        manage = icon_button(ft.Icons.TUNE, words("fields.manage"), partial(touchline.go, SETTINGS))
    return section(words("fields.title"), card(*rows), action=manage)


def _add(words: Words, add: Callable[[], None]) -> ft.Control:
    return ft.TextButton(words("fields.add"), icon=ft.Icons.ADD, height=48, on_click=lambda _: add())


def _none(touchline: Touchline, answers: tuple[Answer, ...]) -> ft.Control:
    """Who may say what is asked finds the way there; to others there is nothing to show."""
    if answers or not may_define(touchline):
        return ft.Container()
    words = touchline.words
    why = ft.Text(words("fields.none.why"), color=ft.Colors.ON_SURFACE_VARIANT)
    go = ft.TextButton(words("fields.manage"), icon=ft.Icons.TUNE, height=48, on_click=lambda _: touchline.go(SETTINGS))
    return section(words("fields.title"), card(why, ft.Row([go])))


def _line(touchline: Touchline, thing: str, one: Answer, edit: Callable[[str], None]) -> ft.Control:
    words, field = touchline.words, one.field
    pencil = None
    if may_fill(touchline, field, thing):
        label = words("fields.edit", name=field.name)
        pencil = icon_button(ft.Icons.EDIT_OUTLINED, label, partial(edit, field.id))
    line = detail(field.name, shown(words, field, one.value or ""), pencil)
    if not one.odd:
        return line
    odd = pill(words("fields.odd"), ft.Icons.HELP_OUTLINE, "waiting")
    return ft.Column([line, ft.Row([odd])], spacing=4, tight=True)


@ft.component
def EditAnswer(thing: str, one: Answer, close: Callable[[], None]) -> ft.Control:
    """One field in place, asked as its kind wants it; what was there may be taken away."""
    touchline = use_touchline()
    words, field = touchline.words, one.field
    about = {"field": field.id, "resource": thing}
    # An answer that fits no more could not be said again.
    back = () if one.odd else (("custom_value.set", {**about, "value": one.value}),)

    def keep(value: str | None) -> Mapping[str, str]:
        said = words("fields.saved", name=field.name)
        wrong = touchline.try_all(("custom_value.set", {**about, "value": value}), said=said, back=back)
        return {"" if name != "value" else name: text for name, text in wrong.items()}

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            return keep(told(field, changes["value"], touchline.today))
        except Invalid as problem:
            return {"value": words.reason(str(problem.about["reason"]))}

    def clear(_: object) -> None:
        if not keep(None):
            touchline.state.place.unsaved = False
            close()

    away = None
    if one.value is not None:
        away = ft.TextButton(words("fields.clear"), icon=ft.Icons.BACKSPACE_OUTLINED, height=48, on_click=clear)
    return FieldsForm((entry(words, one),), save, close, away)


def entry(words: Words, one: Answer) -> Entry:
    """The field as a form asks for it. Choices go by their place, for they may be any words."""
    field, value = one.field, one.value or ""
    more: dict[str, Any] = {"keyboard": KEYBOARDS.get(field.kind, ft.KeyboardType.TEXT)}
    if field.kind == "yes_no":
        more["choices"] = (("1", words("history.yes")), ("0", words("history.no")))
    elif field.kind in ("choice", "multi"):
        more |= {"choices": tuple((str(n), word) for n, word in enumerate(field.choices))}
        more |= {"many": field.kind == "multi"}
        chosen = words_of(value) if value.startswith("[") else (value,)
        value = " ".join(str(field.choices.index(word)) for word in chosen if word in field.choices)
    elif field.kind == "date" and not one.odd:
        more["pick"] = "day"
        value = numeric_date(date.fromisoformat(value)) if value else ""
    elif field.kind == "date":
        more["pick"] = "day"
    elif field.kind == "number":
        value = value.replace(".", words("number.decimal")) if not one.odd else value
    return Entry("value", field.name, value, **more)


def told(field: Asked, text: str, today: date) -> str | None:
    """What was typed or tapped, as it is kept; None for nothing. Raises Invalid for a day that is none."""
    if not text:
        return None
    if field.kind == "date":
        return parse_date(text, "value", today=today).isoformat()
    if field.kind in ("choice", "multi"):
        chosen = [field.choices[int(place)] for place in text.split()]
        return several(chosen) if field.kind == "multi" else chosen[0]
    return text
