"""GET /api/poke?since=SEQ: answers when there is something for this device. 200 with the head, 204 for nothing yet."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed, SignInNeeded
from shared.register import MAX_INTEGER
from sync_server.handlers.body import json_response
from sync_server.pokes import Pokes

LONGEST = len(str(MAX_INTEGER))


async def poke(request: Request) -> Response:
    """Waits for news. Needs a token: a nonce is not spent on a question that says nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer":
        raise SignInNeeded
    holder = request.app.state.sessions.by_token(token, "poke")
    since = _since(request.query_params.get("since", ""))
    head = await _heard(request, request.app.state.pokes, holder.device, holder.user, since)
    request.app.state.sessions.stands(holder)  # it waited: it may be revoked by now
    if head is None:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return json_response(request, {"seq": head})


def _since(text: str) -> int:
    """Python reads no number of thousands of digits: its length is looked at first."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST) or int(text) > MAX_INTEGER:
        raise Malformed("since")
    return int(text)


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
