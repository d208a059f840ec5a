"""Wishes about a club's own fields: few fields and things, so that two phones fill in one; answers of every kind."""

import json
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

Wish = Callable[["Wisher", random.Random], "Call"]
KINDS = ("text", "text", "number", "date", "choice", "multi", "yes_no", "email")
KEPT = (None, None, ["equipment"], ["staff"], ["treasurer", "secretary"], ["owner"], ["nobody"])


def _choices(wisher: "Wisher", rng: random.Random) -> list[str]:
    return [wisher.word() for _ in range(rng.randint(0, 3))]


def _define(wisher: "Wisher", rng: random.Random) -> "Call":
    args: dict[str, Any] = {"id": wisher.id("cf", "custom_field"), "entity": "resource", "name": wisher.word()}
    args |= {"kind": rng.choice(KINDS), "choices": _choices(wisher, rng)}
    return "custom_field.define", {**args, "view_roles": rng.choice(KEPT), "edit_roles": rng.choice(KEPT)}


def _patch(wisher: "Wisher", rng: random.Random) -> "Call":
    wishes: tuple[dict[str, Any], ...] = (
        {"name": wisher.word()},
        {"kind": rng.choice(KINDS)},
        {"choices": _choices(wisher, rng)},
        {"view_roles": rng.choice(KEPT)},
        {"view_roles": rng.choice(KEPT)},
        {"edit_roles": rng.choice(KEPT)},
        {"status": rng.choice(("active", "archived"))},
    )
    return "custom_field.patch", {"id": wisher.pick("custom_field"), "set": rng.choice(wishes)}


def _reorder(wisher: "Wisher", rng: random.Random) -> "Call":
    ids = [wisher.pick("custom_field") for _ in range(rng.randint(1, 3))]
    return "custom_field.reorder", {"entity": "resource", "ids": ids}


def _answer(wisher: "Wisher", rng: random.Random) -> "Call":
    """Mostly what the field asks for, as this phone shows it; now and then anything, or nothing."""
    field = wisher.pick("custom_field")
    words = json.loads(wisher.field("custom_field", field, "choices") or "[]")
    answers: dict[str, Any] = {
        "text": wisher.word(),
        "number": rng.choice(("7", "0,75", "-1.5", "x")),
        "date": rng.choice(("2026-11-01", "tomorrow")),
        "choice": rng.choice(words) if words else wisher.word(),
        "multi": json.dumps(rng.sample(words, k=rng.randint(0, len(words)))),
        "yes_no": rng.choice(("0", "1")),
        "email": f"{wisher.word()}@club.example",
    }
    kind = wisher.field("custom_field", field, "kind") if rng.random() < 0.9 else rng.choice(KINDS)
    value = answers.get(kind, wisher.word()) if rng.random() < 0.9 else rng.choice((None, " "))
    return "custom_value.set", {"field": field, "resource": wisher.pick("resource"), "value": value}


ASKING: dict[str, Wish] = {
    "custom_field.define": _define,
    "custom_field.patch": _patch,
    "custom_field.reorder": _reorder,
    "custom_value.set": _answer,
}
