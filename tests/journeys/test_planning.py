"""A coach plans with the calendar and the clock of the phone, calls it off, and takes that back."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_a_training_is_picked_called_off_and_takes_place_after_all(web: Path, tmp_path: Path) -> None:
    """The day is tapped in Dutch, the hour is what the clock offers, the end is typed. # feature 5, B1"""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        screen = sign_in(people.device("coach"), server.url, "karel")
        is_synced(screen)
        screen.press("Agenda", "tab")
        screen.press("Nieuwe activiteit")
        screen.fill(re.compile("^Eindigt om"), "23:15")  # its hint joins its name
        screen.press("Opslaan")  # in reach from anywhere in the form
        screen.hears("Niet opgeslagen. Dag: Vul dit in.")
        expect(screen.find("Dag", "textbox")).to_be_focused()
        screen.press("Dag: kies in een kalender")
        screen.press(re.compile(r"^\d+, .*, Vandaag$"))
        screen.press("OK")
        screen.press("Begint om (leeg: hele dag): kies op een klok")
        screen.press("OK")
        screen.misses("Tijd selecteren")
        screen.press("Opslaan")
        screen.hears("19:30 – 23:15")
        screen.press(re.compile("^Details, "))
        screen.press("Afgelasten")
        screen.sees("Training U11 afgelasten?")
        screen.press("Afgelasten")
        screen.press("Ongedaan maken")
        screen.sees("Training U11 gaat toch door.")
        for _ in range(100):  # the badge may still speak of the change before
            found = small.rows("SELECT cancelled, sequence FROM activity ORDER BY id DESC LIMIT 1")
            if found == [(0, 2)]:
                break
            time.sleep(0.1)
        assert found == [(0, 2)]
