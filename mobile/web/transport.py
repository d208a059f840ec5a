"""httpx over the browser's fetch, so that the courier is one code on phone and web.

A time-out is httpx's own: `connect` and `read` together until the answer's head, `read` for each piece of
its body. A request that cannot be sent, is refused by the browser, or is redirected elsewhere (a captive
portal) is a ConnectError: the device is offline.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx

# The browser sets these itself and forbids, or contradicts, ours (Fetch standard, forbidden request-header).
NOT_OURS_TO_SEND = {
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "host",
    "transfer-encoding",
    "user-agent",
}
# The browser has already inflated the body.
NO_LONGER_TRUE = {"content-encoding", "content-length"}


class FetchTransport(httpx.AsyncBaseTransport):
    """Sends each request with `fetch`: same-origin credentials, no cache, no redirects."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers when the head has come; the body follows as it is read. Raises httpx.ConnectError
        or httpx.ReadTimeout."""
        import js
        from pyodide.ffi import JsException, to_js

        body = await request.aread()
        abort = js.AbortController.new()
        settings: dict[str, Any] = {
            "method": request.method,
            "headers": [[name, text] for name, text in request.headers.items() if name not in NOT_OURS_TO_SEND],
            "credentials": "same-origin",
            "cache": "no-store",
            "redirect": "error",
            "signal": abort.signal,
        }
        if body:
            settings["body"] = body
        limits = request.extensions.get("timeout", {})
        try:
            async with asyncio.timeout(_sum(limits.get("connect"), limits.get("read"))):
                answer = await js.fetch(str(request.url), to_js(settings, dict_converter=js.Object.fromEntries))
        except TimeoutError as late:
            abort.abort()
            raise httpx.ReadTimeout("no answer in time", request=request) from late
        except asyncio.CancelledError:
            abort.abort()
            raise
        except (JsException, OSError) as refused:
            raise httpx.ConnectError(str(refused), request=request) from refused
        headers = [(str(name), str(text)) for name, text in js.Array.from_(answer.headers.entries()).to_py()]
        return httpx.Response(
            int(answer.status),
            headers=[(name, text) for name, text in headers if name not in NO_LONGER_TRUE],
            stream=_Body(answer.body, abort, request, limits.get("read")),
            request=request,
        )


def _sum(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first + second


class _Body(httpx.AsyncByteStream):
    """The pieces of an answer's body, as the browser has them."""

    def __init__(self, stream: Any, abort: Any, request: httpx.Request, limit: float | None) -> None:
        self._reader = stream.getReader() if stream else None  # JavaScript's null is false, and is not None
        self._abort = abort
        self._request = request
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from pyodide.ffi import JsException

        while self._reader is not None:
            try:
                async with asyncio.timeout(self._limit):
                    piece = await self._reader.read()
            except TimeoutError as late:
                self._abort.abort()
                raise httpx.ReadTimeout("the answer stopped coming", request=self._request) from late
            except (JsException, OSError) as broken:
                raise httpx.ReadError(str(broken), request=self._request) from broken
            if piece.done:
                self._reader = None
                return
            yield bytes(piece.value.to_bytes())

    async def aclose(self) -> None:
        """Stops an answer that nobody reads to its end."""
        if self._reader is not None:
            self._reader = None
            self._abort.abort()
