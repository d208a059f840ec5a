"""What people agree to, and take back."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

PURPOSES = ("photo", "newsletter")


def _give(wisher: "Wisher", rng: random.Random) -> "Call":
    args = {"id": wisher.id("co", "consent"), "contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}
    return "consent.give", args


def _withdraw(wisher: "Wisher", rng: random.Random) -> "Call":
    return "consent.withdraw", {"contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}


CONSENT_WISHES: "dict[str, Callable[[Wisher, random.Random], Call]]" = {
    "consent.give": _give,
    "consent.withdraw": _withdraw,
}
