"""What an evaluation comes to. Pure: the same figures on every device, in whole numbers.

The rule. A score counts as its share of the highest that could be given: 4 of 5 stars is 80 %, 7 of 10 is 70 %, the
second of three choices is 67 %. A result, of a category or in all, is the mean of these shares by weight, over what was
given: what is missing counts neither for nor against, and text never counts. It is told on a scale of ten in tenths,
halves rounded up: 73 is 7.3 of 10.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from shared.domain.derived_id import derived_id
from shared.refusals import Invalid

Scale = Literal["stars", "score", "choice", "text"]
Side = Literal["coach", "self"]
Standing = Literal["none", "later", "due", "overdue", "done"]

STARS = 5
LOWEST, HIGHEST = 0, 10
"""Bounds of a score that names none."""
MOST = 100
"""No score goes higher."""
MOST_CHOICES = 9
TENTHS = 100
"""A whole result: ten points in tenths."""


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked at. `low` and `high` are the bounds of a score, `choices` the words of a choice."""

    id: str
    category: str
    scale: Scale
    weight: int = 1
    low: int = LOWEST
    high: int = HIGHEST
    choices: tuple[str, ...] = ()

    @property
    def bounds(self) -> range:
        """The values that may be given; empty for a text. Stars and choices count from one."""
        if self.scale == "text":
            return range(0)
        if self.scale == "score":
            return range(self.low, self.high + 1)
        return range(1, (STARS if self.scale == "stars" else len(self.choices)) + 1)


@dataclass(frozen=True)
class Result:
    """Tenths of ten points: in all, and by category in the order of the criteria; None where nothing was given.

    `given` of `asked` criteria have an answer, texts too.
    """

    total: int | None
    categories: Mapping[str, int | None]
    given: int
    asked: int


def criterion_of(row: Mapping[str, Any]) -> Criterion:
    """A criterion as its row says it: what it leaves out is as usual, a weight of one and a score from 0 to 10. Raises
    Invalid where `choices` is no list.
    """
    choices = json.loads(row["choices"]) if row["choices"] else []
    if not isinstance(choices, list):
        raise Invalid("choices", "not_json")
    weight, low, high = (row[name] for name in ("weight", "low", "high"))
    bounds = LOWEST if low is None else low, HIGHEST if high is None else high
    kind = row["category"], row["scale"]
    return Criterion(row["id"], *kind, 1 if weight is None else weight, *bounds, tuple(choices))


def evaluation_id(template: str, contact: str, side: str, round_on: str) -> str:
    """The one evaluation of this person in this round, the same on every device."""
    return derived_id("evaluation", template, contact, side, round_on)


def score_id(evaluation: str, criterion: str) -> str:
    """The one score of this criterion in this evaluation."""
    return derived_id("score", evaluation, criterion)


def check_criterion(criterion: Criterion) -> None:
    """Raises Invalid for bounds that leave nothing to choose, and for choices too few, too many or without words."""
    if criterion.scale == "score" and not 0 <= criterion.low < criterion.high <= MOST:
        raise Invalid("high", "out_of_range")
    if criterion.scale == "choice" and not 2 <= len(criterion.choices) <= MOST_CHOICES:
        raise Invalid("choices", "required")
    if not all(type(word) is str and word.strip() for word in criterion.choices):
        raise Invalid("choices", "not_text")
    if not 1 <= criterion.weight <= MOST:
        raise Invalid("weight", "out_of_range")


def check_score(criterion: Criterion, value: int | None, text: str | None) -> None:
    """Raises Invalid for what this criterion cannot be answered with. None of both takes an answer back."""
    if value is not None and value not in criterion.bounds:
        raise Invalid("value", "out_of_range")
    if text is not None and criterion.scale != "text":
        raise Invalid("text", "unknown_field")


def result(criteria: Sequence[Criterion], values: Mapping[str, int], texts: Iterable[str] = ()) -> Result:
    """What these `values` (by criterion) come to; `texts` names the criteria that were answered in words."""
    told = {one.id for one in criteria} & (values.keys() | set(texts))
    categories = dict.fromkeys(one.category for one in criteria if one.scale != "text")
    return Result(
        _mean(criteria, values),
        {name: _mean([one for one in criteria if one.category == name], values) for name in categories},
        len(told),
        len(criteria),
    )


def _mean(criteria: Iterable[Criterion], values: Mapping[str, int]) -> int | None:
    counted = [one for one in criteria if one.scale != "text" and one.id in values]
    if not counted:
        return None
    shares = sum(Fraction(one.weight * values[one.id], one.bounds[-1]) for one in counted)
    return _rounded(TENTHS * Fraction(shares) / sum(one.weight for one in counted))


def mean(figures: Iterable[int | None]) -> int | None:
    """The mean of results, such as those of a team; None when there is none."""
    known = [one for one in figures if one is not None]
    return _rounded(Fraction(sum(known), len(known))) if known else None


def _rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def standing(from_on: str | None, to_on: str | None, today: str, *, done: bool) -> Standing:
    """How somebody stands in a period (`YYYY-MM-DD`, both days included): due from its first day, overdue after its
    last. A template without a period asks for nothing.
    """
    if done:
        return "done"
    if from_on is None:
        return "none"
    if today < from_on:
        return "later"
    return "overdue" if to_on is not None and today > to_on else "due"


def round_of(from_on: str | None, today: str, over: Iterable[str] = ()) -> str:
    """In which round somebody is evaluated today: that of the period once it began, or one of its own. `over` are the
    rounds in which nothing can be changed any more.
    """
    return from_on if from_on is not None and from_on <= today and from_on not in over else today
