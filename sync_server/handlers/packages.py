"""GET /api/packages/<id>: the file that a checkpoint named, whole or from a byte on."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sync_server.handlers.body import json_response
from sync_server.handlers.who import who_asks


class Package(FileResponse):
    """Fewer and larger pieces than a page's pictures want."""

    chunk_size = 512 * 1024


async def package(request: Request) -> Response:
    """For who is granted all its scopes at this moment; absent and not allowed are answered alike."""
    state = request.app.state
    holder, headers = who_asks(request, "sync")
    headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    granted = state.club.checkpoints.granted(holder.user)
    path = state.club.packages.open(request.path_params["id"], granted) if state.club.packages is not None else None
    if path is None:
        body = {"code": "no_package", "correlation": request.state.correlation}
        return json_response(request, body, 404, headers)
    return Package(path, headers=headers, media_type="application/octet-stream")
