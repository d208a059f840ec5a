"""Verbs about activities and who comes.

A guest row's id follows from its activity and its person, so the same answer given twice is one row (feature
B4). Declared (by the member) and confirmed (by the coach) are separate fields and merge separately.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, patched
from shared.domain.attendance import check_expects, guest_id
from shared.facts import Facts
from shared.refusals import BadPeriod, Cancelled, ChangedSince, Invalid
from shared.register import Field, Row
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.agenda import CONFIRMED, DECLARED, MOVABLE


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
    check_expects(call.args["expects"])
    return (inserted("activity", {**call.args, "sequence": 0, "cancelled": 0}),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "activity", call.args["id"])
    patch = patched(facts, "activity", row["id"], call.args["set"])
    _check_times({**row, **patch.values})
    check_expects({**row, **patch.values}["expects"])
    return (patch,)


def _move(facts: Facts, call: Call) -> Sequence[Change]:
    """Another time or place, as long as it still is where its author saw it: two moves at once confuse everybody."""
    row = need(facts, "activity", call.args["id"])
    if row["cancelled"]:
        raise Cancelled(table="activity", id=row["id"])
    wanted, still = call.args["set"], call.args["still"]
    if wanted.keys() != still.keys():
        raise Invalid("still", "unknown_field")
    for name in wanted:
        if name not in MOVABLE:
            raise Invalid(name, "unknown_field")
    values = patched(facts, "activity", row["id"], wanted).values
    for name in wanted:
        if (row[name] or None) != (still[name] or None):
            raise ChangedSince(table="activity", id=row["id"], field=name)
    _check_times({**row, **values})
    before = {"was_start_at": row["start_at"]} if values.get("start_at", row["start_at"]) != row["start_at"] else {}
    return (Patch("activity", row["id"], {**values, **before, **_news(row, call)}),)


def _news(row: Row, call: Call) -> Row:
    """Calendars hear of it by the sequence (RFC 5546, 2.1.4), people by who said it and when."""
    return {"sequence": (row["sequence"] or 0) + 1, "changed_at": call.estimated, "changed_by": call.actor.user}


def _cancel(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "activity", call.args["id"])
    if row["cancelled"]:
        raise Cancelled(table="activity", id=row["id"])
    off = {"cancelled": 1, "cancel_reason": call.args["reason"]}
    return (Patch("activity", row["id"], {**off, **_news(row, call)}),)


def _reinstate(facts: Facts, call: Call) -> Sequence[Change]:
    """It takes place after all."""
    row = need(facts, "activity", call.args["id"])
    if not row["cancelled"]:
        raise ChangedSince(table="activity", id=row["id"], field="cancelled")
    return (Patch("activity", row["id"], {"cancelled": 0, "cancel_reason": None, **_news(row, call)}),)


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


STILL = Field("still", "json", required=True, choices=("object",))
WHO = (Field("activity", required=True), Field("contact", required=True))

VERBS = (
    Verb("activity.create", "guarded", fields_of("activity"), _group_given, _create),
    Verb("activity.patch", "mergeable", (ID, SET), _group_of, _patch),
    Verb("activity.move", "guarded", (ID, SET, STILL), _group_of, _move),
    Verb("activity.cancel", "guarded", (ID, Field("reason")), _group_of, _cancel),
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
