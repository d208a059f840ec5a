"""A person who protects a sign-in: opens the pages of it, and puts an app of codes beside it."""

from __future__ import annotations

import re

from mobile.words import Words
from tests.journeys.browser import Screen
from tests.journeys.club import now_ms
from tests.journeys.people import DUTCH
from tests.sync_server.authenticator import digits

LETTERS = re.compile(r"\b(?:[A-Z2-7] ){31}[A-Z2-7]\b")
CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z-])")
SPELLED = re.compile(r"(?:[0-9A-Z] ){4}- ")
TEXTS = """() => [...document.querySelectorAll('flt-semantics')].flatMap(one => [one.innerText,
  one.getAttribute('aria-label')]).filter(Boolean).map(text => text.replaceAll(' ', ''))"""


def opens(screen: Screen, title: str, words: Words = DUTCH) -> None:
    """A page of the security of this person's sign-in, by hand; `title` is the key of its name."""
    screen.turn_to(re.compile(words("place.more")))
    screen.press(re.compile(f"^{words('place.security')}"))
    screen.press(re.compile(f"^{words(title)}"))


def begins(screen: Screen, password: str, words: Words = DUTCH) -> str:
    """Says the password; the secret that an app on a phone would know from then on."""
    screen.fill(words("signin.password"), password)
    screen.press(words("second.begin"))
    screen.page.get_by_role("img", name=words("second.qr")).wait_for()
    letters = screen.page.get_by_text(LETTERS).or_(screen.page.get_by_label(LETTERS)).first
    found = LETTERS.search(f"{letters.inner_text()} {letters.get_attribute('aria-label')}")
    assert found is not None
    return found[0].replace(" ", "")


def ends(screen: Screen, secret: str, words: Words = DUTCH) -> list[str]:
    """Types the first code; the recovery codes."""
    says_code(screen, digits(secret, now_ms()), words("second.confirm"))
    screen.find(words("second.codes.done")).wait_for()
    screen.page.get_by_text(SPELLED).or_(screen.page.get_by_label(SPELLED)).first.wait_for()
    return list(dict.fromkeys(CODE.findall("\n".join(screen.page.evaluate(TEXTS)))))


def says_code(screen: Screen, code: str, button: str = DUTCH("signin.enter")) -> None:
    """In the field for it, and goes on."""
    screen.fill(re.compile("^Code"), code)
    screen.press(button)
