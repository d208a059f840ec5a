"""A club begins: its first owner comes in by a link, finds their feet, and invites; a parent comes in by a letter or by
a sheet of paper, forgets the password and gets another. Once in Dutch, once in English. (features 33, 39, 62, 101)
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from mobile.words import Words
from shared.domain.invitation import PACE_MS
from sync_server.app import create_app
from sync_server.club import open_club
from sync_server.jobs.post import Post
from sync_server.keys.label_key import open_label_key
from sync_server.letters import mail
from sync_server.sign_in.founding import founding_link, introduce
from tests.journeys.browser import START_MS, Device, Screen
from tests.journeys.club import SmallClub, now_ms, settings_of
from tests.journeys.people import DESK, people_in
from tests.journeys.serving import Served
from tests.mobile.paper.test_labels import objects, scanned
from tests.sync_server.mailbox import SENDER, Mailbox, mailbox, text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LINK = re.compile(r"http://localhost:\d+/#/welcome/[0-9A-Z]{26}")
FIRST, SECOND = "een bal en een veld", "een veld zonder bal"
NAMED = re.compile(r"^(.+)\nhttp", re.MULTILINE)
SYNCED = re.compile(r"^(Bijgewerkt|Synced) \d\d:\d\d|^1 (vraagt je aandacht|needs you)")


@dataclass
class Beginning:
    """An empty club with a mail server beside it, told in one language."""

    small: SmallClub
    server: Served
    box: Mailbox
    words: Words

    @property
    def link(self) -> str:
        """What the terminal says at the first start."""
        address = founding_link(self.small.club, replace(self.small.settings, url=self.server.url))
        assert address is not None
        return address

    def post(self) -> None:
        """Let the letters leave that are due, and all that would be within an hour."""
        club = replace(self.small.club, now=lambda: now_ms() + 300 * PACE_MS)
        post = Post(
            club, replace(self.small.settings, url=self.server.url), SENDER, partial(mail.send, self.box.server)
        )
        with ThreadPoolExecutor(1) as another:  # the browser's driver keeps this one
            another.submit(asyncio.run, post.round()).result()


@contextmanager
def empty_club(data: Path, site: Path, language: str) -> Iterator[Beginning]:
    """`touchline serve` on an empty database."""
    settings = settings_of(data, site)
    club = open_club(settings.database, now_ms, keys=settings.key_file)
    introduce(club, settings)
    small = SmallClub(club, settings, open_label_key(settings.key_file))
    with mailbox() as box, Served(create_app(replace(settings, mail=box.server), club)) as server:
        small.server = server
        yield Beginning(small, server, box, Words(language))
    club.close()


@pytest.mark.languages("nl", "en")
def test_a_club_begins(web: Path, tmp_path: Path, language: str) -> None:
    with empty_club(tmp_path / "club", web, language) as begin, people_in(tmp_path) as people:
        owner = comes_in(begin, people.device("owner", DESK), begin.link, "koen", found=True)
        finds_their_feet(begin, owner)
        first_people(begin, owner)
        pdf = invites_all(begin, owner)
        begin.post()
        (letter,) = begin.box.letters
        assert letter["To"] == "gezin@club.example"
        assert NAMED.findall(text_of(letter)) == ["Jan Bos", "Mia Bos"]
        _, mia = LINK.findall(text_of(letter))
        comes_in(begin, people.device("mia"), mia, "mia").page.close()
        comes_in(begin, people.device("noa"), on_paper(pdf), "noa").page.close()
        owner.hears(begin.words("bulk.state.accepted"))
        forgets_the_password(begin, people.device("laptop", DESK))
        assert begin.small.rows("SELECT username FROM user_profile ORDER BY 1") == [
            ("koen",),
            ("mia",),
            ("noa",),
        ]


def comes_in(begin: Beginning, device: Device, link: str, name: str, *, found: bool = False) -> Screen:
    """Somebody follows a link, chooses, and has the club's data."""
    words, screen = begin.words, device.open(link)
    screen.press(words(f"language.{words.language}"))
    if found:
        screen.fill(words("welcome.found.club"), "KV De Meers")
        screen.fill(words("welcome.found.given_name"), "Koen")
        screen.fill(words("welcome.found.family_name"), "Peeters")
    screen.fill(words("welcome.username"), name)
    screen.fill(words("welcome.password"), FIRST)
    screen.press(words("welcome.found.enter" if found else "welcome.enter"))
    is_synced(screen, START_MS)
    assert not LINK.search(screen.page.url), "the secret is not in the address bar"
    return screen


def is_synced(screen: Screen, within_ms: int = 30_000) -> None:
    """Waits until the badge says that all is sent and fetched; another password is told in the inbox."""
    expect(screen.page.get_by_role("button", name=SYNCED).first).to_be_visible(timeout=within_ms)


def finds_their_feet(begin: Beginning, owner: Screen) -> None:
    """The list ticks itself."""
    words = begin.words
    owner.hears(words("start.title"))
    owner.press(re.compile(f"^{words('start.season')}"))
    owner.press(re.compile(words("club.season.usual", name="20..-20..")))
    owner.misses(words("club.season.other"))
    owner.press(re.compile(f"^{words('start.teams')}"))
    owner.fill(re.compile(f"^{words('club.teams.names')}"), "U9, U11 A")
    owner.press(words("form.save"))
    owner.misses(words("club.teams.names"))
    is_synced(owner)
    begin.small.comes_to_say([("U11 A",), ("U9",)], 'SELECT name FROM "group" ORDER BY name')


def first_people(begin: Beginning, owner: Screen) -> None:
    """Mia and Jan share an address and have a son, Tuur; Noa has none. Noa by hand, the family as an import would."""
    words, small = begin.words, begin.small
    owner.press(re.compile(f"^{words('start.people')}"))
    owner.fill(words("field.given_name"), "Noa")
    owner.press(words("form.save"))
    owner.hears("Noa")
    account = small.club.new_id()
    for name, year in (("mia", 1985), ("jan", 1984), ("tuur", now_year() - 9)):
        made = {"given_name": name.title(), "family_name": "Bos", "birth_year": year, "language": words.language}
        small.make(name, "contact.create", **made)
    for name in ("mia", "jan"):
        point = {"contact": small.ids[name], "kind": "email", "value": "gezin@club.example"}
        small.do("contact_point.add", id=small.club.new_id(), **point)
    parent = {"contact": small.ids["mia"], "function": "parent", "may_act_for": 1}
    small.do("account.create", id=account, kind="family", name="Bos", link_id=small.club.new_id(), **parent)
    for name, function in (("jan", "parent"), ("tuur", "child")):
        link = {"contact": small.ids[name], "function": function, "may_act_for": int(name == "jan")}
        small.do("account.link", id=small.club.new_id(), account=account, **link)


def now_year() -> int:
    """This year."""
    return int(now_ms() / 1000 / 3600 / 24 / 365.2425) + 1970


def invites_all(begin: Beginning, owner: Screen) -> bytes:
    """Everybody, of whom the owner sees before what each gets; answers the paper."""
    words = begin.words
    owner.visit("/people/invite")
    owner.press(words.plural("bulk.tick_all", 4), "checkbox")
    owner.press(words.plural("bulk.look", 4))
    owner.hears(re.compile(words("bulk.for", children="Tuur Bos")))
    owner.hears(words.plural("bulk.letters", 1))
    owner.press(words.plural("bulk.go", 3))
    owner.hears(words.plural("bulk.done", 3))
    with owner.page.expect_download() as download:
        owner.press(words("bulk.paper"))
    is_synced(owner)
    return Path(download.value.path()).read_bytes()


def on_paper(pdf: bytes) -> str:
    """What a camera reads on the sheet."""
    [image] = [content for content in objects(pdf).values() if b"/Subtype /Image" in content]
    return scanned(image)


def forgets_the_password(begin: Beginning, device: Device) -> None:
    """Mia asks for a letter on another device, chooses another password, and is in."""
    words, screen = begin.words, device.open(begin.server.url)
    screen.press(words(f"language.{words.language}"))
    screen.press(words("otherways.forgot"))
    screen.page.get_by_role("alertdialog").or_(screen.page.get_by_role("dialog")).first.wait_for()
    box = screen.page.get_by_role("textbox", name=words("signin.username")).last
    box.click()
    box.fill("mia")
    screen.press(words("otherways.go"))
    screen.hears(words("otherways.forgot.sent"))
    begin.post()
    begin.post()  # the first round finds out whose name it is
    letter = begin.box.letters[-1]
    found = LINK.search(text_of(letter))
    assert found is not None
    screen.page.close()
    again = device.open(found[0])
    again.hears(words("welcome.you_are", username="mia"))
    again.fill(words("welcome.password"), SECOND)
    again.press(words("welcome.renew"))
    is_synced(again, START_MS)
