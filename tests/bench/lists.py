"""The list of 10,000 people in a real browser: from the tap to the first rows, from a letter to its result.

The club is served by the real server; the device is the secretary's, who has everybody.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, Page

from mobile.words import Words
from tests.bench.club import PASSWORD
from tests.bench.stopwatch import Lap, Stopwatch
from tests.journeys.browser import Screen, open_device
from tests.journeys.people import ARRIVED, PHONE, says

FIRST_LOAD_MS = 900_000
SETTLE_MS = 3000
PAUSE_MS = 700
"""Between two letters: the list has been completed to a page, which is the most that the next letter takes away."""
WORDS = ("la", "cl", "ja", "ar", "w", "p")
"""Typed letter by letter; each letter leaves other people on the screen than before."""
# As the app writes the end of such a row: a year of birth.
ROW = f" · {re.escape(Words('nl')('people.born', year='YEAR')).replace('YEAR', '[0-9]{4}')}$"
OPENED = f"(labels) => labels.filter((label) => /{ROW}/m.test(label)).length >= 5"
FOUND = f"""(labels) => {{
  const rows = labels.filter((label) => /{ROW}/m.test(label));
  const all = rows.every((row) => row.toLowerCase().split(/[ \\n]/).some((word) => word.startsWith(WANTED)));
  return rows.length >= 5 && all && !labels.includes(BEFORE);
}}"""
COUNT = "bench.labels().find((label) => /^[\\d.]+ mensen$/.test(label))"


@dataclass
class Laps:
    """What was measured, in the order of measuring."""

    opened: list[Lap] = field(default_factory=list)
    letters: list[Lap] = field(default_factory=list)


def measure(url: str, runs: int) -> Laps:
    """Sign in on a fresh device, load everybody, then open the list and search it, `runs` times."""
    with tempfile.TemporaryDirectory() as profile, open_device(Path(profile), PHONE) as device:
        screen = device.open(url)
        screen.fill("Gebruikersnaam", "secretary")
        screen.fill("Wachtwoord", PASSWORD)
        screen.press("Aanmelden")
        says(screen, ARRIVED, FIRST_LOAD_MS)
        screen.wait_until_kept()
        _leave(screen)
        screen = device.open(url)  # the first load is another figure
        watch, laps = Stopwatch(screen.page), Laps()
        for _ in range(runs):
            screen.page.wait_for_timeout(SETTLE_MS)
            laps.opened.append(_open(screen, watch))
            screen.page.wait_for_timeout(PAUSE_MS)
            laps.letters += _search(screen.page, watch)
            screen.press("Vandaag", "tab")
        return laps


def _leave(screen: Screen) -> None:
    screen.page.wait_for_timeout(SETTLE_MS)
    screen.page.goto("about:blank")


def _open(screen: Screen, watch: Stopwatch) -> Lap:
    tab = screen.find("Mensen", "tab").bounding_box()
    assert tab is not None, "the tab is not on the screen"
    watch.start("pointerup", OPENED)
    screen.page.mouse.click(tab["x"] + tab["width"] / 2, tab["y"] + tab["height"] / 2)
    return watch.read()


def _search(page: Page, watch: Stopwatch) -> list[Lap]:
    _focus(page, page.get_by_role("textbox", name=re.compile("^Naam, gsm")))
    laps = []
    for word in WORDS:
        for end in range(1, len(word) + 1):
            page.wait_for_timeout(PAUSE_MS)
            before = page.evaluate(COUNT)
            wanted = FOUND.replace("WANTED", json.dumps(word[:end])).replace("BEFORE", json.dumps(before))
            watch.start("keydown", wanted)
            page.keyboard.press(word[end - 1])
            laps.append(watch.read())
        for _ in word:
            page.keyboard.press("Backspace")
    return laps


def _focus(page: Page, box: Locator) -> None:
    """Flutter's semantics now and then give a focus and take it back: a field that lost it is clicked once more."""
    for _ in range(10):
        box.click()
        page.wait_for_timeout(PAUSE_MS)
        if box.evaluate("box => box === document.activeElement"):
            return
    raise AssertionError("the search field takes no focus")


def middle(laps: list[Lap]) -> tuple[float, float]:
    """Medians: until it stands in the tree, and until the next frame."""
    return median(lap.tree for lap in laps), median(lap.frame for lap in laps)
