"""Stand-ins for what a test cannot have: a camera, a decoder, keys, a file dialog, the platform's network
hints.
"""

import gzip
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Iterable

import flet as ft
import httpx

from mobile.device.camera import Abilities, CameraUnavailable
from mobile.device.files import Paper
from shared.errors import Damaged


class FakeCamera:
    """Shows the given pictures one after the other, then the last one for ever; `fails` names a
    CameraUnavailable.
    """

    def __init__(
        self, pictures: Iterable[bytes] = (), abilities: Abilities | None = None, fails: str | None = None
    ) -> None:
        self.pictures = list(pictures)
        self.abilities = abilities or Abilities()
        self.fails = fails
        self.taken = 0
        self.torch = False
        self.zoom = 1.0
        self.view: ft.Control = ft.Container()

    def on_shape(self, told: Callable[[float], None]) -> None:
        told(16 / 9)

    async def open(self) -> Abilities:
        if self.fails:
            raise CameraUnavailable(self.fails)
        return self.abilities

    async def take_picture(self) -> bytes:
        if self.fails or not self.pictures:
            raise CameraUnavailable(self.fails or "camera_lost")
        self.taken += 1
        return self.pictures[min(self.taken, len(self.pictures)) - 1]

    async def set_torch(self, on: bool) -> bool:
        self.torch = on and self.abilities.torch
        return self.abilities.torch

    async def set_zoom(self, factor: float) -> None:
        self.zoom = factor


class FakeDecoder:
    """Reads pictures that are UTF-8 text beginning with "QR:"; everything else shows no code."""

    available = True

    async def decode(self, picture: bytes) -> str | None:
        return picture[3:].decode() if picture.startswith(b"QR:") else None


class FakeSecrets:
    """Keys that are the same in every run: HMAC stands in for signature and cipher."""

    def __init__(self, seed: bytes = b"device") -> None:
        self.seed = seed
        self.wiped = False

    async def public_key(self) -> bytes:
        return hashlib.sha256(self.seed).digest()

    async def sign(self, message: bytes) -> bytes:
        return hmac.digest(self.seed, message, "sha512")

    async def seal(self, plain: bytes, context: bytes) -> bytes:
        return hmac.digest(self.seed, context + plain, "sha256") + plain[::-1]

    async def unseal(self, sealed: bytes, context: bytes) -> bytes:
        plain = sealed[32:][::-1]
        if hmac.digest(self.seed, context + plain, "sha256") != sealed[:32]:
            raise Damaged("sealed value")
        return plain

    async def wipe(self) -> None:
        self.seed = b"wiped:" + self.seed
        self.wiped = True


class FakeFiles:
    """A person who always picks `picture` or `paper`, and a folder where saved files land."""

    def __init__(self, picture: bytes | None = None, paper: Paper | None = None) -> None:
        self.picture = picture
        self.paper = paper
        self.saved: dict[str, bytes] = {}

    async def pick_picture(self) -> bytes | None:
        return self.picture

    async def pick_paper(self) -> Paper | None:
        return self.paper

    async def pick_calendar(self) -> Paper | None:
        return self.paper

    async def save(self, name: str, content: bytes) -> None:
        self.saved[name] = content


class FakeConnectivity:
    """A network that comes and goes, and an app that is looked at again, when the test says so."""

    def __init__(self, changed: Callable[[bool], None], awake: Callable[[], None]) -> None:
        self.say_online = lambda: changed(True)
        self.say_offline = lambda: changed(False)
        self.look_at_app = awake

    async def start(self) -> None:
        return


class BadNetwork(httpx.AsyncBaseTransport):
    """A network that does to each request what `weather` says next, and is fine when nothing is left.

    drop: the request never arrives. cut: it arrives and is done, the reply is lost. half: the reply breaks off.
    portal: somebody else answers with a page, portal-json with their JSON. busy: 429. broken: a proxy's 502.
    twice: the request arrives two times. torn: the line breaks after two thousand bytes of the reply. spoilt: its last
    byte is another.
    """

    def __init__(self, under: httpx.AsyncBaseTransport, *weather: str) -> None:
        self.under = under
        self.weather = list(weather)
        self.seen: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request through whatever comes."""
        now = self.weather.pop(0) if self.weather else "fine"
        self.seen.append(now)
        if now in ELSEWHERE:
            status, headers, content = ELSEWHERE[now]
            return httpx.Response(status, headers=headers, content=content, request=request)
        if now == "drop":
            raise httpx.ConnectError("no network", request=request)
        content = await request.aread()
        if now == "twice":
            await self._pass(request, content)
        answer = await self._pass(request, content)
        if now == "cut":
            raise httpx.ReadTimeout("the reply was lost", request=request)
        if now == "half":
            headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            packed = gzip.compress(await answer.aread())
            return httpx.Response(200, headers=headers, stream=httpx.ByteStream(packed[: len(packed) // 2]))
        if now in ("torn", "spoilt"):
            body = await answer.aread()
            stream = Torn(body) if now == "torn" else httpx.ByteStream(body[:-1] + bytes([body[-1] ^ 1]))
            return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)
        return answer

    async def _pass(self, request: httpx.Request, content: bytes) -> httpx.Response:
        again = httpx.Request(request.method, request.url, headers=request.headers, content=content)
        return await self.under.handle_async_request(again)


class Torn(httpx.AsyncByteStream):
    """The first bytes of a body, then nothing more."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body[:2000]
        raise httpx.ReadError("the line broke")


PAGE = b"<!DOCTYPE html><title>Welcome to Free WiFi</title>"
ELSEWHERE: dict[str, tuple[int, dict[str, str], bytes]] = {
    "portal": (200, {"Content-Type": "text/html"}, PAGE),
    "portal-json": (200, {"Content-Type": "application/json"}, b'{"status": "login"}'),
    "redirect": (302, {"Location": "http://wifi.example/login"}, b""),
    "busy": (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Content-Type": "application/json"}, b"{}"),
    "broken": (502, {"Content-Type": "text/html"}, PAGE),
    "garbled": (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"\x00 not gzip"),
    "full": (507, {"Content-Type": "application/json"}, b'{"code": "store_full"}'),
}
