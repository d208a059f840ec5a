"""Ended in mid write, twice each: `make kills` does it twenty times."""

import random
from pathlib import Path

import pytest

from tests.journeys.browser import needs_browser
from tests.journeys.kills import browser_kills
from tests.journeys.server_kills import server_kills


@pytest.mark.timeout(600)
def test_a_killed_server_keeps_what_it_answered(tmp_path: Path) -> None:
    """Every answer a device received is in the club's file after SIGKILL; log, scopes and digests are right."""
    outcome = server_kills(tmp_path, tmp_path / "no-site", 2, random.Random(7))
    assert (outcome.kills, outcome.lost) == (2, 0)
    assert outcome.acknowledged >= 12


@needs_browser
@pytest.mark.browser
@pytest.mark.timeout(900)
def test_a_killed_browser_keeps_what_it_showed(web: Path, tmp_path: Path) -> None:
    """Every mark the screen showed is there after SIGKILL, and reaches the club. # feature B1"""
    assert browser_kills(tmp_path, web, 2, random.Random(7)) == 0
