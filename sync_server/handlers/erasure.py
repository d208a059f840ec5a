"""POST /api/erasure: what erasing somebody would do; and, with the name typed, the erasure itself."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed
from sync_server.handlers.body import json_response
from sync_server.handlers.who import asked
from sync_server.privacy.erasing import Erasing

MAX_NAME = 400


async def erasure(request: Request) -> Response:
    """`{"contact": id, "name": null}` answers the plan and changes nothing; with a name it is done, once that is the
    person's. Raises Malformed, NotAllowed, Gone, Invalid, StillHolds, LastOwner.
    """
    state = request.app.state
    holder, headers, wish = await asked(request, "history")
    contact, name = _asked(wish)
    erasing = Erasing(state.club, state.media.blobs)
    if name is None:
        plan, done = erasing.plan(holder.user, contact), False
    else:
        plan, done = erasing.erase(holder.user, contact, name), True
        state.pokes.nudge()
    return json_response(request, {"plan": plan.to_wire(), "done": done}, headers=headers)


def _asked(value: Any) -> tuple[str, str | None]:
    if not isinstance(value, dict) or set(value) != {"contact", "name"}:
        raise Malformed("erasure")
    contact, name = value["contact"], value["name"]
    if not isinstance(contact, str) or not 0 < len(contact) <= 64:
        raise Malformed("erasure")
    if name is not None and not (isinstance(name, str) and 0 < len(name) <= MAX_NAME):
        raise Malformed("erasure")
    return contact, name
