"""The order to a revoked device to wipe itself: signed by the club's key, for one device and one answer of its own.

It names the nonce that the device has just signed, so an order that was heard before serves nobody again, and who
only stands in between (a captive portal) can make none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.sync.wire import obj, take, text


@dataclass(frozen=True)
class Wipe:
    """`at` in UTC ms; `signature` in base64, of `message` under the club's Ed25519 key."""

    device: str
    nonce: str
    at: int
    signature: str = ""

    @property
    def message(self) -> bytes:
        """What is signed."""
        return f"touchline wipe {self.device} {self.nonce} {self.at}".encode()

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dict(vars(self))


def read_wipe(value: object) -> Wipe:
    """A Wipe from decoded JSON; raises Malformed. Whether it is true, its signature says."""
    wire: Mapping[str, Any] = obj(value)
    return Wipe(text(wire, "device"), text(wire, "nonce"), take(wire, "at", int), text(wire, "signature"))
