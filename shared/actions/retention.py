"""How long rows of the club are kept: one table, one line a kind. What is past its time leaves by an ordinary change.

Beside it: issued invoices and payments stay (see `sync_server/privacy/retention.py` for the law, and for what only the
server keeps: history, its own logs). What is not named in either stays as long as the person does, and goes with an
erasure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.actions.media import taken_down
from shared.actions.verb import ID, Call, Verb, need, nobody
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import NotAllowed
from shared.register import Field, Row
from shared.sync.change import Change, Patch, Remove
from shared.sync.protocol import ActionCall

DAY_MS = 24 * 3600 * 1000
YEAR = 365
EXPIRE = "row.expire"
OF_A_PERSON = ("left", "gone", "to_on")


@dataclass(frozen=True)
class Rule:
    """Rows of `table` leave `days` after what `since` says: a field with an instant or a day, or "left": the day on
    which the person was in no team any more, had no membership and no role left; "gone": the day on which, beside that,
    nothing else tied them to the club (see `gone_on`); "to_on": its last day, or that on which they left where it has
    none; "back": when what was signed for was handed on or brought back; "held": when what somebody could not come to
    took place. Of a rule with `words` the rows stay, and lose these fields.
    """

    table: str
    since: str
    days: int
    why: str
    words: tuple[str, ...] = ()


RULES = (
    Rule("inbox_item", "done_at", YEAR, "a line that was dealt with"),
    Rule("parked_change", "created_at", YEAR, "a change that the office has decided about"),
    Rule("invitation", "expires_at", YEAR, "an invitation whose time ran out, used or not"),
    Rule("user_device", "wiped_at", YEAR, "a device that was wiped"),
    Rule("calendar_feed", "revoked_at", YEAR, "an address of a calendar that was taken back"),
    Rule("consent", "withdrawn_at", 3 * YEAR, "a consent that was withdrawn: as long as somebody may ask about it"),
    Rule("contact_emergency", "left", YEAR, "whom to call for somebody who plays no more"),
    Rule("contact_medical", "left", YEAR, "what a coach had to know about somebody who plays no more"),
    Rule("injury", "to_on", YEAR, "an injury that is over, or of somebody who plays no more"),
    # Often that somebody is ill: it serves who plans the season that it was said in.
    Rule("activity_guest", "held", YEAR, "why somebody was not there", ("declared_reason", "confirmed_reason")),
    Rule("activity_visitor", "came_on", YEAR, "who came along once and did not become a contact"),
    # Not `opened_at`: that is what a device says, and one with a clock of years ago would leave no trace of its looks.
    Rule("opening", "received_at", 3 * YEAR, "who looked at what is sensitive"),
    Rule("export_log", "received_at", 3 * YEAR, "who took a file with data of people out of the app"),
    Rule("evaluation", "left", YEAR, "what coaches and player thought, with its scores, of somebody who plays no more"),
    Rule("contact_identity", "left", 3 * YEAR, "birth, sex and nationality of a former member"),
    # A collection that was not agreed to can be disputed for thirteen months: directive (EU) 2015/2366, art. 71.
    Rule("contact_finance", "gone", 2 * YEAR, "the bank account of somebody who is tied to the club no more"),
    # What an accident insurance owes can be claimed for three years: law of 4 April 2014 on insurances, art. 88.
    Rule("contact_point", "gone", 3 * YEAR, "numbers and addresses of somebody who is tied to the club no more"),
    Rule("contact_address", "gone", 3 * YEAR, "where somebody lives who is tied to the club no more"),
    Rule("medium", "gone", 3 * YEAR, "pictures and papers of somebody who is tied to the club no more"),
    Rule("custody_signature", "back", YEAR, "who signed for a thing that is back, or with somebody else"),
    Rule("notice_choice", "gone", YEAR, "what somebody wanted to hear of who is tied to the club no more"),
)
BY_TABLE: Mapping[str, Rule] = {rule.table: rule for rule in RULES}


def past(facts: Facts, rule: Rule, row: Row, now: int) -> bool:
    """Whether this row's time is over at `now` (UTC ms). What waits for somebody's decision has no end."""
    if rule.words and all(row[name] is None for name in rule.words):
        return False
    at = _since(facts, rule.since, row)
    waits = rule.table == "parked_change" and row["state"] == "waiting"
    return at is not None and not waits and at + rule.days * DAY_MS < now


def _since(facts: Facts, since: str, row: Row) -> int | None:
    """When its time began to run (UTC ms), or None while it does not."""
    if since == "back":
        return _back_at(facts, row)
    if since == "held":
        activity = facts.get("activity", row["activity"])
        return None if activity is None else activity["end_at"] or activity["start_at"]
    if since not in OF_A_PERSON:
        at = row[since]
        return _day_ms(at) if isinstance(at, str) else at
    person = row.get("contact", row["id"])
    if person is None:  # a picture of a thing
        return None
    if since == "left":
        day = left_on(facts, person)
    elif since == "gone":
        day = gone_on(facts, person)
    else:
        day = row["to_on"] or left_on(facts, person)
    return None if day is None else _day_ms(day)


def _back_at(facts: Facts, signature: Row) -> int | None:
    """When the server heard that the thing went on, or came back, which may be what was signed. What is counted is back
    when all of it is.
    """
    scan, thing = facts.get("custody_event", signature["id"]), facts.get("resource", signature["resource"])
    if scan is None or thing is None:
        return None
    events = [one for one in facts.find("custody_event", resource=thing["id"]) if one["kind"] in ("out", "in")]
    ends = [one for one in events if one["stamp"] > scan["stamp"]] if scan["kind"] == "out" else [scan]
    times = [int(one["received_at"]) for one in ends if one["received_at"] is not None]
    if thing["kind"] != "quantity" or scan["kind"] != "out":
        return min(times, default=None)
    return None if thing["holder_id"] or thing["out_count"] else max(times, default=None)


def left_on(facts: Facts, contact: str) -> str | None:
    """The last day (`YYYY-MM-DD`) on which this person was in a team, a member or had a role; None while they are one
    of these, or when no day tells.
    """
    return max(_days(facts, contact) or (), default=None)


def gone_on(facts: Facts, contact: str) -> str | None:
    """The last day on which anything tied this person to the club: their own teams, membership and roles, those of the
    children whose account they share as an adult, and the last time that they were seen in the app. None while any of
    that lasts, while something is still to be paid or brought back, while they speak for a company, or when no day
    tells.
    """
    own = _days(facts, contact)
    if own is None or facts.find("resource", holder_kind="contact", holder_id=contact):
        return None
    days = [*own, *_seen(facts, contact)]
    for link in facts.find("account_link", contact=contact, present=1):
        if link["function"] == "child":
            continue
        account = facts.get("account", link["account"])
        if account is not None and (_is_company(account) or _owes(facts, account)):
            return None
        for other in facts.find("account_link", account=link["account"], function="child", present=1):
            theirs = _days(facts, other["contact"])
            if theirs is None:
                return None
            days += theirs
    return max(days, default=None)


def _days(facts: Facts, contact: str) -> list[str] | None:
    """The last days of this person's teams, memberships and roles, as far as they have one; None while one lasts."""
    members = facts.find("group_member", contact=contact)
    days = [row["to_on"] for row in members] + [row["end_on"] for row in facts.find("membership", contact=contact)]
    if None in days or any(row["present"] for row in members):
        return None
    roles = [role for role in _roles(facts, contact) if role["role"] != "member"]
    if any(
        role["present"] or (role["to_on"] is None and role["from_on"] is not None) for role in roles
    ):  # has, will have
        return None
    return [str(day) for day in (*days, *(role["to_on"] for role in roles)) if day is not None]


def _roles(facts: Facts, contact: str) -> Iterator[Row]:
    for user in facts.find("user_profile", contact=contact):
        yield from facts.find("role_assignment", user=user["id"])


def _seen(facts: Facts, contact: str) -> Iterator[str]:
    """The days on which this person last signed in, and on which their devices were last heard."""
    for user in facts.find("user_profile", contact=contact):
        if user["last_login_at"] is not None:
            yield datetime.fromtimestamp(user["last_login_at"] / 1000, UTC).date().isoformat()
        days = (device["seen_on"] for device in facts.find("user_device", user=user["id"]))
        yield from (str(day) for day in days if day is not None)


def _is_company(account: Row) -> bool:
    return bool(account["kind"] == "company" and account["status"] == "active")


def _owes(facts: Facts, account: Row) -> bool:
    """Whether an invoice of this account is not paid."""
    issued = facts.find("invoice", account=account["id"], status="issued")
    return any((row["paid_cents"] or 0) < (row["total_cents"] or 0) for row in issued)


def _day_ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000


def _expire(facts: Facts, call: Call) -> Sequence[Change]:
    """The row, or its words, go when their time is over and no sooner. Raises NotAllowed, and Unknown on a device."""
    rule, row = BY_TABLE.get(call.args["table"]), need(facts, call.args["table"], call.args["id"])
    if not facts.complete("inbox_item"):
        raise Unknown
    if rule is None or not past(facts, rule, row, call.now):
        raise NotAllowed(action=EXPIRE)
    if rule.words:
        return (Patch(rule.table, row["id"], dict.fromkeys(rule.words)),)
    beside = BESIDE.get(rule.table)
    return (*(beside(facts, row["id"]) if beside else ()), Remove(rule.table, row["id"]))


def _scores(facts: Facts, evaluation: str) -> list[Remove]:
    return [Remove("score", score["id"]) for score in facts.find("score", evaluation=evaluation)]


BESIDE: Mapping[str, Callable[[Facts, str], Sequence[Change]]] = {"evaluation": _scores, "medium": taken_down}
"""What changes with a row that goes, by table."""


def expire_args(table: str, id: str) -> dict[str, Any]:
    """Arguments of the verb."""
    return {"table": table, "id": id}


def expires(call: ActionCall) -> tuple[str, str] | None:
    """The (table, id) of the row that this action lets go, or None."""
    return (str(call.args.get("table")), str(call.args.get("id"))) if call.name == EXPIRE else None


TABLE = Field("table", required=True, choices=tuple(BY_TABLE))

VERBS = (Verb(EXPIRE, "guarded", (TABLE, ID), nobody, _expire),)
