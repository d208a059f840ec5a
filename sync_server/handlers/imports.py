"""POST /api/agenda/plan: what importing a calendar would do, before anything is done.

The device shows the plan; carrying it out goes the way of everything else, as actions of the person. Reading the file
needs a library that no phone carries.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.actions import book
from shared.actions.days import day_at
from shared.actions.verb import MAX_ID
from shared.errors import Malformed
from shared.exchange.activities import Window as Span
from shared.exchange.activities import imported_rows
from shared.exchange.plan import Unreadable, to_wire
from shared.refusals import Gone, NotAllowed
from shared.register import Row
from shared.rights import actor
from sync_server.exchange.imports import plan_over, window_around
from sync_server.facts import ServerFacts
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.who import brought, who_asks
from sync_server.limits import IMPORT_BYTES, IMPORT_TRIES, MINUTE_MS, PLANS_AT_ONCE, Window


async def plan(request: Request) -> Response:
    """`{"group": id or null, "text": the file}` in, `{"rows": [...], "outside": n, "missing": [{"id", "what"}]}` out:
    see `exchange.plan.to_wire`.

    Raises Malformed, Unreadable, Gone, NotAllowed, TooMany.
    """
    club = request.app.state.club
    holder, headers = who_asks(request, "history")
    _window(request.app.state).knock(holder.device, club.now())
    group, text = _asked(await brought(request, holder, read_json(request)))
    facts = ServerFacts(club.store)
    with club.store.snapshot():
        if group is not None and facts.get("group", group) is None:
            raise Gone(table="group", id=group)
        wish = {"id": "0" * 8, "kind": "match", "title": "-", "start_at": 0, "zone": "UTC", "group": group}
        if not book.allowed(facts, actor(facts, holder.user), "activity.create", wish):
            raise NotAllowed(action="activity.create")
        window = window_around(date.fromisoformat(day_at(facts, club.now())))
        here = imported_rows(facts, group)
    # Beside the event loop, for it may take a second; so what it asks of the club was read before.
    work = partial(_planned, request, text, here, group, window, headers)
    answer = await to_thread.run_sync(work, limiter=_planning(request.app.state))
    request.app.state.sessions.stands(holder)
    return answer


def _planned(
    request: Request, text: str, here: Sequence[Row], group: str | None, window: Span, headers: dict[str, str]
) -> Response:
    """The whole answer, as it is sent. Touches nothing that others write."""
    found = plan_over(text.encode(), here, group, window)
    rows = [to_wire(row) for row in found.rows]
    missing = [{"id": one.id, "what": one.what} for one in found.missing]
    told = {"rows": rows, "outside": int(found.about.get("outside", "0")), "missing": missing}
    return json_response(request, told, headers=headers)


def _asked(value: Any) -> tuple[str | None, str]:
    if not isinstance(value, dict) or set(value) != {"group", "text"}:
        raise Malformed("agenda")
    group, text = value["group"], value["text"]
    if not isinstance(text, str) or not (group is None or (isinstance(group, str) and len(group) <= MAX_ID)):
        raise Malformed("agenda")
    if len(text.encode()) > IMPORT_BYTES:
        raise Unreadable("too_large")
    return group, text


def _planning(state: Any) -> CapacityLimiter:
    if not hasattr(state, "planning"):
        state.planning = CapacityLimiter(PLANS_AT_ONCE)
    limiter: CapacityLimiter = state.planning
    return limiter


def _window(state: Any) -> Window:
    if not hasattr(state, "plans"):
        state.plans = Window(IMPORT_TRIES, MINUTE_MS)
    window: Window = state.plans
    return window
