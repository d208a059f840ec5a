"""GET /calendar/<secret>.ics: somebody's agenda for their calendar, asked again every hour by programs without a key.

Unknown, mistaken and taken back are one answer. Nothing between here and there may keep a copy: what is taken back
would be read on from there. The path is in no line of the log.
"""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.domain.feed import read as secret_in
from shared.domain.invitation import hash_of
from shared.errors import Malformed
from sync_server.exchange import feeds
from sync_server.handlers.session import address_of
from sync_server.limits import FEED_MISSES, FEED_TRIES, HOUR_MS, MINUTE_MS, Window

KEPT_BY_NOBODY = {
    "Cache-Control": "private, no-cache",
    "CDN-Cache-Control": "no-store",
    "Surrogate-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


async def feed(request: Request) -> Response:
    """The file, or 304 for who has it. Raises Malformed `absent` (404), TooMany."""
    state, now = request.app.state, request.app.state.club.now()
    misses, reads = _windows(state)
    misses.ask(address_of(request), now)  # who guessed too often is not even looked up
    secret = secret_in(request.path_params["name"])
    found = None
    if secret is not None and feeds.is_known(state.club, secret):
        reads.knock(hash_of(secret), now)
        found = feeds.read(state.club, secret, now)
    if found is None:
        misses.knock(address_of(request), now)
        raise Malformed("absent", 404)
    changed = datetime.fromtimestamp(found.changed_at // 1000, UTC)
    headers = {
        **KEPT_BY_NOBODY,
        "ETag": f'"{found.tag}"',
        "Last-Modified": format_datetime(changed, usegmt=True),
        "Content-Disposition": 'inline; filename="touchline.ics"',
    }
    if _has_it(request, found.tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type="text/calendar; charset=utf-8")


def _has_it(request: Request, tag: str, changed: datetime) -> bool:
    """Whether the reader has this already: by its tag, else by the time (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(one.strip().removeprefix("W/") in ("*", f'"{tag}"') for one in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(since).astimezone(UTC) >= changed
    except (ValueError, TypeError, OverflowError):
        return False


def _windows(state: Any) -> tuple[Window, Window]:
    """Who guesses is counted by address, who reads by what is read: a thousand calendars may share an address."""
    if not hasattr(state, "feeds"):
        state.feeds = Window(FEED_MISSES, MINUTE_MS), Window(FEED_TRIES, HOUR_MS)
    found: tuple[Window, Window] = state.feeds
    return found
