"""Verbs about bookings: a thing is kept for somebody from one moment to another, and of one thing only once.

Two phones without a network may both book it; the server hears one first and refuses the other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, fields_of, inserted, need, new
from shared.domain.booking import Booked, overbooked
from shared.facts import Facts
from shared.refusals import Archived, BadPeriod, Gone, Invalid
from shared.refusals import Booked as AlreadyBooked
from shared.register import Row
from shared.rights import Subject
from shared.sync.change import Change, Patch

FOR = ("contact", "group", "activity")


def _for_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """The team it is kept for, or whose activity it is."""
    group = args["group"]
    if group is None and args["activity"] is not None:
        activity = facts.get("activity", args["activity"])
        group = None if activity is None else activity["group"]
    return (Subject(holders=frozenset((group,)) if group is not None else frozenset()),)


def _of_booking(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return _for_team(facts, need(facts, "booking", args["id"]))


def _make(facts: Facts, call: Call) -> Sequence[Change]:
    args = call.args
    new(facts, "booking", args["id"])
    resource = need(facts, "resource", args["resource"])
    if resource["status"] == "archived":
        raise Archived(table="resource", id=resource["id"])
    named = [table for table in FOR if args[table] is not None]
    if len(named) != 1:
        raise Invalid("for", "required")
    need(facts, named[0], args[named[0]])
    if args["to_at"] <= args["from_at"]:
        raise BadPeriod(start_at=args["from_at"], end_at=args["to_at"])
    row = inserted("booking", {**args, "by_user": call.actor.user, "present": 1})
    clash = overbooked(booked(row.values), bookings(facts, resource["id"]), room_of(resource))
    if clash is not None:
        raise AlreadyBooked(table="booking", id=clash)
    return (row,)


def bookings(facts: Facts, resource: str) -> list[Booked]:
    """Those of a thing that stand."""
    return [booked(row) for row in facts.find("booking", resource=resource, present=1)]


def booked(row: Mapping[str, Any]) -> Booked:
    """A row of booking, as its domain sees it."""
    return Booked(row["id"], row["from_at"], row["to_at"], row["quantity"] or 1)


def room_of(resource: Row) -> int:
    """How many there are to be booked at one time."""
    return int(resource["quantity"] or 1) if resource["kind"] == "quantity" else 1


def _cancel(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "booking", call.args["id"])
    if not row["present"]:
        raise Gone(table="booking", id=row["id"])
    return (Patch("booking", row["id"], {"present": 0}),)


VERBS = (
    Verb("booking.make", "allocated", fields_of("booking"), _for_team, _make),
    Verb("booking.cancel", "guarded", (ID,), _of_booking, _cancel),
)
