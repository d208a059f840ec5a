"""GET /api/health: whether this server can answer, for a load balancer and for people."""

from starlette.requests import Request
from starlette.responses import Response

from sync_server.handlers.body import json_response


async def health(request: Request) -> Response:
    """Reads the club's counter: ok means that the store answers."""
    club = request.app.state.club
    row = club.store.get("club", "club")
    return json_response(request, {"status": "ok", "epoch": row["epoch"], "seq": row["seq"], "now": club.now()})
