"""What a club wants to know beyond what everybody does: its own fields of a kind, and what may stand in them.

A value is stored as one text: a number with a point, a day as `YYYY-MM-DD`, yes as "1" and no as "0", what was chosen
of several as a JSON list in the order of the choices. What fits its field no more, because that is of another kind now
or a choice was taken away, stays as it was said and can be read; it is odd, and said to be so.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from shared.domain.contact_point import normalise_email
from shared.domain.derived_id import derived_id
from shared.refusals import Invalid

Kind = Literal["text", "number", "date", "choice", "multi", "yes_no", "email"]
KINDS: tuple[Kind, ...] = ("text", "number", "date", "choice", "multi", "yes_no", "email")
CHOOSING: tuple[Kind, ...] = ("choice", "multi")
ENTITIES = ("resource",)
"""What a club may have fields of its own for: each of these has a set for itself."""
STAFF = "staff"
ROLES = ("owner", "secretary", "treasurer", "equipment", STAFF)
"""Whom a field may be kept to; "staff" is everybody with a role. The owner always belongs to them."""
LONGEST_NAME, LONGEST_CHOICE, LONGEST = 80, 80, 2000
"""Letters of a field's name, of a choice and of a value."""
MOST_CHOICES = 60
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Question:
    """What is asked: a kind of answer, and of which words it is chosen."""

    kind: Kind
    choices: tuple[str, ...] = ()


def question_of(row: Mapping[str, Any]) -> Question:
    """What the row of a field asks. Choices that are no list of words are none."""
    return Question(row["kind"], words_of(row["choices"]))


def words_of(text: str | None) -> tuple[str, ...]:
    """The words of a stored list; none where it is no list."""
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    return tuple(word for word in found if isinstance(word, str)) if isinstance(found, list) else ()


def value_id(field: str, row: str) -> str:
    """The one value of this field for this row, the same on every device."""
    return derived_id("custom_value", field, row)


def check_field(row: Mapping[str, Any]) -> None:
    """Raises Invalid for a field without a name, with nothing to choose from, or for roles that are none."""
    if not row["name"].strip() or len(row["name"]) > LONGEST_NAME:
        raise Invalid("name", "required" if not row["name"].strip() else "too_long")
    choices = _list("choices", row["choices"])
    if len(choices) > MOST_CHOICES:
        raise Invalid("choices", "out_of_range")
    if not all(map(_is_choice, choices)):
        raise Invalid("choices", "not_text")
    if row["kind"] in CHOOSING and not choices:
        raise Invalid("choices", "required")
    for name in ("view_roles", "edit_roles"):
        if not set(_list(name, row[name])) <= set(ROLES):
            raise Invalid(name, "not_a_choice")


def _is_choice(word: str) -> bool:
    """Whether it is one line, written as every value is: without room around it, each letter in its one form."""
    one_line = word.strip() == word != "" and "\n" not in word and len(word) <= LONGEST_CHOICE
    return one_line and unicodedata.is_normalized("NFC", word)


def _list(name: str, text: str | None) -> list[str]:
    """The different words of a stored list. Raises Invalid."""
    found = json.loads(text) if text else []
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise Invalid(name, "not_text")
    if len(set(found)) < len(found):
        raise Invalid(name, "not_a_choice")
    return found


def check_value(question: Question, text: str | None) -> str | None:
    """`text` as it is stored; None where nothing is said. Raises Invalid "value" for what is no answer to this."""
    if text is None or not text.strip():
        return None
    if len(text) > LONGEST:
        raise Invalid("value", "too_long")
    if question.kind == "text":
        return text.strip()
    if question.kind == "multi":
        return _several(question.choices, text)
    if question.kind == "choice":
        return _one(question.choices, text)
    if question.kind == "yes_no":
        return _one(("1", "0"), text)
    return PLAIN[question.kind](text.strip())


def _number(text: str) -> str:
    number = text.replace(",", ".", 1)
    if not NUMBER.fullmatch(number):
        raise Invalid("value", "not_number")
    return number


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text if DAY.fullmatch(text) else "").isoformat()
    except ValueError as problem:
        raise Invalid("value", "not_a_date") from problem


PLAIN = {"number": _number, "date": _day, "email": normalise_email}


def _one(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise Invalid("value", "not_a_choice")
    return text


def _several(choices: tuple[str, ...], text: str) -> str:
    try:
        chosen = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Invalid("value", "not_json") from problem
    if not isinstance(chosen, list) or not all(isinstance(word, str) for word in chosen):
        raise Invalid("value", "not_json")
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(choices):
        raise Invalid("value", "not_a_choice")
    return several(word for word in choices if word in chosen)


def several(chosen: Any) -> str:
    """These words (in the order of the choices) as a value."""
    return json.dumps(list(chosen), separators=(",", ":"), ensure_ascii=False)


def is_odd(question: Question, text: str) -> bool:
    """Whether a stored value is no answer to what is asked now."""
    try:
        return check_value(question, text) != text
    except Invalid:
        return True


def within(roles: str | None, held: Collection[str]) -> bool:
    """Whether somebody with these roles is among those a field (its `view_roles` or `edit_roles`) is kept to; kept to
    nobody, it is for whoever sees or changes what it is about.
    """
    kept = set(words_of(roles))
    return not kept or "owner" in held or bool(kept & {*held}) or (STAFF in kept and bool({*held} - {"member"}))
