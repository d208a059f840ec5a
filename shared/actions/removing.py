"""Verbs about what was planned by mistake: it goes, with what was said about it, and comes back as it was.

What was held stays: where somebody was marked, the list is what is told of it later. What is kept for it of the club's
things is free again, and stays so when it comes back: somebody else may have it by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.actions.series import FROM, coming, occurrences, of_series, plan_of, planned
from shared.actions.verb import ID, Call, Verb, need
from shared.domain.series import Plan
from shared.facts import Facts
from shared.refusals import Attended, Gone
from shared.register import Row
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch, Remove

LISTS = ("activity_guest", "activity_visitor")
PLANNED = ("activity", "activity_series")
"""Tables whose rows come back with all that left with them in one gesture."""


def _of_activity(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "activity", args["id"])["group"]),)


def whose(facts: Facts, table: str, id: str) -> Subject:
    """Whom a planned thing that was deleted was for. Raises Unknown on a device."""
    image = facts.deleted(table, id)
    return Subject() if image is None else Subject(group=image["group"])


def is_held(facts: Facts, activity: Row) -> bool:
    """Whether somebody was marked at it, or came who was erased since."""
    guests = facts.find("activity_guest", activity=activity["id"])
    guests += facts.find("activity_visitor", activity=activity["id"])
    return bool(activity["erased_present"]) or any(guest["confirmed"] is not None for guest in guests)


def taken_out(facts: Facts, activities: Iterable[Row]) -> list[Change]:
    """What goes with these activities: the answers, and what is kept for them is free."""
    ids = [str(one["id"]) for one in activities]
    kept = [row for row in facts.find("booking", present=1) if row["activity"] in ids] if ids else []
    lists = [(table, row) for id in ids for table in LISTS for row in facts.find(table, activity=id)]
    return [
        *(Patch("booking", row["id"], {"present": 0}) for row in kept),
        *(Remove(table, row["id"]) for table, row in lists),
        *(Remove("activity", id) for id in ids),
    ]


def another_turn(plan: Plan) -> Plan:
    """The same for what is made from now on."""
    return replace(plan, turn=plan.turn + 1)


def _delete(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "activity", call.args["id"])
    if is_held(facts, row):
        raise Attended(table="activity", id=row["id"])
    return taken_out(facts, [row])


def _delete_series(facts: Facts, call: Call) -> Sequence[Change]:
    """This one and all that follow and have not begun; the series itself when nothing is left of it."""
    row = need(facts, "activity_series", call.args["id"])
    ahead = coming(facts, call, row, call.args["from_on"])
    going = [one for one in ahead if not is_held(facts, one)]
    if not going:
        held = Attended if ahead else Gone
        raise held(table="activity_series", id=row["id"])
    left = {one["occurs_on"] for one in occurrences(facts, row)} - {one["occurs_on"] for one in going}
    if not left:
        return (*taken_out(facts, going), Remove("activity_series", row["id"]))
    marks = {"changed_at": call.estimated, "changed_by": call.actor.user, "changed_from": call.args["from_on"]}
    told = {**marks, "sequence": (row["sequence"] or 0) + 1, "until_on": max(left)}
    told |= {"replanned": planned(another_turn(plan_of(row)))}
    return (Patch("activity_series", row["id"], told), *taken_out(facts, going))


def brought_back(facts: Facts, table: str, id: str, image: Row) -> Sequence[Change]:
    """All that left in one gesture with this row and was for the same team, and the series that it belongs to."""
    left = facts.removed_with(table, id)
    ours = [(name, row) for name, row in left if name in PLANNED and row["group"] == image["group"]]
    ids = {row["id"] for name, row in ours if name == "activity"}
    lists = [(name, row) for name, row in left if name in LISTS and row["activity"] in ids]
    lists = [(name, row) for name, row in lists if name != "activity_guest" or facts.get("contact", row["contact"])]
    days: dict[str, str] = {}
    for name, row in ours:
        if name == "activity" and row["series"] is not None and row["occurs_on"] is not None:
            days[row["series"]] = max(days.get(row["series"], ""), row["occurs_on"])
    series = {row["id"]: row for name, row in ours if name == "activity_series"}
    again = [change for id in {**series, **days} for change in _series_again(facts, id, series.get(id), days.get(id))]
    return (
        *again,
        *(Insert(name, row) for name, row in ours if name == "activity"),
        *(Insert(name, row) for name, row in lists),
    )


def _series_again(facts: Facts, id: str, image: Row | None, last: str | None) -> Iterable[Change]:
    """The series goes on through the last day that came back, and is there again when it had gone."""
    stands = facts.get("activity_series", id)
    if stands is not None:
        if last is not None and last > stands["until_on"]:
            yield Patch("activity_series", id, {"until_on": last})
        return
    row = image or facts.deleted("activity_series", id)
    if row is not None:
        yield Insert("activity_series", {**row, "until_on": max(row["until_on"], last or "")})


VERBS = (
    Verb("activity.delete", "guarded", (ID,), _of_activity, _delete),
    Verb("activity_series.delete", "guarded", (ID, FROM), of_series, _delete_series),
)
