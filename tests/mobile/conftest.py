"""What tests of the app have in common: the server's door, and a coach's phone before it."""

from pathlib import Path

import pytest

from tests.house import House
from tests.mobile.couriers import Device, desk_of
from tests.sync_server.desk import Desk


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """The server's door."""
    return desk_of(house, tmp_path)


@pytest.fixture
def karel(desk: Desk) -> Device:
    """The coach's phone, signed in and synced, with one wish that waits."""
    device = Device(desk, "karel").sign_in()
    assert device.sync()
    device.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    return device
