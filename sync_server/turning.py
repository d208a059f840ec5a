"""What the turn of the club's day brings about: dates that come or pass become ordinary changes.

A membership's state is read from its dates wherever it is shown, and a role has none: seasons and places in a group
are what has a day and a field that says so.
"""

from collections.abc import Iterator

from shared.domain.derived_id import derived_id
from shared.facts import Facts
from shared.register import Row
from shared.sync.protocol import ActionCall


def changeset_of(day: str, call: ActionCall) -> str:
    """The id of what a day does to one row: done once, however often somebody tries."""
    return derived_id("day", day, call.name, str(call.args["id"]))


def due(facts: Facts, last: str | None, day: str) -> Iterator[ActionCall]:
    """What is to be done on `day`, when `last` was the last day that was turned (both `YYYY-MM-DD`)."""
    for season in facts.find("season"):
        if bool(season["current"]) != (season["start_on"] <= day <= season["end_on"]):
            yield ActionCall("season.turn", 1, {"id": season["id"], "day": day})
    for member in facts.find("group_member", present=1):
        if member["to_on"] is not None and member["to_on"] < day:
            yield ActionCall("group.turn_member", 1, {"id": member["id"], "day": day})
    for member in facts.find("group_member", present=0):
        if _joins(facts, member, last, day):
            yield ActionCall("group.turn_member", 1, {"id": member["id"], "day": day})


def _joins(facts: Facts, member: Row, last: str | None, day: str) -> bool:
    """Whether this first day came since `last`: who was sent away after joining does not come back with a date."""
    first, end = member["from_on"], member["to_on"]
    if first is None or first > day or (last is not None and first <= last) or (end is not None and end < day):
        return False
    return facts.get("contact", member["contact"]) is not None
