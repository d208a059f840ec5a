"""A new template: a name, for whom, when it is due, and its criteria one a line, as somebody would write them down."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import flet as ft

from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.words import Words
from shared.domain.calendar import coming_day
from shared.refusals import Invalid

EVERYBODY = "all"
LINE = re.compile(r"^(?P<name>[^:]+?)(?:\s*:\s*(?P<scale>.+?))?(?:\s*[x×]\s*(?P<weight>\d+))?$", re.IGNORECASE)
BOUNDS = re.compile(r"^(\d+)\s*-\s*(\d+)$")


def criteria_of(text: str, stars: tuple[str, ...], words: tuple[str, ...]) -> list[dict[str, Any]]:
    """Criteria as they are typed: a line with a # is a category, every other one a criterion: "Passing",
    "Snelheid: 0-10", "Inzet: soms, vaak, altijd x2", "Groeipunt: tekst". Without a scale it is stars; `stars` and
    `words` are what those scales are called. Raises Invalid for a line that says none of these.
    """
    found, category = [], ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            category = line.strip("# ")
            continue
        said = LINE.match(line)
        if said is None:
            raise Invalid("criteria", "not_text")
        scale = (said["scale"] or "").strip()
        one: dict[str, Any] = {"name": said["name"].strip(), "category": category or said["name"].strip()}
        one |= {"weight": int(said["weight"])} if said["weight"] else {}
        found.append(one | _scale(scale, stars, words))
    return found


def _scale(text: str, stars: tuple[str, ...], words: tuple[str, ...]) -> dict[str, Any]:
    if not text or text.lower() in stars:
        return {"scale": "stars"}
    if text.lower() in words:
        return {"scale": "text"}
    if bounds := BOUNDS.match(text):
        return {"scale": "score", "low": int(bounds[1]), "high": int(bounds[2])}
    return {"scale": "choice", "choices": [part.strip() for part in text.split(",")]}


@ft.component
def NewTemplate() -> ft.Control:
    """The form; a coach makes one for a team, an owner for an age or for everybody too."""
    touchline = use_touchline()
    words = touchline.words
    new = ft.use_memo(touchline.writer.new_id, [])
    today = touchline.today

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        try:
            wish = _wish(touchline, {"whom": choices[0][0], "criteria": words("template.example"), **changes}, today)
        except Invalid as problem:
            field = str(problem.about["field"])
            return {field if field in names else "criteria": words.reason(str(problem.about["reason"]))}
        problems = touchline.try_all(("evaluation_template.create", {"id": new, **wish}))
        return {name if name in names else "criteria" if name else "": text for name, text in problems.items()}

    def close() -> None:
        touchline.go("/evaluations")

    choices = _whom(touchline)
    entries = _entries(words, choices)
    names = {entry.name for entry in entries}
    how = ft.Text(words("template.how"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    return ft.Column(
        [how, card(FieldsForm(entries, save, close), padding=0)],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _entries(words: Words, whom: tuple[tuple[str, str], ...]) -> tuple[Entry, ...]:
    yes_no = (("", words("template.no")), ("1", words("template.yes")))
    return (
        Entry("name", words("field.name")),
        Entry("whom", words("template.whom"), whom[0][0], choices=whom),
        Entry("from_on", words("field.from_on"), pick="day", keyboard=ft.KeyboardType.DATETIME),
        Entry("to_on", words("field.to_on"), pick="day", keyboard=ft.KeyboardType.DATETIME),
        Entry("self_too", words("field.self_too"), "", choices=yes_no),
        Entry("criteria", words("field.criteria"), words("template.example"), lines=9),
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
    scales = tuple(words("template.stars").split()), tuple(words("template.words").split())
    criteria = criteria_of(typed["criteria"], *scales)
    return {
        "name": typed.get("name", ""),
        "group": value if kind == "group" else None,
        "category": value if kind == "age" else None,
        "self_too": int(bool(typed.get("self_too"))),
        "criteria": [{"id": touchline.writer.new_id(), **one} for one in criteria],
        **days,
    }
