"""Coming in by a link: POST /api/welcome/look says whom it lets in, POST /api/welcome uses it.

The secret travels in the body alone. What opens nothing is a `dead_link`, whatever the reason.
"""

from dataclasses import replace
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.domain.invitation import FOUNDING_LETTERS, SECRET_SIGNS
from shared.domain.sign_in import check_password
from shared.errors import Malformed
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.session import address_of, ask_code, hashing, read_sign_in, signed_in
from sync_server.sign_in import passwords, welcome
from sync_server.sign_in.founding import Founding


async def look(request: Request) -> Response:
    """`{"secret"}` in; purpose, given name and, where there is one, the username out."""
    state = request.app.state
    state.sessions.knock(address_of(request))
    secret, _ = _secret_in(await read_json(request), alone=True)
    return json_response(request, vars(welcome.look(state.club, secret)))


async def accept(request: Request) -> Response:
    """A sign-in with a secret in; what a sign-in answers out. Nothing is used up by what cannot be done."""
    state = request.app.state
    state.sessions.knock(address_of(request))
    secret, rest = _secret_in(await read_json(request))
    founding = _founding_in(rest.pop("founding", None))
    wanted = read_sign_in(rest)
    check_password(wanted.password)
    user = welcome.user_behind(state.club, secret)  # before the slow hash
    said = vars(founding).values() if founding is not None else ()
    names = (wanted.username, *welcome.names_behind(state.club, secret), *(name for name in said if name))
    check_password(wanted.password, names)
    state.sessions.free_for(wanted.device, wanted.public_key, user)
    if user is not None and state.second.in_force(user) is not None:  # a link in a letter is one step, as a password is
        state.sessions.guessed(user)
        ask_code(request, wanted, user)
    hashed = await to_thread.run_sync(passwords.hashed, wanted.password, limiter=hashing(state))
    came = welcome.accept(state.club, secret, welcome.Choice(wanted.username, hashed, wanted.device, founding))
    state.pokes.nudge()
    return signed_in(request, replace(wanted, username=came.username))


def _founding_in(value: Any) -> Founding | None:
    """What the first owner says; None for everybody else."""
    if value is None:
        return None
    names = ("club", "given_name", "family_name")
    if not isinstance(value, dict) or set(value) != set(names):
        raise Malformed("founding")
    if not all(isinstance(text, str) and len(text) <= FOUNDING_LETTERS for text in value.values()):
        raise Malformed("founding")
    club, given, family = (" ".join(value[name].split()) for name in names)
    if not club or not given:
        raise Malformed("founding")
    return Founding(club, given, family or None)


def _secret_in(value: Any, *, alone: bool = False) -> tuple[str, Any]:
    """The secret, and what else was said."""
    secret = value.get("secret") if isinstance(value, dict) else None
    if not isinstance(secret, str) or len(secret) > SECRET_SIGNS or (alone and len(value) > 1):
        raise Malformed("welcome")
    return secret, {name: part for name, part in value.items() if name != "secret"}
