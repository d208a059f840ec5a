"""The pictures of evaluations: a coach's list, filling in both ways, a report; what a parent is given to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

DRAFTS = """SELECT e.template || '/' || m."group" FROM evaluation e JOIN group_member m ON m.contact = e.contact
    AND m.present = 1 JOIN role_assignment r ON r."group" = m."group" JOIN user_profile u ON u.id = r.user
    WHERE u.username = 'coach' AND e.side = 'coach' AND e.final_at IS NULL ORDER BY e.id"""
BOTH = """SELECT e.id FROM evaluation e JOIN evaluation other ON other.contact = e.contact
    AND other.round_on = e.round_on AND other.template = e.template AND other.side = 'self'
    WHERE e.side = 'coach' AND e.final_at IS NOT NULL AND e.begun_by = (
        SELECT id FROM user_profile WHERE username = 'coach') ORDER BY e.id LIMIT 1"""
SHARED = """SELECT e.id FROM evaluation e
    JOIN account_link child ON child.contact = e.contact AND child.function = 'child'
    JOIN account_link l ON l.account = child.account AND l.may_act_for = 1 JOIN user_profile u ON u.contact = l.contact
    WHERE u.username = 'parent' AND e.side = 'coach' AND e.shared_at IS NOT NULL ORDER BY e.final_at DESC LIMIT 1"""
ASKED = """SELECT t.id || '/' || child.contact FROM evaluation_template t
    JOIN group_member m ON m.present = 1 JOIN "group" g ON g.id = m."group" AND g.category = t.category
    JOIN account_link child ON child.contact = m.contact AND child.function = 'child'
    JOIN account_link l ON l.account = child.account AND l.may_act_for = 1 JOIN user_profile u ON u.contact = l.contact
    WHERE u.username = 'parent' AND t.self_too = 1 LIMIT 1"""
LOOKS = (("-dark", ("Donker",)), ("-en", ("Licht", "English")))


def coachs_evaluations(camera: Camera) -> None:
    """The rounds, one filled in by criterion and by player, a report with the player's own beside it."""
    teams, [both] = camera.ids(DRAFTS), camera.ids(BOTH)
    [person] = camera.ids("SELECT contact FROM evaluation WHERE id = ?", both)
    camera.visit("/evaluations", "evaluations")
    camera.visit(f"/evaluations/{teams[0]}", "evaluations-team")
    camera.screen.press("Invullen per criterium")
    camera.take("evaluations-by-criterion")
    camera.screen.press("Stoppen met invullen")
    camera.screen.press("Invullen per speler")
    camera.take("evaluations-by-player")
    camera.visit(f"/evaluations/of/{both}", "evaluation")
    camera.scroll()
    camera.take("evaluation-criteria", "phone")
    camera.go(f"/people/{person}")
    camera.screen.press("Evaluaties", "tab")
    camera.take("contact-evaluaties")
    camera.visit("/evaluations/new", "evaluation-template")
    for look, labels in LOOKS:
        camera.dress(*labels)
        camera.suffix = look
        camera.visit("/evaluations", "evaluations", "phone")
        camera.visit(f"/evaluations/{teams[0]}", "evaluations-team", "phone")
        camera.screen.press("Fill in by criterion" if look == "-en" else "Invullen per criterium")
        camera.take("evaluations-by-criterion", "phone")
        camera.visit(f"/evaluations/of/{both}", "evaluation", "phone")
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")


def parents_evaluations(camera: Camera) -> None:
    """What was shared, and what the child is asked."""
    [shared], [asked] = camera.ids(SHARED), camera.ids(ASKED)
    camera.visit(f"/evaluations/of/{shared}", "evaluation-member")
    camera.visit(f"/evaluations/self/{asked}", "evaluation-self", "phone")
