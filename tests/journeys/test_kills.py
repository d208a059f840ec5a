"""Ended in mid write, twice each: `make kills` does it twenty times."""

import random
from pathlib import Path

import pytest

from tests.journeys.server_kills import server_kills


@pytest.mark.timeout(600)
def test_a_killed_server_keeps_what_it_answered(tmp_path: Path) -> None:
    """Every answer a device received is in the club's file after SIGKILL; log, scopes and digests are right."""
    outcome = server_kills(tmp_path, tmp_path / "no-site", 2, random.Random(7))
    assert (outcome.kills, outcome.lost) == (2, 0)
    assert outcome.acknowledged >= 12
