"""The verb that gives a series another rule from a day on.

What takes place on a day of the new rule stays, with all that was said about it; what does not goes as if it were
deleted, and days that are new come. What has begun, and where somebody was marked, stays what it was.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.actions.removing import is_held, taken_out
from shared.actions.series import FROM, UNTIL, coming, made, occurrences, of_series, phases_of, plan_of, planned
from shared.actions.verb import ID, Call, Verb, need
from shared.domain.series import Phase, Plan, phase_at, replanned_days
from shared.facts import Facts
from shared.refusals import ChangedSince, Invalid
from shared.register import Field, Row
from shared.sync.change import Change, Patch


def _replan(facts: Facts, call: Call) -> Sequence[Change]:
    """`still` is the rule that its author saw, and through which day."""
    args, row = call.args, need(facts, "activity_series", call.args["id"])
    _check_still(row, args["still"])
    phases = phases_of(row)
    days = replanned_days(
        args["rule"], phases, date.fromisoformat(args["from_on"]), date.fromisoformat(args["until_on"])
    )
    wanted = {day.isoformat() for day in days}
    there = {one["occurs_on"] for one in occurrences(facts, row)}
    ahead = [one for one in coming(facts, call, row, args["from_on"]) if one["occurs_on"] not in wanted]
    going = [one for one in ahead if not is_held(facts, one)]
    plan = _plan(args["rule"], phases, args["from_on"], plan_of(row).turn + 1)
    new = [made(facts, row, phases, day, plan.turn) for day in days if day.isoformat() not in there]
    new = [one for one in new if int(str(one.values["start_at"])) > call.estimated]
    left = there - {one["occurs_on"] for one in going} | {str(one.values["occurs_on"]) for one in new}
    if not days or not left:
        raise Invalid("until_on", "no_days")
    told = {"changed_at": call.estimated, "changed_by": call.actor.user, "changed_from": args["from_on"]}
    told |= {
        "sequence": (row["sequence"] or 0) + 1,
        "until_on": max(args["until_on"], *left),
        "replanned": planned(plan),
    }
    return (Patch("activity_series", row["id"], told), *taken_out(facts, going), *new)


def _check_still(row: Row, still: Row) -> None:
    stands = {"rule": plan_of(row).rule, "until_on": row["until_on"]}
    if still.keys() != stands.keys():
        raise Invalid("still", "unknown_field")
    for name, value in stands.items():
        if still[name] != value:
            raise ChangedSince(table="activity_series", id=row["id"], field=name)


def _plan(rule: str, phases: Sequence[Phase], since: str, turn: int) -> Plan:
    """Counted from the day on which the first of it takes place; more of it is named as the last of it is."""
    first = date.fromisoformat(since) + timedelta(days=phase_at(phases, since).shift)
    return Plan(rule, first.isoformat(), phases[-1].shift, turn)


VERBS = (
    Verb(
        "activity_series.replan",
        "guarded",
        (ID, FROM, Field("rule", required=True), UNTIL, Field("still", "json", required=True, choices=("object",))),
        of_series,
        _replan,
    ),
)
