"""What happened to something, as the server tells it: asked for when somebody looks, and kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import Unreachable

Place = tuple[str, str]
"""Table and id."""


@dataclass(frozen=True)
class Line:
    """One row in one change. `at` is UTC ms; `by` is me, club or somebody; `who` and `device` are names, None where I
    may not know them. `before` and `after` hold the fields that changed, `lost` what gave way to a later word. `asked`
    is the name of somebody at whose request it was done.
    """

    seq: int
    at: int
    by: str
    who: str | None
    device: str | None
    table: str
    id: str
    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    lost: Mapping[str, Any]
    asked: str | None = None


@dataclass(frozen=True)
class Past:
    """Lines, newest first; `more` is where the next page begins, None at the end."""

    lines: tuple[Line, ...]
    more: int | None


def question(places: Sequence[Place], before: int | None) -> dict[str, Any]:
    """What is asked of the server."""
    return {"rows": [list(place) for place in places], "before": before}


def read_past(answer: Mapping[str, Any]) -> Past:
    """The answer. Raises Unreachable for one that is none of ours."""
    try:
        known = [name for name in Line.__dataclass_fields__ if name != "asked"]  # servers of before say nothing of it
        told = [(line, line.get("asked")) for line in answer["lines"]]
        lines = tuple(Line(**{name: line[name] for name in known}, asked=asked) for line, asked in told)
        return Past(lines, answer["more"])
    except (KeyError, TypeError, AttributeError) as problem:
        raise Unreachable from problem
