"""Verbs about devices: whose they are, how they are called, and how one that is in wrong hands is shut out."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.users import sealed
from shared.actions.verb import ID, Call, Verb, fields_of, inserted, need, new, nobody, patch_verb
from shared.facts import Facts
from shared.register import WORDS_BYTES, Field
from shared.rights import Subject
from shared.sync.change import Change, Patch

REVOKED = "device_revoked"


def _of_device(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(user=need(facts, "user_device", args["id"])["user"]),)


def _add(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "user_device", call.args["id"])
    need(facts, "user_profile", call.args["user"])
    return (inserted("user_device", call.args),)


def _seen(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "user_device", call.args["id"])
    return (Patch("user_device", call.args["id"], {"seen_on": call.args["day"]}),)


def _revoke(facts: Facts, call: Call) -> Sequence[Change]:
    """What is shut out already stays shut out since then: who asks again wanted just that."""
    row = need(facts, "user_device", call.args["id"])
    since = call.estimated if row["revoked_at"] is None else row["revoked_at"]
    return (Patch("user_device", row["id"], {"revoked_at": since}),)


def _wiped(facts: Facts, call: Call) -> Sequence[Change]:
    need(facts, "user_device", call.args["id"])
    return (Patch("user_device", call.args["id"], {"wiped_at": call.now}),)


def _quarantine(facts: Facts, call: Call) -> Sequence[Change]:
    """What a revoked device brought is set aside: the office decides, its author reads the words. Earlier servers kept
    none (None) where they were long.
    """
    args, asked = call.args, call.args["asked"]
    new(facts, "parked_change", args["id"])
    told = {"user": args["user"], "changeset": args["changeset"], "code": REVOKED, "created_at": call.now}
    detail = {"about": {}} if asked is None else {"about": {}, "asked": asked}
    laid = None if asked is None or sealed(asked) else asked
    return (
        inserted("parked_change", {**told, "id": args["id"], "reason": "revoked", "asked": laid, "state": "waiting"}),
        inserted("inbox_item", {**told, "id": args["item"], "kind": "parked", "detail": detail}),
    )


DAY = Field("day", required=True, check="date")
CHANGE = (
    ID,
    Field("item", required=True),
    Field("user", required=True),
    Field("changeset", required=True),
    Field("asked", "json", choices=("list",), most=WORDS_BYTES),
)

VERBS = (
    Verb("user_device.add", "guarded", fields_of("user_device"), nobody, _add),
    patch_verb("user_device", _of_device),
    Verb("user_device.revoke", "guarded", (ID,), _of_device, _revoke),
    Verb("user_device.seen", "guarded", (ID, DAY), nobody, _seen),
    Verb("user_device.wiped", "guarded", (ID,), nobody, _wiped),
    Verb("parked.quarantine", "fact", CHANGE, nobody, _quarantine),
)
