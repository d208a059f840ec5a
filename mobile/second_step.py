"""The second step of signing in, as far as a device can ask for it: only the server can compare a code."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Malformed, Unreachable

Ask = Callable[[str, dict[str, Any]], Awaitable[Mapping[str, Any]]]
"""A question that only the server can answer. Raises Fault, Malformed or the Refusal it answers with."""


@dataclass(frozen=True)
class Offered:
    """What an app on the phone must know: the secret for typing, and the address for its QR code."""

    secret: str
    address: str


class SecondStep:
    """Every method raises TouchlineError: `wrong_password` is the reason of an Invalid, `code_wrong` a code.

    What is shown once is remembered until it was seen: a device that is turned on its side draws its page anew.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.offered: Offered | None = None
        self.fresh: tuple[str, ...] = ()

    def seen(self) -> None:
        """The recovery codes were kept."""
        self.fresh = ()

    async def codes_left(self) -> int:
        """How many recovery codes nobody used yet."""
        left = (await self._ask("/api/second", {})).get("codes")
        if type(left) is not int:
            raise Unreachable
        return left

    async def begin(self, password: str) -> Offered:
        """A secret that counts once a code of it was said."""
        answer = await self._ask("/api/second/begin", {"password": password})
        secret, address = answer.get("secret"), answer.get("address")
        if not isinstance(secret, str) or not isinstance(address, str):
            raise Unreachable
        self.offered = Offered(secret, address)
        return self.offered

    async def confirm(self, code: str) -> tuple[str, ...]:
        """From now on a code is asked. The recovery codes, this once."""
        try:
            self.fresh = _codes(await self._ask("/api/second/confirm", {"code": code}))
        except Malformed as problem:
            if problem.code != "code_wrong":  # it was offered too long ago, or is on by now
                self.offered = None
            raise
        self.offered = None
        return self.fresh

    async def renew(self, password: str, code: str) -> tuple[str, ...]:
        """Other recovery codes; those of before serve no more."""
        self.fresh = _codes(await self._ask("/api/second/renew", {"password": password, "code": code}))
        return self.fresh

    async def end(self, password: str, code: str) -> None:
        """From now on a password is enough."""
        await self._ask("/api/second/end", {"password": password, "code": code})

    async def reset(self, user: str, password: str) -> None:
        """Take it from this user, who lost it; an owner's password."""
        await self._ask("/api/second/reset", {"user": user, "password": password})


def _codes(answer: Mapping[str, Any]) -> tuple[str, ...]:
    codes = answer.get("codes")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise Unreachable
    return tuple(codes)
