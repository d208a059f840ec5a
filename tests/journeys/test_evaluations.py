"""A coach evaluates sixteen players without a network; a parent reads what was shared and nothing else. (feature 36)"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import STEP_MS, Screen
from tests.journeys.club import PLAYERS, SmallClub, day, served
from tests.journeys.people import PHONE, is_synced, people_in, says, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

SCROLL, FEW = 420, 12
LARS = "Lars Peeters"


def test_sixteen_evaluations_at_the_field_and_a_parent_who_reads_one(web: Path, tmp_path: Path) -> None:
    """Offline all of them are given and made final; one is shared. The mother sees that one, and no draft ever."""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        _ask(small)
        coach = people.device("coach")
        screen = sign_in(coach, server.url, "karel")
        is_synced(screen)
        coach.go_offline()
        screen.press("Meer", "tab")
        screen.press("Evaluaties")
        screen.press(re.compile("^U11"))
        screen.press("Invullen per criterium")
        screen.hears(re.compile("0 van 16 ingevuld"))
        screen.page.get_by_role("checkbox").first.wait_for(timeout=STEP_MS)  # else the first is scrolled past
        for number, name in enumerate(sorted(PLAYERS)):
            _give(screen, f"{name}: {2 + number % 4} van 5 sterren")
        screen.hears(re.compile("16 van 16 ingevuld"))
        screen.press("Klaar")
        screen.press("16 evaluaties definitief maken")
        screen.hears(re.compile("16 evaluaties zijn definitief"))
        screen.hears(re.compile("16 van 16 definitief"))
        says(screen, re.compile("^Offline, 17 wachten"))
        assert _states(small) == {}

        parent = people.device("parent")
        mother = sign_in(parent, server.url, "mia")
        coach.go_offline(False)
        is_synced(screen)
        _until(small, {"final": 16})
        assert small.rows("SELECT DISTINCT value FROM score ORDER BY value") == [(2,), (3,), (4,), (5,)]
        is_synced(mother)
        _to_the_child(mother)
        expect(mother.page.get_by_role("tab", name="Agenda").first).to_be_visible(timeout=STEP_MS)
        expect(mother.page.get_by_role("tab", name="Evaluaties")).to_have_count(0)

        _share(screen)
        is_synced(screen)
        _until(small, {"final": 15, "shared": 1})
        mother.press("Evaluaties", "tab")
        mother.hears(re.compile("^Laatste evaluatie"))
        mother.press("Bekijken")
        mother.hears(re.compile("Balbeheersing: . / 5"))
        with mother.page.expect_download() as kept:
            mother.press("Bewaren als PDF")
        assert Path(kept.value.path()).read_bytes().startswith(b"%PDF-1.4")
        assert small.rows("SELECT count(*) FROM score") == [(16,)]


def _ask(small: SmallClub) -> None:
    """A template for the U11, due this month."""
    ball = {"id": small.club.new_id(), "category": "Techniek", "name": "Balbeheersing", "scale": "stars"}
    dates = {"from_on": day(-5), "to_on": day(20)}
    small.make(
        "template", "evaluation_template.create", name="Spelersrapport", category="U11", criteria=[ball], **dates
    )


def _give(screen: Screen, name: str) -> None:
    """Tap what is in view, or scroll on until it is, as a thumb does."""
    box = screen.page.get_by_role("checkbox", name=name, exact=True)
    for _ in range(FEW):
        place = box.bounding_box() if box.count() else None
        if place is not None and 150 < place["y"] < PHONE[1] - 170:
            break
        screen.page.mouse.move(PHONE[0] / 2, PHONE[1] / 2)
        screen.page.mouse.wheel(0, SCROLL if place is None else place["y"] - PHONE[1] / 2)
        screen.page.wait_for_timeout(400)
    box.click(timeout=STEP_MS)
    expect(box).to_be_checked(timeout=STEP_MS)


def _share(screen: Screen) -> None:
    """The evaluation of Lars alone, from its own page."""
    for _ in range(FEW):
        if screen.page.get_by_role("button", name=re.compile(f"^{LARS}|{LARS}$")).count():
            break
        screen.page.mouse.wheel(0, SCROLL)
        screen.page.wait_for_timeout(250)
    screen.press(re.compile(LARS))
    screen.press("Delen")
    screen.sees(re.compile("de speler en de ouders lezen dit vanaf nu"))
    screen.page.get_by_role("alertdialog").get_by_role("button", name="Delen").click()
    screen.misses(re.compile("de speler en de ouders lezen dit vanaf nu"))


def _to_the_child(mother: Screen) -> None:
    """By her own card."""
    mother.press("Meer", "tab")
    mother.press(re.compile("^Mia Peeters"))
    mother.press(re.compile(f"^{LARS}"))


def _states(small: SmallClub) -> dict[str, int]:
    """How many evaluations of each state the club has."""
    state = "CASE WHEN shared_at IS NOT NULL THEN 'shared' WHEN final_at IS NOT NULL THEN 'final' ELSE 'draft' END"
    return {str(name): int(n) for name, n in small.rows(f"SELECT {state}, count(*) FROM evaluation GROUP BY 1")}


def _until(small: SmallClub, wanted: dict[str, int]) -> None:
    """The badge may still speak of the change before."""
    for _ in range(200):
        if _states(small) == wanted:
            return
        time.sleep(0.1)
    assert _states(small) == wanted
