"""POST /api/session: a person signs in on a device, once; from then on the device's key does."""

import base64
import binascii
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.actions.verb import MAX_ID, MIN_ID
from shared.domain.sign_in import canonical_name
from shared.errors import CodeNeeded, CodeWrong, Malformed, SignInNeeded
from shared.refusals import Invalid
from shared.tables.devices import DEVICE_KINDS
from sync_server.handlers.body import json_response, read_json
from sync_server.limits import HASHES_AT_ONCE, network_of
from sync_server.session import KEY_BYTES, SignIn, right_password
from sync_server.sign_in.passwords import hashed_anew, is_of_yesterday

KINDS = (None, *DEVICE_KINDS)


async def sign_in(request: Request) -> Response:
    """Username, password and the device's public key in; user id, token, epoch and public key of the club out. On a
    device that is new here a code too, where this user has a second step.
    """
    state = request.app.state
    wanted = read_sign_in(await read_json(request))
    try:
        stored = state.sessions.admit(wanted, address_of(request))
    except Invalid as problem:
        raise SignInNeeded from problem
    if not await to_thread.run_sync(right_password, wanted, stored, limiter=hashing(state)):
        raise SignInNeeded
    if not state.sessions.unchanged(canonical_name(wanted.username), stored):
        raise SignInNeeded
    ask_code(request, wanted, state.sessions.user_of(wanted.username))
    answer = signed_in(request, wanted)
    if stored is not None and is_of_yesterday(stored):  # the only moment at which the password itself is here
        fresh = await to_thread.run_sync(hashed_anew, wanted.password, limiter=hashing(state))
        state.sessions.hashed_anew(canonical_name(wanted.username), stored, fresh)
    return answer


def ask_code(request: Request, wanted: SignIn, user: str | None) -> None:
    """The second step of somebody whose first was right, before anything is used up for it. A device that proves a key
    which is known here is that step. Raises CodeNeeded, CodeWrong, Malformed, TooMany.
    """
    state = request.app.state
    if user is None or state.sessions.proved(request.headers.get("touchline-proof"), wanted.device, user):
        return
    state.sessions.free_for(wanted.device, wanted.public_key, user)
    verdict = state.second.judge(user, wanted.code)
    if verdict != "right":
        raise CodeNeeded if verdict == "code_needed" else CodeWrong


def signed_in(request: Request, wanted: SignIn) -> Response:
    """Who this is was proved: their device speaks for them from now on."""
    state = request.app.state
    holder = state.sessions.enrol(wanted)
    answer = enrolled(state, holder.user)
    headers = {
        "Touchline-Token": state.sessions.token(holder),
        "Touchline-Nonce": state.sessions.nonce(holder.device),
    }
    return json_response(request, answer, headers=headers)


def enrolled(state: Any, user: str) -> dict[str, Any]:
    """What a device of this user hears once it is let in."""
    return {"user": user, "epoch": state.club.epoch, "now": state.club.now(), "key": state.gate.public_key()}


def address_of(request: Request) -> str:
    """Whose tries are counted together: see `limits.network_of`."""
    return network_of(request.client.host if request.client else "")


def hashing(state: Any) -> CapacityLimiter:
    """Two hashes at a time: each takes 46 MiB."""
    if not hasattr(state, "hashing"):
        state.hashing = CapacityLimiter(HASHES_AT_ONCE)
    limiter: CapacityLimiter = state.hashing
    return limiter


def read_sign_in(value: Any) -> SignIn:
    """What a person and their device say. Raises Malformed."""
    names = ("username", "password", "device", "public_key", "name")
    if not isinstance(value, dict) or set(value) - {"kind", "code"} != set(names):
        raise Malformed("sign_in")
    texts = [*names, *(["code"] if "code" in value else [])]
    if not all(isinstance(value[name], str) and 0 < len(value[name]) <= 200 for name in texts):
        raise Malformed("sign_in")
    key, kind = read_key(value["public_key"], value["device"], value.get("kind")), value.get("kind")
    who = (value["username"], value["password"], value["device"])
    return SignIn(*who, key, value["name"], kind, value.get("code"))


def read_key(text: str, device: str, kind: object) -> bytes:
    """The raw public key in this text, of a device of this kind under this id. Raises Malformed."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Malformed("public_key") from problem
    if not (MIN_ID <= len(device) <= MAX_ID and device.isascii()) or "." in device or kind not in KINDS:
        raise Malformed("device")
    if len(key) != KEY_BYTES:
        raise Malformed("public_key")
    return key
