"""POST /api/numbers/...: what the vault keeps of one person. To have a number shown the password is asked again."""

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed
from shared.refusals import Invalid
from sync_server.handlers.body import json_response
from sync_server.handlers.session import address_of, hashing
from sync_server.handlers.who import asked
from sync_server.keys.vault import Kept, Vault
from sync_server.session import right_secret

MOST_LETTERS = 200


async def look(request: Request) -> Response:
    """`{"contact"}` in; `{"numbers": [{"purpose", "masked", "until"}]}` out. Raises Gone."""
    club, holder, headers, wish = await _asked(request, "contact")
    numbers = [vars(kept) for kept in Vault(club.store).look(holder.user, wish["contact"], club.now())]
    return json_response(request, {"numbers": numbers}, headers=headers)


async def enter(request: Request) -> Response:
    """`{"contact", "purpose", "number"}` in; it masked out. Raises Gone, Invalid."""
    club, holder, headers, wish = await _asked(request, "contact", "purpose", "number")
    kept: Kept = Vault(club.store).enter(holder.user, holder.device, **wish, now=club.now())
    return json_response(request, vars(kept), headers=headers)


async def show(request: Request) -> Response:
    """`{"contact", "purpose", "password"}` in; `{"number"}` out, once. Raises Gone, Invalid, TooMany."""
    club, holder, headers, wish = await _asked(request, "contact", "purpose", "password")
    password, state = wish.pop("password"), request.app.state
    stored = state.sessions.again(holder, address_of(request))
    if not await to_thread.run_sync(right_secret, password, stored, limiter=hashing(state)):
        raise Invalid("password", "wrong_password")  # not 401: the device has proved who it is
    state.sessions.right_again(holder)
    number = Vault(club.store).show(holder.user, holder.device, **wish, now=club.now())
    return json_response(request, {"number": number}, headers=headers)


async def drop(request: Request) -> Response:
    """`{"contact", "purpose"}` in, nothing out. Raises Gone."""
    club, holder, headers, wish = await _asked(request, "contact", "purpose")
    Vault(club.store).drop(holder.user, holder.device, **wish, now=club.now())
    return json_response(request, {}, headers=headers)


async def _asked(request: Request, *names: str) -> tuple[Any, Any, dict[str, str], dict[str, str]]:
    """The club, who asks, what their answer carries, and what they say: texts under these names."""
    holder, headers, wish = await asked(request, "numbers")
    if not isinstance(wish, dict) or set(wish) != set(names):
        raise Malformed("numbers")
    if not all(isinstance(text, str) and 0 < len(text) <= MOST_LETTERS for text in wish.values()):
        raise Malformed("numbers")
    return request.app.state.club, holder, headers, wish
