"""What a person may see no more leaves the browser's storage, byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import STEP_MS
from tests.journeys.club import SmallClub, served
from tests.journeys.people import SYNCED, is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SECRETS = ("EpiPen in de tas", "+32485112233", "+32470123456")
"""An alert and its number of a player of the coach's team, and the number of her mother."""


def test_a_coach_who_is_one_no_more_keeps_no_byte_of_the_team(web: Path, tmp_path: Path) -> None:
    """Not in the replica, not in its journal, nor anywhere else in the browser's profile.

    # promise 6 # feature B9
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        coach = people.device("coach")
        screen = sign_in(coach, server.url, "karel")
        is_synced(screen)
        assert found_in(tmp_path / "coach") == set(SECRETS)

        small.do("role.withdraw", id=role_of(small, "karel"))
        screen.press(SYNCED)
        screen.press("Nu synchroniseren")
        screen.press("Terug")
        expect(screen.page.get_by_role("tab", name="Scan")).to_have_count(0, timeout=STEP_MS)
        is_synced(screen)
        coach.close()
        assert found_in(tmp_path / "coach") == set()


def role_of(small: SmallClub, username: str) -> str:
    """The id of the one role that somebody holds."""
    sql = "SELECT r.id FROM role_assignment r JOIN user_profile u ON u.id = r.user WHERE u.username = ?"
    ((id,),) = small.rows(sql, username)
    return str(id)


def found_in(profile: Path) -> set[str]:
    """The secrets that stand in some file of a browser's profile, in the bytes of UTF-8 or of UTF-16."""
    found: set[str] = set()
    for file in profile.rglob("*"):
        if file.is_file() and not file.is_symlink():
            data = file.read_bytes()
            found |= {word for word in SECRETS if word.encode() in data or word.encode("utf-16-le") in data}
    return found
