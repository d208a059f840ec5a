"""Verbs about roles, settings and the inbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, fields_of, inserted, need, new, nobody
from shared.errors import AlreadySettled, Gone, Invalid, LastOwner, Unknown
from shared.facts import Facts
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Patch


def _grant(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "role_assignment", call.args["id"])
    need(facts, "user_profile", call.args["user"])
    if call.args["role"] == "coach" and call.args["group"] is None:
        raise Invalid("group", "required")
    if call.args["group"] is not None:
        need(facts, "group", call.args["group"])
    return (inserted("role_assignment", {**call.args, "present": 1}),)


def _withdraw(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "role_assignment", call.args["id"])
    if not row["present"]:
        raise Gone(table="role_assignment", id=row["id"])
    owners = {
        held["user"] for held in facts.find("role_assignment", role="owner", present=1) if held["id"] != row["id"]
    }
    if row["role"] == "owner" and not owners:
        if not facts.complete("role_assignment"):
            raise Unknown
        raise LastOwner(table="role_assignment", id=row["id"])
    return (Patch("role_assignment", row["id"], {"present": 0}),)


def _put(facts: Facts, call: Call) -> Sequence[Change]:
    row = inserted("setting", call.args)
    if facts.get("setting", call.args["id"]) is None:
        return (row,)
    return (Patch("setting", call.args["id"], {"value": row.values["value"]}),)


def _item_of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(user=need(facts, "inbox_item", args["id"])["user"]),)


def _done(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "inbox_item", call.args["id"])
    return (Patch("inbox_item", call.args["id"], {"done_at": call.estimated}),)


def _parked_of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(user=need(facts, "parked_change", args["id"])["user"]),)


def _settle(facts: Facts, call: Call) -> Sequence[Change]:
    """Only says what became of it: who does it after all sends the author's actions along in the same changeset."""
    row = need(facts, "parked_change", call.args["id"])
    if row["state"] != "waiting":
        raise AlreadySettled(table="parked_change", id=row["id"])
    return (Patch("parked_change", row["id"], {"state": call.args["outcome"], "settled_by": call.actor.user}),)


def _enrol(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "user_profile", call.args["id"])
    if call.args["contact"] is not None:
        need(facts, "contact", call.args["contact"])
    return (inserted("user_profile", call.args),)


def _signed_in(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "user_profile", call.args["id"])
    times = {"first_login_at": row["first_login_at"] or call.now, "last_login_at": call.now}
    return (Patch("user_profile", row["id"], times),)


OUTCOME = Field("outcome", choices=("done", "dropped"), required=True)
ENROL = (ID, Field("contact"), Field("username", required=True))

VERBS = (
    Verb("user.enrol", "guarded", ENROL, nobody, _enrol),
    Verb("user.signed_in", "guarded", (ID,), nobody, _signed_in),
    Verb("role.grant", "guarded", fields_of("role_assignment"), nobody, _grant),
    Verb("role.withdraw", "guarded", (ID,), nobody, _withdraw),
    Verb("setting.put", "guarded", (ID, Field("value", "json")), nobody, _put),
    Verb("inbox.done", "guarded", (ID,), _item_of, _done),
    Verb("parked.settle", "guarded", (ID, OUTCOME), _parked_of, _settle),
)
