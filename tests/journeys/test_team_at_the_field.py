"""A coach at a field without signal: the whole list in a few taps, the team one tap away; the server hears later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.journeys.browser import Screen
from tests.journeys.club import served
from tests.journeys.people import PHONE, is_synced, people_in, sign_in, ticks

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MARKED = "SELECT confirmed, count(*) FROM activity_guest WHERE confirmed IS NOT NULL GROUP BY confirmed ORDER BY 1"


def test_sixteen_players_are_marked_with_five_taps_without_a_network(web: Path, tmp_path: Path) -> None:
    """Everybody present, and then what is otherwise: a coach has twenty seconds before the whistle.

    # promise 3
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone = people.device("phone")
        screen = sign_in(phone, server.url, "karel")
        is_synced(screen)
        phone.go_offline()
        screen.press("Aanwezigheden")
        screen.hears(re.compile("^Details, "))
        assert in_sight(screen) >= 5
        screen.press("Iedereen aanwezig")
        ticks(screen, "Anouk Segers: Te laat")
        ticks(screen, "Bram Thijs: Afwezig")
        screen.press("Ziek")
        screen.hears(re.compile("14 Aanwezig"))
        assert small.rows(MARKED) == []
        phone.go_offline(False)
        screen.page.evaluate("dispatchEvent(new Event('online'))")
        while len(marked := small.rows(MARKED)) < 3:
            screen.page.wait_for_timeout(100)
        assert marked == [("excused", 1), ("late", 1), ("present", 14)]


def in_sight(screen: Screen) -> int:
    """Players whose buttons are seen whole before anybody scrolls."""
    boxes = [
        button.bounding_box() for button in screen.page.get_by_role("checkbox", name=re.compile(": Afwezig$")).all()
    ]
    return sum(box is not None and box["y"] + box["height"] <= PHONE[1] for box in boxes)


def test_the_team_is_there_without_a_network_and_an_injury_is_heard_later(web: Path, tmp_path: Path) -> None:
    """# promise 1"""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone = people.device("phone")
        screen = sign_in(phone, server.url, "karel")
        is_synced(screen)
        phone.go_offline()
        screen.press("Ploeg")
        screen.hears("16 spelers")
        screen.find(re.compile("^Bel .*Mia Peeters|Mia Peeters bellen")).wait_for()
        screen.press("Blessure van Noor Claes")
        screen.press("Blessure noteren")
        screen.hears(re.compile("Geblesseerd tot"))
        phone.go_offline(False)
        screen.page.evaluate("dispatchEvent(new Event('online'))")
        while not (noted := small.rows("SELECT contact, note FROM injury")):
            screen.page.wait_for_timeout(100)
        assert noted == [(small.ids["Noor Claes"], None)]
