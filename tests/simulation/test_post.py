"""Letters and pushes in bad weather. `python -m tests.simulation.post` asks of more seeds. (feature B19)"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.post.__main__ import one
from tests.simulation.post.bugs import PLANTED, Planted
from tests.simulation.post.town import Town, found


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Town]]:
    """The club that every seed begins with. What was given up is said so often that the log is not wanted."""
    logging.getLogger("touchline").setLevel(logging.ERROR)
    yield found(tmp_path_factory.mktemp("post"))
    logging.getLogger("touchline").setLevel(logging.NOTSET)


def test_who_must_hear_hears_once_and_nobody_else(founded: tuple[Path, Town]) -> None:
    outcomes = [one(seed, *founded) for seed in (4, 6)]
    assert [problem for outcome, problem, _ in outcomes if outcome is None] == []
    assert sum(outcome.letters for outcome, _, _ in outcomes if outcome is not None) > 100
    assert sum(outcome.kills for outcome, _, _ in outcomes if outcome is not None) > 1


def test_the_same_seed_is_the_same_run(founded: tuple[Path, Town]) -> None:
    first, second = (one(3, *founded)[0] for _ in range(2))
    assert first is not None
    assert first == second


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: Planted, founded: tuple[Path, Town]) -> None:
    with bug.put_in():
        outcome, problem, _ = one(bug.seed, *founded)
    assert outcome is None, f"nobody noticed: {bug.name}"
    assert problem
