"""Ended in mid write, twice each: `make kills` does it twenty times."""

import random
from pathlib import Path

import pytest

from tests.journeys.browser_kills import browser_kills
from tests.journeys.server_kills import server_kills


@pytest.mark.timeout(600)
def test_a_killed_server_keeps_what_it_answered(tmp_path: Path) -> None:
    """Every answer a device received is in the club's file after SIGKILL; log, scopes and digests are right."""
    outcome = server_kills(tmp_path, tmp_path / "no-site", 2, random.Random(7))
    assert (outcome.kills, outcome.lost) == (2, 0)
    assert outcome.acknowledged >= 12


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_killed_browser_keeps_what_it_showed(web: Path, tmp_path: Path) -> None:
    """Every mark that was shown is there after SIGKILL inside a commit, sent or not, and reaches the club.

    # feature 31
    """
    outcome = browser_kills(tmp_path, web, 2, random.Random(7))
    assert (outcome.kills, outcome.lost) == (2, 0)
    assert outcome.shown >= 2
    assert outcome.unsent >= 1
