"""What people agree to, and take back."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

PURPOSES = ("photo", "newsletter")
KINDS = ("agenda_changed", "agenda_new", "invoice", "evaluation", "loan")


def _give(wisher: "Wisher", rng: random.Random) -> "Call":
    args = {"id": wisher.id("co", "consent"), "contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}
    return "consent.give", args


def _withdraw(wisher: "Wisher", rng: random.Random) -> "Call":
    return "consent.withdraw", {"contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}


def _choose(wisher: "Wisher", rng: random.Random) -> "Call":
    """Few people and few kinds, so that two phones choose for one person, each another way or the same."""
    args = {"contact": wisher.pick("contact"), "kind": rng.choice(KINDS), "way": rng.choice(("mail", "push"))}
    return "notice.choose", {**args, "on": rng.randint(0, 1)}


CONSENT_WISHES: "dict[str, Callable[[Wisher, random.Random], Call]]" = {
    "consent.give": _give,
    "consent.withdraw": _withdraw,
    "notice.choose": _choose,
}
