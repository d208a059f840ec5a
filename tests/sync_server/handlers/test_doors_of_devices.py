"""Every door that acts for a device asks again whether it stands once all that it says is here: a body may come slowly,
and meanwhile the office shuts the device out.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from sync_server.app import API
from tests.house import House
from tests.sync_server.desk import JSON, Desk
from tests.sync_server.handlers.test_media import OCTETS, announced

STRANGERS = {
    "/api/session",
    "/api/pairing/claim",
    "/api/pairing/wait",
    "/api/welcome",
    "/api/welcome/look",
    "/api/forgotten",
    "/api/archive/{ticket}",
    "/api/unsubscribe/{token}",
    "/api/health",
    "/calendar/{name}",
    "/openapi.json",
}
"""Doors for who has no device here, or needs none: a password, a code, a ticket or a link opens them."""
DOORS = sorted(
    (method, route.path)
    for route in API
    if route.path not in STRANGERS
    for method in (route.methods or set()) - {"HEAD"}
)
ASKS_WITHOUT_A_BODY = {("GET", path) for method, path in DOORS if method == "GET"} - {("GET", "/api/poke")}


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """One that looks for news all the time, and keeps nobody waiting for long."""
    return Desk(house, tmp_path, look_every=10, waiting_life=2_000)


def asked(desk: Desk, method: str, path: str, *, revoked: bool) -> httpx.Response:
    """What this door answers to Piet's device, which is revoked when half of what it says is here."""
    headers = {**(OCTETS if method == "PUT" else JSON), **desk.token("piet")}
    seq = (desk.house.row("club", "club") or {})["seq"]
    path = path.format(id="face-of-kim") + {"PUT": "?offset=0", "GET": f"?since={seq}"}.get(method, "")

    def revoke() -> None:
        if revoked:
            desk.house.do("user_device.revoke", id="device-of-piet")

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        revoke()
        yield b"}"

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, content=slowly(), headers=headers)

    if (method, path.partition("?")[0].replace("face-of-kim", "{id}")) in ASKS_WITHOUT_A_BODY:
        revoke()
    return asyncio.run(asyncio.wait_for(once(), 30))


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_a_device_that_is_shut_out_while_it_speaks_is_not_heard(desk: Desk, method: str, path: str) -> None:
    announced(desk, "piet", "face-of-kim", b"{}", contact="contact-kim")
    assert asked(desk, method, path, revoked=False).status_code != 401, "else nothing is tried here"
    before = desk.house.store.count("push_address"), desk.house.row("medium", "face-of-kim")
    answer = asked(desk, method, path, revoked=True)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert (desk.house.store.count("push_address"), desk.house.row("medium", "face-of-kim")) == before


def test_every_door_is_one_or_the_other() -> None:
    """A new door is for devices, and tried here, unless it is said to be for strangers."""
    assert {route.path for route in API} >= STRANGERS
    assert len(DOORS) > 20
