"""What people agree to and take back, and the devices that they name and shut out."""

import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulation.wishes import Wisher

Call = tuple[str, dict[str, Any]]
PURPOSES = ("photo", "newsletter")


def _give(wisher: "Wisher", rng: random.Random) -> Call:
    args = {"id": wisher.id("co", "consent"), "contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}
    return "consent.give", args


def _withdraw(wisher: "Wisher", rng: random.Random) -> Call:
    return "consent.withdraw", {"contact": wisher.pick("contact"), "purpose": rng.choice(PURPOSES)}


def _name_device(wisher: "Wisher", rng: random.Random) -> Call:
    return "user_device.patch", {"id": wisher.pick("user_device"), "set": {"name": wisher.word()}}


def _shut_out(wisher: "Wisher", rng: random.Random) -> Call:
    return "user_device.revoke", {"id": wisher.pick("user_device")}


PRIVACY_WISHES = {
    "consent.give": _give,
    "consent.withdraw": _withdraw,
    "user_device.patch": _name_device,
    "user_device.revoke": _shut_out,
}
