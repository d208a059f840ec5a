"""POST /api/second and what is under it: how somebody's second step stands, begins, gets other codes, and ends.

Who holds a phone that was left open changes nothing here: the password is asked again, and the code where there is one.
"""

from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.errors import Malformed
from shared.refusals import Invalid
from sync_server.handlers.body import json_response
from sync_server.handlers.session import address_of, hashing
from sync_server.handlers.who import asked
from sync_server.session import Pass, right_secret

MOST_LETTERS = 200


async def look(request: Request) -> Response:
    """`{}` in; `{"on", "since", "codes", "asked"}` out."""
    holder, headers, _ = await _asked(request)
    return json_response(request, vars(request.app.state.second.look(holder.user)), headers=headers)


async def begin(request: Request) -> Response:
    """`{"password"}` in; `{"secret", "address"}` out, of which nothing counts before a code proves it."""
    holder, headers, wish = await _asked(request, "password")
    await _again(request, holder, wish["password"])
    request.app.state.sessions.right_again(holder)
    secret, address = request.app.state.second.offer(holder.user, holder.device)
    return json_response(request, {"secret": secret, "address": address}, headers=headers)


async def confirm(request: Request) -> Response:
    """`{"code"}` in; `{"codes"}` out: the recovery codes, this once."""
    holder, headers, wish = await _asked(request, "code")
    codes = request.app.state.second.confirm(holder.user, holder.device, wish["code"])
    request.app.state.pokes.nudge()
    return json_response(request, {"codes": list(codes)}, headers=headers)


async def renew(request: Request) -> Response:
    """`{"password", "code"}` in; `{"codes"}` out: those of before serve no more."""
    holder, headers, wish = await _asked(request, "password", "code")
    await _both(request, holder, wish)
    codes = request.app.state.second.renew(holder.user, holder.device)
    return json_response(request, {"codes": list(codes)}, headers=headers)


async def end(request: Request) -> Response:
    """`{"password", "code"}` in, nothing out: from now on a password is enough."""
    holder, headers, wish = await _asked(request, "password", "code")
    await _both(request, holder, wish)
    request.app.state.second.end(holder.user, holder.device)
    request.app.state.pokes.nudge()
    return json_response(request, {}, headers=headers)


async def reset(request: Request) -> Response:
    """`{"user", "password"}` from an owner, whose own password it is; nothing out. Raises NotAllowed, Gone, Invalid."""
    holder, headers, wish = await _asked(request, "user", "password")
    await _again(request, holder, wish["password"])
    request.app.state.sessions.right_again(holder)
    request.app.state.second.reset(holder.user, holder.device, wish["user"])
    request.app.state.pokes.nudge()
    return json_response(request, {}, headers=headers)


def prove_second(state: Any, user: str, code: str | None = None) -> None:
    """The second step of somebody who is in, and whose password was right again. Not 401: the device has proved who it
    is. Raises Malformed, TooMany.
    """
    verdict = state.second.judge(user, code)
    if verdict == "code_needed":
        raise Malformed("code_needed", 422)
    if verdict == "code_wrong":
        raise Malformed("code_wrong", 422)


async def _both(request: Request, holder: Pass, wish: dict[str, str]) -> None:
    """The password and the code, counted as one guess, and forgiven when both are right."""
    await _again(request, holder, wish["password"])
    prove_second(request.app.state, holder.user, wish["code"])
    request.app.state.sessions.right_again(holder)


async def _again(request: Request, holder: Pass, password: str) -> None:
    """The password once more. Raises Invalid, TooMany; SignInNeeded when the device was revoked meanwhile."""
    state = request.app.state
    stored = state.sessions.again(holder, address_of(request))
    if not await to_thread.run_sync(right_secret, password, stored, limiter=hashing(state)):
        raise Invalid("password", "wrong_password")
    state.sessions.stands(holder)


async def _asked(request: Request, *names: str) -> tuple[Pass, dict[str, str], dict[str, str]]:
    """Who asks, what the answer carries, and what they say: texts under these names."""
    holder, headers, wish = await asked(request, "history")
    if not isinstance(wish, dict) or set(wish) != set(names):
        raise Malformed("second")
    if not all(isinstance(text, str) and 0 < len(text) <= MOST_LETTERS for text in wish.values()):
        raise Malformed("second")
    return holder, headers, wish


ROUTES = [
    Route("/api/second", look, methods=["POST"]),
    Route("/api/second/begin", begin, methods=["POST"]),
    Route("/api/second/confirm", confirm, methods=["POST"]),
    Route("/api/second/renew", renew, methods=["POST"]),
    Route("/api/second/end", end, methods=["POST"]),
    Route("/api/second/reset", reset, methods=["POST"]),
]
