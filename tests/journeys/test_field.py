"""The main job in real browsers: a coach without a network, one bag in two hands, a parent who pays."""

from __future__ import annotations

import base64
import io
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from shared.domain import payment_qr
from shared.domain.payment_qr import Payment
from tests.journeys.browser import STEP_MS, Screen
from tests.journeys.camera import FFMPEG, film
from tests.journeys.club import IBAN, NAME, SmallClub, served
from tests.journeys.people import DESK, is_synced, people_in, says, sign_in, ticks, ticks_by_reader

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

# Every tone that the page sings, by its pitch in hertz.
COUNT_TONES = """() => { globalThis.tones = []; const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) { tones.push(this.frequency.value); start.call(this, when); }; }"""
MIA = re.compile("^Mia Peeters")


def test_a_coach_at_the_field_needs_no_network(web: Path, tmp_path: Path) -> None:
    """Restarted without a server the app has its data and takes work; back on line both hands' work is kept.

    # feature 31 # feature B1 # feature B2 # feature B4
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        coach = people.device("coach")
        screen = sign_in(coach, server.url, "karel")
        screen.wait_until_kept()
        server.stop()
        coach.kill()

        coach.start()
        screen = coach.open(server.url)
        spoken = screen.page.evaluate("localStorage.getItem('touchline.language')")
        assert spoken == "nl", "what the page says by itself is in the language of the app"
        screen.press("Aanwezigheden")
        screen.press("Noodcontacten")
        screen.hears("Oma Peeters 0485 11 22 33")
        screen.page.keyboard.press("Escape")  # the sheet alone
        screen.misses("Oma Peeters 0485 11 22 33")
        _mark_the_team(screen)
        screen.press("Terug")
        screen.hears("Nood")  # the front page, where it was opened
        _change_point(screen, "Gsm", "0470 98 76 54")
        screen.press("Terug")
        screen.press("Vandaag", "tab")
        screen.press("Nood")
        screen.hears("Pindanoten: EpiPen in de tas")
        screen.hears("Oma Peeters 0485 11 22 33")
        screen.page.keyboard.press("Escape")
        says(screen, re.compile("^Offline, 7 wachten"))
        assert _confirmed(small) == {}

        coach.go_offline()
        server.start()
        office = people.device("office", DESK)
        desk = sign_in(office, server.url, "sara")
        _change_point(desk, re.compile("^Omschrijving"), "Mama, na 17 uur")
        is_synced(desk)
        assert _phone_of_mia(small) == [("+32470123456", "Mama, na 17 uur")]

        coach.go_offline(False)
        is_synced(screen)
        assert _phone_of_mia(small) == [("+32470987654", "Mama, na 17 uur")]
        assert _confirmed(small) == {("present", None): 14, ("late", None): 1, ("excused", "Ziek"): 1}
        for one in (screen, desk):
            _synced_once_more(one)
            _to_people(one)  # what was looked for still stands there
            one.press(MIA)
            one.hears(re.compile("0470 98 76 54"))
            one.hears(re.compile("Mama, na 17 uur"))


def _mark_the_team(screen: Screen) -> None:
    """One late, one absent with a reason, two tapped present, the other twelve at once."""
    ticks(screen, "Amina El Amrani: Te laat")
    ticks(screen, "Anouk Segers: Aanwezig")
    ticks_by_reader(screen, "Bram Thijs: Aanwezig")
    ticks(screen, "Lars Peeters: Afwezig")
    screen.press("Ziek")
    screen.hears(re.compile("Verontschuldigd: Ziek"))
    screen.press("Iedereen aanwezig")
    screen.hears(re.compile("12 spelers aanwezig gezet"))
    screen.hears(re.compile("14 Aanwezig"))


def _to_people(screen: Screen) -> None:
    """By the bar at the foot of a phone, or the rail of a wide screen."""
    in_bar = screen.page.get_by_role("tab", name="Mensen")
    in_bar.or_(screen.page.get_by_role("button", name=re.compile("^Mensen"))).first.click()


def _change_point(screen: Screen, field: str | re.Pattern[str], text: str) -> None:
    """Correct one field of her mobile number."""
    _to_people(screen)
    screen.fill("Naam, gsm of e-mail", "mia")
    screen.press(MIA)
    screen.press("Pas 0470 12 34 56 aan")
    screen.fill(field, text)
    screen.press("Opslaan")
    screen.hears(re.compile(re.escape(text)))


def _synced_once_more(screen: Screen) -> None:
    """Asks the club's server again, from the badge."""
    screen.press(re.compile("Open de synchronisatiepagina$"))
    screen.press("Nu synchroniseren")
    screen.page.wait_for_timeout(500)
    is_synced(screen)


def _confirmed(small: SmallClub) -> dict[tuple[str, str | None], int]:
    """How many guests of the training the club knows for each mark and reason."""
    sql = """SELECT confirmed, confirmed_reason, count(*) FROM activity_guest
        WHERE activity = ? AND confirmed IS NOT NULL GROUP BY 1, 2"""
    return {(mark, reason): count for mark, reason, count in small.rows(sql, small.ids["training"])}


def _phone_of_mia(small: SmallClub) -> list[tuple[str, str]]:
    return small.rows("SELECT value, label FROM contact_point WHERE contact = ?", small.ids["mia"])


@pytest.mark.skipif(FFMPEG is None, reason="no ffmpeg on this machine: apt install ffmpeg")
def test_one_bag_in_two_hands_is_one_chain_and_a_dispute(web: Path, tmp_path: Path) -> None:
    """A scan with the camera and a typed code offline: nobody's scan is lost, and both are asked.

    # feature 89 # feature B5 # feature B6 # feature B7
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        bag = "Ballenzak rood"
        camera = film(small.label(bag), small.typed(bag), tmp_path / "label.mjpeg")
        luc, eef = people.device("luc"), people.device("eef", camera=camera)
        cellar = sign_in(luc, server.url, "luc")
        luc.go_offline()
        field = sign_in(eef, server.url, "eef")
        field.page.evaluate(COUNT_TONES)

        field.press("Scan", "tab")
        field.hears(bag)
        assert field.page.evaluate("tones") == [1320]
        _hand_out(field, "U11")
        is_synced(field)

        cellar.press("Scan", "tab")
        cellar.press("Code of naam")
        cellar.fill("Code, nummer of naam", small.typed(bag))
        cellar.press("Zoeken")
        _hand_out(cellar, "U13")
        says(cellar, re.compile("^Offline, 1 wacht"))

        luc.go_offline(False)
        says(cellar, re.compile("^1 vraagt je aandacht"))
        field.press(re.compile("Open de synchronisatiepagina$"))
        field.press("Nu synchroniseren")
        says(field, re.compile("^1 vraagt je aandacht"))

        times = _chain(small, bag)
        assert [team for team, _ in times] == ["U11", "U13"]
        for screen in (field, cellar):
            if screen is cellar:
                screen.press(re.compile("Open de synchronisatiepagina$"))
            screen.press("Naar postvak")
            screen.hears(re.compile("Twee keer uitgegeven"))
            for number, (team, clock) in enumerate(times, 1):
                screen.hears(re.compile(rf"{number}\.\s+{team}\s.*{clock}"))


def _hand_out(screen: Screen, team: str) -> None:
    """From the result of a scan to a team."""
    screen.page.get_by_role("button", name="Uitgeven").last.click()
    screen.fill("Zoek een persoon of ploeg", team)
    screen.press(f"{team} {team}")
    screen.press(f"Geef aan {team}")
    screen.hears(f"Ballenzak rood is nu bij {team}.")


def _chain(small: SmallClub, bag: str) -> list[tuple[str, str]]:
    """Every hand-out of the bag that the club knows: the team, and the local time that was claimed."""
    sql = """SELECT g.name, e.claimed_at FROM custody_event e JOIN "group" g ON g.id = e.to_id
        WHERE e.resource = ? AND e.kind = 'out' ORDER BY e.stamp"""
    zone = ZoneInfo("Europe/Brussels")
    return [(team, f"{datetime.fromtimestamp(at / 1000, zone):%H:%M}") for team, at in small.rows(sql, small.ids[bag])]


def test_a_parent_answers_and_pays(web: Path, tmp_path: Path) -> None:
    """Her own invoice and her child's, "not coming", and a code on the screen that a bank can read.

    # feature 35 # feature 84 # feature B10
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone = people.device("mia")
        phone.pretend(A_SHEET)
        screen = sign_in(phone, server.url, "mia")
        ticks(screen, "Lars: Nee")
        is_synced(screen)
        assert small.rows(
            "SELECT declared FROM activity_guest WHERE activity = ? AND contact = ?",
            small.ids["training"],
            small.ids["Lars Peeters"],
        ) == [("no",)]

        screen.press("Agenda", "tab")
        screen.hears(re.compile("U11 - SK Berlare"))
        screen.press("Geld", "tab")
        screen.hears(re.compile("Eetfestijn.*Mia", re.DOTALL))
        screen.press(re.compile("^Lidgeld U11.*Lars", re.DOTALL))
        screen.hears(re.compile("QR-code om €.150,00"))
        [(reference, cents)] = small.rows(
            "SELECT reference, total_cents - paid_cents FROM invoice WHERE id = ?", small.ids["bill of lars"]
        )
        assert cents == 15000
        asked = Payment(NAME, IBAN, "", cents, reference)
        assert payment_qr.parse(screen.shows_code()) == asked
        screen.go_to_the_foot()
        with screen.page.expect_download() as kept:
            screen.press("Bewaar de QR-code")
        assert _read(kept.value.path().read_bytes()) == asked
        screen.press("Deel de QR-code")
        [(name, kind, content)] = _shared(screen)
        assert (name, kind) == (kept.value.suggested_filename, "image/png")
        assert _read(base64.b64decode(content)) == asked


A_SHEET = """navigator.canShare = () => true;
navigator.share = async ({ files }) => {
  if (!navigator.userActivation.isActive) throw new DOMException("not within the tap", "NotAllowedError");
  const url = await new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(files[0]);
  });
  globalThis.shared = [files[0].name, files[0].type, url.split(",")[1]];
};"""
"""Chromium has no sheet to share with on Linux."""


def _shared(screen: Screen) -> list[tuple[str, str, str]]:
    """What was handed to the sheet: name, kind, content in base 64."""
    for _ in range(STEP_MS // 100):  # from outside: a question that waits in the page is text that would run there
        shared = screen.page.evaluate("globalThis.shared")
        if shared:
            return [tuple(shared)]
        screen.page.wait_for_timeout(100)
    raise AssertionError("nothing was shared")


def _read(picture: bytes) -> Payment:
    """What a bank's app reads from a picture in the gallery."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return payment_qr.parse(code.text)
