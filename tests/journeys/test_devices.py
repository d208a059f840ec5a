"""A device in a real browser: shut out it is emptied to the last byte, and one that is nobody's keeps nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mobile.words import Words
from tests.journeys.browser import Screen
from tests.journeys.club import PASSWORD, served
from tests.journeys.people import DESK, is_synced, people_in, sign_in, tells
from tests.journeys.test_revocation import SECRETS, found_in

DIGITS = re.compile(r"\b\d{3} \d{3}\b")
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.mark.languages("nl", "en")
def test_a_lost_phone_that_was_revoked_is_emptied_at_its_next_contact(web: Path, tmp_path: Path, language: str) -> None:
    """What it had not sent lies with the office; the next start knows nobody.

    # promise 3 # promise 5
    """
    words = Words(language)
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone = people.device("phone")
        screen = sign_in(phone, server.url, "karel", words=words)
        is_synced(screen)
        assert found_in(tmp_path / "phone") == set(SECRETS)

        server.stop()
        screen.press(re.compile(words("place.more")), "tab")
        screen.press(re.compile(words("place.devices")))
        screen.press(words("devices.rename"))
        screen.fill(words("devices.name"), "Gsm van Karel")
        screen.press(words("form.save"))
        screen.hears(re.compile("Gsm van Karel"))
        ((device,),) = small.rows("SELECT id FROM user_device WHERE kind = 'browser'")
        small.do("user_device.revoke", id=device)
        screen.press(words("devices.rename"))  # what stands over the page goes with it
        screen.find(words("devices.name"), "textbox").wait_for()
        server.start()

        screen.hears(words("wiped.revoked"), within_ms=90_000)
        assert small.rows("SELECT reason, state FROM parked_change") == [("revoked", "waiting")]
        phone.close()
        assert found_in(tmp_path / "phone") == set()
        phone.start()
        again = phone.open(server.url)
        again.hears(words("wiped.revoked"))
        again.find(words("signin.username"), "textbox").wait_for()


def test_a_device_of_somebody_else_keeps_nothing(web: Path, tmp_path: Path) -> None:
    """All of it works, and closing the tab ends it."""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        library = people.device("library")
        screen = library.open(server.url)
        screen.press(re.compile("Niet van mij$"), "checkbox")
        tells(screen, "karel", PASSWORD)
        is_synced(screen)
        assert len(small.rows("SELECT 1 FROM user_device")) == 1
        assert found_in(tmp_path / "library") == set()
        library.close()
        assert found_in(tmp_path / "library") == set()
        library.start()
        library.open(server.url).find("Gebruikersnaam", "textbox").wait_for()


def test_signing_out_asks_about_what_was_not_sent_and_empties_the_browser(web: Path, tmp_path: Path) -> None:
    with served(tmp_path / "club", web) as (_, server), people_in(tmp_path) as people:
        phone = people.device("phone")
        screen = sign_in(phone, server.url, "karel")
        is_synced(screen)
        server.stop()
        screen.press(re.compile("Meer"), "tab")
        screen.press(re.compile("Mijn toestellen"))
        screen.press("Naam wijzigen")
        screen.fill("Naam van het toestel", "Gsm van Karel")
        screen.press(re.compile("Bewaren|Opslaan"))
        screen.press("Terug")
        screen.press(re.compile("Meer"), "tab")
        screen.hears("Taal")
        screen.go_to_the_foot()
        screen.press(re.compile("Afmelden"))
        screen.hears(re.compile("Toestel een naam gegeven"))
        screen.press("Weggooien en afmelden")
        screen.hears(re.compile("Je bent afgemeld"))
        phone.close()
        assert found_in(tmp_path / "phone") == set()


@pytest.mark.languages("en", "nl")
def test_a_second_device_signs_in_without_a_password(web: Path, tmp_path: Path, language: str) -> None:
    """The first shows a code, both show the same digits, and the person says so."""
    words = Words(language)
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        phone, laptop = people.device("phone"), people.device("laptop", DESK)
        first = sign_in(phone, server.url, "karel", words=words)
        is_synced(first)
        first.press(re.compile(words("place.more")), "tab")
        first.press(re.compile(words("place.devices")))
        first.press(words("pair.title"))
        picture = first.page.get_by_role("img", name=re.compile("pair="))
        picture.wait_for()
        second = laptop.open(str(picture.get_attribute("aria-label")))
        second.hears(DIGITS)
        first.hears(DIGITS)
        assert len({shown(first), shown(second)}) == 1
        first.press(words("pair.same"))
        is_synced(second, 90_000)
        assert len(small.rows("SELECT 1 FROM user_device WHERE revoked_at IS NULL")) == 2


def shown(screen: Screen) -> str:
    """The six digits on this screen."""
    found = DIGITS.search(screen.page.content())
    assert found is not None
    return found[0]
