"""POST /api/history: what happened to some rows, newest first, a page at a time."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed
from sync_server.handlers.body import json_response
from sync_server.handlers.who import asked
from sync_server.history import LINES, History
from sync_server.limits import MOST_ROWS


async def history(request: Request) -> Response:
    """`{"rows": [[table, id], ...], "before": seq or null}` in; lines and where the next page begins out. A row that is
    not there and one that may not be seen have the same history: none.
    """
    club = request.app.state.club
    holder, headers, wish = await asked(request, "history")
    places, before = _asked(wish)
    lines = History(club.referee).page(holder.user, places, before)
    more = lines[-1].seq if len(lines) >= LINES else None
    return json_response(request, {"lines": [line.to_wire() for line in lines], "more": more}, headers=headers)


def _asked(value: Any) -> tuple[list[tuple[str, str]], int | None]:
    if not isinstance(value, dict) or set(value) != {"rows", "before"}:
        raise Malformed("history")
    rows, before = value["rows"], value["before"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS or not (before is None or type(before) is int):
        raise Malformed("history")
    if not all(isinstance(row, list) and len(row) == 2 and all(isinstance(word, str) for word in row) for row in rows):
        raise Malformed("history")
    return [(row[0], row[1]) for row in rows], before
