"""A second step in real browsers, from the QR code to the last recovery code; and an app that is locked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mobile.words import Words
from tests.journeys.browser import START_MS, Device, Screen
from tests.journeys.club import PASSWORD, now_ms, served
from tests.journeys.guarding import begins, ends, opens, says_code
from tests.journeys.people import ARRIVED, DESK, is_synced, knocks, people_in, says, sign_in
from tests.sync_server.authenticator import digits

STEP = 30_000
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.mark.languages("en", "nl")
def test_a_second_step_is_asked_on_every_new_device_and_a_code_serves_once(
    web: Path, tmp_path: Path, language: str
) -> None:
    words = Words(language)
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone = sign_in(people.device("phone"), server.url, "sara", words=words)
        is_synced(phone)
        opens(phone, "second.title", words)
        secret = begins(phone, PASSWORD, words)
        codes = ends(phone, secret, words)
        assert len(codes) == 10
        phone.press(words("second.codes.done"))
        phone.hears(re.compile(words.plural("second.left", 10)))

        laptop = asked(people.device("laptop", DESK), server.url, "sara", words)
        says_code(laptop, "000000", words("signin.enter"))
        laptop.hears(words("signin.error.code_wrong"))
        shown = digits(secret, now_ms() + STEP)  # the first one was used: the server allows for the next
        says_code(laptop, shown, words("signin.enter"))
        says(laptop, ARRIVED, START_MS)

        tablet = asked(people.device("tablet"), server.url, "sara", words)
        says_code(tablet, shown, words("signin.enter"))
        tablet.hears(words("signin.error.code_wrong"))
        says_code(tablet, codes[4].lower(), words("signin.enter"))
        says(tablet, ARRIVED, START_MS)
        assert small.rows("SELECT count(*) FROM recovery_code") == [(9,)]
        assert len(small.rows("SELECT 1 FROM user_device")) == 3

        phone.visit("/inbox")
        phone.hears(words("inbox.told.second_spent"))


def test_a_locked_app_asks_for_its_code_at_the_next_start_without_a_network(web: Path, tmp_path: Path) -> None:
    with served(tmp_path / "club", web) as (_, server), people_in(tmp_path) as people:
        device = people.device("phone")
        screen = sign_in(device, server.url, "karel")
        is_synced(screen)
        screen.wait_until_kept()
        opens(screen, "lock.title")
        screen.fill("Kies een code", "1234")
        screen.press("Vergrendeling aanzetten")
        screen.hears(re.compile("Neem geen rij cijfers"))
        screen.fill("Kies een code", "2580")
        screen.fill("Nog een keer", "2580")
        screen.press("Vergrendeling aanzetten")
        screen.find("Nu vergrendelen").wait_for()
        server.stop()
        device.close()
        device.start()

        again = device.open(f"{server.url}/people")
        again.hears(re.compile("Dit is de app van Karel Claes"))
        assert again.page.get_by_role("tab").count() == 0
        assert again.page.get_by_text("Noor").count() == 0
        again.fill("Pincode", "0007")
        again.press("Openen")
        again.hears(re.compile("Dat was niet juist"))
        again.fill("Pincode", "2580")
        again.press("Openen")
        again.hears(re.compile("Noor"))
        opens(again, "lock.title")
        again.press("Nu vergrendelen")
        again.hears(re.compile("Dit is de app van Karel Claes"))
        again.press("Code vergeten?")
        again.fill("Wachtwoord", PASSWORD)
        again.press("Aanmelden")
        again.hears(re.compile("De server is niet bereikbaar"))
        server.start()
        again.press("Aanmelden")
        again.find("Vergrendeling aanzetten").wait_for()


def asked(device: Device, url: str, name: str, words: Words) -> Screen:
    """A new device on which the password was right."""
    screen = knocks(device, url, name, words=words)
    screen.hears(words("second.ask"))
    return screen
