"""POST /api/agenda/plan: what importing a calendar would do, before anything is done.

The device shows the plan; carrying it out goes the way of everything else, as actions of the person. Reading the file
needs a library that no phone carries.
"""

from datetime import date
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from shared.actions import book
from shared.actions.days import day_at
from shared.actions.verb import MAX_ID
from shared.errors import Malformed
from shared.exchange.activities import plan_activities
from shared.exchange.plan import Unreadable, to_wire
from shared.exchange.text import decoded
from shared.refusals import Gone, NotAllowed
from shared.rights import actor
from sync_server.agenda_file import read_agenda
from sync_server.facts import ServerFacts
from sync_server.handlers.body import json_response, read_json
from sync_server.handlers.who import who_asks
from sync_server.imports import window_around
from sync_server.limits import IMPORT_BYTES, IMPORT_TRIES, MINUTE_MS, Window


async def plan(request: Request) -> Response:
    """`{"group": id or null, "text": the file}` in, `{"rows": [...], "outside": n, "missing": [{"id", "what"}]}` out:
    see `exchange.plan.to_wire`.

    Raises Malformed, Unreadable, Gone, NotAllowed, TooMany.
    """
    club = request.app.state.club
    holder, headers = who_asks(request, "history")
    _window(request.app.state).knock(holder.device, club.now())
    group, text = _asked(await read_json(request))
    facts = ServerFacts(club.store)
    with club.store.snapshot():
        if group is not None and facts.get("group", group) is None:
            raise Gone(table="group", id=group)
        wish = {"id": "0" * 8, "kind": "match", "title": "-", "start_at": 0, "zone": "UTC", "group": group}
        if not book.allowed(facts, actor(facts, holder.user), "activity.create", wish):
            raise NotAllowed(action="activity.create")
        today = day_at(facts, club.now())
    events = await to_thread.run_sync(_events, text)
    request.app.state.sessions.stands(holder)
    with club.store.snapshot():
        found = plan_activities(events, facts, group, window_around(date.fromisoformat(today)))
    rows = [to_wire(row) for row in found.rows]
    missing = [{"id": one.id, "what": one.what} for one in found.missing]
    told = {"rows": rows, "outside": int(found.about.get("outside", "0")), "missing": missing}
    return json_response(request, told, headers=headers)


def _events(text: str) -> list[Any]:
    return list(read_agenda(decoded(text.encode())))


def _asked(value: Any) -> tuple[str | None, str]:
    if not isinstance(value, dict) or set(value) != {"group", "text"}:
        raise Malformed("agenda")
    group, text = value["group"], value["text"]
    if not isinstance(text, str) or not (group is None or (isinstance(group, str) and len(group) <= MAX_ID)):
        raise Malformed("agenda")
    if len(text.encode()) > IMPORT_BYTES:
        raise Unreadable("too_large")
    return group, text


def _window(state: Any) -> Window:
    if not hasattr(state, "plans"):
        state.plans = Window(IMPORT_TRIES, MINUTE_MS)
    window: Window = state.plans
    return window
