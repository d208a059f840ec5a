"""People with devices in a story: several browsers under one Playwright, each with a profile of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from mobile.words import Words
from tests.journeys.browser import SETTLE_MS, START_MS, STEP_MS, Device, Screen
from tests.journeys.club import PASSWORD

PHONE, DESK, TABLET = (390, 844), (1280, 800), (800, 1100)
DUTCH = Words("nl")
SYNCED = re.compile(r"^(Bijgewerkt|Synced) \d\d:\d\d\.")
ARRIVED = re.compile(r"^((Bijgewerkt|Synced) \d\d:\d\d|\d+ (vraagt je aandacht|vragen je aandacht|needs? you))\.")


class People:
    """Hands out devices, and ends those that still run when the story ends."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()
        self._playwright = self._stack.enter_context(sync_playwright())
        self._devices: list[Device] = []

    def device(self, name: str, size: tuple[int, int] = PHONE, camera: Path | None = None) -> Device:
        """A browser that was never used."""
        device = Device(self._playwright, self._folder / name, size, camera)
        self._stack.callback(device.close)
        self._devices.append(device)
        return device

    def tell(self) -> None:
        """Prints what everybody sees."""
        for device in self._devices:
            device.tell()

    def close(self) -> None:
        """Everybody goes home."""
        self._stack.close()


@contextmanager
def people_in(folder: Path) -> Iterator[People]:
    """The people of one story."""
    people = People(folder)
    try:
        yield people
    except BaseException:
        people.tell()
        raise
    finally:
        people.close()


def sign_in(device: Device, url: str, name: str, password: str = PASSWORD, words: Words = DUTCH) -> Screen:
    """Open the app for the first time and enrol the device; returns when the club's data is there."""
    screen = knocks(device, url, name, password, words)
    says(screen, ARRIVED, START_MS)
    return screen


def knocks(device: Device, url: str, name: str, password: str = PASSWORD, words: Words = DUTCH) -> Screen:
    """Open the app for the first time, in the language of these words, and say who it is."""
    screen = device.open(url)
    speaks(screen, words)
    tells(screen, name, password, words)
    return screen


def speaks(screen: Screen, words: Words) -> None:
    """Chooses the language at the front door, where it is not the one that is spoken there."""
    if words.language != DUTCH.language:
        screen.press(words(f"language.{words.language}"))


def tells(screen: Screen, name: str, password: str, words: Words = DUTCH) -> None:
    """Says who it is."""
    screen.fill(words("signin.username"), name)
    screen.fill(words("signin.password"), password)
    screen.press(words("signin.enter"))


def says(screen: Screen, text: str | re.Pattern[str], within_ms: int = STEP_MS) -> None:
    """Waits until the sync badge says so."""
    expect(screen.page.get_by_role("button", name=text).first).to_be_visible(timeout=within_ms)


def is_synced(screen: Screen, within_ms: int = STEP_MS) -> None:
    """Waits until the badge says that all is sent and fetched, and still says so when what was just done is drawn."""
    for _ in range(2):
        says(screen, SYNCED, within_ms)
        screen.page.wait_for_timeout(SETTLE_MS)


def ticks(screen: Screen, name: str, seen: int = STEP_MS) -> None:
    """Taps a box or one of a few big buttons, and waits until it is the chosen one."""
    box = screen.find(name, "checkbox")
    box.click(timeout=seen)
    expect(box).to_be_checked(timeout=seen)


def ticks_by_reader(screen: Screen, name: str, seen: int = STEP_MS) -> None:
    """The same as a screen reader does it: no finger and no place on the screen, only the name that was read."""
    box = screen.find(name, "checkbox")
    box.dispatch_event("click", timeout=seen)
    expect(box).to_be_checked(timeout=seen)
