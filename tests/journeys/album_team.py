"""The pictures of a team at the field, of its season, of guests and injuries; and of what people want to hear of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

TEAM = """SELECT r."group" FROM role_assignment r JOIN user_profile u ON u.id = r.user
    WHERE u.username = 'coach' AND r.role = 'coach' AND r.present = 1 ORDER BY r."group" LIMIT 1"""
OFTEN = """SELECT g.contact FROM activity_guest g JOIN activity a ON a.id = g.activity
    WHERE a."group" = ? AND g.confirmed IS NOT NULL GROUP BY g.contact ORDER BY count(*) DESC, g.contact LIMIT 1"""
INJURED = 'SELECT i.contact FROM injury i JOIN group_member m ON m.contact = i.contact WHERE m."group" = ? LIMIT 1'
LOOKS = (("-dark", ("Donker",)), ("-en", ("Licht", "English")))


def coachs_team(camera: Camera) -> None:
    """The team, an injury that is noted, the season of all and of one, a guest who is looked for."""
    [team] = camera.ids(TEAM)
    [player], [injured] = camera.ids(OFTEN, team), camera.ids(INJURED, team)
    camera.visit("/teams", "teams")
    camera.visit(f"/teams/{team}", "team")
    camera.screen.find(re.compile("^Blessure van")).click()
    camera.take("injury", "phone")
    camera.screen.press("Sluiten")
    camera.go("/teams")
    camera.go(f"/teams/{team}")
    camera.scroll()
    camera.take("team-papers", "phone")
    camera.visit(f"/teams/{team}/season", "team-season")
    camera.visit(f"/teams/{team}/season/{player}", "team-season-player", "phone")
    camera.visit(f"/people/{injured}", "contact-injured", "phone")
    camera.visit("/notices", "notices")
    for look, labels in LOOKS:
        camera.dress(*labels)
        camera.suffix = look
        camera.visit(f"/teams/{team}", "team")
        camera.visit(f"/teams/{team}/season", "team-season")
        camera.visit("/notices", "notices")
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")


def guest_wanted(camera: Camera, activity: str) -> None:
    """Looked for among everybody."""
    camera.go(f"/agenda/{activity}")
    camera.scroll()
    camera.screen.press("Gastspeler toevoegen")
    camera.screen.fill("Naam, gsm of e-mail", "van")
    camera.take("guest", "phone")
    camera.screen.press("Sluiten")
