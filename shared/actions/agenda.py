"""Verbs about activities and who comes.

A guest row's id follows from its activity and its person, so the same answer given twice is one row (feature
B4). Declared (by the member) and confirmed (by the coach) are separate fields and merge separately.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, patched
from shared.domain.attendance import guest_id
from shared.facts import Facts
from shared.refusals import BadPeriod, Cancelled, ChangedSince
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.agenda import CONFIRMED, DECLARED


def _group_given(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=args["group"]),)


def _group_of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "activity", args["id"])["group"]),)


def _answering(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """A member answers for themselves; a coach for the activities of the team."""
    activity = facts.get("activity", args["activity"])
    return (Subject(contact=args["contact"], group=None if activity is None else activity["group"]),)


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "activity", call.args["id"])
    if call.args["group"] is not None:
        need(facts, "group", call.args["group"])
    _check_times(call.args)
    return (inserted("activity", {**call.args, "sequence": 0, "cancelled": 0}),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "activity", call.args["id"])
    patch = patched(facts, "activity", row["id"], call.args["set"])
    _check_times({**row, **patch.values})
    return (patch,)


def _cancel(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "activity", call.args["id"])
    if row["cancelled"]:
        raise Cancelled(table="activity", id=row["id"])
    return (Patch("activity", row["id"], {"cancelled": 1, "sequence": (row["sequence"] or 0) + 1}),)


def _reinstate(facts: Facts, call: Call) -> Sequence[Change]:
    """It takes place after all; calendars hear of it by the sequence (RFC 5546, 2.1.5)."""
    row = need(facts, "activity", call.args["id"])
    if not row["cancelled"]:
        raise ChangedSince(table="activity", id=row["id"], field="cancelled")
    return (Patch("activity", row["id"], {"cancelled": 0, "sequence": (row["sequence"] or 0) + 1}),)


def _declare(facts: Facts, call: Call) -> Sequence[Change]:
    if need(facts, "activity", call.args["activity"])["cancelled"]:
        raise Cancelled(table="activity", id=call.args["activity"])
    return _answer(facts, call, "declared")


def _confirm(facts: Facts, call: Call) -> Sequence[Change]:
    return _answer(facts, call, "confirmed")


def _answer(facts: Facts, call: Call, field: str) -> Sequence[Change]:
    args = call.args
    need(facts, "activity", args["activity"])
    need(facts, "contact", args["contact"])
    id = guest_id(args["activity"], args["contact"])
    values = {field: args[field], f"{field}_reason": args["reason"], f"{field}_by": call.actor.user}
    if facts.get("activity_guest", id) is not None:
        return (Patch("activity_guest", id, values),)
    key = {"id": id, "activity": args["activity"], "contact": args["contact"]}
    return (Insert("activity_guest", {**key, **values}),)


def _check_times(row: Mapping[str, Any]) -> None:
    if row["end_at"] is not None and row["end_at"] < row["start_at"]:
        raise BadPeriod(start_at=row["start_at"], end_at=row["end_at"])


WHO = (Field("activity", required=True), Field("contact", required=True))

VERBS = (
    Verb("activity.create", "guarded", fields_of("activity"), _group_given, _create),
    Verb("activity.patch", "mergeable", (ID, SET), _group_of, _patch),
    Verb("activity.cancel", "guarded", (ID,), _group_of, _cancel),
    Verb("activity.reinstate", "guarded", (ID,), _group_of, _reinstate),
    Verb(
        "attendance.declare",
        "mergeable",
        (*WHO, Field("declared", choices=DECLARED), Field("reason")),
        _answering,
        _declare,
    ),
    Verb(
        "attendance.confirm",
        "mergeable",
        (*WHO, Field("confirmed", choices=CONFIRMED), Field("reason")),
        _answering,
        _confirm,
    ),
)
