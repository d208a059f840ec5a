"""The tests test: each bug that is planted in the engine is caught by a known seed."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.founding import Founded, found
from tests.simulation.planted import PLANTED, RARE, Planted, caught

TRIES = 6  # the known seed first; a few more, so that a change of the story does not hide a bug


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The club every seed starts from."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: Planted, founded: Founded, tmp_path: Path) -> None:
    seeds = range(bug.seed, bug.seed + TRIES)
    assert caught(bug, founded, tmp_path, seeds) is not None, f"nobody noticed: {bug.name}"


@pytest.mark.parametrize("bug", (*PLANTED, *RARE), ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_planted_bug_takes_what_the_engine_gives(bug: Planted) -> None:
    """Else it ends in a TypeError, which is no catch, or in an error that somebody takes for one."""
    for stands, planted in replaced(bug):
        taken = inspect.signature(planted).parameters.values()
        if all(one.kind is not one.VAR_POSITIONAL for one in taken):
            assert len(taken) == len(inspect.signature(stands).parameters)


def replaced(bug: Planted) -> Iterator[tuple[Any, Any]]:
    """What stands in the engine, and what the bug puts in its place, where both are functions of Python."""
    patch = bug.put_in()
    for one in (patch, *getattr(patch, "additional_patchers", ())):
        if hasattr(one, "getter"):
            stands = getattr(one.getter(), one.attribute, None)
            if inspect.isfunction(stands) and inspect.isfunction(one.new):
                yield stands, one.new
