"""POST /api/sync: carries the push and brings the pull, sign-in included: one round trip."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import EpochChanged, Malformed, StoreFull
from shared.sync.protocol import Reply, read_request
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.who import who_asks


async def sync(request: Request) -> Response:
    """Decide what was pushed, then cut a page of what is new. Push comes before pull."""
    state = request.app.state
    holder, headers = who_asks(request, "sync")
    wanted = read_request(await read_json(request), holder.device)
    if wanted.device != holder.device or any(changeset.device != holder.device for changeset in wanted.push):
        raise Malformed("foreign_device", 403)
    epoch = state.club.epoch
    if wanted.epoch != epoch:
        raise EpochChanged(epoch)
    now = state.club.now()
    receipts = state.club.referee.submit(holder.user, holder.device, wanted.push, now) if wanted.push else []
    if receipts:
        state.pokes.nudge()
    packages, worth = state.club.packages, state.club.checkpoints.worth_packing(holder.user, wanted)
    if packages is not None and worth:
        await packages.provide(worth)
    page = state.club.checkpoints.page(holder.user, wanted)
    reply = Reply(state.club.now(), tuple(receipts), page)
    with suppress(StoreFull):  # at the next sync, or tomorrow, there may be room
        state.media.look_after()
    return json_response(request, reply.to_wire(), headers=headers)
