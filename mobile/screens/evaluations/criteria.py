"""Criteria as somebody writes them down, one a line, and what each line was read as while it is typed."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import flet as ft

from mobile.reader.evaluations import Asked
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.card import card, fact
from mobile.widgets.field import field
from mobile.words import Words
from shared.domain.evaluation import Criterion, check_criterion, criterion_of
from shared.refusals import Invalid

LINE = re.compile(r"^(?P<name>[^:]+?)(?:\s*:\s*(?P<scale>.+?))?(?:\s*[x×]\s*(?P<weight>\d{1,9}))?$", re.IGNORECASE)
BOUNDS = re.compile(r"^(\d{1,9})\s*-\s*(\d{1,9})$")
SIGNS = {
    "stars": ft.Icons.STAR_BORDER,
    "score": ft.Icons.PIN_OUTLINED,
    "choice": ft.Icons.CHECKLIST,
    "text": ft.Icons.SHORT_TEXT,
}


@dataclass(frozen=True)
class Written:
    """A line of what was typed: its number, from 1, its text, and the criterion that it says as the verb wants it, but
    for an id; else `wrong` names what is: "name", "choices", "high" or "weight".
    """

    number: int
    text: str
    said: Mapping[str, Any]
    wrong: str = ""

    @property
    def criterion(self) -> Criterion:
        """What it asks. Raises Invalid where it is wrong."""
        return _criterion(self.said)


def scales_of(words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the scales of stars and of words are called, in the person's language."""
    return tuple(words("template.stars").split()), tuple(words("template.words").split())


def read_lines(text: str, stars: tuple[str, ...], words: tuple[str, ...]) -> list[Written]:
    """A line with a # is a category, every other one a criterion: "Passing", "Snelheid: 0-10", "Inzet: soms, vaak,
    altijd x2", "Groeipunt: tekst". Without a scale it is stars; `stars` and `words` are what those scales are called.
    """
    found, category = list[Written](), ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("#"):
            category = line.strip("# ")
        elif line:
            found.append(_written(number, line, category, stars, words))
    return found


def _written(number: int, line: str, category: str, stars: tuple[str, ...], words: tuple[str, ...]) -> Written:
    said = LINE.match(line)
    if said is None:
        return Written(number, line, {}, "name")
    name, weight = said["name"].strip(), said["weight"]
    one: dict[str, Any] = {"name": name, "category": category or name, **({"weight": int(weight)} if weight else {})}
    one |= _scale((said["scale"] or "").strip(), stars, words)
    try:
        check_criterion(_criterion(one))
    except Invalid as problem:
        return Written(number, line, one, str(problem.about["field"]))
    return Written(number, line, one)


def _criterion(said: Mapping[str, Any]) -> Criterion:
    usual = {"id": "", "weight": None, "low": None, "high": None}
    return criterion_of({**usual, **said, "choices": json.dumps(said["choices"]) if "choices" in said else None})


def criteria_of(text: str, stars: tuple[str, ...], words: tuple[str, ...]) -> list[dict[str, Any]]:
    """All that was typed as the verb wants it. See `read_lines`. Raises Invalid `criteria` where a line says none."""
    found = read_lines(text, stars, words)
    if any(one.wrong for one in found):
        raise Invalid("criteria", "not_text")
    return [dict(one.said) for one in found]


def _scale(text: str, stars: tuple[str, ...], words: tuple[str, ...]) -> dict[str, Any]:
    if not text or text.lower() in stars:
        return {"scale": "stars"}
    if text.lower() in words:
        return {"scale": "text"}
    if bounds := BOUNDS.match(text):
        return {"scale": "score", "low": int(bounds[1]), "high": int(bounds[2])}
    return {"scale": "choice", "choices": [part.strip() for part in text.split(",")]}


def scale_written(criterion: Criterion, words: Words) -> str:
    """The scale and the weight as they are typed behind a name: "", ": 0-10 x2"."""
    scales = {
        "stars": "",
        "score": f": {criterion.low}-{criterion.high}",
        "choice": f": {', '.join(criterion.choices)}",
        "text": f": {scales_of(words)[1][0]}",
    }
    return scales[criterion.scale] + (f" x{criterion.weight}" if criterion.weight > 1 else "")


def lines_of(asked: Iterable[Asked], words: Words) -> str:
    """Criteria as somebody would type them: what `read_lines` reads."""
    lines, last = list[str](), ""
    for one in asked:
        category = "" if one.criterion.category == one.name else one.criterion.category
        if category != last:
            lines.append(f"# {category}".rstrip())
            last = category
        lines.append(f"{one.name}{scale_written(one.criterion, words)}")
    return "\n".join(lines)


def scale_text(criterion: Criterion, words: Words) -> str:
    """How it is answered, and how much it counts, in words."""
    kind = words(
        f"criterion.{criterion.scale}",
        low=criterion.low,
        high=criterion.high,
        choices=" · ".join(criterion.choices),
    )
    counts = words("criterion.counts", n=criterion.weight) if criterion.weight > 1 else ""
    return " · ".join(part for part in (kind, counts) if part)


@ft.component
def CriteriaField(start: str, write: Callable[[str], None]) -> ft.Control:
    """The field, and under it what each line is read as; what is wrong stands under the number of its line."""
    touchline = use_touchline()
    text, set_text = ft.use_state(start)
    latest: Any = ft.use_ref(None)
    latest.current = write

    def typed(value: str) -> None:
        latest.current(value)
        set_text(value)

    label = touchline.words("field.criteria")
    box = field(start, ft.use_callback(typed, []), label=label, multiline=True, min_lines=5, autocorrect=False)
    return ft.Column(
        [box, *preview(touchline, text)],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def preview(touchline: Touchline, text: str) -> list[ft.Control]:
    """What is asked, as it was read."""
    words = touchline.words
    lines: list[ft.Control] = []
    for one in read_lines(text, *scales_of(words)):
        if one.wrong:
            said = words("criterion.wrong", number=one.number, text=one.text, why=words(f"criterion.wrong.{one.wrong}"))
            lines.append(fact(ft.Icons.WARNING_AMBER, said, ft.Colors.ERROR))
        else:
            about = f"{one.said['name']} - {scale_text(one.criterion, words)}"
            lines.append(fact(SIGNS[one.criterion.scale], about))
    return [card(*lines)] if lines else []
