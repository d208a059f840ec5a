"""Verbs about who came along once and is no contact of the club: a trial player, with a name and a parent's number.

They hang on one activity and leave after a year; the office makes a contact of who stays.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, inserted, need, new, patched
from shared.domain.calendar import local_date
from shared.domain.contact_point import normalise
from shared.facts import Facts
from shared.refusals import Invalid
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Patch, Remove

VISITOR = "activity_visitor"


def _of_activity(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "activity", args["activity"])["group"]),)


def _of_visitor(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return _of_activity(facts, need(facts, VISITOR, args["id"]))


def _phone(values: Mapping[str, Any]) -> dict[str, Any]:
    """The number in its one form. Raises Invalid `phone`."""
    if values.get("phone") is None:
        return {}
    try:
        return {"phone": normalise("phone", values["phone"])}
    except Invalid as wrong:
        raise Invalid("phone", str(wrong.about["reason"])) from wrong


def _add(facts: Facts, call: Call) -> Sequence[Change]:
    args = call.args
    new(facts, VISITOR, args["id"])
    activity = need(facts, "activity", args["activity"])
    came_on = local_date(activity["start_at"], activity["zone"]).isoformat()
    return (inserted(VISITOR, {**args, **_phone(args), "came_on": came_on}),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    patch = patched(facts, VISITOR, call.args["id"], call.args["set"])
    return (Patch(VISITOR, patch.id, {**patch.values, **_phone(patch.values)}),)


def _drop(facts: Facts, call: Call) -> Sequence[Change]:
    return (Remove(VISITOR, need(facts, VISITOR, call.args["id"])["id"]),)


VERBS = (
    Verb(
        "activity_visitor.add",
        "guarded",
        (ID, Field("activity", required=True), Field("name", required=True), Field("phone")),
        _of_activity,
        _add,
    ),
    Verb("activity_visitor.patch", "mergeable", (ID, SET), _of_visitor, _patch),
    Verb("activity_visitor.drop", "guarded", (ID,), _of_visitor, _drop),
)
