"""Verbs about injuries: said by the coach at the field, by the family, by the office; mended when it lasts longer."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, patched
from shared.facts import Facts
from shared.refusals import BadPeriod
from shared.rights import Subject
from shared.sync.change import Change, Remove


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _whose(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=need(facts, "injury", args["id"])["contact"]),)


def _note(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "injury", call.args["id"])
    need(facts, "contact", call.args["contact"])
    _check_days(call.args)
    return (inserted("injury", call.args),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "injury", call.args["id"])
    patch = patched(facts, "injury", row["id"], call.args["set"])
    _check_days({**row, **patch.values})
    return (patch,)


def _drop(facts: Facts, call: Call) -> Sequence[Change]:
    """It was a mistake: what is over is given a last day, and stays as long as the club keeps it."""
    need(facts, "injury", call.args["id"])
    return (Remove("injury", call.args["id"]),)


def _check_days(row: Mapping[str, Any]) -> None:
    """Dates are `YYYY-MM-DD` text, which sorts as dates do. The dates are no part of what is refused."""
    if row["to_on"] is not None and row["to_on"] < row["from_on"]:
        raise BadPeriod()


VERBS = (
    Verb("injury.note", "guarded", fields_of("injury"), _named, _note),
    Verb("injury.patch", "mergeable", (ID, SET), _whose, _patch),
    Verb("injury.drop", "guarded", (ID,), _whose, _drop),
)
