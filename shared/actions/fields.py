"""Verbs about a club's own fields: what is asked, in which order, and what is answered.

Two people who fill in two fields of one thing write two rows; of one field the last word stands. What is asked may
change its kind: answers that do not fit it any more stay, and a new one must fit. An archived field still takes what
somebody answered who had not heard of that.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, nobody, patched
from shared.domain.custom_field import ENTITIES, check_field, check_value, question_of, value_id, within
from shared.facts import Facts
from shared.refusals import Invalid, NotAllowed
from shared.register import Field
from shared.sync.change import Change, Insert, Patch

MOST_ORDERED = 500


def _define(facts: Facts, call: Call) -> Sequence[Change]:
    """After those that are there."""
    new(facts, "custom_field", call.args["id"])
    there = [row["position"] or 0 for row in facts.find("custom_field", entity=call.args["entity"])]
    made = inserted("custom_field", {**call.args, "position": 1 + max(there, default=-1)})
    check_field(made.values)
    return (made,)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "custom_field", call.args["id"])
    patch = patched(facts, "custom_field", row["id"], call.args["set"])
    check_field({**row, **patch.values})
    return (patch,)


def _reorder(facts: Facts, call: Call) -> Sequence[Change]:
    """The fields of one entity in this order; one that is not named stays where it stood."""
    ids = call.args["ids"]
    if not 1 <= len(ids) <= MOST_ORDERED or not all(isinstance(id, str) for id in ids) or len(set(ids)) < len(ids):
        raise Invalid("ids", "not_a_choice")
    if any(need(facts, "custom_field", id)["entity"] != call.args["entity"] for id in ids):
        raise Invalid("ids", "not_a_choice")
    return tuple(Patch("custom_field", id, {"position": place}) for place, id in enumerate(ids))


def _set(facts: Facts, call: Call) -> Sequence[Change]:
    """One answer; the first one makes the row. Without a value it is taken back."""
    field = need(facts, "custom_field", call.args["field"])
    if field["entity"] != "resource":
        raise Invalid("field", "not_a_choice")
    need(facts, "resource", call.args["resource"])
    if not all(within(field[name], call.actor.roles) for name in ("view_roles", "edit_roles")):
        raise NotAllowed(table="custom_field", id=field["id"])
    id, value = value_id(field["id"], call.args["resource"]), check_value(question_of(field), call.args["value"])
    if facts.get("custom_value", id) is not None:
        return (Patch("custom_value", id, {"value": value}),)
    return (
        Insert("custom_value", {"id": id, "field": field["id"], "resource": call.args["resource"], "value": value}),
    )


def _of_what(args: Mapping[str, Any]) -> str:
    """Who may change a thing fills in its fields."""
    return "resource.patch"


ENTITY = Field("entity", choices=ENTITIES, required=True)
ANSWER = (Field("field", required=True), Field("resource", required=True), Field("value"))

VERBS = (
    Verb("custom_field.define", "guarded", fields_of("custom_field"), nobody, _define),
    Verb("custom_field.patch", "mergeable", (ID, SET), nobody, _patch),
    Verb(
        "custom_field.reorder",
        "mergeable",
        (ENTITY, Field("ids", "json", required=True, choices=("list",))),
        nobody,
        _reorder,
    ),
    Verb("custom_value.set", "mergeable", ANSWER, nobody, _set, right=_of_what),
)
