"""The ways in that only the server opens: with a secret from a link, without a password that was forgotten, and to
another password.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mobile.courier import Courier
from mobile.device.naming import this_device
from shared.errors import Unreachable

PURPOSES = ("join", "reset", "found")


@dataclass(frozen=True)
class Invited:
    """Whom a link lets in: `purpose` is "join", "reset", or "found" for the first owner of a new club; `username` the
    name they have where they have one.
    """

    purpose: str
    given_name: str
    username: str


class Entrance(Protocol):
    """What screens use of it. Every method raises TouchlineError; `dead_link` is the code of a link that opens
    nothing.
    """

    async def look(self, server: str, secret: str) -> Invited:
        """Whom the secret lets in; nothing is used up."""

    async def accept(self, server: str, secret: str, username: str, password: str, **more: Any) -> None:
        """Use the secret: this device speaks for that person from now on. `more`: who founds a club says its name and
        their own (`founding`: `club`, `given_name`, `family_name`), who has a second step a `code`. Raises CodeNeeded
        and CodeWrong too.
        """

    async def forgot(self, server: str, username: str) -> None:
        """Ask for a letter with a link. Nobody is told whether there is such a user."""

    async def change(self, old: str, new: str, code: str = "") -> None:
        """Another password for whoever holds this device; `code_needed` and `code_wrong` are about the second step."""


class FrontDoor:
    """The entrance over couriers: `reach` answers the one to a server, `came` is told that somebody came in."""

    def __init__(self, reach: Callable[[str], Courier], came: Callable[[], None], server: Callable[[], str]) -> None:
        self._reach = reach
        self._came = came
        self._server = server

    async def look(self, server: str, secret: str) -> Invited:
        """See Entrance."""
        return read_invited(await self._reach(server).ask("/api/welcome/look", {"secret": secret}))

    async def accept(self, server: str, secret: str, username: str, password: str, **more: Any) -> None:
        """See Entrance."""
        name, kind = this_device()
        await self._reach(server).sign_in(username, password, name, kind, secret=secret, **more)
        self._came()

    async def forgot(self, server: str, username: str) -> None:
        """See Entrance."""
        await self._reach(server).ask("/api/forgotten", {"username": username})

    async def change(self, old: str, new: str, code: str = "") -> None:
        """See Entrance."""
        wish = {"old": old, "new": new, **({"code": code} if code else {})}
        await self._reach(self._server()).ask("/api/password", wish)


def read_invited(answer: dict[str, Any]) -> Invited:
    """What the server said. Raises Unreachable for an answer that is not ours."""
    told = {name: answer.get(name) or "" for name in ("purpose", "given_name", "username")}
    if not all(isinstance(text, str) for text in told.values()) or told["purpose"] not in PURPOSES:
        raise Unreachable
    return Invited(**told)
