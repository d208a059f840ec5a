"""A desk for the tests of the server's door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House
from tests.sync_server.desk import Desk
from tests.sync_server.lea import Place


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    """The app over the furnished house."""
    return Desk(house, tmp_path)


@pytest.fixture
def place(furnished: House, tmp_path: Path) -> Iterator[Place]:
    place = Place(furnished, tmp_path)
    place.meet_lea()
    place.sync()
    yield place
    place.house.store.close()
