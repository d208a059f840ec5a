"""POST /api/sync: carries the push and brings the pull, sign-in included: one round trip."""

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import EpochChanged, Malformed, SignInNeeded
from shared.sync.protocol import Reply, read_request
from sync_server.handlers.body import json_response, read_json
from sync_server.session import Pass, Sessions


async def sync(request: Request) -> Response:
    """Decide what was pushed, then cut a page of what is new. Push comes before pull."""
    state = request.app.state
    sessions: Sessions = state.sessions
    holder, fresh = _who(request, sessions)
    wanted = read_request(await read_json(request), holder.device)
    if wanted.device != holder.device or any(changeset.device != holder.device for changeset in wanted.push):
        raise Malformed("foreign_device", 403)
    epoch = state.club.epoch
    if wanted.epoch != epoch:
        raise EpochChanged(epoch)
    now = state.club.now()
    receipts = state.club.referee.submit(holder.user, holder.device, wanted.push, now) if wanted.push else []
    page = state.club.checkpoints.page(holder.user, wanted)
    reply = Reply(state.club.now(), tuple(receipts), page)
    headers = {}
    if fresh:  # the nonce was used up: the next one travels with the token
        headers = {"Touchline-Token": sessions.token(holder), "Touchline-Nonce": sessions.nonce(holder.device)}
    return json_response(request, reply.to_wire(), headers=headers)


def _who(request: Request, sessions: Sessions) -> tuple[Pass, bool]:
    """The device behind this request, and whether it needs a token. Raises SignInNeeded."""
    proof = request.headers.get("touchline-proof")
    if proof is not None:
        return sessions.by_proof(proof), True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SignInNeeded
    return sessions.by_token(token), False
