"""POST /api/session: a person signs in on a device, once; from then on the device's key does."""

import base64
import binascii
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Invalid, Malformed, SignInNeeded
from sync_server.handlers.body import json_response, read_json
from sync_server.session import KEY_BYTES, SignIn, right_password


async def sign_in(request: Request) -> Response:
    """Username, password and the device's public key in; user id, token and the club's epoch out."""
    state = request.app.state
    wanted = _sign_in(await read_json(request))
    try:
        stored = state.sessions.admit(wanted, request.client.host if request.client else "")
    except Invalid as problem:
        raise SignInNeeded from problem
    if not await to_thread.run_sync(right_password, wanted, stored, limiter=limiter(state)):
        raise SignInNeeded
    holder = state.sessions.enrol(wanted)
    answer = {"user": holder.user, "epoch": state.club.epoch, "now": state.club.now()}
    headers = {
        "Touchline-Token": state.sessions.token(holder),
        "Touchline-Nonce": state.sessions.nonce(holder.device),
    }
    return json_response(request, answer, headers=headers)


def limiter(state: Any) -> CapacityLimiter:
    """Two hashes at a time: each takes 46 MiB."""
    if not hasattr(state, "hashing"):
        state.hashing = CapacityLimiter(2)
    limiter: CapacityLimiter = state.hashing
    return limiter


def _sign_in(value: Any) -> SignIn:
    names = ("username", "password", "device", "public_key", "name")
    if not isinstance(value, dict) or set(value) != set(names):
        raise Malformed("sign_in")
    if not all(isinstance(value[name], str) and 0 < len(value[name]) <= 200 for name in names):
        raise Malformed("sign_in")
    try:
        key = base64.b64decode(value["public_key"], validate=True)
    except binascii.Error as problem:
        raise Malformed("public_key") from problem
    if len(key) != KEY_BYTES or "." in value["device"]:
        raise Malformed("public_key")
    return SignIn(value["username"], value["password"], value["device"], key, value["name"])
