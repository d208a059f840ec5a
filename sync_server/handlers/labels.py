"""POST /api/labels: the signed texts of some labels, for who may print them."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.actions import book
from shared.actions.resources import MAX_SHEET
from shared.domain.labels import is_host
from shared.errors import Malformed
from shared.refusals import NotAllowed
from shared.register import Row
from shared.rights import actor
from sync_server.facts import ServerFacts
from sync_server.handlers.body import json_response
from sync_server.handlers.who import asked
from sync_server.keys.label_key import open_label_key


async def labels(request: Request) -> Response:
    """`{"codes": [26 symbols, ...]}` in, `{"labels": {code: text}}` out.

    A code of a sheet that is being printed need not be known yet: the club's own people make them, and a label opens
    nothing before it is claimed. Raises Malformed, Invalid, NotAllowed.
    """
    settings, club = request.app.state.settings, request.app.state.club
    holder, headers, wish = await asked(request, "labels")
    codes = _asked(wish)
    facts = ServerFacts(club.store)
    with club.store.snapshot():
        if not book.allowed(facts, actor(facts, holder.user), "label.print", {"codes": codes}):
            raise NotAllowed(action="label.print")
        row = facts.get("setting", "club")
    key, host = open_label_key(settings.key_file), _host(row, settings.label_host)
    return json_response(request, {"labels": {code: key.label(host, code) for code in codes}}, headers=headers)


def _host(setting: Row | None, otherwise: str) -> str:
    """The name that the club set, where it set one that a label can bear: an owner may set anything."""
    card = None if setting is None or setting["value"] is None else json.loads(setting["value"])
    host = card.get("host") if isinstance(card, dict) else None
    return host if is_host(host) else otherwise


def _asked(value: Any) -> list[str]:
    if not isinstance(value, dict) or set(value) != {"codes"}:
        raise Malformed("labels")
    codes = value["codes"]
    if not isinstance(codes, list) or not 0 < len(codes) <= MAX_SHEET:
        raise Malformed("labels")
    if not all(isinstance(code, str) for code in codes):
        raise Malformed("labels")
    return codes
