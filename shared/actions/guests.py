"""Verbs about who is expected: a team whose players come unless they say no, and guests from outside it.

A guest has the same row as everybody at an activity, so that one that two coaches bring along is one guest; those who
answer for them see the activity then, and no other of the team.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, need
from shared.domain.attendance import GUEST, guest_id
from shared.facts import Facts
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch


def _team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=args["id"]),)


def _of_activity(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "activity", args["activity"])["group"]),)


def _attend_by_default(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "group", call.args["id"])
    return (Patch("group", call.args["id"], {"attending": call.args["on"]}),)


def _guest(facts: Facts, call: Call) -> Sequence[Change]:
    """Brings somebody along, or not after all: what they said and whether they came stays with the row."""
    args = call.args
    activity = need(facts, "activity", args["activity"])
    need(facts, "contact", args["contact"])
    id, said = guest_id(activity["id"], args["contact"]), {"function": GUEST if args["on"] else None}
    known = facts.get("activity_guest", id) is not None
    key = {"id": id, "activity": activity["id"], "contact": args["contact"]}
    row: Change = Patch("activity_guest", id, said) if known else Insert("activity_guest", {**key, **said})
    if not args["on"] or activity["with_guests"]:
        return (row,)
    return (row, Patch("activity", activity["id"], {"with_guests": 1}))


ON = Field("on", "boolean", required=True)

VERBS = (
    Verb("group.attend_by_default", "mergeable", (ID, ON), _team, _attend_by_default),
    Verb(
        "attendance.guest",
        "mergeable",
        (Field("activity", required=True), Field("contact", required=True), ON),
        _of_activity,
        _guest,
    ),
)
