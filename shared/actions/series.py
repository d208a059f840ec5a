"""Verbs about repeating activities.

A series is a row with its rule and what it says; its occurrences are ordinary activities whose ids follow from the
series and the day of the rule, so two phones without signal that make the same one make one. What somebody said of one
occurrence (another hour, another pitch) is in its row alone, and stays when the series changes, unless the person wants
those changed too. What has begun is what it was: no change of a series reaches back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shared.actions.verb import ID, Call, Verb, inserted, need, new
from shared.domain.series import (
    UNITS,
    Phase,
    Plan,
    changed,
    check_phase,
    counted_days,
    from_json,
    later_days,
    occurrence,
    occurrence_id,
    phase_at,
    planned_days,
    to_json,
)
from shared.facts import Facts
from shared.refusals import Cancelled, ChangedSince, Exists, Invalid
from shared.register import Field, Row, check_value
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.agenda import ACTIVITY_SERIES, NOTABLE

SAID = (
    Field("title", required=True),
    Field("start"),
    Field("end"),
    Field("shift", "integer", required=True),
    Field("location"),
    Field("meeting_point"),
    Field("note"),
    Field("expects"),
)
"""What a series says of each of its occurrences, from a day on."""
WORDS: Mapping[str, Field] = {field.name: field for field in SAID}
PHASES = next(field for field in ACTIVITY_SERIES.fields if field.name == "phases")
REPLANNED = next(field for field in ACTIVITY_SERIES.fields if field.name == "replanned")
SCOPES = ("following", "all")


def _group_given(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=args["group"]),)


def of_series(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """The team whose series this is."""
    return (Subject(group=need(facts, "activity_series", args["id"])["group"]),)


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    """The series with all of its occurrences, through a day or so many of them."""
    args = call.args
    new(facts, "activity_series", args["id"])
    if args["group"] is not None:
        need(facts, "group", args["group"])
    first = date.fromisoformat(args["first_on"])
    if (args["until_on"] is None) == (args["count"] is None):
        raise Invalid("until_on", "required")
    if args["count"] is not None:
        found = counted_days(args["rule"], first, args["count"])
    else:
        found = planned_days(args["rule"], first, date.fromisoformat(args["until_on"]))
    if not found:
        raise Invalid("until_on", "no_days")
    words = {field.name: args[field.name] for field in SAID if field.name != "shift"}
    phases = (check_phase(Phase(args["first_on"], **words)),)
    fixed = {name: args[name] for name in ("id", "kind", "rule", "first_on", "zone", "group")}
    row = {**fixed, "until_on": args["until_on"] or found[-1].isoformat(), "phases": to_json(phases), "sequence": 0}
    return (inserted("activity_series", row), *(made(facts, row, phases, day) for day in found))


def made(facts: Facts, row: Mapping[str, Any], phases: Sequence[Phase], day: date, turn: int = 0) -> Insert:
    """The occurrence on a day of the rule. Raises Exists."""
    id = occurrence_id(row["id"], day, turn)
    if facts.get("activity", id) is not None:
        raise Exists(table="activity", id=id)
    fixed = {"id": id, "kind": row["kind"], "zone": row["zone"], "group": row["group"], "series": row["id"]}
    said = occurrence(phase_at(phases, day.isoformat()), day, row["zone"])
    return inserted("activity", {**fixed, **said, "occurs_on": day.isoformat(), "sequence": 0, "cancelled": 0})


def _extend(facts: Facts, call: Call) -> Sequence[Change]:
    """More occurrences, through a later day. Where somebody else went as far meanwhile, nothing is left to do."""
    row = need(facts, "activity_series", call.args["id"])
    until = max(call.args["until_on"], row["until_on"])
    plan = plan_of(row)
    found = later_days(plan, date.fromisoformat(until), date.fromisoformat(row["until_on"]))
    if not found and until > row["until_on"]:
        raise Invalid("until_on", "no_days")
    phases = phases_of(row)
    more = Patch("activity_series", row["id"], {"until_on": until})
    return (more, *(made(facts, row, phases, day, plan.turn) for day in found))


def _change(facts: Facts, call: Call) -> Sequence[Change]:
    """Something else is said from a day on, or of the whole series; `still` is what its author saw it say."""
    args, row = call.args, need(facts, "activity_series", call.args["id"])
    since = _since(args)
    said = {name: _word(name, value) for name, value in args["set"].items()}
    if not said:
        raise Invalid("set", "required")
    before = phases_of(row)
    stands = phase_at(before, since or row["first_on"])
    for name, value in (args["still"] or {}).items():
        if name not in WORDS:
            raise Invalid(name, "unknown_field")
        if getattr(stands, name) != value:
            raise ChangedSince(table="activity_series", id=row["id"], field=name)
    after = changed(before, since, said)
    for phase in after:
        check_phase(phase)
    marks = {"changed_at": call.estimated, "changed_by": call.actor.user}
    found: list[Change] = []
    for one in coming(facts, call, row, since):
        day = date.fromisoformat(one["occurs_on"])
        was, now = (occurrence(phase_at(phases, one["occurs_on"]), day, row["zone"]) for phases in (before, after))
        fields = _followed(one, was, now, said, bool(args["edited_too"]))
        if fields:
            found.append(Patch("activity", one["id"], {**fields, **_noted(one, fields, marks)}))
    told = {**marks, "sequence": (row["sequence"] or 0) + 1, "changed_from": since or row["first_on"]}
    kept = check_value(PHASES, to_json(after))
    return (Patch("activity_series", row["id"], {"phases": kept, **told}), *found)


def _followed(one: Row, was: Row, now: Row, said: Mapping[str, Any], edited_too: bool) -> Row:
    """What of this occurrence changes: what still was as its series said, or all that is spoken of."""
    found: Row = {}
    for unit in dict.fromkeys(UNITS[name] for name in said):
        if edited_too or all(one[name] == was[name] for name in unit):
            found |= {name: now[name] for name in unit if one[name] != now[name]}
    return found


def _noted(one: Row, fields: Row, marks: Row) -> Row:
    """What tells calendars and readers of letters that this is news (RFC 5546, 2.1.4)."""
    if not NOTABLE & fields.keys():
        return {}
    before = {"was_start_at": one["start_at"]} if "start_at" in fields else {}
    return {**marks, **before, "sequence": (one["sequence"] or 0) + 1}


def _cancel(facts: Facts, call: Call) -> Sequence[Change]:
    """This one and all that follow are called off; what was called off already says so once."""
    row = need(facts, "activity_series", call.args["id"])
    marks = {"changed_at": call.estimated, "changed_by": call.actor.user}
    ahead = [one for one in coming(facts, call, row, call.args["from_on"]) if not one["cancelled"]]
    if not ahead:
        raise Cancelled(table="activity_series", id=row["id"])
    off = {"cancelled": 1, "cancel_reason": call.args["reason"], **marks}
    told = {**marks, "sequence": (row["sequence"] or 0) + 1, "changed_from": call.args["from_on"]}
    found = [Patch("activity", one["id"], {**off, "sequence": (one["sequence"] or 0) + 1}) for one in ahead]
    return (Patch("activity_series", row["id"], told), *found)


def _reinstate(facts: Facts, call: Call) -> Sequence[Change]:
    """The occurrences of these days take place after all: how calling off a series is taken back."""
    row = need(facts, "activity_series", call.args["id"])
    days = call.args["days"]
    marks = {"changed_at": call.estimated, "changed_by": call.actor.user}
    ahead = [one for one in occurrences(facts, row) if one["occurs_on"] in days and one["cancelled"]]
    if not ahead:
        raise ChangedSince(table="activity_series", id=row["id"], field="cancelled")
    on = {"cancelled": 0, "cancel_reason": None, **marks}
    told = {**marks, "sequence": (row["sequence"] or 0) + 1, "changed_from": min(one["occurs_on"] for one in ahead)}
    found = [Patch("activity", one["id"], {**on, "sequence": (one["sequence"] or 0) + 1}) for one in ahead]
    return (Patch("activity_series", row["id"], told), *found)


def occurrences(facts: Facts, row: Row) -> list[Row]:
    """The occurrences of a series. Whoever names it in an activity of their own does not bring that in."""
    return [one for one in facts.find("activity", series=row["id"]) if one["occurs_on"] is not None]


def coming(facts: Facts, call: Call, row: Row, since: str | None) -> list[Row]:
    """Those from a day on that have not begun."""
    found = occurrences(facts, row)
    return [one for one in found if one["occurs_on"] >= (since or "") and one["start_at"] > call.estimated]


def _since(args: Mapping[str, Any]) -> str | None:
    """The day from which on it is, None for all."""
    if (args["scope"] == "all") != (args["from_on"] is None):
        raise Invalid("from_on", "required" if args["from_on"] is None else "not_a_choice")
    since: str | None = args["from_on"]
    return since


def _word(name: str, value: Any) -> Any:
    if name not in WORDS:
        raise Invalid(name, "unknown_field")
    return check_value(WORDS[name], value)


def plan_of(row: Mapping[str, Any]) -> Plan:
    """On which days a series takes place now."""
    if row["replanned"] is None:
        return Plan(row["rule"], row["first_on"])
    return Plan(**json.loads(row["replanned"]))


def planned(plan: Plan) -> Any:
    """A plan as a row keeps it."""
    return check_value(REPLANNED, asdict(plan))


def phases_of(row: Mapping[str, Any]) -> tuple[Phase, ...]:
    """What a series says, each phase from a day on."""
    return from_json(json.loads(row["phases"]))


FIRST = tuple(field for field in SAID if field.name != "shift")
KEPT = tuple(field for field in ACTIVITY_SERIES.fields if field.merge == "fixed" and field.name != "id")
FROM = Field("from_on", required=True, check="date")
UNTIL = Field("until_on", required=True, check="date")

VERBS = (
    Verb(
        "activity_series.create",
        "guarded",
        (ID, *KEPT, *FIRST, Field("until_on", check="date"), Field("count", "integer")),
        _group_given,
        _create,
    ),
    Verb(
        "activity_series.change",
        "guarded",
        (
            ID,
            Field("scope", required=True, choices=SCOPES),
            Field("from_on", check="date"),
            Field("set", "json", required=True, choices=("object",)),
            Field("still", "json", choices=("object",)),
            Field("edited_too", "boolean"),
        ),
        of_series,
        _change,
    ),
    Verb("activity_series.extend", "guarded", (ID, UNTIL), of_series, _extend),
    Verb("activity_series.cancel", "guarded", (ID, FROM, Field("reason")), of_series, _cancel),
    Verb(
        "activity_series.reinstate",
        "guarded",
        (ID, Field("days", "json", required=True, choices=("list",))),
        of_series,
        _reinstate,
    ),
)
