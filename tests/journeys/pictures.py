"""`python -m tests.journeys.pictures`: photographs every screen of the demo club into assets/screens.

The real site, the real server, a demo club in a folder of its own (`--data` keeps it for the next time): what the
pictures show is what a person gets. `--only coach` takes one role's pictures again.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from shared.domain.invitation import SECRET_BYTES, hash_of, link, secret_of
from shared.sync.protocol import ActionCall
from sync_server.app import create_app
from sync_server.club import Club, open_club
from sync_server.demo.keeping import keep_demo
from sync_server.demo.sign_ins import password_of
from sync_server.settings import Settings
from sync_server.sign_in.founding import founding_link, introduce
from tests.edition import ROOT, edition
from tests.journeys.album import ALBUM, label_film
from tests.journeys.browser import START_MS, Device, Screen
from tests.journeys.club import now_ms, settings_of
from tests.journeys.people import DESK, PHONE, TABLET, People, people_in, sign_in
from tests.journeys.serving import Served

FOLDER = ROOT / "assets" / "screens"
SIZES = {"phone": PHONE, "wide": DESK, "tablet": TABLET}
USUAL = ("phone", "wide")
PAUSE_MS = 350
COLOURS = 144
FOUNDER = (
    ("Naam van de club", "KV De Meers"),
    ("Je voornaam", "Koen"),
    ("Je familienaam", "Peeters"),
    ("Kies een gebruikersnaam", "koen"),
    ("Kies een wachtwoord", "een bal en een veld"),
)


@dataclass
class Camera:
    """One person's device before our lens. `suffix` is what makes the coming pictures special: "-dark", "-en"."""

    name: str
    device: Device
    screen: Screen
    settings: Settings
    url: str
    suffix: str = ""

    def ids(self, sql: str, *values: object) -> list[Any]:
        """The first column of what the club's file answers."""
        reading = sqlite3.connect(f"file:{self.settings.database}?mode=ro", uri=True)
        try:
            return [row[0] for row in reading.execute(sql, values)]
        finally:
            reading.close()

    @property
    def now(self) -> int:
        """UTC milliseconds."""
        return now_ms()

    def go(self, path: str) -> None:
        """To a place of the app, as by its address."""
        self.screen.page.evaluate(
            "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path
        )
        stands_still(self.screen)

    def take(self, name: str, *sizes: str) -> None:
        """What stands there now, on a phone and on a wide screen, or on one of them."""
        for size in sizes or USUAL:
            width, height = SIZES[size]
            self.screen.page.set_viewport_size({"width": width, "height": height})
            stands_still(self.screen)
            keep(self.screen, FOLDER / f"{name}-{size}{self.suffix}.png")
        width, height = PHONE
        if self.screen.page.viewport_size != {"width": width, "height": height}:
            self.screen.page.set_viewport_size({"width": width, "height": height})
            stands_still(self.screen)  # else the next press falls where something was on the wide screen

    def visit(self, path: str, name: str, *sizes: str) -> None:
        """Go there and take it."""
        self.go(path)
        self.take(name, *sizes)

    def scroll(self) -> None:
        """To the end of the page: what is far below is nowhere before it is near."""
        width, height = PHONE
        self.screen.page.mouse.move(width / 2, height / 2)
        self.screen.page.mouse.wheel(0, 10 * height)
        stands_still(self.screen)

    def dress(self, *labels: str) -> None:
        """Choose on the page "more": a language, a look."""
        self.go("/more")
        for label in labels:
            self.screen.find(re.compile(rf": {label}$"), "checkbox").click()
            stands_still(self.screen)


def stands_still(screen: Screen) -> None:
    """Waits until three pictures in a row are the same: a busy machine draws late."""
    screen.page.mouse.move(0, 0)  # nothing looks pointed at
    last, same = b"", 0
    for _ in range(8):
        screen.page.wait_for_timeout(PAUSE_MS)
        now = screen.page.screenshot()
        same = same + 1 if now == last else 0
        last = now
        if same == 2:
            return


def keep(screen: Screen, path: Path) -> None:
    """One picture with few colours, so that the folder stays small."""
    screen.photograph(path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.name} {path.stat().st_size // 1024} KB", flush=True)


def front_door(people: People, url: str) -> None:
    """The page before anybody is known: fresh, and after a wrong password."""
    for size, pixels in ((size, SIZES[size]) for size in USUAL):
        device = people.device(f"door-{size}", pixels)
        screen = device.open(url)
        stands_still(screen)
        keep(screen, FOLDER / f"sign-in-{size}.png")
        if size == "phone":
            _dressed(screen, "sign-in-phone")
            screen.fill("Gebruikersnaam", "coach")
            screen.fill("Wachtwoord", "fout wachtwoord")
            screen.press("Aanmelden")
            screen.sees("Gebruikersnaam of wachtwoord klopt niet.")
            keep(screen, FOLDER / "sign-in-refused-phone.png")
        device.close()


def welcome(people: People, club: Club, url: str) -> None:
    """The page behind an invitation."""
    known = {row["contact"] for row in club.store.find("user_profile")}
    someone = min(row["id"] for row in club.store.find("contact", status="active") if row["id"] not in known)
    secret = secret_of(bytes(SECRET_BYTES))
    wish = {"id": club.new_id(), "contact": someone, "purpose": "join", "how": "code", "secret_hash": hash_of(secret)}
    club.referee.perform(club.new_id(), club.now(), ActionCall("invitation.make", 1, wish))
    for size in USUAL:
        device = people.device(f"welcome-{size}", SIZES[size])
        screen = device.open(link(url, secret))
        stands_still(screen)
        keep(screen, FOLDER / f"welcome-{size}.png")
        if size == "phone":
            _dressed(screen, "welcome-phone")
        device.close()


def beginning(people: People, settings: Settings) -> None:
    """A club that just began: its first owner's way in, and the front page after it."""
    club = open_club(settings.database, now_ms, keys=settings.key_file)
    introduce(club, settings)
    with Served(create_app(settings, club)) as server:
        address = founding_link(club, replace(settings, url=server.url))
        assert address is not None
        device = people.device("founder", PHONE)
        screen = device.open(address)
        screen.find("Naam van de club", "textbox").wait_for()
        stands_still(screen)
        keep(screen, FOLDER / "welcome-found-phone.png")
        _dressed(screen, "welcome-found-phone")
        for label, text in FOUNDER:
            screen.fill(label, text)
        screen.press("Begin met deze club")
        screen.hears("Aan de slag", START_MS)
        camera = Camera("founder", device, screen, settings, server.url)
        camera.take("today-start")
        for look, labels in (("-dark", ("Donker",)), ("-en", ("Toestel", "English"))):
            camera.dress(*labels)
            camera.suffix = look
            camera.visit("/", "today-start", "phone")
            camera.suffix = ""
        device.close()
    club.close()


def _dressed(screen: Screen, name: str) -> None:
    """The same in the dark, and in English."""
    screen.page.emulate_media(color_scheme="dark")
    stands_still(screen)
    keep(screen, FOLDER / f"{name}-dark.png")
    screen.page.emulate_media(color_scheme="light")
    screen.press("English")
    stands_still(screen)
    keep(screen, FOLDER / f"{name}-en.png")
    screen.press("Nederlands")


def prepared(settings: Settings) -> None:
    """Make the demo club, unless it is there."""
    if settings.database.exists():
        return
    keep_demo(settings, now_ms)


def photograph(settings: Settings, only: str | None) -> None:
    """All pictures, or those of one role."""
    club = open_club(settings.database, now_ms, keys=settings.key_file)
    with (
        tempfile.TemporaryDirectory() as folder,
        Served(create_app(settings, club)) as server,
        people_in(Path(folder)) as people,
    ):
        if only in (None, "beginning"):
            beginning(people, settings_of(Path(folder) / "beginning", settings.web))
        if only in (None, "door"):
            front_door(people, server.url)
            welcome(people, club, server.url)
        for name, shoot in ALBUM.items():
            if only not in (None, name):
                continue
            lens = label_film(settings, Path(folder)) if name == "equipment" else None
            device = people.device(name, PHONE, lens)
            screen = sign_in(device, server.url, name, password_of(name))
            stands_still(screen)
            shoot(Camera(name, device, screen, settings, server.url))
            device.close()
    club.close()


def main(arguments: list[str]) -> None:
    """Build what changed, make the club, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.pictures", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with a demo club; made there when it is empty")
    parser.add_argument("--web", type=Path, help="a built site (default: build/web, built when something changed)")
    parser.add_argument("--only", choices=["beginning", "door", *ALBUM])
    options = parser.parse_args(arguments)
    web = options.web or edition()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(options.data or Path(folder), web)
        prepared(settings)
        photograph(settings, options.only)


if __name__ == "__main__":
    main(sys.argv[1:])
