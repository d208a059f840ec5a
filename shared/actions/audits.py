"""Going through a place: what was found there becomes facts, all in one gesture, never refused for what others did."""

from collections.abc import Sequence
from typing import Any

from shared.actions.custody import scanned
from shared.actions.verb import Call, Verb, fields_of, inserted, need, new, nobody
from shared.domain.derived_id import derived_id
from shared.facts import Facts
from shared.refusals import Invalid
from shared.register import Field
from shared.sync.change import Change
from shared.tables.audits import OUTCOMES

MAX_LINES = 500
MAX_SHOWN = 200
FACT = {"seen": "audit", "moved": "move", "returned": "in"}
"""What an outcome says of a thing. Of one that is missing nothing is known: who reports it lost says so."""


def _finish(facts: Facts, call: Call) -> Sequence[Change]:
    """The session, its lines, and a fact for each thing that was there."""
    args = call.args
    new(facts, "audit_session", args["id"])
    need(facts, "resource", args["place"])
    lines = [_line(facts, args["place"], line) for line in args["lines"]]
    things = [resource for resource, _, _ in lines if resource is not None]
    if len(lines) > MAX_LINES or len(set(things)) < len(things):
        raise Invalid("lines", "out_of_range")
    told = {name: value for name, value in args.items() if name != "lines"}
    counts = {outcome: sum(1 for _, found, _ in lines if found == outcome) for outcome in OUTCOMES}
    session = {**told, **counts, "finished_at": call.estimated, "by_user": call.actor.user}
    changes: list[Change] = [inserted("audit_session", session)]
    for number, (resource, outcome, shown) in enumerate(lines):
        id = derived_id("audit_line", args["id"], resource or str(number))
        row = {"id": id, "session": args["id"], "resource": resource, "outcome": outcome, "shown": shown}
        changes.append(inserted("audit_line", row))
        if resource is not None and outcome in FACT:
            fact = {"id": derived_id("audit_fact", args["id"], resource), "resource": resource, "kind": FACT[outcome]}
            changes += scanned(facts, call, {**fact, "to_kind": "resource", "to_id": args["place"]})
    return changes


def _line(facts: Facts, place: str, line: Any) -> tuple[str | None, str, str | None]:
    """A thing with what was found, or the text of a code that nobody knows. Raises Invalid."""
    if not isinstance(line, dict) or line.keys() - {"resource", "outcome", "shown"}:
        raise Invalid("lines", "not_json")
    resource, outcome, shown = line.get("resource"), line.get("outcome"), line.get("shown")
    if outcome not in OUTCOMES or (resource is None) != (outcome == "unknown") or resource == place:
        raise Invalid("lines", "not_a_choice")
    if resource is not None:
        need(facts, "resource", resource if isinstance(resource, str) else "")
    if shown is not None and (not isinstance(shown, str) or len(shown) > MAX_SHOWN):
        raise Invalid("lines", "too_long")
    return resource, outcome, shown


LINES = Field("lines", "json", required=True, choices=("list",))

VERBS = (Verb("audit.finish", "fact", (*fields_of("audit_session"), LINES), nobody, _finish),)
