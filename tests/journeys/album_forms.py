"""The pictures of forms with their foot, of what was deleted and can come back, and of a season that is over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.journeys.album_agenda import SERIES
from tests.journeys.people import DESK, PHONE

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

OVER = """SELECT g.id FROM "group" g JOIN season s ON s.id = g.season
    WHERE s.end_on < date('now') AND g.kind = 'team' ORDER BY s.end_on DESC, g.name LIMIT 1"""
HOME = """SELECT a.contact FROM contact_address a JOIN account_link l ON l.contact = a.contact
    WHERE l.function = 'child' ORDER BY a.contact LIMIT 1"""
LOOKS = (("-dark", ("Donker",)), ("-en", ("Licht", "English")))
DETAILS, EDIT, DELETE = (re.compile(name) for name in ("^Details, ", "^(Aanpassen|Change)$", "^(Verwijderen|Delete)$"))
PLACE = re.compile("^(Plaats|Place)$")


def coachs_forms(camera: Camera, activity: str) -> None:
    """An activity that is corrected; an evening that was deleted; a team of last season."""
    [over], evening = camera.ids(OVER), camera.ids(SERIES, camera.now)[0]
    camera.go(f"/agenda/{evening}")
    camera.screen.press(DETAILS)
    camera.screen.press(DELETE)
    camera.take("activity-delete", "phone")
    camera.screen.press("Alleen deze")
    camera.visit("/agenda/deleted", "agenda-deleted")
    camera.visit(f"/teams/{over}", "team-over")
    _form(camera, activity)
    for look, labels in LOOKS:
        camera.dress(*labels)
        camera.suffix = look
        camera.visit("/agenda/deleted", "agenda-deleted")
        camera.visit(f"/teams/{over}", "team-over", "phone")
        _form(camera, activity)
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")
    camera.go("/agenda/deleted")
    camera.screen.press(re.compile("^Terughalen"))


def _form(camera: Camera, activity: str) -> None:
    """Save is lit, for something differs; nothing of it is saved."""
    for size, (width, height) in (("phone", PHONE), ("wide", DESK)):
        camera.screen.page.set_viewport_size({"width": width, "height": height})
        camera.go(f"/agenda/{activity}")
        if size == "phone":
            camera.screen.press(DETAILS)  # a wide screen has room for them
        camera.screen.press(EDIT)
        camera.screen.fill(PLACE, "Sportpark De Scheldemeersen, veld 3")
        camera.take("activity-editing", size)
        camera.screen.page.set_viewport_size({"width": width, "height": height})
        camera.screen.press(re.compile("^(Terugdraaien|Undo)$"))


def offices_forms(camera: Camera) -> None:
    """Where somebody lives, and who is new."""
    [somebody] = camera.ids(HOME)
    camera.go(f"/people/{somebody}")
    camera.scroll()
    camera.take("contact-homes", "phone")
    camera.visit("/people/new", "contact-new")
