"""The tests test: each bug that is planted in the engine is caught by a known seed."""

from pathlib import Path

import pytest

from tests.simulation.founding import Founded, found
from tests.simulation.planted import PLANTED, Planted, caught

TRIES = 6  # the known seed first; a few more, so that a change of the story does not hide a bug


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The club every seed starts from."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: Planted, founded: Founded, tmp_path: Path) -> None:
    seeds = range(bug.seed, bug.seed + TRIES)
    assert caught(bug, founded, tmp_path, seeds) is not None, f"nobody noticed: {bug.name}"
