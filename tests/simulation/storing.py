"""Wishes about who has a thing, who wants it when, and about going through a place."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulation.founding import DAY, START

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

Wish = Callable[["Wisher", random.Random], "Call"]
REPORTED = ("lost", "found", "damaged", "repaired")


def _many(wisher: "Wisher", rng: random.Random, resource: str) -> dict[str, Any]:
    """So many of what is counted; now and then of what is not."""
    counted = wisher.field("resource", resource, "kind") == "quantity"
    return {"quantity": rng.randint(1, 4)} if rng.random() < (0.9 if counted else 0.05) else {}


def _hand_out(wisher: "Wisher", rng: random.Random) -> "Call":
    kind = rng.choice(("contact", "group", "group"))
    resource = wisher.pick("resource")
    args = {"id": wisher.id("ev"), "resource": resource, "to_kind": kind, "to_id": wisher.pick(kind)}
    args |= _many(wisher, rng, resource)
    return "custody.hand_out", {**args, "note": wisher.word(), "due_at": START + DAY if rng.random() < 0.5 else None}


def _take_back(wisher: "Wisher", rng: random.Random) -> "Call":
    resource = wisher.pick("resource")
    args = {"id": wisher.id("ev"), "resource": resource, "condition": wisher.word(), **_many(wisher, rng, resource)}
    holder = wisher.field("resource", resource, "holder_id")
    if "quantity" in args and holder is not None and rng.random() < 0.5:
        args |= {"from_kind": wisher.field("resource", resource, "holder_kind"), "from_id": holder}
    if rng.random() < 0.3:
        args |= {"to_kind": "resource", "to_id": wisher.pick("resource", f"WHERE id <> '{resource}'")}
    return "custody.take_back", args


def _move(wisher: "Wisher", rng: random.Random) -> "Call":
    resource = wisher.pick("resource")
    place = wisher.pick("resource", f"WHERE id <> '{resource}'")
    args = {"id": wisher.id("ev"), "resource": resource, "to_kind": "resource", "to_id": place}
    return "custody.move", {**args, "note": wisher.word()}


def _report(wisher: "Wisher", rng: random.Random) -> "Call":
    args = {"id": wisher.id("ev"), "resource": wisher.pick("resource"), "kind": rng.choice(REPORTED)}
    return "custody.report", {**args, "note": wisher.word()}


def _settle(wisher: "Wisher", rng: random.Random) -> "Call":
    resource = wisher.pick("resource", "WHERE disputed = 1" if rng.random() < 0.9 else "")
    args = {"id": wisher.id("ev"), "resource": resource, "note": wisher.word()}
    event = wisher.pick("custody_event", f"WHERE resource = '{resource}' AND kind = 'out'")
    to = wisher.field("custody_event", event, "to_id")
    if to is not None and rng.random() < 0.8:
        args |= {"to_kind": wisher.field("custody_event", event, "to_kind"), "to_id": to}
    return "custody.settle", args


def _sign(wisher: "Wisher", rng: random.Random) -> "Call":
    strokes = [[[rng.randint(0, 1000), rng.randint(0, 1000)] for _ in range(rng.randint(1, 4))]]
    return "custody.sign", {"id": wisher.pick("custody_event"), "strokes": strokes}


def _value(wisher: "Wisher", rng: random.Random) -> "Call":
    wish = rng.choice(({"supplier": wisher.word()}, {"price_cents": rng.randint(-1, 9_000)}, {"insured": 1}))
    return "resource_value.patch", {"id": wisher.pick("resource"), "set": wish}


def _book(wisher: "Wisher", rng: random.Random) -> "Call":
    """Few hours and few things, so that two people want one at one time."""
    table = rng.choice(("group", "group", "contact", "activity"))
    start = START + rng.randint(0, 6) * DAY // 4
    args = {"id": wisher.id("bk", "booking"), "resource": wisher.pick("resource"), table: wisher.pick(table)}
    args |= {"from_at": start, "to_at": start + rng.choice((0, 1, 2)) * DAY // 4, "note": wisher.word()}
    return "booking.make", {**args, **_many(wisher, rng, str(args["resource"]))}


def _cancel(wisher: "Wisher", rng: random.Random) -> "Call":
    return "booking.cancel", {"id": wisher.pick("booking", "WHERE present = 1" if rng.random() < 0.9 else "")}


def _audit(wisher: "Wisher", rng: random.Random) -> "Call":
    place = wisher.pick("resource")
    things = {wisher.pick("resource", f"WHERE id <> '{place}'") for _ in range(rng.randint(1, 3))}
    lines: list[dict[str, Any]] = [
        {"resource": thing, "outcome": rng.choice(("seen", "moved", "returned", "missing"))} for thing in sorted(things)
    ]
    if rng.random() < 0.5:
        lines.append({"outcome": "unknown", "shown": wisher.word()})
    args = {"id": wisher.id("au", "audit_session"), "place": place, "started_at": START, "note": wisher.word()}
    return "audit.finish", {**args, "lines": lines}


STORING: dict[str, Wish] = {
    "custody.hand_out": _hand_out,
    "custody.take_back": _take_back,
    "custody.move": _move,
    "custody.report": _report,
    "custody.settle": _settle,
    "custody.sign": _sign,
    "resource_value.patch": _value,
    "booking.make": _book,
    "booking.cancel": _cancel,
    "audit.finish": _audit,
}
