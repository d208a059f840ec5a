"""Verbs about invitations: made, renewed and withdrawn by the office, used through the server.

The secret is drawn where it is first needed: on the device that shows it as a code, which sends its hash alone, or on
the server when a letter is written. What comes with an invitation is at most what its maker holds, asked when it is
made and again when it is used.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.actions.days import today
from shared.actions.verb import ID, Call, Verb, inserted, need, new, nobody
from shared.domain.invitation import A_DAY, AN_HOUR, DAY_MS, HOUR_MS, LIFE_MS, is_hash, is_plain
from shared.errors import Unknown
from shared.facts import Facts
from shared.giving import may_give, roles_of
from shared.refusals import (
    BadPeriod,
    Gone,
    HasSignIn,
    Invalid,
    InvitationOver,
    NoSignIn,
    NotAllowed,
    TooManyInvitations,
    TooManyMembers,
)
from shared.register import Field, Row
from shared.rights import SYSTEM, Actor, Subject, actor
from shared.sync.change import Change, Patch
from shared.tables.invitations import DELIVERIES, INVITATION, PURPOSES, WAYS

WAITING = "waiting"
DAYS = ("from_on", "to_on")
COMES = ("role", "group", *DAYS)
"""What comes with a sign-in that is new."""


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=need(facts, "invitation", args["id"])["contact"]),)


def user_of(facts: Facts, contact: str) -> str | None:
    """The user that somebody signs in as; None for nobody."""
    return next((str(row["id"]) for row in facts.find("user_profile", contact=contact)), None)


def _make(facts: Facts, call: Call) -> Sequence[Change]:
    """The newest one counts: those of the same contact that still wait are withdrawn."""
    args = call.args
    new(facts, "invitation", args["id"])
    need(facts, "contact", args["contact"])
    _needs(facts, args)
    _lasts(args, today(facts, call))
    _given(facts, call.actor, args, today(facts, call))
    row = {name: args[name] for name in ("id", "contact", "purpose", "how", *COMES)}
    made = inserted("invitation", {**row, "address": _address(facts, args), **_anew(facts, call, args)})
    older = facts.find("invitation", contact=args["contact"], state=WAITING)
    return (made, *(Patch("invitation", old["id"], {"state": "withdrawn"}) for old in older))


def _needs(facts: Facts, row: Mapping[str, Any]) -> None:
    """Who signs in already is not invited; who does not has no password to forget."""
    known = user_of(facts, row["contact"])
    if row["purpose"] == "join" and known is not None:
        raise HasSignIn(table="contact", id=row["contact"])
    if row["purpose"] == "reset" and known is None:
        if not facts.complete("user_profile"):
            raise Unknown
        raise NoSignIn(table="contact", id=row["contact"])
    if row["role"] == "coach" and row["group"] is None:
        raise Invalid("group", "required")
    if row["group"] is not None:
        need(facts, "group", row["group"])


def _lasts(row: Mapping[str, Any], day: str) -> None:
    """The days are those of a role that comes with it, and not over."""
    for name in DAYS:
        if row[name] is not None and row["role"] is None:
            raise Invalid(name, "unknown_field")
    first, last = (row[name] for name in DAYS)
    if last is not None and last < max(first or day, day):
        raise BadPeriod()


def _given(facts: Facts, giver: Actor, row: Mapping[str, Any], day: str) -> None:
    """Nobody lets somebody in, in or in again, who may do more than they do."""
    roles: Iterable[str | None] = (row["role"],)
    if row["purpose"] == "reset":
        if row["role"] is not None:
            raise Invalid("role", "unknown_field")
        roles = roles_of(facts, user_of(facts, row["contact"]) or "", day)
        if "owner" not in giver.roles and not facts.complete("role_assignment"):
            raise Unknown
    if not may_give(giver, roles):
        raise NotAllowed(action="invitation.make")


def _address(facts: Facts, args: Mapping[str, Any]) -> str | None:
    """Letters go to addresses of the contact's own."""
    if (args["how"] == "mail") != (args["point"] is not None):
        raise Invalid("point", "required" if args["how"] == "mail" else "unknown_field")
    _check_hash(args["how"], args["secret_hash"])
    if args["point"] is None:
        return None
    point = need(facts, "contact_point", args["point"])
    if point["contact"] != args["contact"] or point["kind"] != "email":
        raise Gone(table="contact_point", id=args["point"])
    return str(point["value"])


def _check_hash(how: str, secret_hash: str | None) -> None:
    """A code brings the hash of its secret; the secret of a letter is the server's to draw."""
    if (how == "code") != is_hash(secret_hash) or (how == "mail" and secret_hash is not None):
        raise Invalid("secret_hash", "not_a_code")


def _anew(facts: Facts, call: Call, row: Mapping[str, Any]) -> Row:
    """What is true of one from now on, whoever made it first; as many as a person may make."""
    at, by = call.heard, None if call.actor == SYSTEM else call.actor.user
    plain = is_plain(row["purpose"], row["role"])
    since, most = (at - DAY_MS, A_DAY) if plain else (at - HOUR_MS, AN_HOUR)
    made = () if by is None else facts.find("invitation", by=by)
    if sum(one["asked_at"] > since and is_plain(one["purpose"], one["role"]) == plain for one in made) >= most:
        raise TooManyMembers(most=most) if plain else TooManyInvitations(action="invitation.make")
    delivery = "queued" if row["how"] == "mail" else None
    times = {"asked_at": at, "expires_at": at + LIFE_MS[row["purpose"]]}
    return {"state": WAITING, "by": by, **times, "delivery": delivery, "sent_at": None}


def _waiting(facts: Facts, id: str) -> Row:
    row = need(facts, "invitation", id)
    if row["state"] != WAITING:
        raise InvitationOver(table="invitation", id=id)
    return row


def _renew(facts: Facts, call: Call) -> Sequence[Change]:
    """Another secret and its whole time again, also after it ran out; who renews it answers for it."""
    row = _waiting(facts, call.args["id"])
    _check_hash(row["how"], call.args["secret_hash"])
    _needs(facts, row)
    _lasts(row, today(facts, call))
    _given(facts, call.actor, row, today(facts, call))
    return (Patch("invitation", row["id"], _anew(facts, call, row)),)


def _withdraw(facts: Facts, call: Call) -> Sequence[Change]:
    return (Patch("invitation", _waiting(facts, call.args["id"])["id"], {"state": "withdrawn"}),)


def _accept(facts: Facts, call: Call) -> Sequence[Change]:
    """By the server alone, which knows the secret. All that was asked when it was made is asked again."""
    row = _waiting(facts, call.args["id"])
    if call.heard >= row["expires_at"]:
        raise InvitationOver(table="invitation", id=row["id"])
    need(facts, "contact", row["contact"])
    _needs(facts, row)
    _given(facts, SYSTEM if row["by"] is None else actor(facts, row["by"]), row, today(facts, call))
    return (Patch("invitation", row["id"], {"state": "accepted", "user": call.args["user"]}),)


def _delivered(facts: Facts, call: Call) -> Sequence[Change]:
    """What became of its letter."""
    row = need(facts, "invitation", call.args["id"])
    sent_at = call.heard if call.args["delivery"] == "sent" else row["sent_at"]
    return (Patch("invitation", row["id"], {"delivery": call.args["delivery"], "sent_at": sent_at}),)


HASH = Field("secret_hash")
MAKE = (
    ID,
    Field("contact", required=True),
    Field("purpose", required=True, choices=PURPOSES),
    Field("how", required=True, choices=WAYS),
    *(field for field in INVITATION.fields if field.name in COMES),
    Field("point"),
    HASH,
)

VERBS = (
    Verb("invitation.make", "guarded", MAKE, _named, _make),
    Verb("invitation.renew", "guarded", (ID, HASH), _of, _renew),
    Verb("invitation.withdraw", "guarded", (ID,), _of, _withdraw),
    Verb("invitation.accept", "guarded", (ID, Field("user", required=True)), nobody, _accept),
    Verb(
        "invitation.delivered",
        "guarded",
        (ID, Field("delivery", required=True, choices=DELIVERIES)),
        nobody,
        _delivered,
    ),
)
