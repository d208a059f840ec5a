"""The built app, for every journey that walks through it."""

from pathlib import Path

import pytest

from tests.edition import edition


@pytest.fixture(scope="session")
def web() -> Path:
    """The web edition of this checkout; see `edition`."""
    return edition()
