"""A desk for the tests of the server's door."""

from pathlib import Path

import pytest

from tests.house import House
from tests.sync_server.desk import Desk


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """The app over the furnished house."""
    return Desk(house, tmp_path)
