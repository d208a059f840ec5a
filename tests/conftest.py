"""What the whole suite asks of the machine: a browser where a test drives one, and no haste."""

import os
import shutil

import pytest
from hypothesis import settings

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
