"""Which pictures are taken of whom: one function a role, in the order in which a person would come by."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from shared.domain.codes import code_bytes, typed_short
from sync_server.demo.sign_ins import password_of
from sync_server.keys.label_key import open_label_key
from sync_server.settings import Settings
from tests.journeys.album_agenda import coachs_agenda
from tests.journeys.album_evaluations import coachs_evaluations, parents_evaluations
from tests.journeys.album_forms import coachs_forms, offices_forms
from tests.journeys.album_store import store_room
from tests.journeys.album_team import coachs_team, guest_wanted
from tests.journeys.browser import LAID_OUT_MS, START_MS
from tests.journeys.camera import film
from tests.journeys.guarding import begins, ends, says_code

if TYPE_CHECKING:
    from tests.journeys.pictures import Camera

LABELLED = """SELECT c.id FROM resource_code c JOIN resource r ON r.id = c.resource
    WHERE c.revoked_at IS NULL AND r.category = 'Ballen' AND r.holder_id IS NULL ORDER BY r.name LIMIT 1"""
USUAL = ("phone", "wide")
OPEN = "i.status = 'issued' AND i.total_cents > i.paid_cents"


def label_film(settings: Settings, folder: Path) -> Path:
    """What the equipment manager's camera sees: the label of a bag that is in store."""
    reading = sqlite3.connect(f"file:{settings.database}?mode=ro", uri=True)
    [code] = reading.execute(LABELLED).fetchone()
    reading.close()
    label = open_label_key(settings.key_file).label(settings.label_host, code)
    return film(label, typed_short(code_bytes(code)), folder / "label.mjpeg")


def coach(camera: Camera) -> None:
    """The front page, the next match, the team; then the same without a network, dark, and in English."""
    [user] = camera.ids("SELECT id FROM user_profile WHERE username = 'coach'")
    teams = 'SELECT "group" FROM role_assignment WHERE user = ? AND present = 1'
    coming = f"""SELECT id FROM activity WHERE "group" IN ({teams}) AND start_at > ? AND series IS NULL
        ORDER BY start_at LIMIT 1"""
    [activity] = camera.ids(coming, user, camera.now)
    family = f"""SELECT l.contact FROM account_link l JOIN account_link child ON child.account = l.account
        JOIN group_member m ON m.contact = child.contact AND m.present = 1
        JOIN contact_point p ON p.contact = l.contact AND p.kind = 'mobile'
        WHERE m."group" IN ({teams}) AND l.may_act_for = 1 AND child.function = 'child' ORDER BY l.contact LIMIT 1"""
    [parent] = camera.ids(family, user)
    camera.visit("/", "today-coach")
    camera.visit(f"/agenda/{activity}", "activity")
    absent = camera.screen.page.get_by_role("checkbox", name=re.compile(": Afwezig$")).nth(1)
    if absent.is_checked():
        absent.click()  # from the last time over the same club
    absent.click()
    camera.take("absence-reason", "phone")
    camera.screen.press("Geen bericht")
    _planning(camera)
    camera.go("/agenda")
    camera.go(f"/agenda/{activity}")
    camera.screen.press("Noodcontacten")
    camera.take("emergency", "phone")
    camera.screen.press("Sluiten")
    camera.visit("/people", "people", *USUAL, "tablet")
    _several(camera)
    camera.screen.fill("Naam, gsm of e-mail", "xyzzy")
    camera.take("people-none", "phone")
    camera.screen.press("Wis wat je zoekt")
    camera.visit(f"/people/{parent}", "contact")
    camera.screen.find(re.compile("^Pas .* aan$")).click()
    camera.take("contact-editing", "phone")
    camera.screen.press("Sluiten")
    camera.visit("/agenda", "agenda", *USUAL, "tablet")
    camera.visit("/more", "more")
    camera.visit("/sync", "sync")
    _devices(camera)
    for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
        camera.dress(*labels)
        camera.suffix = look
        camera.visit("/", "today-coach", "phone")
        camera.visit(f"/agenda/{activity}", "activity", "phone")
        camera.visit(f"/people/{parent}", "contact", "phone")
        camera.visit("/sync", "sync", "phone")
        camera.visit("/devices", "devices", "phone")
        camera.suffix = ""
    camera.dress("Nederlands", "Licht")
    _further(camera, activity)
    _offline(camera, activity)


def _several(camera: Camera) -> None:
    """Several people are chosen at once."""
    camera.screen.press("Meerdere mensen kiezen")
    camera.screen.fill("Naam, gsm of e-mail", "peeters")
    camera.screen.press(re.compile("^Kies alle"), "checkbox")
    camera.take("people-chosen", "phone")  # on another size nobody is chosen yet
    camera.screen.press("Klaar")
    camera.screen.press("Wis wat je zoekt")


def _further(camera: Camera, activity: str) -> None:
    """What a coach does on other evenings."""
    coachs_evaluations(camera)
    coachs_agenda(camera)
    coachs_team(camera)
    guest_wanted(camera, activity)
    coachs_forms(camera, activity)


def _devices(camera: Camera) -> None:
    """Where one is signed in, and the code for one more."""
    camera.visit("/devices", "devices")
    camera.screen.press("Nog een toestel aanmelden")
    camera.take("devices-pairing", "phone")
    camera.screen.press("Sluiten")


def _planning(camera: Camera) -> None:
    """Called off and taken back; a new one with its calendar."""
    camera.screen.press(re.compile("^Details, "))
    camera.take("activity-details", "phone")
    camera.screen.press("Afgelasten")
    camera.take("activity-cancel", "phone")
    camera.screen.press("Afgelasten")
    camera.take("activity-cancelled", "phone")
    camera.screen.press("Toch laten doorgaan")
    camera.visit("/agenda/new", "activity-new")
    camera.screen.press("Dag: kies in een kalender")
    camera.take("activity-day", "phone")
    camera.screen.press("Annuleren")


def _offline(camera: Camera, activity: str) -> None:
    camera.device.go_offline()
    camera.go("/agenda")  # from its top, wherever somebody scrolled to before
    camera.go(f"/agenda/{activity}")
    marks = camera.screen.page.get_by_role("checkbox", name=re.compile(": (Aanwezig|Te laat)$"))
    for number in (0, 2, 5):
        marks.nth(number).click()
    camera.take("activity-offline", "phone")
    camera.visit("/sync", "sync-offline")
    camera.device.go_offline(False)


def secretary(camera: Camera) -> None:
    """The office: what needs doing, everybody, one person with a family, an inbox without a thing in it."""
    child = """SELECT m.contact FROM group_member m JOIN account_link l ON l.contact = m.contact
        WHERE m.present = 1 AND l.function = 'child' ORDER BY m.contact LIMIT 1"""
    [player] = camera.ids(child)
    camera.visit("/", "today-office")
    camera.visit("/people", "people-office")
    camera.visit(f"/people/{player}", "contact-office")
    for tab in ("Ploegen", "Agenda"):
        camera.screen.press(tab, "tab")
        camera.take(f"contact-{tab.lower()}", "phone")
    camera.screen.press("Maand")
    camera.take("contact-agenda-month", "phone")
    _invitation(camera, player)
    offices_forms(camera)
    many(camera)
    camera.visit("/inbox", "inbox-empty")


def _invitation(camera: Camera, player: str) -> None:
    """Somebody is let in by a code; the page that opens behind it."""
    camera.go(f"/people/{player}")
    camera.screen.press("Toegang", "tab")
    camera.take("contact-toegang", "phone")
    camera.screen.press("Toon een QR-code")
    camera.take("invitation", "phone")
    camera.screen.press("Sluiten")
    camera.take("contact-toegang", "wide")
    for look, labels, tab in (("-dark", ("Donker",), "Toegang"), ("-en", ("Toestel", "English"), "Access")):
        camera.dress(*labels)
        camera.suffix = look
        camera.go(f"/people/{player}")
        camera.screen.press(tab, "tab")
        camera.take("contact-toegang", "phone")
        camera.suffix = ""
    camera.dress("Nederlands")


def many(camera: Camera) -> None:
    """Many people are invited at once: who, what will happen, what became of each."""
    camera.visit("/people/invite", "bulk-invite")
    for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
        camera.dress(*labels)
        camera.suffix = look
        camera.visit("/people/invite", "bulk-invite", "phone")
        camera.suffix = ""
    camera.dress("Nederlands")
    camera.go("/people/invite")
    camera.screen.press("U9 A", "checkbox")
    camera.screen.press(re.compile("^Kies alle"), "checkbox")
    camera.screen.press(re.compile("^Bekijk wat er gebeurt"))
    camera.take("bulk-invite-look", "phone")
    camera.screen.press(re.compile(r"^Nodig \d+ mensen uit"))
    camera.screen.find(re.compile(r"\d+ uitnodigingen? intrekken")).wait_for(timeout=START_MS)
    camera.take("bulk-invite-done", "phone")
    camera.screen.press(re.compile(r"\d+ uitnodigingen? intrekken"))
    camera.scroll()
    camera.screen.press("Klaar")


def owner(camera: Camera) -> None:
    """What is sensitive: a sheet masked and opened, and what erasing somebody would do."""
    [player] = camera.ids("SELECT id FROM contact_medical ORDER BY id LIMIT 1")
    camera.visit(f"/people/{player}", "contact-sensitive")
    _down_to(camera, re.compile("Tik om te tonen. Wie dit opent")).click(timeout=START_MS)
    camera.scroll()
    camera.take("contact-privacy", "phone")
    camera.screen.press(re.compile("Gegevens wissen"))
    camera.take("erasing", "phone")
    camera.screen.press("Sluiten")
    for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
        camera.dress(*labels)
        camera.suffix = look
        camera.go(f"/people/{player}")
        camera.scroll()
        camera.take("contact-privacy", "phone")
        camera.suffix = ""


def treasurer(camera: Camera) -> None:
    """What comes in, an open invoice, and the question whether it was paid."""
    [bill] = camera.ids(f"SELECT i.id FROM invoice i WHERE {OPEN} ORDER BY i.id LIMIT 1")
    camera.visit("/", "today-treasurer", "wide")
    camera.visit("/money", "money-office")
    camera.visit(f"/money/{bill}", "invoice-office")
    camera.screen.press("Betaling noteren")
    camera.take("payment", "phone")
    camera.screen.press("Sluiten")
    _second_step(camera)
    _lock(camera)


def _second_step(camera: Camera) -> None:
    """From the first page to the recovery codes, and off again: the club may be kept for the next time."""
    screen, password = camera.screen, password_of(camera.name)
    camera.visit("/security", "security")
    camera.visit("/security/second", "second-step-off")
    secret = begins(screen, password)
    camera.take("second-step-begin")
    codes = ends(screen, secret)
    camera.take("second-step-codes")
    screen.press("Ik heb ze bewaard")
    screen.find("Tweede stap uitzetten").wait_for()
    camera.take("second-step", "phone")
    for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
        camera.dress(*labels)
        camera.suffix = look
        camera.visit("/security", "security", "wide")
        camera.visit("/security/second", "second-step", "phone")
        camera.visit("/security/lock", "app-lock", "phone")
        camera.suffix = ""
    camera.dress("Nederlands")
    camera.go("/security/second")
    screen.press("Tweede stap uitzetten")
    screen.fill("Wachtwoord", password)
    says_code(screen, codes[0], "Tweede stap uitzetten")
    screen.find("Beginnen").wait_for()


def _lock(camera: Camera) -> None:
    """Put on, shut, opened by its code, and off again."""
    screen = camera.screen
    camera.visit("/security/lock", "app-lock")
    screen.fill("Kies een code", "2580")
    screen.fill("Nog een keer", "2580")
    screen.press("Vergrendeling aanzetten")
    screen.press("Nu vergrendelen")
    screen.fill("Pincode", "0007")
    screen.press("Openen")
    screen.hears("Dat was niet juist.")
    camera.take("app-locked")
    screen.fill("Pincode", "2580")
    screen.press("Openen")
    screen.press("Vergrendeling uitzetten")
    screen.fill("Pincode", "2580")
    screen.press("Vergrendeling uitzetten")
    screen.find("Vergrendeling aanzetten").wait_for()


def equipment(camera: Camera) -> None:
    """The store room and the scanner."""
    [disputed] = camera.ids("SELECT id FROM resource WHERE disputed = 1 ORDER BY id LIMIT 1")
    camera.visit("/", "today-equipment")
    camera.visit("/equipment", "equipment")
    camera.visit(f"/equipment/{disputed}", "resource-disputed")
    camera.visit("/equipment/labels", "labels")
    store_room(camera)
    camera.visit("/inbox", "inbox")
    camera.go("/scan")
    camera.screen.page.wait_for_timeout(6_000)
    camera.take("scan-result")
    camera.screen.press("Openen")
    camera.screen.misses("Code of naam")
    camera.screen.press("Uitgeven")
    camera.take("hand-out", "phone")
    camera.screen.press("Sluiten")
    camera.go("/scan")
    camera.screen.press("Code of naam")
    camera.screen.fill("Code, nummer of naam", "ZZZZZZZZZ")
    camera.screen.press("Zoeken")
    camera.take("scan-refused", "phone")
    camera.dress("Donker")
    camera.suffix = "-dark"
    camera.visit("/inbox", "inbox", "phone")
    camera.go("/scan")
    camera.screen.page.wait_for_timeout(4_000)
    camera.take("scan-result", "phone")


def parent(camera: Camera) -> None:
    """What a member sees: answers, invoices, a code to pay with."""
    mine = """SELECT i.id FROM invoice i JOIN account_link l ON l.account = i.account AND l.is_payer = 1
        JOIN user_profile u ON u.contact = l.contact
        WHERE u.username = 'parent' AND """
    bills = camera.ids(f"{mine}{OPEN} ORDER BY i.id LIMIT 1")
    camera.visit("/", "today-member")
    camera.screen.page.get_by_role("checkbox", name=re.compile(": Nee$")).first.click()
    camera.take("answer-reason", "phone")
    camera.screen.press("School")
    camera.visit("/agenda", "agenda-member", "phone")
    camera.screen.page.evaluate("document.documentElement.style.fontSize = '200%'")
    camera.visit("/", "today-member-large-letters", "phone")
    camera.screen.page.evaluate("document.documentElement.style.fontSize = ''")
    camera.visit("/money", "money-member")
    parents_evaluations(camera)
    if bills:
        camera.visit(f"/money/{bills[0]}", "invoice")
        for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
            camera.dress(*labels)
            camera.suffix = look
            camera.visit(f"/money/{bills[0]}", "invoice", "phone")
            camera.suffix = ""


ALBUM: Mapping[str, Callable[[Camera], None]] = {
    "coach": coach,
    "secretary": secretary,
    "owner": owner,
    "treasurer": treasurer,
    "equipment": equipment,
    "parent": parent,
}


def _down_to(camera: Camera, name: re.Pattern[str]) -> Locator:
    """A button further down the page: what is out of sight cannot be heard."""
    size = camera.screen.page.viewport_size
    assert size is not None
    camera.screen.page.mouse.move(size["width"] / 2, size["height"] / 2)  # over what scrolls
    for _ in range(8):
        if camera.screen.page.get_by_role("button", name=name).count():
            break
        camera.screen.page.mouse.wheel(0, 300)
        camera.screen.page.wait_for_timeout(LAID_OUT_MS)
    return camera.screen.find(name)
