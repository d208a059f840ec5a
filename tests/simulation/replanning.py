"""Wishes about what was planned by mistake: it is deleted, brought back, planned anew. In seeds of their own, so that
the stories of the others stay what they were.
"""

import json
import random
from typing import TYPE_CHECKING, Any

from tests.simulation import taking_out
from tests.simulation.naive.club import Club
from tests.simulation.repeating import REPEATING, RULES, some_day, which
from tests.simulation.wishes import Wisher

if TYPE_CHECKING:
    from tests.simulation.device import Device
    from tests.simulation.wishes import Call

OFTEN = 0.15
"""How many of the wishes are these; half of what a tampered app sends."""


def happens_in(seed: int) -> bool:
    """One seed of seven."""
    return seed % 14 in (0, 13)


def wisher_of(seed: int) -> type[Wisher]:
    """Who makes up the wishes of this seed."""
    others = taking_out.wisher_of(seed)
    return Planner if others is Wisher and happens_in(seed) else others


class Planner(Wisher):
    """Plans, and thinks better of it."""

    def __init__(self, rng: random.Random, club: Club) -> None:
        super().__init__(rng, club)
        self.put_in: dict[str, list[str]] = {}

    def wish(self, device: "Device") -> "list[Call]":
        """See Wisher."""
        if self._rng.random() < OFTEN:
            return self._anew(device)
        return super().wish(device)

    def anything(self, device: "Device") -> "list[Call]":
        """See Wisher."""
        if self._rng.random() < 0.5:
            return self._anew(device)
        return super().anything(device)

    def _anew(self, device: "Device") -> "list[Call]":
        self._device = device
        return [self._rng.choice(WISHES)(self, self._rng)]


def _delete(wisher: Wisher, rng: random.Random) -> "Call":
    return "activity.delete", {"id": wisher.pick("activity")}


def _delete_series(wisher: Wisher, rng: random.Random) -> "Call":
    series, day = which(wisher, rng)
    return "activity_series.delete", {"id": series, "from_on": day}


def _bring_back(wisher: Wisher, rng: random.Random) -> "Call":
    table = rng.choice(("activity", "activity", "activity", "activity_series", "activity_guest", "activity_visitor"))
    id = wisher.removed(table) if rng.random() < 0.9 else wisher.pick(table)
    return "row.restore", {"table": table, "id": id}


def _replan(wisher: Wisher, rng: random.Random) -> "Call":
    """Another rule; some remember the old one wrongly."""
    series, day = which(wisher, rng)
    said = wisher.field("activity_series", series, "replanned")
    rule = json.loads(said)["rule"] if said else wisher.field("activity_series", series, "rule")
    still = {
        "rule": rule if rng.random() < 0.9 else rng.choice(RULES),
        "until_on": wisher.field("activity_series", series, "until_on"),
    }
    args = {"id": series, "from_on": day, "rule": rng.choice(RULES), "until_on": some_day(rng, 5, 50), "still": still}
    return "activity_series.replan", args


def _some_broken(wisher: Wisher, rng: random.Random) -> "Call":
    """So many of what is counted; now and then of what is not."""
    resource = wisher.pick("resource", "WHERE kind = 'quantity'" if rng.random() < 0.9 else "")
    kind = rng.choice(("damaged", "repaired", "lost", "found"))
    args = {"id": wisher.id("ev"), "resource": resource, "kind": kind, "quantity": rng.randint(1, 4)}
    return "custody.report", {**args, "note": wisher.word()}


def _out_of_a_box(wisher: Wisher, rng: random.Random) -> "Call":
    """A box is made, something is put into it, and both go out."""
    if rng.random() < 0.1:
        return "resource.create", {"id": wisher.id("res", "resource"), "name": wisher.word(), "kind": "kit"}
    box, part = wisher.pick("resource", "WHERE kind = 'kit'"), wisher.pick("resource", "WHERE kind = 'single'")
    inside = rng.choice(wisher.put_in.get(box, [part])) if isinstance(wisher, Planner) else part
    group = {"to_kind": "group", "to_id": wisher.pick("group")}
    event = {"id": wisher.id("ev")}
    if rng.random() < 0.3 and isinstance(wisher, Planner):
        wisher.put_in.setdefault(box, []).append(part)
        return "custody.move", {**event, "resource": part, "to_kind": "resource", "to_id": box}
    return rng.choice(
        (
            ("custody.hand_out", {**event, "resource": box, **group}),
            ("custody.hand_out", {**event, "resource": inside, **group}),
            ("resource.patch", {"id": part, "set": {"status": rng.choice(("archived", "active", "active"))}}),
        )
    )


def _visitor(wisher: Wisher, rng: random.Random) -> "Call":
    """Somebody comes along once, is marked, or was no such thing."""
    known = wisher.pick("activity_visitor")
    if known.startswith("no-such") or rng.random() < 0.4:
        new = {"id": wisher.id("vis", "activity_visitor"), "activity": wisher.pick("activity"), "name": wisher.word()}
        return "activity_visitor.add", {**new, "phone": rng.choice((None, "+32470123456"))}
    if rng.random() < 0.2:
        return "activity_visitor.drop", {"id": known}
    said: dict[str, Any] = rng.choice(({"confirmed": rng.choice((None, "present", "absent"))}, {"name": wisher.word()}))
    return "activity_visitor.patch", {"id": known, "set": said}


WISHES = (
    _visitor,
    _visitor,
    *(_delete, _delete, _delete_series, _replan, _replan, REPEATING["activity_series.create"]),
    *(_bring_back, _bring_back, _some_broken, _out_of_a_box, _out_of_a_box, _out_of_a_box),
)
