"""No answer is a page unless it says so: what Starlette answers by itself (405, 416, a foreign host) too."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# JSON is run by nobody once it may not be sniffed, and every byte of a sync is counted: these are for all else.
SHUT = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


class Armour:
    """Lays over every answer what it does not say itself; over TLS, that there is no other way to this host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def cover(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
                if headers.get("content-type", "application/json") != "application/json":
                    for name, value in SHUT.items():
                        headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, cover)
