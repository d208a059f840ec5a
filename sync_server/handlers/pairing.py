"""A second device is signed in by the first: POST /api/pairing, and /claim, /look, /settle and /wait under it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.pairing import code_in
from shared.errors import Malformed, SignInNeeded
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.session import address_of, enrolled, read_key
from sync_server.handlers.who import asked
from sync_server.session import Pass
from sync_server.sign_in.pairing import GONE, Newcomer


async def offer(request: Request) -> Response:
    """`{}` from who is signed in; a code out, and until when it serves."""
    holder, headers, _ = await _first(request, ())
    state = request.app.state
    row = state.club.store.get("device", holder.device)
    if row is None:
        raise SignInNeeded
    code, until = state.pairings.offer(holder.device, holder.user, str(row["public_key"]))
    return json_response(request, {"code": code, "until": until}, headers=headers)


async def look(request: Request) -> Response:
    """`{}` from the device that asked; the newcomer's name and key out, null while nobody came."""
    holder, headers, _ = await _first(request, ())
    newcomer = request.app.state.pairings.look(holder.device).newcomer
    told = None if newcomer is None else {"name": newcomer.name, "public_key": newcomer.public_key}
    return json_response(request, {"newcomer": told}, headers=headers)


async def settle(request: Request) -> Response:
    """`{"digits": ..., "same": bool}` from the device that asked: the newcomer is let in, or it is over."""
    holder, headers, wish = await _first(request, ("digits", "same"))
    if not isinstance(wish["digits"], str) or type(wish["same"]) is not bool:
        raise Malformed("pairing")
    newcomer = request.app.state.pairings.settle(holder.device, wish["digits"], same=wish["same"])
    if newcomer is not None:
        request.app.state.sessions.enrol_second(holder, newcomer)
        request.app.state.pairings.let_in(holder.device)
    return json_response(request, {"let_in": newcomer is not None}, headers=headers)


async def claim(request: Request) -> Response:
    """`{"code", "device", "public_key", "name", "kind"}` from a device that nobody knows; a ticket out, and the key of
    the device that asked.
    """
    wish = await read_json(request)
    texts = ("code", "device", "public_key", "name")
    if not isinstance(wish, dict) or set(wish) != {*texts, "kind"}:
        raise Malformed("pairing")
    if not all(isinstance(wish[name], str) and 0 < len(wish[name]) <= 200 for name in texts):
        raise Malformed("pairing")
    read_key(wish["public_key"], wish["device"], wish["kind"])
    code = code_in(wish["code"])
    if code is None or request.app.state.club.store.get("device", wish["device"]) is not None:
        raise Malformed(GONE, 404)
    newcomer = Newcomer(wish["device"], wish["public_key"], wish["name"], wish["kind"])
    ticket, key = request.app.state.pairings.claim(code, newcomer, address_of(request))
    return json_response(request, {"ticket": ticket, "key": key})


async def wait(request: Request) -> Response:
    """`{"ticket"}` from the newcomer: null while the person has not spoken, then what a sign-in answers."""
    wish = await read_json(request)
    if not isinstance(wish, dict) or set(wish) != {"ticket"} or not isinstance(wish["ticket"], str):
        raise Malformed("pairing")
    found = request.app.state.pairings.wait(wish["ticket"])
    if not found.let_in or found.newcomer is None:
        return json_response(request, {"signed_in": None})
    state = request.app.state
    state.sessions.stands(Pass(found.newcomer.device, found.user, 0))
    return json_response(request, {"signed_in": enrolled(state, found.user)})


async def _first(request: Request, names: tuple[str, ...]) -> tuple[Pass, dict[str, str], dict[str, Any]]:
    """Who asks, the headers of the answer, and the body, which has these names."""
    holder, headers, wish = await asked(request, "history")
    if not isinstance(wish, dict) or set(wish) != set(names):
        raise Malformed("pairing")
    return holder, headers, wish
