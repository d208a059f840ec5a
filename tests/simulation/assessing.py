"""Wishes about evaluations: few players and few rounds, so that two phones meet in one, and both sides in a round."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

ROUNDS = ("2026-10-01", "2026-11-01")
Wish = Callable[["Wisher", random.Random], "Call"]


def _criterion(wisher: "Wisher", rng: random.Random) -> dict[str, Any]:
    scale = rng.choice(("stars", "score", "choice", "text"))
    made: dict[str, Any] = {"id": wisher.id("cr", "criterion"), "category": "Techniek", "name": wisher.word()}
    made |= {"scale": scale, "weight": rng.randint(1, 3)}
    if scale == "choice":
        made["choices"] = [wisher.word() for _ in range(rng.choice((1, 2, 3)))]
    if scale == "score" and rng.random() < 0.5:
        made |= {"low": rng.choice((0, 1, 30)), "high": rng.choice((5, 20))}
    return made


def _criteria(wisher: "Wisher", rng: random.Random) -> list[dict[str, Any]]:
    return [_criterion(wisher, rng) for _ in range(rng.randint(0, 2) or 1)]


def _template(wisher: "Wisher", rng: random.Random) -> "Call":
    args = {"id": wisher.id("et", "evaluation_template"), "name": wisher.word(), "criteria": _criteria(wisher, rng)}
    args |= {"group": wisher.pick("group") if rng.random() < 0.9 else None, "self_too": rng.randint(0, 1)}
    return "evaluation_template.create", {**args, "from_on": ROUNDS[0], "to_on": rng.choice((ROUNDS[1], "2026-01-01"))}


def _more(wisher: "Wisher", rng: random.Random) -> "Call":
    return "evaluation_template.add_criteria", {
        "id": wisher.pick("evaluation_template"),
        "criteria": _criteria(wisher, rng),
    }


def _patch(table: str) -> Wish:
    def wish(wisher: "Wisher", rng: random.Random) -> "Call":
        return f"{table}.patch", {"id": wisher.pick(table), "set": {"name": wisher.word()}}

    return wish


def _which(wisher: "Wisher", rng: random.Random) -> dict[str, Any]:
    """Mostly one that was begun; now and then of anybody at all."""
    begun = wisher.pick("evaluation")
    if rng.random() < 0.7 and wisher.field("evaluation", begun, "contact"):
        return {name: wisher.field("evaluation", begun, name) for name in ("template", "contact", "round_on")}
    member = wisher.pick("group_member", "WHERE present = 1")
    contact = wisher.field("group_member", member, "contact") or wisher.pick("contact")
    return {"template": wisher.pick("evaluation_template"), "contact": contact, "round_on": rng.choice(ROUNDS)}


def _scored(verb: str) -> Wish:
    def wish(wisher: "Wisher", rng: random.Random) -> "Call":
        which = _which(wisher, rng)
        asked = wisher.pick("criterion", f"WHERE template = '{which['template']}'" if rng.random() < 0.95 else "")
        if wisher.field("criterion", asked, "scale") == "text":
            return verb, {**which, "criterion": asked, "text": wisher.word()}
        return verb, {**which, "criterion": asked, "value": rng.choice((None, 1, 2, 2, 4, 5, 7, 11))}

    return wish


def _about(verb: str) -> Wish:
    return lambda wisher, rng: (verb, _which(wisher, rng))


ASSESSING: dict[str, Wish] = {
    "evaluation_template.create": _template,
    "evaluation_template.add_criteria": _more,
    "evaluation_template.patch": _patch("evaluation_template"),
    "criterion.patch": _patch("criterion"),
    **{
        f"{name}.{verb}": _scored(f"{name}.score") if verb == "score" else _about(f"{name}.{verb}")
        for name in ("evaluation", "self_evaluation")
        for verb in ("score", "finish", "reopen")
    },
    "evaluation.share": _about("evaluation.share"),
}
