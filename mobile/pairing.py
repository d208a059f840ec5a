"""Two devices of one person, of which one is signed in: what each asks the club, and the digits that both show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mobile.courier import Courier
from shared.domain.pairing import code_in, hash_of, link_of, six_digits
from shared.errors import Malformed, Unreachable

GONE = "pairing_gone"


@dataclass(frozen=True)
class Offered:
    """What the first device shows. `until` in UTC ms."""

    code: str
    link: str
    until: int


@dataclass(frozen=True)
class Newcomer:
    """Who brought the code: how that device calls itself, and the digits it must show."""

    name: str
    digits: str


class Working(Protocol):
    """What pairing needs of this device."""

    courier: Courier | None

    def connect(self, server: str) -> Courier:
        """The courier to this server."""

    async def public_key(self) -> str:
        """Raw Ed25519, in base64."""

    def arrive(self) -> None:
        """Somebody is signed in here from now on."""


class FirstDevice:
    """The device that is signed in. `here` answers it."""

    def __init__(self, here: Callable[[], Working]) -> None:
        self._here = here

    async def _ask(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        courier = self._here().courier
        if courier is None:
            raise Unreachable
        return await courier.ask(f"/api/pairing{path}", wish)

    async def offer(self, server: str) -> Offered:
        """A new code of the club at this address; the one before serves no more. Raises Fault or Malformed."""
        answer = await self._ask("", {})
        code, until = code_in(str(answer.get("code"))), answer.get("until")
        if code is None or type(until) is not int:
            raise Unreachable
        return Offered(code, link_of(server, code), until)

    async def look(self, offered: Offered) -> Newcomer | None:
        """Who came, None while nobody did. Raises Fault; Malformed when it is over."""
        newcomer = (await self._ask("/look", {})).get("newcomer")
        if newcomer is None:
            return None
        told = newcomer if isinstance(newcomer, dict) else {}
        name, key = told.get("name"), told.get("public_key")
        if not isinstance(name, str) or not isinstance(key, str):
            raise Unreachable
        return Newcomer(name, six_digits(hash_of(offered.code), await self._here().public_key(), key))

    async def settle(self, newcomer: Newcomer, *, same: bool) -> bool:
        """The person's word; True when the newcomer was let in. Raises Fault or Malformed."""
        return (await self._ask("/settle", {"digits": newcomer.digits, "same": same})).get("let_in") is True


@dataclass(frozen=True)
class Claimed:
    """What the second device shows while it waits for the person's word on the first."""

    digits: str
    ticket: str


class SecondDevice:
    """The device that is to be signed in. `here` answers it, `named` its name and kind."""

    def __init__(self, here: Callable[[], Working], named: Callable[[], tuple[str, str]]) -> None:
        self._here, self._named = here, named

    async def claim(self, server: str, text: str) -> Claimed:
        """Bring the code in `text` (a link, or typed) to this server. Raises Fault; Malformed when it is not good."""
        code = code_in(text)
        if code is None:
            raise Malformed(GONE, 404)
        mine, answer = await self._here().connect(server).claim(code, *self._named())
        key, ticket = answer.get("key"), answer.get("ticket")
        if not isinstance(key, str) or not isinstance(ticket, str):
            raise Unreachable
        return Claimed(six_digits(hash_of(code), key, mine), ticket)

    async def wait(self, claimed: Claimed) -> bool:
        """Whether the person has let this device in. Raises Fault; Malformed when it is over."""
        courier = self._here().courier
        return courier is not None and await courier.let_in(claimed.ticket)

    def arrive(self) -> None:
        """It was let in: the app begins."""
        self._here().arrive()
