"""Verbs about roles, settings and the inbox."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.actions.days import day_before, today, will_come, within
from shared.actions.requests import WORDS, answer
from shared.actions.seasons import bounded, coached, last_day, turned
from shared.actions.verb import ID, Call, Verb, fields_of, inserted, need, new, nobody
from shared.domain.derived_id import derived_id
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import AlreadyAsked, AlreadySettled, BadPeriod, Erased, Gone, Invalid, LastOwner, NotAllowed
from shared.register import Field, Row
from shared.rights import UNSEEN_BY_OFFICE, Subject
from shared.sync.change import Change, Patch


def _grant(facts: Facts, call: Call) -> Sequence[Change]:
    """Whoever is to coach a team of a season that is over does not begin: the role ended with the season."""
    new(facts, "role_assignment", call.args["id"])
    need(facts, "user_profile", call.args["user"])
    if call.args["role"] == "coach" and call.args["group"] is None:
        raise Invalid("group", "required")
    if call.args["group"] is not None:
        need(facts, "group", call.args["group"])
    first, last, day = call.args["from_on"], call.args["to_on"], today(facts, call)
    if last is not None and last < max(first or day, day):
        raise BadPeriod()
    row = bounded(call.args, last_day(facts, coached(call.args), day))
    return (inserted("role_assignment", {**row, "present": within(row, day)}),)


def _withdraw(facts: Facts, call: Call) -> Sequence[Change]:
    """Without a last day it ends at once: yesterday was the last, so no turn of today brings it back. Whoever has not
    begun yet will not begin.
    """
    row, day, last = need(facts, "role_assignment", call.args["id"]), today(facts, call), call.args["to_on"]
    if not row["present"] and not will_come(row, day):
        raise Gone(table="role_assignment", id=row["id"])
    if last is not None and last < max(row["from_on"] or day, day):
        raise BadPeriod()
    if row["present"]:
        _keep_an_owner(facts, row)
    last = last or day_before(day)
    return (Patch("role_assignment", row["id"], {"present": int(row["present"] and last >= day), "to_on": last}),)


def _turn_role(facts: Facts, call: Call) -> Sequence[Change]:
    """The day decides, and of a coach the season of the team. An owner whose day has come stays until somebody else
    owns the club: tomorrow is another try.
    """
    row, day = need(facts, "role_assignment", call.args["id"]), call.args["day"]
    values = turned(row, last_day(facts, coached(row), day), day)
    if row["present"] and not values["present"]:
        _keep_an_owner(facts, row)
    return (Patch("role_assignment", row["id"], values),)


def _keep_an_owner(facts: Facts, row: Row) -> None:
    if row["role"] != "owner":
        return
    if all(held["id"] == row["id"] for held in facts.find("role_assignment", role="owner", present=1)):
        if not facts.complete("role_assignment"):
            raise Unknown
        raise LastOwner(table="role_assignment", id=row["id"])


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


def sealed(asked: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of these actions (as they travel) holds what only few may read, such as a bank account or what a
    coach thinks of somebody, or lets somebody in by a secret that its author knows and the office does not: its words
    are laid before nobody else.
    """
    named = ((action["name"].partition(".")[0].removeprefix("self_"), action["args"].get("table")) for action in asked)
    names = {str(name) for pair in named for name in pair}
    return "invitation" in names or not UNSEEN_BY_OFFICE.isdisjoint(names)


def _ask(facts: Facts, call: Call) -> Sequence[Change]:
    """The author lays before the office what the club did not do: from then on it is a parked change like any other."""
    row = need(facts, "inbox_item", call.args["id"])
    id, detail = derived_id("asked", row["id"]), json.loads(row["detail"] or "{}")
    asked = detail.get("asked") or []
    if row["kind"] == "parked" or facts.get("parked_change", id) is not None:
        raise AlreadyAsked(table="inbox_item", id=row["id"])
    if row["code"] == Erased.code:  # its words are kept nowhere: there is nothing that anybody could do
        raise Gone(table="inbox_item", id=row["id"])
    if sealed(asked):
        raise NotAllowed(action="inbox.ask")
    change = {"id": id, "user": row["user"], "changeset": row["changeset"] or row["id"], "reason": "asked"}
    code = row["code"] or row["kind"]
    return (inserted("parked_change", {**change, **_waiting(call, code, asked)}),)


def _waiting(call: Call, code: str, asked: Sequence[Any]) -> dict[str, Any]:
    return {"code": code, "asked": list(asked), "created_at": call.estimated, "state": "waiting"}


def _parked_of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(user=need(facts, "parked_change", args["id"])["user"]),)


def _settle(facts: Facts, call: Call) -> Sequence[Change]:
    """Only says what became of it: who does it after all sends the author's actions along in the same changeset."""
    row = need(facts, "parked_change", call.args["id"])
    if row["state"] != "waiting":
        raise AlreadySettled(table="parked_change", id=row["id"])
    settled = {"state": call.args["outcome"], "settled_by": call.actor.user}
    return (Patch("parked_change", row["id"], settled), *answer(call, row))


def _enrol(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "user_profile", call.args["id"])
    if call.args["contact"] is not None:
        need(facts, "contact", call.args["contact"])
    return (inserted("user_profile", call.args),)


def _signed_in(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "user_profile", call.args["id"])
    times = {"first_login_at": row["first_login_at"] or call.now, "last_login_at": call.now}
    return (Patch("user_profile", row["id"], times),)


def _password_changed(facts: Facts, call: Call) -> Sequence[Change]:
    """Whoever's password was changed hears of it on every device: perhaps it was somebody else."""
    need(facts, "user_profile", call.args["user"])
    new(facts, "inbox_item", call.args["id"])
    told = {"kind": "told", "code": "password_changed", "created_at": call.heard}
    return (inserted("inbox_item", {**call.args, **told}),)


def _second_step(facts: Facts, call: Call) -> Sequence[Change]:
    """A second step of signing in began, ended, or one of its recovery codes was used: whose it is hears of it."""
    row = need(facts, "user_profile", call.args["user"])
    new(facts, "inbox_item", call.args["id"])
    what = call.args["what"]
    told = {"id": call.args["id"], "user": row["id"], "kind": "told", "created_at": call.heard}
    item = inserted("inbox_item", {**told, "code": f"second_{what}"})
    if what == "spent":
        return (item,)
    return (Patch("user_profile", row["id"], {"second_since": call.heard if what == "on" else None}), item)


WHAT = Field("what", choices=("on", "off", "reset", "spent", "lost"), required=True)
OUTCOME = Field("outcome", choices=("done", "dropped"), required=True)
DAY, LAST_DAY = Field("day", required=True, check="date"), Field("to_on", check="date")
ENROL = (ID, Field("contact"), Field("username", required=True))

VERBS = (
    Verb("user.enrol", "guarded", ENROL, nobody, _enrol),
    Verb("user.signed_in", "guarded", (ID,), nobody, _signed_in),
    Verb("user.password_changed", "guarded", (ID, Field("user", required=True)), nobody, _password_changed),
    Verb("user.second_step", "guarded", (ID, Field("user", required=True), WHAT), nobody, _second_step),
    Verb("role.grant", "guarded", (*fields_of("role_assignment"), LAST_DAY), nobody, _grant),
    Verb("role.withdraw", "guarded", (ID, LAST_DAY), nobody, _withdraw),
    Verb("role.turn", "guarded", (ID, DAY), nobody, _turn_role),
    Verb("setting.put", "guarded", (ID, Field("value", "json")), nobody, _put),
    Verb("inbox.done", "guarded", (ID,), _item_of, _done),
    Verb("inbox.ask", "guarded", (ID,), _item_of, _ask),
    Verb("parked.settle", "guarded", (ID, OUTCOME, WORDS), _parked_of, _settle),
)
