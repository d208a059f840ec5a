"""The pictures of the agenda: its views, a series planned and changed, what a calendar reads, and a file."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

USUAL = ("phone", "wide")
LOOKS = (("-dark", ("Donker",)), ("-en", ("Licht", "English")))
SERIES = """SELECT a.id FROM activity a JOIN activity_series s ON s.id = a.series JOIN role_assignment r
    ON r."group" = a."group" JOIN user_profile u ON u.id = r.user
    WHERE u.username = 'coach' AND a.start_at > ? AND coalesce(a.cancelled, 0) = 0
    ORDER BY a.start_at LIMIT 1 OFFSET 1"""
VIEWS = (("day", "Dag", "Day"), ("week", "Week", "Week"), ("month", "Maand", "Month"))


def coachs_agenda(camera: Camera) -> None:
    """The views, a series from its plan to its changes, and the ways out and in: a calendar's address, a file."""
    _views(camera, *USUAL)
    _plan(camera)
    [evening] = camera.ids(SERIES, camera.now)
    camera.visit(f"/agenda/{evening}", "series-evening")
    camera.screen.press(re.compile("^Details, "))
    camera.screen.press("Aanpassen")
    camera.take("series-which", "phone")
    camera.screen.press(re.compile("^Deze en alle volgende"))
    camera.take("series-change", "phone")
    camera.screen.press("Sluiten")
    camera.screen.press(re.compile("^Details, "))
    camera.screen.press("Afgelasten")
    camera.take("series-cancel", "phone")
    camera.screen.press("Gaat door")
    camera.visit("/agenda/import", "agenda-import")
    camera.visit("/agenda/feed", "calendar-address")
    camera.screen.press("Maak een adres")
    camera.take("calendar-address-made", "phone")
    camera.screen.press("Sluiten")
    for look, labels in LOOKS:
        camera.dress(*labels)
        camera.suffix = look
        _views(camera, "phone")
        camera.visit(f"/agenda/{evening}", "series-evening", "phone")
        camera.visit("/agenda/import", "agenda-import", "phone")
        camera.visit("/agenda/feed", "calendar-address", "phone")
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")


def _views(camera: Camera, *sizes: str) -> None:
    english = camera.suffix == "-en"
    for name, dutch, other in VIEWS:
        camera.go("/agenda")
        camera.screen.press(other if english else dutch)
        camera.take(f"agenda-{name}", *sizes)
    camera.screen.press("List" if english else "Lijst")


def _plan(camera: Camera) -> None:
    """A training every Tuesday and Thursday, ten times from tomorrow on."""
    screen, first = camera.screen, datetime.now(ZoneInfo("Europe/Brussels")).date() + timedelta(days=1)
    camera.go("/agenda/new")
    screen.fill("Dag", f"{first:%d/%m/%Y}")
    screen.fill(re.compile("^Begint om"), "18:00")
    screen.fill(re.compile("^Eindigt om"), "19:30")
    for chip in ("Elke week", "di", "do"):
        screen.press(chip, "checkbox")
    camera.take("series-new", "phone")
    camera.scroll()
    screen.fill(re.compile("^Tot en met"), "10")
    screen.press("Opslaan")
    screen.press(re.compile("^Details, "))
    screen.hears(re.compile("Elke week op dinsdag en donderdag"))
