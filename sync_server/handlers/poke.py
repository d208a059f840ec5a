"""GET /api/poke?since=SEQ: answers when there is something for this device. 200 with the head, 204 for nothing yet."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed, SignInNeeded
from shared.register import MAX_INTEGER
from sync_server.handlers.body import json_response
from sync_server.pokes import Pokes


async def poke(request: Request) -> Response:
    """Waits for news. Needs a token: a nonce is not spent on a question that says nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer":
        raise SignInNeeded
    holder = request.app.state.sessions.by_token(token, "poke")
    since = request.query_params.get("since", "")
    if not since.isdecimal() or not since.isascii() or int(since) > MAX_INTEGER:
        raise Malformed("since")
    head = await _heard(request, request.app.state.pokes, holder.device, holder.user, int(since))
    if head is None:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return json_response(request, {"seq": head})


async def _heard(request: Request, pokes: Pokes, device: str, user: str, since: int) -> int | None:
    """What is heard; None as soon as nobody is at the other end any more."""
    waits = asyncio.ensure_future(pokes.wait(device, user, since))
    hangs_up = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((waits, hangs_up), return_when=asyncio.FIRST_COMPLETED)
        return waits.result() if waits.done() else None
    finally:
        for task in (waits, hangs_up):
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
