"""Two devices of one person and the club between them: no password is typed on the second."""

import asyncio

import pytest

from mobile.pairing import FirstDevice, SecondDevice
from shared.errors import Malformed
from tests.mobile.couriers import Device
from tests.sync_server.desk import Desk


class Hands:
    """What the app does around a courier."""

    def __init__(self, device: Device) -> None:
        self.device, self.courier, self.arrived = device, device.courier, 0

    def connect(self, server: str) -> object:
        return self.courier

    async def public_key(self) -> str:
        import base64

        return base64.b64encode(await self.device.signer.public_key()).decode()

    def arrive(self) -> None:
        self.arrived += 1


@pytest.fixture
def phone(desk: Desk) -> Hands:
    """Karel's phone, which is signed in."""
    return Hands(Device(desk, "karel").sign_in())


def second(desk: Desk) -> tuple[Hands, SecondDevice]:
    """A device that nobody knows."""
    hands = Hands(Device(desk, "tablet"))
    return hands, SecondDevice(lambda: hands, lambda: ("Tablet", "phone"))  # type: ignore[arg-type,return-value]  # hands enough


def first(hands: Hands) -> FirstDevice:
    return FirstDevice(lambda: hands)  # type: ignore[arg-type,return-value]  # hands enough


def test_the_second_device_is_signed_in_under_its_own_key_and_syncs(desk: Desk, phone: Hands) -> None:
    tablet, brings = second(desk)

    async def story() -> None:
        offered = await first(phone).offer("http://test")
        assert await first(phone).look(offered) is None
        claimed = await brings.claim("http://test", offered.link)
        newcomer = await first(phone).look(offered)
        assert newcomer is not None
        assert (newcomer.name, newcomer.digits) == ("Tablet", claimed.digits)
        assert not await brings.wait(claimed)
        assert await first(phone).settle(newcomer, same=True)
        assert await brings.wait(claimed)
        brings.arrive()

    asyncio.run(story())
    assert tablet.arrived == 1
    state = tablet.device.replica.state() or {}
    assert state["user"] == "user-karel"
    assert state["club_key"] == desk.app.state.gate.public_key()
    assert tablet.device.sync()
    assert tablet.device.row("contact", "contact-kim")["given_name"] == "Kim"
    assert {row["name"] for row in desk.house.store.find("user_device", user="user-karel")} == {"phone", "Tablet"}


def test_other_digits_let_nobody_in(desk: Desk, phone: Hands) -> None:
    """Somebody photographed the code and was quicker: the person's own tablet shows no digits, and says no."""
    thief, brings = second(desk)
    _, late = second(desk)

    async def story() -> None:
        offered = await first(phone).offer("http://test")
        claimed = await brings.claim("http://test", offered.code)
        with pytest.raises(Malformed, match="pairing_gone"):
            await late.claim("http://test", offered.code)
        newcomer = await first(phone).look(offered)
        assert newcomer is not None
        assert not await first(phone).settle(newcomer, same=False)
        with pytest.raises(Malformed, match="pairing_gone"):
            await brings.wait(claimed)

    asyncio.run(story())
    assert thief.device.replica.state() is None
    assert len(desk.house.store.find("user_device", user="user-karel")) == 1


@pytest.mark.parametrize("text", ["", "hallo", "https://club.be/?pair=", "0" * 25])
def test_what_is_no_code_asks_nobody(desk: Desk, text: str) -> None:
    tablet, brings = second(desk)
    with pytest.raises(Malformed, match="pairing_gone"):
        asyncio.run(brings.claim("http://test", text))
    assert tablet.device.network.seen == []
