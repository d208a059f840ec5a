"""Files in memory, where there is such a folder: these are written by the hundred, and never have to last."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.founding import scratch


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder."""
    made = scratch()
    yield made
    shutil.rmtree(made)
