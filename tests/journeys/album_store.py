"""Pictures of the store room: a round of handing out, a place that is gone through, bookings, labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

PLACE = "SELECT id FROM resource WHERE kind = 'location' AND name = 'Kledijkast'"
BOOKED = "SELECT resource FROM booking WHERE present = 1 ORDER BY from_at LIMIT 1"
LOOKS = (("-dark", ("Donker",)), ("-en", ("Licht", "English")))
OUT = "SELECT tag_no FROM resource WHERE holder_kind = 'group' AND kind = 'kit' ORDER BY tag_no LIMIT 1"
IN = "SELECT tag_no FROM resource WHERE holder_id IS NULL AND kind = 'kit' ORDER BY tag_no DESC LIMIT 1"
DUTCH, ENGLISH = ("Code of naam", "Code, nummer of naam", "Zoeken"), ("Code or name", "Code, number or name", "Search")
SEEN_MS = 4_000
"""Until the camera has read the label that is held before it."""


def store_room(camera: Camera) -> None:
    """In Dutch and light; then dark, then English, on a phone."""
    [place], [booked] = camera.ids(PLACE), camera.ids(BOOKED)
    camera.visit(f"/equipment/{place}", "place")
    camera.visit(f"/equipment/{booked}", "resource-booked")
    camera.screen.press("Boeken")
    camera.take("booking", "phone")
    camera.screen.press("Sluiten")
    _round(camera)
    _audit(camera, place)
    for look, labels in LOOKS:
        camera.dress(*labels)
        camera.suffix = look
        english = look == "-en"
        camera.visit(f"/equipment/{place}", "place", "phone")
        camera.visit(f"/equipment/{booked}", "resource-booked", "phone")
        camera.visit("/equipment/labels", "labels", "phone")
        camera.go("/scan")
        camera.screen.page.get_by_text("Hand out" if english else "Uitgeven").first.click()
        _typed(camera, ENGLISH if english else DUTCH)
        camera.take("store-give", "phone")
        camera.screen.page.get_by_text("Look up" if english else "Opzoeken").first.click()
        camera.go(f"/equipment/{place}")
        camera.screen.press("Check what is here" if english else "Inhoud nakijken")
        camera.screen.page.wait_for_timeout(SEEN_MS)
        camera.take("audit", "phone")
        camera.screen.press("Stop without keeping" if english else "Stoppen zonder te bewaren")
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")


def _round(camera: Camera) -> None:
    """For whom, what, and the end of it."""
    screen = camera.screen
    camera.go("/scan")
    screen.page.get_by_text("Uitgeven").first.click()
    screen.press("Aan wie geef je uit?")
    camera.take("store-whom", "phone")
    screen.fill("Zoek een persoon of ploeg", "U9 A")
    screen.press(re.compile(r"^U9 A\b"))
    _typed(camera, DUTCH)
    camera.take("store-give", "phone")  # on another size the round would begin anew
    screen.press(re.compile(r"^\d+ stuk(ken)? uitgeven$"))
    screen.press("Laten tekenen")
    camera.take("store-finish", "phone")
    screen.press("Sluiten")
    screen.page.get_by_text("Opzoeken").first.click()


def _typed(camera: Camera, words: tuple[str, str, str]) -> None:
    """What a team has, and what is in store: the label before the camera was read before this round began."""
    key, number, search = words
    for sql in (OUT, IN):
        [tag] = camera.ids(sql)
        camera.screen.press(key)
        camera.screen.fill(number, tag)
        camera.screen.press(search)


def _audit(camera: Camera, place: str) -> None:
    camera.go(f"/equipment/{place}")
    camera.screen.press("Inhoud nakijken")
    camera.screen.page.wait_for_timeout(SEEN_MS)
    camera.take("audit")
    camera.screen.press("Stoppen zonder te bewaren")
