"""Who asks: a token, or a signed nonce in its place, which buys the next token; and what they bring.

A body may come as slowly as it is allowed to, and meanwhile its device may be revoked. So no door that acts for a
device reads one by itself: `asked` does, or `brought`, which both ask again whether the device stands.
"""

from collections.abc import Awaitable
from typing import Any, TypeVar

from starlette.requests import Request

from shared.errors import SignInNeeded
from sync_server.handlers.body import read_json
from sync_server.session import Door, Pass, Sessions

T = TypeVar("T")


async def asked(request: Request, door: Door) -> tuple[Pass, dict[str, str], Any]:
    """The device behind this request, which still stands when all it says is here; the headers its answer carries; and
    the JSON that it says. Raises SignInNeeded, TooMany, Malformed.
    """
    holder, headers = who_asks(request, door)
    return holder, headers, await brought(request, holder, read_json(request))


async def brought(request: Request, holder: Pass, body: Awaitable[T]) -> T:
    """What this device brings, once it is here. Raises SignInNeeded where it stands no more."""
    whole = await body
    request.app.state.sessions.stands(holder)
    return whole


def who_asks(request: Request, door: Door) -> tuple[Pass, dict[str, str]]:
    """The device behind this request, and the headers its answer carries. Raises SignInNeeded or TooMany."""
    sessions: Sessions = request.app.state.sessions
    proof = request.headers.get("touchline-proof")
    if proof is not None:  # the nonce was used up: the next one travels with the token
        holder = sessions.by_proof(proof)
        return holder, {"Touchline-Token": sessions.token(holder), "Touchline-Nonce": sessions.nonce(holder.device)}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SignInNeeded
    return sessions.by_token(token, door), {}
