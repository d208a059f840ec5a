"""What the whole suite shares: a furnished house, a browser where a test drives one, and no haste."""

import os

import pytest
from hypothesis import settings

from tests.chromium import CHROMIUM, NONE_HERE
from tests.house import House, copy_of, furnish

settings.register_profile("touchline", deadline=None, print_blob=True)  # shared machines: time proves nothing
settings.register_profile("ci", settings.get_profile("touchline"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "touchline")


@pytest.fixture(scope="session")
def furnished() -> House:
    """The club of `tests/house.py`, made once; ask for `house` instead."""
    return furnish(House())


@pytest.fixture
def house(furnished: House) -> House:
    """A server with a club on it, for one test to change."""
    return copy_of(furnished)


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio, as the app and the server do."""
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `browser` say that they were skipped where there is no browser."""
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NONE_HERE))
