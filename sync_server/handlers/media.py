"""/api/media/<id>: bytes out, whole or in ranges; /api/media/<id>/bytes: how much is here, and the next slice in."""

from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from shared.actions.media import MAX_MEDIUM_BYTES
from shared.errors import Malformed, SignInNeeded
from sync_server.handlers.body import json_response, read_body
from sync_server.handlers.who import brought
from sync_server.limits import PICTURES_AT_ONCE, SLICE_BYTES
from sync_server.media.desk import Media, Work
from sync_server.media.pictures import ENDINGS
from sync_server.session import Pass

# Nobody's bytes are ever shown in a page of ours: a browser saves them, and runs nothing that may be in them.
SHUT_IN = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}


async def read(request: Request) -> Response:
    """The bytes as an attachment."""
    return _file(request, preview=False)


async def read_preview(request: Request) -> Response:
    """The small picture of it."""
    return _file(request, preview=True)


def _file(request: Request, *, preview: bool) -> Response:
    holder, media = _who(request), _media(request)
    found = media.find(holder.user, request.path_params["id"], preview=preview)
    headers = {**SHUT_IN, "ETag": f'"{found.hash}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    name = f"{found.hash[:16]}.{ENDINGS[found.mime]}"
    return FileResponse(found.path, headers=headers, media_type=found.mime, filename=name)


async def standing(request: Request) -> Response:
    """How a medium of this person stands, and how many bytes of it came from this device."""
    holder = _who(request)
    return json_response(request, _media(request).standing(holder.user, holder.device, request.path_params["id"]))


async def take(request: Request) -> Response:
    """One slice, `?offset=` bytes from the start; answers as `standing` does."""
    holder, media, id = _who(request), _media(request), request.path_params["id"]
    media.standing(holder.user, holder.device, id)  # a stranger's bytes are not even read
    offset, data = _offset(request), await brought(request, holder, _slice(request))
    work = media.take(holder.user, holder.device, id, offset, data)
    if work is not None:
        media.settle(work, holder.device, await _worked(request.app.state, work))
        request.app.state.sessions.stands(holder)  # what came whole before is kept; nothing more is said
    return json_response(request, media.standing(holder.user, holder.device, id))


async def _worked(state: Any, work: Work) -> dict[str, Any]:
    """One picture at a time: unpacked it may fill 160 MB."""
    if not hasattr(state, "painting"):
        state.painting = CapacityLimiter(PICTURES_AT_ONCE)
    return await to_thread.run_sync(work.done, limiter=state.painting)


def _offset(request: Request) -> int:
    text = request.query_params.get("offset", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 8) or int(text) > MAX_MEDIUM_BYTES:
        raise Malformed("offset")
    return int(text)


async def _slice(request: Request) -> bytes:
    if request.headers.get("content-type", "") != "application/octet-stream":
        raise Malformed("content_type", 415)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Malformed("content_encoding", 415)
    return await read_body(request, SLICE_BYTES)


def _who(request: Request) -> Pass:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SignInNeeded
    holder: Pass = request.app.state.sessions.by_token(token, "media")
    return holder


def _media(request: Request) -> Media:
    media: Media = request.app.state.media
    return media
