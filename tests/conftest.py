"""What the whole suite shares: a furnished house, a browser where a test drives one, and no haste."""

import os
import shutil

import pytest
from hypothesis import settings

from tests.house import House, copy_of, furnish

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

settings.register_profile("touchline", deadline=None, print_blob=True)  # shared machines: time proves nothing
settings.register_profile("ci", settings.get_profile("touchline"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "touchline")


def browser_path() -> str | None:
    """Where Chromium is on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for tests marked `browser`."""
    return browser_path() or pytest.skip("no Chromium on this machine")


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
    if browser_path() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (Debian: chromium)"))
