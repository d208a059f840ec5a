"""Some of the seeds in which roles change, and bugs that they must find."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.replica.answered import Answered
from sync_server import access
from tests.simulation.bugs import keeping, phone
from tests.simulation.founding import Founded, found
from tests.simulation.oracles import Broken
from tests.simulation.roles import one

SEEDS = range(1, 5)
"""In the last one a season ends."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The club every seed starts from."""
    return found(tmp_path_factory.mktemp("founded"))


def test_whoever_loses_a_role_loses_what_it_showed(founded: Founded, tmp_path: Path) -> None:  # promises 5, 6
    seen = sum((one(seed, founded, tmp_path) for seed in SEEDS), Counter[str]())
    assert seen["changes"] > 100
    assert seen["responses"] > 100
    assert seen["files"] > 2000


@pytest.mark.parametrize("seed", [32, 42, 85])
def test_words_about_rows_that_never_came_go_too(seed: int, founded: Founded, tmp_path: Path) -> None:
    """Seeds that failed on the way here: what was made just before its role ended stayed, to be offered again."""
    assert one(seed, founded, tmp_path)["files"] > 0


def once_granted_always_granted() -> Any:
    """A role that was withdrawn still gives its scopes."""

    def grants(facts: Any, user: str) -> access.Scopes:
        ended = (row for row in facts.find("role_assignment", user=user) if not row["present"])
        return real(facts, user).union(*(access.ROLE_SCOPES[row["role"]] for row in ended))

    real = access.grants
    return patch.object(access, "grants", grants)


def for_a_role_too_many() -> Any:
    """Birth dates and professions reach all of the staff."""
    words, reaches = access.REACHES["contact_identity"]
    return patch.dict(access.REACHES, {"contact_identity": (words | {access.scope.STAFF}, reaches)})


def own_words_stay() -> Any:
    """Rows go with their scope, and what the person once said about them stays, to be offered again."""
    return patch.object(Answered, "blank", lambda self, gone, **_: None)


PLANTED = (
    (once_granted_always_granted, 1),
    (for_a_role_too_many, 2),
    (own_words_stay, 6),
    (phone.not_evicted, 1),
    (keeping.seasons_end_nobody, 4),
)


@pytest.mark.parametrize(("bug", "seed"), PLANTED, ids=lambda bug: getattr(bug, "__name__", "seed"))
def test_a_planted_bug_is_found(founded: Founded, tmp_path: Path, bug: Callable[[], Any], seed: int) -> None:
    with bug(), pytest.raises(Broken):
        one(seed, founded, tmp_path)
