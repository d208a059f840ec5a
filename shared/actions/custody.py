"""Verbs about who has a thing and where it is: facts that are never refused for what others did.

What the resource says of its holder, its place and its troubles is the fold of its facts in stamp order.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, inserted, need, new, nobody
from shared.domain.custody import Custody, Dispute, Event, fold
from shared.domain.derived_id import derived_id
from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import Invalid, NotDisputed, WithItsBox
from shared.register import Field, Row, canonical
from shared.rights import SYSTEM, Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.resources import CUSTODY_EVENT

MAX_STROKES, MAX_POINTS = 64, 2_000
"""Of a signature: lines, and points of all lines."""
SIDE = 1000
"""A signature is drawn on a square of so many steps."""


def _to_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(holders=frozenset((args["to_id"],)) if args["to_kind"] == "group" else frozenset()),)


def _from_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """The team that has it, and those whose return may still be on its way: nobody brought all of it in since."""
    need(facts, "resource", args["resource"])
    groups: set[str] = set()
    chain = [step.event for step in custody_of(facts.find("custody_event", resource=args["resource"])).chain]
    signed = next((place for place, event in enumerate(chain) if event.id == args["id"]), None)
    for event in reversed(chain[:signed]):  # a return that is to be signed is there already
        if event.kind == "in" and event.quantity is None:
            break
        if event.kind in ("out", "settle") and event.to is not None and event.to.kind == "group":
            groups.add(event.to.id)
    return (Subject(holders=frozenset(groups)),)


def _signed_team(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """Who may hand it over may have it signed."""
    event = need(facts, "custody_event", args["id"])
    if event["kind"] == "in":
        return _from_team(facts, event)
    return _to_team(facts, event)


def _scan(kind: str) -> Callable[[Facts, Call], Sequence[Change]]:
    """A fact of this kind."""

    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        return scanned(facts, call, {**call.args, "kind": kind})

    return decide


def _report(facts: Facts, call: Call) -> Sequence[Change]:
    """What is the matter with it; of what is counted, with how many."""
    thing = need(facts, "resource", call.args["resource"])
    if call.args["quantity"] is not None and thing["kind"] != "quantity":
        raise Invalid("quantity", "not_counted")
    return scanned(facts, call, call.args)


def _hand_out(facts: Facts, call: Call) -> Sequence[Change]:
    """What lies in a box that is out goes with the box: it is taken out of it first. Asked of the moment it counts at,
    so one that was handed out before the box was stands, whatever arrives first.
    """
    thing = need(facts, "resource", call.args["resource"])
    lies = thing.get("place") or thing["parent"] or ""  # an app that was set back knows no places
    box = None if thing["holder_id"] is not None else facts.get("resource", lies)
    if box is not None and box["kind"] == "kit" and box["holder_id"] is not None:
        before = [row for row in facts.find("custody_event", resource=box["id"]) if row["stamp"] < call.stamp]
        if custody_of(before).holder is not None:
            raise WithItsBox(table="resource", id=box["id"])
    return scanned(facts, call, {**call.args, "kind": "out"})


def scanned(facts: Facts, call: Call, said: Mapping[str, Any]) -> list[Change]:
    """One fact and what follows from it. `said` are fixed fields of custody_event."""
    resource = said["resource"]
    new(facts, "custody_event", said["id"])
    need(facts, "resource", resource)
    _check_holder(facts, said, "to")
    _check_holder(facts, said, "from")
    event = {
        **said,
        "by_user": call.actor.user,
        "claimed_at": call.now,
        "estimated_at": call.estimated,
        "received_at": call.received,
        "stamp": call.stamp,
    }
    insert = inserted("custody_event", event)
    before = facts.find("custody_event", resource=resource)
    rows = [*before, insert.values]
    told = _disputes(facts, call, resource, said["id"], rows)
    return [insert, Patch("resource", resource, held(rows)), *told, *_taken_back(facts, call, before, rows)]


def _check_holder(facts: Facts, args: Mapping[str, Any], side: str) -> None:
    """Whom or where it goes "to", or comes "from": both halves or neither, somebody that is there, and never the thing
    itself.
    """
    kind, id = args.get(f"{side}_kind"), args.get(f"{side}_id")
    if (kind is None) != (id is None):
        raise Invalid(side, "required")
    if kind is not None and id is not None:
        if id == args["resource"]:
            raise Invalid(f"{side}_id", "not_a_choice")
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
        row["quantity"],
        row["from_kind"],
        row["from_id"],
    )


def custody_of(rows: Sequence[Mapping[str, Any]]) -> Custody:
    """The fold of custody_event rows."""
    return fold(_event(row) for row in rows)


def lent_by(custody: Custody, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The hand-out that says until when it is out: the last one to who has it that names a day."""
    said = {row["id"]: row for row in rows if row["due_at"] is not None}
    open_ones = () if custody.opening is None else (custody.opening, *custody.again)
    return next((said[event.id] for event in reversed(open_ones) if event.id in said), None)


def lendings(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The hand-outs among its facts (rows of custody_event) by which somebody has it, or some of it, until a day."""
    custody = custody_of(rows)
    if custody.takings:
        taken = {event.id for event in custody.takings}
        return [row for row in rows if row["id"] in taken and row["due_at"] is not None]
    lent = lent_by(custody, rows)
    return [] if lent is None else [lent]


def held(rows: Sequence[Mapping[str, Any]]) -> Row:
    """What the resource says of itself, as its facts (rows of custody_event) say."""
    custody = custody_of(rows)
    lent = lent_by(custody, rows)
    return {
        "holder_kind": custody.holder.kind if custody.holder else None,
        "holder_id": custody.holder.id if custody.holder else None,
        "held_since": custody.since,
        "due_at": lent["due_at"] if lent is not None else None,
        "disputed": int(custody.quarrel is not None),
        "place": custody.place.id if custody.place is not None and custody.place.kind == "resource" else None,
        "trouble": custody.trouble,
        "out_count": sum(count for _, count in custody.shares) or None,
        "broken_count": custody.broken or None,
        "missing_count": custody.missing or None,
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
                "id": _told(pair, user),
                "user": user,
                "kind": "disputed",
                "code": "two_holders",
                "detail": canonical({"resource": resource, "first": pair.first.id, "second": pair.second.id}),
                "created_at": call.received,
            },
        )
        for pair in found
        for user in _parties(pair)
        if facts.get("user_profile", user) is not None
    ]


def _taken_back(
    facts: Facts, call: Call, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[Patch]:
    """Whoever handed on what somebody else had and takes it in again leaves nothing to be settled: what both were told
    goes with it.
    """
    quarrel = custody_of(before).quarrel
    if quarrel is None or quarrel.second.actor != call.actor.user or custody_of(after).quarrel is not None:
        return []
    return _dealt_with(facts, call, [quarrel]) if after[-1]["kind"] == "in" else []


def _dealt_with(facts: Facts, call: Call, pairs: Sequence[Dispute]) -> list[Patch]:
    """What both were told of these disputes is done."""
    items = [facts.get("inbox_item", _told(pair, user)) for pair in pairs for user in _parties(pair)]
    done = [item["id"] for item in items if item is not None and item["done_at"] is None]
    return [Patch("inbox_item", id, {"done_at": call.estimated}) for id in done]


def _parties(pair: Dispute) -> list[str]:
    return sorted({pair.first.actor, pair.second.actor} - {SYSTEM.user})


def _told(pair: Dispute, user: str) -> str:
    """The id of the line that tells somebody of a dispute."""
    return derived_id("dispute", pair.first.id, pair.second.id, user)


def _settle(facts: Facts, call: Call) -> Sequence[Change]:
    """Who looked says who has it, or that it is in. What both were told is dealt with."""
    resource = need(facts, "resource", call.args["resource"])
    if not resource["disputed"]:
        raise NotDisputed(table="resource", id=resource["id"])
    before = custody_of(facts.find("custody_event", resource=resource["id"]))
    changes = scanned(facts, call, {**call.args, "kind": "settle"})
    return [*changes, *_dealt_with(facts, call, before.disputes)]


def _sign(facts: Facts, call: Call) -> Sequence[Change]:
    """The signature under a hand-over of one's own; once."""
    event = need(facts, "custody_event", call.args["id"])
    if event["by_user"] != call.actor.user:
        raise Invalid("id", "not_a_choice")
    new(facts, "custody_signature", event["id"])
    check_strokes(call.args["strokes"])
    contact = event["to_id"] if event["to_kind"] == "contact" else None
    if contact is not None and facts.get("contact", contact) is None:
        contact = None  # who has left since leaves no signature either
    row = {"id": event["id"], "resource": event["resource"], "contact": contact, "strokes": call.args["strokes"]}
    return (inserted("custody_signature", row),)


def check_strokes(strokes: Any) -> None:
    """Lines of points, each two whole numbers from 0 to SIDE. Raises Invalid `strokes`."""
    good = isinstance(strokes, list) and 0 < len(strokes) <= MAX_STROKES
    good = good and all(isinstance(line, list) and line and all(map(_is_point, line)) for line in strokes)
    if not good or sum(map(len, strokes)) > MAX_POINTS:
        raise Invalid("strokes", "not_json")


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(type(at) is int and 0 <= at <= SIDE for at in point)


SCAN = tuple(field for field in CUSTODY_EVENT.fields if field.merge == "fixed" and field.name not in ("kind", "id"))
TO = tuple(field for field in SCAN if field.name in ("to_kind", "to_id"))
REST = tuple(field for field in SCAN if field not in TO)
GIVEN = tuple(Field(field.name, choices=field.choices, required=True) for field in TO)
PLACE = (Field("to_kind", choices=("resource",), required=True), Field("to_id", required=True))
RESOURCE = Field("resource", required=True)
NOTE = Field("note")
COUNT = Field("quantity", "integer", check="positive")
REPORTED = ("lost", "found", "damaged", "repaired")

VERBS = (
    Verb("custody.hand_out", "fact", (ID, *REST, *GIVEN), _to_team, _hand_out),
    Verb("custody.take_back", "fact", (ID, *REST, *TO), _from_team, _scan("in")),
    Verb("custody.move", "fact", (ID, RESOURCE, NOTE, *PLACE), nobody, _scan("move")),
    Verb(
        "custody.report",
        "fact",
        (ID, RESOURCE, NOTE, COUNT, Field("condition"), Field("kind", choices=REPORTED, required=True)),
        _from_team,
        _report,
    ),
    Verb("custody.settle", "guarded", (ID, RESOURCE, Field("note", required=True), *TO), nobody, _settle),
    Verb(
        "custody.sign",
        "guarded",
        (ID, Field("strokes", "json", required=True, choices=("list",))),
        _signed_team,
        _sign,
    ),
)
