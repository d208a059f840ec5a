"""Verbs about equipment: the thing, its labels, and the facts of custody.

A scan is a fact: never refused for what others did. The holder on the resource is the fold of its facts in
stamp order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, nobody, patched
from shared.domain.codes import code_bytes
from shared.domain.custody import Custody, Event, fold
from shared.domain.derived_id import derived_id
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import CodeClaimed, CodeRevoked, Invalid
from shared.register import Field, Row, canonical
from shared.rights import SYSTEM, Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.resources import CUSTODY_EVENT

MAX_SHEET = 500


def _to_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(holders=frozenset((args["to_id"],)) if args["to_kind"] == "group" else frozenset()),)


def _from_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """The team that has it, and those whose return may still be on its way: nobody brought it in since."""
    need(facts, "resource", args["resource"])
    groups: set[str] = set()
    for step in reversed(custody_of(facts.find("custody_event", resource=args["resource"])).chain):
        if step.event.kind == "in":
            break
        if step.opened is not None and step.opened.kind == "group":
            groups.add(step.opened.id)
    return (Subject(holders=frozenset(groups)),)


def _create(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "resource", call.args["id"])
    _check_parent(facts, call.args["id"], call.args["parent"])
    return (inserted("resource", call.args),)


def _patch(facts: Facts, call: Call) -> Sequence[Change]:
    patch = patched(facts, "resource", call.args["id"], call.args["set"])
    _check_parent(facts, patch.id, patch.values.get("parent"))
    return (patch,)


def _check_parent(facts: Facts, id: str, parent: Any) -> None:
    """A kit is there, and is not inside what it contains."""
    above, passed = parent, {id}
    while above is not None:
        if above in passed:
            raise Invalid("parent", "not_a_choice")
        passed.add(above)
        above = need(facts, "resource", above)["parent"]


def _print(facts: Facts, call: Call) -> Sequence[Change]:
    """Blank labels: codes that belong to nothing yet (feature B6)."""
    codes = call.args["codes"]
    if not codes or len(codes) > MAX_SHEET or not all(isinstance(code, str) for code in codes):
        raise Invalid("codes", "not_a_code")
    if len(set(codes)) < len(codes):
        raise Invalid("codes", "not_a_code")
    for code in codes:
        code_bytes(code)
        new(facts, "resource_code", code)
    return tuple(Insert("resource_code", {"id": code, "batch": call.args["batch"]}) for code in codes)


def _claim(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "resource", call.args["resource"])
    code = need(facts, "resource_code", call.args["code"])
    if code["revoked_at"] is not None:
        raise CodeRevoked(table="resource_code", id=code["id"])
    if code["resource"] not in (None, call.args["resource"]):
        raise CodeClaimed(table="resource_code", id=code["id"])
    return (Patch("resource_code", code["id"], {"resource": call.args["resource"], "claimed_at": call.estimated}),)


def _revoke(facts: Facts, call: Call) -> Sequence[Change]:
    code = need(facts, "resource_code", call.args["code"])
    if code["revoked_at"] is not None:
        raise CodeRevoked(table="resource_code", id=code["id"])
    return (Patch("resource_code", code["id"], {"revoked_at": call.estimated}),)


def _scan(kind: str) -> Any:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        args = call.args
        new(facts, "custody_event", args["id"])
        need(facts, "resource", args["resource"])
        _check_holder(facts, args)
        event = {
            **args,
            "kind": kind,
            "by_user": call.actor.user,
            "claimed_at": call.now,
            "estimated_at": call.estimated,
            "received_at": call.received,
            "stamp": call.stamp,
        }
        insert = inserted("custody_event", event)
        custody_rows = [*facts.find("custody_event", resource=args["resource"]), insert.values]
        held = Patch("resource", args["resource"], _held(custody_rows))
        return (insert, held, *_disputes(facts, call, args["resource"], args["id"], custody_rows))

    return decide


def _check_holder(facts: Facts, args: Mapping[str, Any]) -> None:
    """Whom or where it goes: both halves or neither, somebody that is there, and never the thing itself."""
    kind, id = args["to_kind"], args["to_id"]
    if (kind is None) != (id is None):
        raise Invalid("to", "required")
    if kind is not None:
        if id == args["resource"]:
            raise Invalid("to_id", "not_a_choice")
        _known(facts, kind, id)


def _known(facts: Facts, kind: str, id: str) -> None:
    """A bag can be handed to anyone in the club; a name this device does not hold is the server's to judge."""
    if facts.get(kind, id) is None and not facts.complete(kind):
        raise Unknown
    need(facts, kind, id)


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        row["id"],
        row["stamp"],
        row["kind"],
        row["resource"],
        row["to_kind"],
        row["to_id"],
        row["claimed_at"],
        row["by_user"],
    )


def custody_of(rows: Sequence[Mapping[str, Any]]) -> Custody:
    """The fold of custody_event rows."""
    return fold(_event(row) for row in rows)


def _held(rows: Sequence[Mapping[str, Any]]) -> Row:
    """The holder fields of the resource, as its facts say."""
    custody = custody_of(rows)
    opening = next((step.event for step in reversed(custody.chain) if step.opened is not None), None)
    due = {row["id"]: row["due_at"] for row in rows}
    out = custody.holder is not None and opening is not None
    return {
        "holder_kind": custody.holder.kind if custody.holder else None,
        "holder_id": custody.holder.id if custody.holder else None,
        "held_since": custody.since,
        "due_at": due[opening.id] if out and opening is not None else None,
        "disputed": int(out and any(pair.second == opening for pair in custody.disputes)),
    }


def _disputes(facts: Facts, call: Call, resource: str, event: str, rows: Sequence[Mapping[str, Any]]) -> list[Insert]:
    """Both people are told, once, by the server: what each claimed, and when. Who was erased is told nothing."""
    if call.received is None:
        return []
    found = [pair for pair in custody_of(rows).disputes if event in (pair.first.id, pair.second.id)]
    return [
        Insert(
            "inbox_item",
            {
                "id": derived_id("dispute", pair.first.id, pair.second.id, user),
                "user": user,
                "kind": "disputed",
                "code": "two_holders",
                "detail": canonical({"resource": resource, "first": pair.first.id, "second": pair.second.id}),
                "created_at": call.received,
            },
        )
        for pair in found
        for user in sorted({pair.first.actor, pair.second.actor} - {SYSTEM.user})
        if facts.get("user_profile", user) is not None
    ]


SCAN = tuple(field for field in CUSTODY_EVENT.fields if field.merge == "fixed" and field.name not in ("kind", "id"))
TO = tuple(field for field in SCAN if field.name in ("to_kind", "to_id"))
REST = tuple(field for field in SCAN if field not in TO)
GIVEN = tuple(Field(field.name, choices=field.choices, required=True) for field in TO)

VERBS = (
    Verb("resource.create", "guarded", fields_of("resource"), nobody, _create),
    Verb("resource.patch", "mergeable", (ID, SET), nobody, _patch),
    Verb(
        "label.print",
        "guarded",
        (Field("codes", "json", required=True, choices=("list",)), Field("batch")),
        nobody,
        _print,
    ),
    Verb(
        "label.claim",
        "guarded",
        (Field("code", required=True), Field("resource", required=True)),
        nobody,
        _claim,
    ),
    Verb("label.revoke", "guarded", (Field("code", required=True),), nobody, _revoke),
    Verb("custody.hand_out", "fact", (ID, *REST, *GIVEN), _to_team, _scan("out")),
    Verb("custody.take_back", "fact", (ID, *REST, *TO), _from_team, _scan("in")),
)
