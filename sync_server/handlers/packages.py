"""GET /api/packages/<id>: the file that a checkpoint named, whole or from a byte on."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sync_server.handlers.body import json_response
from sync_server.handlers.knock import proven, who
from sync_server.session import Sessions


class Package(FileResponse):
    """Fewer and larger pieces than a page's pictures want."""

    chunk_size = 512 * 1024


async def package(request: Request) -> Response:
    """For who is granted all its scopes at this moment; absent and not allowed are answered alike."""
    state = request.app.state
    sessions: Sessions = state.sessions
    holder, fresh = who(request, sessions)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    headers |= proven(sessions, holder, fresh=fresh)
    granted = state.club.checkpoints.granted(holder.user)
    path = state.club.packages.open(request.path_params["id"], granted) if state.club.packages is not None else None
    if path is None:
        body = {"code": "no_package", "correlation": request.state.correlation}
        return json_response(request, body, 404, headers)
    return Package(path, headers=headers, media_type="application/octet-stream")
