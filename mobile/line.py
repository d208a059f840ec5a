"""One line to the club's server: sends JSON and bytes, proves who asks, and says what an answer that is none means."""

import base64
import gzip
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import httpx

from mobile.media.porter import Answer
from shared.errors import (
    CodeNeeded,
    CodeWrong,
    EpochChanged,
    Fault,
    Fork,
    Malformed,
    OutOfOrder,
    Restart,
    Revoked,
    SignInNeeded,
    TooMany,
    TouchlineError,
    Unreachable,
)
from shared.refusals import Invalid
from shared.register import Row
from shared.sync import strict

REPLY_BYTES = 8 * 1024 * 1024
WORTH_PACKING = 300
UNASKED = ("accept", "connection", "user-agent")
SAFE_RATIO = 15
UNPROVED = frozenset(("/api/session", "/api/welcome", "/api/welcome/look", "/api/forgotten"))
"""Doors at which a person says who they are, and not the device."""
BESIDE = frozenset(("/api/session", "/api/welcome"))
"""Those of them at which a device that was let in before is asked less: it proves its key beside the password."""


def client_of(server: str) -> httpx.AsyncClient:
    """A client of the club's server at this address; in the browser its requests go through fetch."""
    timeout = httpx.Timeout(30.0, connect=10.0)
    if sys.platform == "emscripten":
        from mobile.web.transport import FetchTransport

        return httpx.AsyncClient(base_url=server, timeout=timeout, transport=FetchTransport())
    client = httpx.AsyncClient(base_url=server, timeout=timeout, headers={"Accept-Encoding": "gzip"})
    for name in UNASKED:  # a tenth of a sync with nothing new, and nobody reads them
        del client.headers[name]
    return client


class Signer(Protocol):
    """The device's key, as far as the courier needs it."""

    async def public_key(self) -> bytes:
        """32 raw bytes."""

    async def sign(self, message: bytes) -> bytes:
        """64 bytes."""


class Line:
    """Remembers the token and the next nonce. `state` answers the replica's own row, None before the first sign-in."""

    def __init__(self, client: httpx.AsyncClient, signer: Signer, state: Callable[[], Row | None]) -> None:
        self._client = client
        self._signer = signer
        self._state = state
        self._token: str | None = None
        self._nonce: str | None = None
        self.signed: str | None = None
        """The nonce that was signed last: what the club says to this device alone names it."""
        self._urls: dict[str, httpx.URL] = {}

    def _url(self, path: str) -> httpx.URL:
        """The whole address, put together once: a client would do it anew for every request."""
        if path not in self._urls:
            self._urls[path] = self._client.base_url.join(path)
        return self._urls[path]

    def bearer(self) -> dict[str, str]:
        """The header that says who asks, while the last sync's token holds; empty before."""
        return {} if self._token is None else {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """The device speaks under another id from now on."""
        self._token = None

    @asynccontextmanager
    async def stream(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """An answer as it comes; asked once more with a proof when the token has run out. Raises Unreachable."""
        try:
            for again in (True, False):
                sent = {**headers, **await self._proof(path)}
                async with self._client.stream("GET", path, headers=sent) as response:
                    self._hear_headers(response)
                    if response.status_code == SignInNeeded.status and again and self._nonce:
                        continue
                    yield response
                return
        except httpx.RequestError as problem:
            raise Unreachable from problem

    async def post(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        """Send JSON; when the token has run out, prove the key and send once more."""
        response = await self._send(path, wish)
        if response.status_code == SignInNeeded.status and path not in UNPROVED and self._nonce:
            response = await self._send(path, wish)
        if response.status_code != httpx.codes.OK:
            raise fault_of(response)
        value = _decoded(response)
        if not isinstance(value, dict):
            raise Unreachable
        return value

    async def _send(self, path: str, wish: dict[str, Any]) -> httpx.Response:
        body = json.dumps(wish, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", **await self._proof(path)}
        if len(body) >= WORTH_PACKING:
            packed = gzip.compress(body, 6)
            if len(body) < len(packed) * SAFE_RATIO:
                body, headers["Content-Encoding"] = packed, "gzip"
        try:
            response = await self._client.post(self._url(path), content=body, headers=headers)
        except httpx.RequestError as problem:
            raise Unreachable from problem
        self._hear_headers(response)
        return response

    def _hear_headers(self, response: httpx.Response) -> None:
        self._nonce = response.headers.get("touchline-nonce", self._nonce)
        self._token = response.headers.get("touchline-token", self._token)
        if response.status_code == SignInNeeded.status:
            self._token = None

    async def speak(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request about bytes, with the token of the exchange before it. Raises Fault."""
        sent = {**headers, "Authorization": f"Bearer {self._token or ''}"}
        try:
            response = await self._client.request(method, path, content=content, headers=sent)
        except httpx.RequestError as problem:
            raise Unreachable from problem
        if response.status_code == SignInNeeded.status:
            self._token = None
        busy = response.status_code in (SignInNeeded.status, TooMany.status)
        if busy or response.is_redirect or response.is_server_error:
            raise fault_of(response)
        return Answer(response.status_code, response.headers, response.content)

    async def _proof(self, path: str) -> dict[str, str]:
        if path in UNPROVED - BESIDE:
            return {}
        if self._token is not None and path not in UNPROVED:
            return self.bearer()
        state = self._state()
        if self._nonce is None or state is None:
            return {}
        nonce, self._nonce = self._nonce, None  # good for one signature
        self.signed = nonce
        message = f"touchline nonce {state['device']} {nonce}".encode()
        signature = base64.urlsafe_b64encode(await self._signer.sign(message)).decode().rstrip("=")
        return {"Touchline-Proof": f"{state['device']}.{nonce}.{signature}"}


def _decoded(response: httpx.Response) -> Any:
    """The JSON of a reply; a captive portal's page is no network at all."""
    if response.headers.get("content-type", "").split(";")[0] != "application/json":
        raise Unreachable
    return strict.decode(response.content, REPLY_BYTES)


def fault_of(response: httpx.Response) -> TouchlineError:
    """What an answer that is not 200 means."""
    try:
        body = _decoded(response)
    except TouchlineError:
        return Unreachable()
    code = body.get("code") if isinstance(body, dict) else None
    if response.status_code == TooMany.status:
        return TooMany(_number(response.headers.get("retry-after"), 60))
    if code == EpochChanged.code:
        return EpochChanged(str(body.get("epoch")))
    if code == Revoked.code:
        order = body.get("wipe")
        return Revoked(order if isinstance(order, dict) else None)
    if code == OutOfOrder.code:
        return OutOfOrder(max(1, _number(body.get("expected"), 1)))
    if code == Invalid.code and isinstance(body.get("about"), dict):
        return Invalid(str(body["about"].get("field")), str(body["about"].get("reason")))
    for kind in (SignInNeeded, CodeNeeded, CodeWrong, Fork, Restart):
        if code == kind.code:
            return kind()
    return Fault() if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else Malformed(str(code))


def _number(value: object, otherwise: int) -> int:
    """A natural number that somebody sent; proxies send dates, too."""
    return int(str(value)) if str(value).isdecimal() and len(str(value)) < 16 else otherwise
