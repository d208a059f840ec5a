"""Verbs about pictures and papers. The row travels as every row does; its bytes follow, and the server settles it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, fields_of, inserted, need, new, nobody, patch_verb
from shared.domain.derived_id import derived_id
from shared.facts import Facts
from shared.refusals import AlreadySettled, Invalid
from shared.register import Field, canonical
from shared.rights import SYSTEM, Subject
from shared.sync.change import Change, Insert, Patch, Remove
from shared.tables.media import MEDIUM, MEDIUM_STATES

MAX_MEDIUM_BYTES = 8 * 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
ON = ("contact", "resource")
"""What a medium may hang on; each may have one photo of its own in a field of that name."""


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"], resource=args["resource"]),)


def _of_medium(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return _named(facts, need(facts, "medium", args["id"]))


def _add(facts: Facts, call: Call) -> Sequence[Change]:
    """The row, before its bytes: it says which bytes will come."""
    args = call.args
    new(facts, "medium", args["id"])
    named = [table for table in ON if args[table] is not None]
    if len(named) != 1:
        raise Invalid("contact", "required")
    need(facts, named[0], args[named[0]])
    if not SHA256.fullmatch(args["sent_hash"]):
        raise Invalid("sent_hash", "not_an_id")
    if args["sent_size"] > MAX_MEDIUM_BYTES:
        raise Invalid("sent_size", "file_too_large")
    return (inserted("medium", {**args, "by_user": call.actor.user, "state": "waiting"}),)


def _delete(facts: Facts, call: Call) -> Sequence[Change]:
    id = call.args["id"]
    need(facts, "medium", id)
    return (*taken_down(facts, id), Remove("medium", id))


def taken_down(facts: Facts, id: str) -> list[Patch]:
    """Nothing shows this medium as its photo any more."""
    return [Patch(table, row["id"], {"photo": None}) for table in ON for row in facts.find(table, photo=id)]


def _set_photo(table: str) -> Verb:
    """Name one of its own photos as the one that is shown; none takes it down."""

    def about(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
        return (Subject(**{table: args["id"]}),)

    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        id, medium = call.args["id"], call.args["medium"]
        need(facts, table, id)
        if medium is not None:
            row = need(facts, "medium", medium)
            if row[table] != id or row["kind"] != "photo" or row["state"] == "rejected":
                raise Invalid("photo", "not_a_choice")
        return (Patch(table, id, {"photo": medium}),)

    return Verb(f"{table}.set_photo", "mergeable", (ID, Field("medium")), about, decide)


def _settle(facts: Facts, call: Call) -> Sequence[Change]:
    """The server says what became of the bytes, or that it lost them and waits for them again."""
    row, state = need(facts, "medium", call.args["id"]), call.args["state"]
    if row["state"] != ("stored" if state == "waiting" else "waiting"):
        raise AlreadySettled(table="medium", id=row["id"])
    said = Patch("medium", row["id"], {name: value for name, value in call.args.items() if name != "id"})
    if state != "rejected":
        return (said,)
    bare = taken_down(facts, row["id"])
    if row["by_user"] == SYSTEM.user or facts.get("user_profile", row["by_user"]) is None:  # or was erased since
        return (said, *bare)
    told = {
        "id": derived_id("medium_rejected", row["id"]),
        "user": row["by_user"],
        "kind": "refused",
        "code": call.args["code"],
        "detail": canonical({"about": {"table": "medium", "id": row["id"]}}),
        "created_at": call.estimated,
    }
    return (said, *bare, Insert("inbox_item", told))


SAID = tuple(field for field in MEDIUM.fields if field.merge == "server" and field.name not in ("by_user", "state"))
STATE = Field("state", choices=MEDIUM_STATES, required=True)

VERBS = (
    Verb("medium.add", "guarded", fields_of("medium"), _named, _add),
    patch_verb("medium", _of_medium),
    Verb("medium.delete", "guarded", (ID,), _of_medium, _delete),
    Verb("medium.settle", "guarded", (ID, STATE, *SAID), nobody, _settle),
    *map(_set_photo, ON),
)
