"""POST /api/sync: carries the push and brings the pull, sign-in included: one round trip."""

import logging
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import EpochChanged, Malformed, Restart, StoreFull
from shared.sync.protocol import Changeset, Reply, read_request
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.who import brought, who_asks
from sync_server.sign_in.shutting import ShutOut

log = logging.getLogger("touchline")


async def sync(request: Request) -> Response:
    """Decide what was pushed, then cut a page of what is new. Push comes before pull."""
    state = request.app.state
    try:
        holder, headers = who_asks(request, "sync")
    except ShutOut as out:
        await _set_aside(request, out)
        out.order = request.app.state.gate.order(out).to_wire()
        raise
    wanted = read_request(await brought(request, holder, read_json(request)), holder.device)
    if wanted.device != holder.device or any(changeset.device != holder.device for changeset in wanted.push):
        raise Malformed("foreign_device", 403)
    if wanted.wall:  # left out by a device that brings nothing
        state.club.witness(wanted.wall)
    epoch = state.club.epoch
    if wanted.epoch != epoch:
        raise EpochChanged(epoch)
    if wanted.bins is not None:
        log.warning("a device holds something else", extra={"device": holder.device})
    now = state.club.now()
    receipts = state.club.referee.submit(holder.user, holder.device, wanted.push, now) if wanted.push else []
    if receipts:
        state.pokes.nudge()
    packages, worth = state.club.packages, state.club.checkpoints.worth_packing(holder.user, wanted)
    if packages is not None and worth:
        await packages.provide(worth)
    state.sessions.stands(holder)  # others had their turn since: it may be revoked by now
    page = state.club.checkpoints.page(holder.user, wanted)
    reply = Reply(state.club.now(), tuple(receipts), page)
    with suppress(StoreFull):  # at the next sync, or tomorrow, there may be room
        state.media.look_after()
    return json_response(request, reply.to_wire(), headers=headers)


async def _set_aside(request: Request, out: ShutOut) -> None:
    """What a revoked device brings is kept for the office, as far as it can be read. A restored server first hears what
    it may have lost. Raises EpochChanged; Restart; StoreFull, for no order is given before its work is kept.
    """
    state = request.app.state
    try:
        wanted = read_request(await read_json(request), out.device)
    except Malformed:  # it is told to wipe itself all the same
        pushed: tuple[Changeset, ...] = ()
    else:
        if wanted.epoch != state.club.epoch and wanted.epoch in state.club.referee.past.lives(state.club.epoch):
            raise EpochChanged(state.club.epoch)
        if wanted.more is not None:  # later pages carry no push: it begins anew, and brings what it has
            raise Restart
        pushed = wanted.push
    if state.gate.take(out, pushed):
        state.pokes.nudge()
