"""Wishes about who is let in: roles, and invitations with a code or by mail."""

import random
from typing import TYPE_CHECKING, Any

from tests.simulation.founding import DAY, PEOPLE, START
from tests.simulation.naive.days import day_of

if TYPE_CHECKING:
    from tests.simulation.wishes import Wisher

Call = tuple[str, dict[str, Any]]
ROLES = (None, None, None, "coach", "secretary", "treasurer", "owner")


def _hash(wisher: "Wisher", rng: random.Random) -> str | None:
    """Of some secret; a fool says anything."""
    return "guess" if wisher.foolish and rng.random() < 0.2 else rng.randbytes(32).hex()


def _made(wisher: "Wisher", rng: random.Random) -> Call:
    purpose = "reset" if rng.random() < 0.3 else "join"
    contact = wisher.pick("contact")
    if purpose == "reset" and rng.random() < 0.8:
        contact = wisher.field("user_profile", wisher.pick("user_profile"), "contact") or contact
    args = {"id": wisher.id("i", "invitation"), "contact": contact, "purpose": purpose}
    if purpose == "join" or wisher.foolish:
        role = rng.choice(ROLES)
        args |= {"role": role, "group": wisher.pick("group") if role == "coach" and rng.random() < 0.9 else None}
    if rng.random() < 0.5:
        return "invitation.make", {**args, "how": "code", "secret_hash": _hash(wisher, rng)}
    point = wisher.pick("contact_point", "WHERE kind = 'email'")
    if not wisher.foolish:
        args["contact"] = wisher.field("contact_point", point, "contact") or contact
    return "invitation.make", {**args, "how": "mail", "point": point}


def _renewed(wisher: "Wisher", rng: random.Random) -> Call:
    id = wisher.pick("invitation", "WHERE state = 'waiting'" if rng.random() < 0.8 else "")
    mail = wisher.field("invitation", id, "how") == "mail"
    return "invitation.renew", {"id": id, "secret_hash": None if mail else _hash(wisher, rng)}


def _withdrawn(wisher: "Wisher", rng: random.Random) -> Call:
    return "invitation.withdraw", {"id": wisher.pick("invitation")}


def _day(rng: random.Random) -> str | None:
    """A day around now, or none."""
    return day_of(START + rng.randint(-3, 4) * DAY) if rng.random() < 0.6 else None


def _role_grant(wisher: "Wisher", rng: random.Random) -> Call:
    role = rng.choice(("coach", "coach", "coach", "equipment", "treasurer", "secretary", "member"))
    group = wisher.pick("group") if role == "coach" and rng.random() < 0.95 else None
    dates = {"from_on": _day(rng), "to_on": _day(rng)} if rng.random() < 0.3 else {}
    args = {"id": wisher.id("ra"), "user": rng.choice(PEOPLE)[0], "role": role, "group": group}
    return "role.grant", {**args, **dates}


def _role_withdraw(wisher: "Wisher", rng: random.Random) -> Call:
    where = "WHERE role = 'owner'" if wisher.foolish else "WHERE role != 'owner'"
    last = {"to_on": _day(rng)} if rng.random() < 0.2 else {}
    return "role.withdraw", {"id": wisher.pick("role_assignment", where), **last}


LETTING_IN = {
    "role.grant": _role_grant,
    "role.withdraw": _role_withdraw,
    "invitation.make": _made,
    "invitation.renew": _renewed,
    "invitation.withdraw": _withdrawn,
}
