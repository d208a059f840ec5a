"""Signing out: the club hears it where it can, so nobody's list of devices grows; and nothing that was thrown away is
sent with it. # feature 40
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from mobile import assembly
from mobile.assembly import Device, open_device
from tests.fakes import BadNetwork
from tests.sync_server.desk import PASSWORD, Desk


@pytest.fixture
def network(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> BadNetwork:
    """The road of every device to the desk."""
    road = BadNetwork(httpx.ASGITransport(desk.app, raise_app_exceptions=False))
    monkeypatch.setattr(assembly, "client_of", lambda server: httpx.AsyncClient(transport=road, base_url=server))
    return road


def on_a_phone(folder: Path, story: Callable[[Device], Awaitable[None]]) -> str:
    """Karel signs in on a phone that works as in the app; answers what is left in its folder after the story."""

    folder.mkdir()

    async def told() -> None:
        device = open_device(folder, ["nl"], {})
        device.carry(lambda work: asyncio.ensure_future(work()))
        await device.sign_in("http://test", "karel", PASSWORD)
        await comes(lambda: device.touchline.state.sync.last_synced_at is not None)
        await story(device)

    asyncio.run(told())
    (left,) = folder.iterdir()
    return left.read_text()


async def comes(there: Callable[[], bool]) -> None:
    """Waits until it is there."""
    for _ in range(3_000):
        if there():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


def shut_and_wiped(desk: Desk) -> tuple[bool, bool]:
    """Whether the club has shut out the one device of Karel, and knows that it is empty."""
    (row,) = desk.house.store.find("user_device", user="user-karel")
    return row["revoked_at"] is not None, row["wiped_at"] is not None


@pytest.mark.usefixtures("network")
def test_the_club_shuts_a_device_out_that_said_goodbye(desk: Desk, tmp_path: Path) -> None:
    left = on_a_phone(tmp_path / "phone", Device.sign_out)
    assert (left, shut_and_wiped(desk)) == ('{"why": "signed_out", "language": "nl"}', (True, True))
    assert desk.house.store.find("parked_change") == []


def test_without_a_network_it_goes_all_the_same(network: BadNetwork, desk: Desk, tmp_path: Path) -> None:
    async def story(device: Device) -> None:
        network.weather[:] = ["drop"] * 1000
        await device.sign_out()

    left = on_a_phone(tmp_path / "phone", story)
    assert (left, shut_and_wiped(desk)) == ('{"why": "signed_out", "language": "nl"}', (False, False))


@pytest.mark.usefixtures("network")
def test_what_was_thrown_away_is_not_sent_with_it(desk: Desk, tmp_path: Path) -> None:
    async def story(device: Device) -> None:
        device.touchline.writer.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
        await device.sign_out()

    on_a_phone(tmp_path / "phone", story)
    assert (desk.house.row("contact_point", "phone-of-piet") or {})["label"] is None
    assert shut_and_wiped(desk) == (False, False)


@pytest.mark.usefixtures("network")
def test_who_is_shut_out_by_the_club_did_not_sign_out(desk: Desk, tmp_path: Path) -> None:
    async def story(device: Device) -> None:
        known = device.replica.state() or {}
        device.touchline.writer.do("user_device.revoke", id=known["device"])
        device.wake()
        await comes(lambda: device.touchline.state.me.user is None)
        await asyncio.sleep(0.1)  # and what is begun then ends

    left = on_a_phone(tmp_path / "phone", story)
    assert (left, shut_and_wiped(desk)) == ('{"why": "revoked", "language": "nl"}', (True, True))
