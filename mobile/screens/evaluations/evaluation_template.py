"""A new template: a name, for whom, when it is due, and its criteria one a line, as somebody would write them down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import flet as ft

from mobile.reader.evaluations import Template
from mobile.screens.evaluations.criteria import CriteriaField, criteria_of, lines_of, scales_of
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.calendar import coming_day
from shared.refusals import Invalid

EVERYBODY = "all"


@ft.component
def NewTemplate(like: str = "") -> ft.Control:
    """The form; a coach makes one for a team, an owner for an age or for everybody too. It begins as an example, or as
    the template `like` that is copied."""
    touchline = use_touchline()
    words = touchline.words
    new = ft.use_memo(touchline.writer.new_id, [])
    model = touchline.reader.evaluations.template(like) if like else None
    start = ft.use_memo(lambda: _start(touchline, model), [])
    typed: Any = ft.use_ref(start)
    wrong, set_wrong = ft.use_state("")
    today = touchline.today
    choices = _whom(touchline)
    entries = _entries(words, choices, model)
    names = {entry.name for entry in entries}

    def write(text: str) -> None:
        typed.current = text
        touchline.state.place.unsaved = text != start
        set_wrong("")

    def said(problems: Mapping[str, str]) -> Mapping[str, str]:
        """What is wrong in the criteria stands beside them, the rest beside its field."""
        set_wrong(problems.get("criteria", ""))
        return {name: text for name, text in problems.items() if name != "criteria"} or {"": words("template.look")}

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        as_it_was = {entry.name: entry.value for entry in entries}
        try:
            wish = _wish(touchline, {**as_it_was, **changes, "criteria": typed.current or ""}, today)
        except Invalid as problem:
            field = str(problem.about["field"])
            return said({field if field in names else "criteria": words.reason(str(problem.about["reason"]))})
        problems = touchline.try_all(("evaluation_template.create", {"id": new, **wish}))
        if not problems:
            return {}
        return said({name if name in names else "criteria" if name else "": text for name, text in problems.items()})

    def close() -> None:
        touchline.go("/evaluations")

    how = ft.Text(words("template.how"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    problem = ft.Text(wrong, color=ft.Colors.ERROR, visible=bool(wrong))  # always there, or the form below begins anew
    return ft.Column(
        [how, CriteriaField(start, write), problem, card(FieldsForm(entries, save, close), padding=0)],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _start(touchline: Touchline, model: Template | None) -> str:
    words = touchline.words
    if model is None:
        return words("template.example")
    return lines_of((one for one in touchline.reader.evaluations.asked(model.id) if not one.retired), words)


def _entries(words: Words, whom: tuple[tuple[str, str], ...], model: Template | None) -> tuple[Entry, ...]:
    yes_no = (("", words("template.no")), ("1", words("template.yes")))
    both = "1" if model is not None and model.self_too else ""
    hint = words("template.copy_of", name=model.name) if model is not None else None
    return (
        Entry("name", words("field.name"), hint=hint),
        Entry("whom", words("template.whom"), whom[0][0], choices=whom),
        Entry("from_on", words("field.from_on"), pick="day", keyboard=ft.KeyboardType.DATETIME),
        Entry("to_on", words("field.to_on"), pick="day", keyboard=ft.KeyboardType.DATETIME),
        Entry("self_too", words("field.self_too"), both, choices=yes_no),
    )


def _whom(touchline: Touchline) -> tuple[tuple[str, str], ...]:
    """For whom it may be: everybody and an age for an owner; a team for its coach."""
    me, words, reader = touchline.state.me, touchline.words, touchline.reader
    teams = [
        (f"group {team.id}", team.name) for team in reader.people.teams() if me.has("owner") or team.id in me.teams
    ]
    if not me.has("owner"):
        return tuple(teams) or ((EVERYBODY, words("template.everybody")),)
    ages = [(f"age {age}", age) for age in reader.evaluations.categories()]
    return ((EVERYBODY, words("template.everybody")), *ages, *teams)


def _wish(touchline: Touchline, typed: Mapping[str, str], today: date) -> dict[str, Any]:
    """What was typed as the verb wants it. Raises Invalid."""
    words = touchline.words
    kind, _, value = typed["whom"].partition(" ")
    days = {name: coming_day(typed[name], name, today).isoformat() for name in ("from_on", "to_on") if typed.get(name)}
    criteria = criteria_of(typed["criteria"], *scales_of(words))
    return {
        "name": typed.get("name", ""),
        "group": value if kind == "group" else None,
        "category": value if kind == "age" else None,
        "self_too": int(bool(typed.get("self_too"))),
        "criteria": [{"id": touchline.writer.new_id(), **one} for one in criteria],
        **days,
    }
