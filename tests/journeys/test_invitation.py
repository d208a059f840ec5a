"""Two people come in: one scans a code on the secretary's screen, one follows the link in a letter. (feature 39)"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sync_server.app import create_app
from sync_server.jobs.post import Post
from sync_server.letters import mail
from tests.journeys.browser import START_MS, STEP_MS, Device, Screen
from tests.journeys.club import SmallClub, found
from tests.journeys.people import ARRIVED, DESK, is_synced, people_in, says, sign_in
from tests.journeys.serving import Served
from tests.sync_server.mailbox import SENDER, Mailbox, mailbox, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LINK = re.compile(r"http://localhost:\d+/#/welcome/[0-9A-Z]{26}")
OWN = "een bal en een veld"


@contextmanager
def served_with_mail(data: Path, site: Path) -> Iterator[tuple[SmallClub, Served, Mailbox]]:
    """The small club, with a mail server beside it."""
    small = found(data, site)
    jef = {"contact": small.ids["Jef Wouters"], "kind": "email", "value": "jef@club.example", "is_primary": 1}
    small.do("contact_point.add", id=small.club.new_id(), **jef)
    with mailbox() as box, Served(create_app(replace(small.settings, mail=box.server), small.club)) as server:
        small.server = server
        yield small, server, box
    small.club.close()


def test_somebody_comes_in_by_a_code_and_somebody_by_a_letter(web: Path, tmp_path: Path) -> None:
    with served_with_mail(tmp_path / "club", web) as (small, server, box), people_in(tmp_path) as people:
        office = sign_in(people.device("office", DESK), server.url, "sara")
        shown = by_code(small, office)
        noor = comes_in(people.device("noor"), shown, "Dag Noor", "noor")
        assert not LINK.search(noor.page.url), "the secret is not in the address bar"
        office.sees("Eerste keer aangemeld")
        office.hears(re.compile("^noor"))

        by_mail(small, office)
        is_synced(office)
        settings = replace(small.settings, url=server.url)
        post = Post(small.club, settings, SENDER, partial(mail.send, box.server))
        with ThreadPoolExecutor(1) as another:  # the browser's driver keeps this one
            another.submit(asyncio.run, post.round()).result()
        (letter,) = box.letters
        assert letter["To"] == "jef@club.example"
        link = LINK.search(text_of(letter))
        assert link is not None
        comes_in(people.device("jef"), link[0], "Dag Jef", "jef")

        late = people.device("late").open(link[0])
        late.hears(re.compile("Deze link werkt niet of niet meer"))
        names = {row[0] for row in small.rows("SELECT username FROM user_profile")}
        assert {"noor", "jef"} <= names


def by_code(small: SmallClub, office: Screen) -> str:
    """The office shows a code; what a camera would read of it."""
    open_tab(office, small, "Noor Claes")
    office.press("Toon een QR-code")
    office.hears(LINK)
    code = office.shows_code()
    assert LINK.fullmatch(code)
    office.press("Sluiten")
    is_synced(office)
    return code


def by_mail(small: SmallClub, office: Screen) -> None:
    open_tab(office, small, "Jef Wouters")
    office.press("Mail naar jef@club.example")
    office.hears(re.compile("Per mail naar jef@club.example"))


def open_tab(office: Screen, small: SmallClub, name: str) -> None:
    """The tab about signing in of somebody's page."""
    office.visit(f"/people/{small.ids[name]}")
    office.find(name, "heading").wait_for(timeout=STEP_MS)  # not that of whoever was looked at before
    office.press(re.compile("^Toegang"), "tab")


def comes_in(device: Device, link: str, hello: str, name: str) -> Screen:
    """Somebody follows a link, chooses, and has the club's data."""
    screen = device.open(link)
    screen.hears(hello)
    screen.fill("Kies een gebruikersnaam", name)
    screen.fill("Kies een wachtwoord", "kort")
    screen.hears("Neem 12 tot 128 tekens. Een paar woorden na elkaar is goed.")
    screen.fill("Kies een wachtwoord", OWN)
    screen.press("Begin")
    says(screen, ARRIVED, START_MS)
    return screen
