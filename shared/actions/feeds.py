"""Verbs about the addresses at which a calendar reads somebody's agenda: made by who looks after the person, taken back
by them or by the office, on the way too. The server answers for an address once it knows the hash of its secret.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, Call, Verb, inserted, need, new
from shared.domain.feed import MOST
from shared.domain.invitation import is_hash
from shared.facts import Facts
from shared.refusals import Invalid
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Patch


def _given(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=need(facts, "calendar_feed", args["id"])["contact"]),)


def _make(facts: Facts, call: Call) -> Sequence[Change]:
    args = call.args
    new(facts, "calendar_feed", args["id"])
    need(facts, "contact", args["contact"])
    if not is_hash(args["secret_hash"]) or facts.find("calendar_feed", secret_hash=args["secret_hash"]):
        raise Invalid("secret_hash", "not_a_code")
    good = facts.find("calendar_feed", contact=args["contact"], revoked_at=None)
    if len(good) >= MOST:
        raise Invalid("contact", "too_many_feeds")
    row = {"id": args["id"], "contact": args["contact"], "secret_hash": args["secret_hash"]}
    return (inserted("calendar_feed", {**row, "user": call.actor.user, "made_at": call.heard}),)


def _revoke(facts: Facts, call: Call) -> Sequence[Change]:
    """Nothing is read there any more. Of two who take it back the first has done so."""
    row = need(facts, "calendar_feed", call.args["id"])
    by = (call.heard, call.actor.user) if row["revoked_at"] is None else (row["revoked_at"], row["revoked_by"])
    return (Patch("calendar_feed", row["id"], dict(zip(("revoked_at", "revoked_by"), by, strict=True))),)


VERBS = (
    Verb(
        "calendar_feed.make",
        "allocated",
        (ID, Field("contact", required=True), Field("secret_hash", required=True)),
        _given,
        _make,
    ),
    Verb("calendar_feed.revoke", "guarded", (ID,), _of, _revoke),
)
