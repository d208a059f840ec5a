"""Wishes about addresses at which a calendar reads."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher


def _make(wisher: "Wisher", rng: random.Random) -> "Call":
    secret_hash = rng.choice(("ab" * 32, rng.randbytes(32).hex(), rng.randbytes(32).hex()))
    args = {"id": wisher.id("cf", "calendar_feed"), "contact": wisher.pick("contact"), "secret_hash": secret_hash}
    return "calendar_feed.make", args


def _revoke(wisher: "Wisher", rng: random.Random) -> "Call":
    return "calendar_feed.revoke", {"id": wisher.pick("calendar_feed")}


FEED_WISHES: "dict[str, Callable[[Wisher, random.Random], Call]]" = {
    "calendar_feed.make": _make,
    "calendar_feed.revoke": _revoke,
}
