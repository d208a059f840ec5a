"""Wishes about who plays: injuries, guests from outside the team, teams that come unless they say no, shirts."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

DAYS = ("2026-11-01", "2026-12-01", "2027-01-01")


def _note(wisher: "Wisher", rng: random.Random) -> "Call":
    first, last = rng.choice(DAYS), rng.choice((None, *DAYS))
    args = {"id": wisher.id("inj", "injury"), "contact": wisher.pick("contact"), "from_on": first, "to_on": last}
    return "injury.note", {**args, "note": wisher.word() if rng.random() < 0.7 else None}


def _patch(wisher: "Wisher", rng: random.Random) -> "Call":
    value: dict[str, Any] = {"note": wisher.word()} if rng.random() < 0.6 else {"to_on": rng.choice((None, *DAYS))}
    return "injury.patch", {"id": wisher.pick("injury"), "set": value}


def _drop(wisher: "Wisher", rng: random.Random) -> "Call":
    return "injury.drop", {"id": wisher.pick("injury")}


def _guest(wisher: "Wisher", rng: random.Random) -> "Call":
    who = {"activity": wisher.pick("activity"), "contact": wisher.pick("contact")}
    return "attendance.guest", {**who, "on": int(rng.random() < 0.7)}


def _attending(wisher: "Wisher", rng: random.Random) -> "Call":
    return "group.attend_by_default", {"id": wisher.pick("group"), "on": rng.randint(0, 1)}


def _shirt(wisher: "Wisher", rng: random.Random) -> "Call":
    number = rng.choice((None, 0, 7, rng.randint(1, 99), 1000))
    return "group_member.patch", {"id": wisher.pick("group_member"), "set": {"shirt_number": number}}


def _stay(wisher: "Wisher", rng: random.Random) -> "Call":
    where = "WHERE to_on IS NOT NULL" if rng.random() < 0.8 else ""
    return "group.keep_member", {"id": wisher.pick("group_member", where)}


FIELDING: "dict[str, Callable[[Wisher, random.Random], Call]]" = {
    "injury.note": _note,
    "injury.patch": _patch,
    "injury.drop": _drop,
    "attendance.guest": _guest,
    "group.attend_by_default": _attending,
    "group_member.patch": _shirt,
    "group.keep_member": _stay,
}
