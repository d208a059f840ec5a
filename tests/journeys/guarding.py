"""A person who protects a sign-in: opens the pages of it, and puts an app of codes beside it."""

from __future__ import annotations

import re

from tests.journeys.browser import Screen
from tests.journeys.club import now_ms
from tests.sync_server.authenticator import digits

LETTERS = re.compile(r"\b(?:[A-Z2-7] ){31}[A-Z2-7]\b")
CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z-])")
SPELLED = re.compile(r"(?:[0-9A-Z] ){4}- ")
TEXTS = """() => [...document.querySelectorAll('flt-semantics')].flatMap(one => [one.innerText,
  one.getAttribute('aria-label')]).filter(Boolean).map(text => text.replaceAll(' ', ''))"""


def opens(screen: Screen, title: str) -> None:
    """A page of the security of this person's sign-in, by hand."""
    screen.press(re.compile("Meer"), "tab")
    screen.press(re.compile("^Beveiliging"))
    screen.press(re.compile(f"^{title}"))


def begins(screen: Screen, password: str) -> str:
    """Says the password; the secret that an app on a phone would know from then on."""
    screen.fill("Wachtwoord", password)
    screen.press("Beginnen")
    screen.page.get_by_role("img", name="QR-code voor de app op je telefoon").wait_for()
    letters = screen.page.get_by_text(LETTERS).or_(screen.page.get_by_label(LETTERS)).first
    found = LETTERS.search(f"{letters.inner_text()} {letters.get_attribute('aria-label')}")
    assert found is not None
    return found[0].replace(" ", "")


def ends(screen: Screen, secret: str) -> list[str]:
    """Types the first code; the recovery codes."""
    says_code(screen, digits(secret, now_ms()), "Aanzetten")
    screen.find("Ik heb ze bewaard").wait_for()
    screen.page.get_by_text(SPELLED).or_(screen.page.get_by_label(SPELLED)).first.wait_for()
    return list(dict.fromkeys(CODE.findall("\n".join(screen.page.evaluate(TEXTS)))))


def says_code(screen: Screen, code: str, button: str = "Aanmelden") -> None:
    """In the field for it, and goes on."""
    screen.fill(re.compile("^Code"), code)
    screen.press(button)
