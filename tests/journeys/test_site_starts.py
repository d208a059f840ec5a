"""The web edition in a real browser: it starts alone, keeps its data, and minds its tabs and versions."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync_server.handlers.site import site_routes
from tests.edition import ROOT, built
from tests.journeys.browser import open_device
from tests.journeys.serving import Served

PROBE = ROOT / "tests" / "mobile" / "web_probe"
LABEL = "HTTPS://CLUB.TEST/R/AEBAGBAF"

TAKE_THE_KEYS = """async () => {
  const asked = (request) => new Promise((done, no) => {
    request.onsuccess = () => done(request.result); request.onerror = () => no(request.error);
  });
  const database = await asked(indexedDB.open("touchline-keys"));
  const keys = await asked(database.transaction("keys").objectStore("keys").getAll());
  const secret = keys.map((key) => key.privateKey ?? key);
  const tries = secret.flatMap((key) => ["raw", "pkcs8", "jwk"].map((form) => crypto.subtle.exportKey(form, key)));
  const told = await Promise.allSettled(tries);
  return [secret.map((key) => key.algorithm.name).sort(), told.map((one) => one.status)];
}"""
"""What a script on the page would try."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Path:
    """The probe app, built; what it shares with the real app comes from the same cache."""
    return built(PROBE, ROOT / "build" / "web-probe")


class Server(Served):
    """The site and a few answers of a sync server."""

    def __init__(self, folder: Path) -> None:
        self.acknowledged: list[int] = []
        routes = [
            Route("/api/ping", self._ping, methods=["POST"]),
            Route("/api/slow", self._slow, methods=["POST"]),
            Route("/api/acknowledged", self._acknowledge, methods=["POST"]),
            Route("/api/picture", self._picture),
            *site_routes(folder),
        ]
        super().__init__(Starlette(routes=routes))

    async def _ping(self, request: Request) -> Response:
        return JSONResponse({"got": await request.json(), "as": request.headers["authorization"]})

    async def _slow(self, _: Request) -> Response:
        await asyncio.sleep(30)
        return Response()

    async def _acknowledge(self, request: Request) -> Response:
        self.acknowledged.append(await request.json())
        return Response()

    async def _picture(self, _: Request) -> Response:
        picture = io.BytesIO()
        qrcode.make(LABEL).save(picture, "PNG")
        return Response(picture.getvalue(), media_type="image/png")


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    with Server(site) as running:
        yield running


def test_it_starts_with_every_other_host_blocked(server: Server, tmp_path: Path) -> None:
    """Nothing comes from anywhere else, and nothing that runs was evaluated from text."""
    with open_device(tmp_path) as device:
        screen = device.open(server.url)
        screen.sees("Python 3.14")
        errors = [line for line in screen.console if line.startswith(("error", "page error"))]
        refused = [line for line in errors if "rive" not in line]  # Flet's client asks a CDN for it; it need not
    assert (screen.strangers, refused) == ([], [])


def test_it_starts_without_a_graphics_card(server: Server, tmp_path: Path) -> None:
    """Old laptops and remote desks have none that the browser trusts: what draws then is another build."""
    with open_device(tmp_path, flags=["--disable-3d-apis"]) as device:
        device.open(server.url).sees("Python 3.14")


def test_the_device_has_keys_a_decoder_and_a_road_to_the_server(server: Server, tmp_path: Path) -> None:
    """WebCrypto signs what CPython verifies; zxing reads a label; httpx speaks through fetch. # feature 31"""
    with open_device(tmp_path) as device:
        screen = device.open(server.url)
        screen.press("Keys")
        screen.sees("BE71 0961 2345 6769 SealBroken")
        told = screen.page.get_by_text("SealBroken").first.inner_text()
        public, signature = re.findall(r"\b[0-9a-f]{64,128}\b", told)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), b"message")
        names, taken = screen.page.evaluate(TAKE_THE_KEYS)
        assert (names, set(taken)) == (["AES-GCM", "Ed25519"], {"rejected"}), "no key can be read out"

        screen.press("Scan file")
        screen.sees(f"read {LABEL}")
        screen.press("Ping")
        screen.sees('200 {"got":{"é":1},"as":"Bearer t"}')
        screen.press("Slow ping")
        screen.sees("ReadTimeout after 1 s")
        server.stop()
        screen.press("Ping")
        screen.sees("ConnectError")
        server.start()


def test_it_starts_with_its_data_when_the_server_is_gone(server: Server, tmp_path: Path) -> None:
    """Opened once, it needs no server: not even after the browser was ended the hard way."""
    with open_device(tmp_path) as device:
        screen = device.open(server.url)
        screen.fill("body", "in the rain")
        screen.press("Add")
        screen.sees("1 notes, last: in the rain.")
        screen.wait_until_kept()
        server.stop()
        device.kill()

        device.start()
        screen = device.open(server.url + "/contacts/12")
        screen.sees("1 notes, last: in the rain.")
        server.start()


def test_a_kill_in_the_middle_of_writing_loses_nothing_acknowledged(server: Server, tmp_path: Path) -> None:
    """What the device had committed before it told the server is there after a kill."""
    with open_device(tmp_path) as device:
        screen = device.open(server.url)
        for _ in range(3):
            known = len(server.acknowledged)
            screen.press("Write on")
            while len(server.acknowledged) < known + 40:
                screen.page.wait_for_timeout(20)
            device.kill()
            device.start()
            acknowledged = max(server.acknowledged)
            screen = device.open(server.url)
            screen.sees(re.compile(r"\d+ notes"))
            kept = int(screen.page.get_by_text(re.compile(r"\d+ notes")).first.inner_text().split()[0])
            assert kept >= acknowledged


def test_a_second_tab_is_told_and_may_take_over(server: Server, tmp_path: Path) -> None:
    """One tab at a time works with the files; which one is the person's choice."""
    with open_device(tmp_path) as device:
        first = device.open(server.url)
        first.fill("body", "from the first tab")
        first.press("Add")
        first.sees("1 notes")

        second = device.open(server.url, usable=False)
        second.sees("Touchline is al open in een ander tabblad")
        second.press("Hier gebruiken")
        second.wait_until_usable()
        second.sees("1 notes, last: from the first tab.")
        first.sees("Touchline is al open in een ander tabblad")

        first.press("Hier gebruiken")
        first.wait_until_usable()
        first.sees("1 notes, last: from the first tab.")
        second.sees("Touchline is al open in een ander tabblad")


def test_a_new_version_waits_until_the_person_wants_it(server: Server, site: Path, tmp_path: Path) -> None:
    """A new build is fetched beside the running one; the old one goes on until "Herladen"."""
    newer = tmp_path / "newer"
    shutil.copytree(PROBE, newer)
    source = (newer / "main.py").read_text(encoding="utf-8")
    (newer / "main.py").write_text(source.replace('f"Python ', 'f"Second version, Python '), encoding="utf-8")
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    with Server(folder) as club, open_device(tmp_path / "profile") as device:
        screen = device.open(club.url)
        screen.wait_until_kept()
        built(newer, folder)

        screen = device.open(club.url, usable=False)
        screen.press("Hier gebruiken")
        screen.wait_until_usable()
        screen.misses("Second version")
        screen.sees("Er is een nieuwe versie klaar")
        with screen.page.expect_navigation():  # the address stays: only the event parts the old page from the new
            screen.press("Herladen")
        screen.wait_until_usable()
        screen.sees("Second version")


def test_without_a_secure_connection_it_says_so(server: Server, tmp_path: Path) -> None:
    """Plain http on a real name: no camera, no storage, no service worker, and a page that says so twice."""
    with open_device(tmp_path) as device:
        screen = device.open(server.plain_url, usable=False)
        screen.sees("Touchline heeft een beveiligde verbinding nodig")
        screen.sees("Touchline needs a secure connection")
