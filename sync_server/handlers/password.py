"""Another password: POST /api/forgotten asks for a letter, POST /api/password changes it for who knows the old one."""

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.domain.contact import fold
from shared.domain.sign_in import LONGEST_NAME, canonical_name, check_password
from shared.errors import Malformed
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.second_factor import prove_second
from sync_server.handlers.session import address_of, hashing
from sync_server.handlers.who import asked
from sync_server.letters.letterbox import FORGOTTEN, letter
from sync_server.sign_in import passwords, welcome
from sync_server.sign_in.known_names import names_of


async def forgotten(request: Request) -> Response:
    """`{"username"}` in, nothing out. Whose name it is finds out who writes the letters, later: known and unknown names
    are the same work and the same answer here.
    """
    state = request.app.state
    state.sessions.knock(address_of(request))
    (username,) = _texts(await read_json(request), "username")
    name = fold(username.strip())[:LONGEST_NAME]
    state.sessions.forgot(name)
    if state.settings.mail is not None:
        with state.club.store.transaction():
            state.club.store.put("outbox", letter(FORGOTTEN, name, state.club.now()))
    return json_response(request, {})


async def change(request: Request) -> Response:
    """`{"old", "new"}` in, and a `code` where this user has a second step; nothing out. Other devices must say the new
    password.
    """
    state = request.app.state
    holder, headers, wish = await asked(request, "history")
    names = ("old", "new", "code") if isinstance(wish, dict) and "code" in wish else ("old", "new")
    old, new, *code = _texts(wish, *names)
    profile = state.club.store.get("user_profile", holder.user) or {}
    name = canonical_name(profile["username"])
    check_password(new, (name, *names_of(state.club, profile["contact"])))
    stored = state.sessions.stored_password(name)
    if not await to_thread.run_sync(passwords.matches, old, stored, limiter=hashing(state)):
        raise Malformed("wrong_password", 422)
    state.sessions.stands(holder)
    prove_second(state, holder.user, *code)
    state.sessions.forgive(name)
    hashed = await to_thread.run_sync(passwords.hashed, new, limiter=hashing(state))
    state.sessions.stands(holder)
    welcome.change_password(state.club, holder.user, welcome.Choice(name, hashed, holder.device))
    state.pokes.nudge()
    return json_response(request, {}, headers=headers)


def _texts(value: Any, *names: str) -> list[str]:
    """These texts and nothing else."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise Malformed("password")
    if not all(isinstance(value[name], str) and 0 < len(value[name]) <= 200 for name in names):
        raise Malformed("password")
    return [value[name] for name in names]
