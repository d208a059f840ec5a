"""How long rows of the club are kept: one table, one line a kind. What is past its time leaves by an ordinary change.

Beside it: issued invoices and payments stay (see `sync_server/retention.py` for the law, and for what only the server
keeps: history, its own logs). What is not named in either stays as long as the person does, and goes with an erasure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.actions.verb import ID, Call, Verb, need, nobody
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import NotAllowed
from shared.register import Field, Row
from shared.sync.change import Change, Remove

DAY_MS = 24 * 3600 * 1000
YEAR = 365


@dataclass(frozen=True)
class Rule:
    """Rows of `table` leave `days` after what `since` says: a field with an instant, or "left": the day on which the
    person was in no team any more and had no membership left; "to_on": its last day, or that one where it has none;
    "came_on": that day.
    """

    table: str
    since: str
    days: int
    why: str


RULES = (
    Rule("inbox_item", "done_at", YEAR, "a line that was dealt with"),
    Rule("parked_change", "created_at", YEAR, "a change that the office has decided about"),
    Rule("invitation", "expires_at", YEAR, "an invitation whose time ran out, used or not"),
    Rule("user_device", "wiped_at", YEAR, "a device that was wiped"),
    Rule("consent", "withdrawn_at", 3 * YEAR, "a consent that was withdrawn: as long as somebody may ask about it"),
    Rule("contact_emergency", "left", YEAR, "whom to call for somebody who plays no more"),
    Rule("contact_medical", "left", YEAR, "what a coach had to know about somebody who plays no more"),
    Rule("injury", "to_on", YEAR, "an injury that is over, or of somebody who plays no more"),
    Rule("activity_visitor", "came_on", YEAR, "who came along once and did not become a contact"),
    Rule("opening", "opened_at", 3 * YEAR, "who looked at what is sensitive"),
    Rule("export_log", "made_at", 3 * YEAR, "who took a file with data of people out of the app"),
    Rule("contact_identity", "left", 3 * YEAR, "birth, sex and nationality of a former member"),
)
BY_TABLE: Mapping[str, Rule] = {rule.table: rule for rule in RULES}


def past(facts: Facts, rule: Rule, row: Row, now: int) -> bool:
    """Whether this row's time is over at `now` (UTC ms). What waits for somebody's decision has no end."""
    if rule.since == "left":
        left = left_on(facts, str(row["id"]))
        return left is not None and _day_ms(left) + rule.days * DAY_MS < now
    if rule.since == "to_on":
        last = row["to_on"] or left_on(facts, str(row["contact"]))
        return last is not None and _day_ms(last) + rule.days * DAY_MS < now
    if rule.since == "came_on":
        return bool(_day_ms(row["came_on"]) + rule.days * DAY_MS < now)
    at = row[rule.since]
    waits = rule.table == "parked_change" and row["state"] == "waiting"
    return at is not None and not waits and at + rule.days * DAY_MS < now


def left_on(facts: Facts, contact: str) -> str | None:
    """The last day (`YYYY-MM-DD`) on which this person was in a team or a member; None while they are, are staff or a
    parent of somebody, or when no day tells.
    """
    members = facts.find("group_member", contact=contact)
    memberships = facts.find("membership", contact=contact)
    days = [row["to_on"] for row in members] + [row["end_on"] for row in memberships]
    still = any(row["present"] for row in members) or facts.find("user_profile", contact=contact)
    if still or not days or None in days:
        return None
    return str(max(days))


def _day_ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000


def _expire(facts: Facts, call: Call) -> Sequence[Change]:
    """The row goes when its time is over, and only then. Raises NotAllowed before, Unknown on a device."""
    rule, row = BY_TABLE.get(call.args["table"]), need(facts, call.args["table"], call.args["id"])
    if not facts.complete("inbox_item"):
        raise Unknown
    if rule is None or not past(facts, rule, row, call.now):
        raise NotAllowed(action="row.expire")
    return (Remove(rule.table, row["id"]),)


def expire_args(table: str, id: str) -> dict[str, Any]:
    """Arguments of the verb."""
    return {"table": table, "id": id}


TABLE = Field("table", required=True, choices=tuple(BY_TABLE))

VERBS = (Verb("row.expire", "guarded", (TABLE, ID), nobody, _expire),)
