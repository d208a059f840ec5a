"""What only the server can do about a person's data: show what an erasure does, do it, hand out an archive."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Unreachable

Ask = Callable[[str, dict[str, Any]], Awaitable[Mapping[str, Any]]]
"""A question that only the server can answer. Raises Fault, Malformed or the Refusal it answers with."""


@dataclass(frozen=True)
class Stay:
    """Rows that stay: why ("books" or "fact"), and until which day."""

    table: str
    count: int
    why: str
    until: str | None


@dataclass(frozen=True)
class Erasure:
    """What an erasure would do: rows that go and rows that lose a name, by table, and what stays; `blocked` is the code
    of what must be settled first.
    """

    name: str
    goes: Mapping[str, int]
    bare: Mapping[str, int]
    stays: tuple[Stay, ...]
    history: int
    files: int
    devices: int
    open_cents: int
    blocked: str | None


class Privacy:
    """Asks the server; `ask` is the courier's way to it, `server` tells its address."""

    def __init__(self, ask: Ask, server: Callable[[], str]) -> None:
        self._ask = ask
        self._server = server

    async def erasure(self, contact: str, name: str | None = None) -> Erasure:
        """What it would do; with the person's name it is done. Raises TouchlineError."""
        answer = await self._ask("/api/erasure", {"contact": contact, "name": name})
        try:
            plan = dict(answer["plan"])
            return Erasure(**{**plan, "stays": tuple(Stay(**stay) for stay in plan["stays"])})
        except (KeyError, TypeError, ValueError) as problem:
            raise Unreachable from problem

    async def archive(self, contact: str, password: str) -> str:
        """The address where everything of this person can be fetched, once. Raises TouchlineError."""
        answer = await self._ask("/api/archive", {"contact": contact, "password": password})
        ticket = answer.get("ticket")
        if not isinstance(ticket, str):
            raise Unreachable
        return f"{self._server().rstrip('/')}/api/archive/{ticket}"
