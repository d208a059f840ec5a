"""POST /api/push: where the browser of this device may be woken, or that it may be no more."""

from starlette.requests import Request
from starlette.responses import Response

from shared.errors import Malformed
from sync_server.handlers.body import json_response
from sync_server.handlers.who import asked
from sync_server.keys.label_key import open_label_key
from sync_server.letters.web_push import is_push_service, public_text, push_key


async def push(request: Request) -> Response:
    """`{"endpoint"}` in: the address that a push service gave this browser, or null for none; `{"key"}` out: with which
    it must have been asked for, or null where nobody is woken. Raises Malformed for an address that is not of a push
    service.
    """
    state = request.app.state
    holder, headers, wish = await asked(request, "push")
    if not isinstance(wish, dict) or set(wish) != {"endpoint"}:
        raise Malformed("push")
    endpoint, store, hosts = wish["endpoint"], state.club.store, state.settings.push_hosts
    if endpoint is not None and not (isinstance(endpoint, str) and is_push_service(endpoint, hosts)):
        raise Malformed("push")
    with store.transaction():
        if endpoint is None:
            store.delete("push_address", holder.device)
        else:
            since = state.club.now()
            row = {"id": holder.device, "user": holder.user, "endpoint": endpoint, "since": since}
            store.put("push_address", row)
    settings = state.settings
    key = public_text(push_key(open_label_key(settings.key_file))) if settings.push_hosts else None
    return json_response(request, {"key": key}, headers=headers)
