"""A real browser that is killed while a coach marks attendance; what the screen showed as marked must still be there.

A mark counts as acknowledged from the moment it is shown. Kills are aimed, in turn: at the moment a mark is shown; when
a commit has begun its journal; when a commit has written the first page of the database.
"""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.browser import STEP_MS, Device, Screen
from tests.journeys.club import PLAYERS, SmallClub, served
from tests.journeys.people import is_synced, people_in, sign_in
from tests.journeys.server_kills import integrity

TALL = (420, 1700)
"""High enough for the marks of a whole team: what is not in view has no semantics to tap."""
MARKS = {"late": "Te laat", "present": "Aanwezig"}
HEADER = 4096
"""What stands before the content of each private file; its name is in there (mobile/web/opfs.mjs)."""
AIMS = ("shown", "journal", "database")
AIM_S = 1.0

SHOWN = """() => [...document.querySelectorAll('flt-semantics[aria-checked=true]')]
    .map(box => (box.getAttribute('aria-label') ?? '').split(': ')).filter(parts => parts.length === 2)"""
FINGER = """([names, mark, gap]) => names.forEach((name, turn) => setTimeout(() => {
    const box = document.querySelector(`flt-semantics[aria-label="${name}: ${mark}"]`);
    const { x, y, width, height } = box.getBoundingClientRect();
    const place = { clientX: x + width / 2, clientY: y + height / 2 };
    const finger = { ...place, bubbles: true, pointerId: 1, pointerType: 'touch', isPrimary: true };
    box.dispatchEvent(new PointerEvent('pointerdown', { ...finger, buttons: 1 }));
    box.dispatchEvent(new PointerEvent('pointerup', finger));
}, turn * gap))"""

Marks = dict[str, str]
"""The words of a player's mark, by the player's name."""


@dataclass
class Outcome:
    """How it went: marks that were newly shown, how many kills fell inside a commit or found shown work unsent, and
    how many shown marks were gone afterwards.
    """

    kills: int = 0
    shown: int = 0
    in_commit: int = 0
    unsent: int = 0
    lost: int = 0


@dataclass
class Coach:
    """Karel's browser on the attendance list of the training, killed and started again."""

    device: Device
    profile: Path
    page: str
    screen: Screen

    def reopen(self) -> None:
        """Start the dead browser on the same page; returns when the last player can be marked."""
        self.device.start()
        self.screen = self.device.open(self.page)
        self.ready()

    def ready(self) -> None:
        """Wait until every player can be marked."""
        for name in PLAYERS:
            self.screen.find(f"{name}: {MARKS['late']}", "checkbox").wait_for(state="attached", timeout=STEP_MS)

    def shown(self) -> Marks:
        """What the screen shows at this moment."""
        return dict(self.screen.page.evaluate(SHOWN))

    def tap(self, names: list[str], mark: str, gap_ms: int) -> None:
        """Tap this mark of one player after the other; returns while the taps still come."""
        self.screen.page.evaluate(FINGER, [names, mark, gap_ms])

    def files(self) -> dict[str, Path]:
        """The files of the app in the browser's private file system, by the names that the app gave them."""
        found = {}
        for path in self.profile.glob("Default/File System/*/t/*/*"):
            head = path.read_bytes()[:HEADER]
            if name := head[16 : 16 + int.from_bytes(head[8:12], "little")].decode():
                found[name] = path
        return found


class Write:
    """The next commit to the replica, as it looks from outside the browser."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._database, self._journal = files["replica.db"], files["replica.db-journal"]

    def is_open(self) -> bool:
        """Whether a commit has begun and is not complete: its journal has content."""
        return self._journal.stat().st_size > HEADER

    def kill_in(self, aim: str, pid: int) -> None:
        """End a group of processes when a commit has begun, or has written to the database, or when none comes."""
        deadline = time.monotonic() + AIM_S
        with self._database.open("rb", buffering=0) as database:
            before = _commits(database)
            # A commit's writes to the database are over within a millisecond: no pause between two looks.
            while time.monotonic() < deadline:
                if self.is_open() if aim == "journal" else _commits(database) != before:
                    break
            os.killpg(pid, signal.SIGKILL)


def _commits(database: io.FileIO) -> bytes:
    """SQLite counts them in bytes 24 to 27 of the first page, which every commit writes before the others."""
    return os.pread(database.fileno(), 4, HEADER + 24)


def browser_kills(folder: Path, web: Path, times: int, rng: random.Random) -> Outcome:
    """Kill the browser `times` times while marks are being written, every other time without a network.

    Raises AssertionError when nothing could be marked, or when a store was damaged.
    """
    outcome = Outcome()
    with _at_the_field(folder, web) as (small, coach):
        for turn in range(times):
            _round(small, coach, outcome, rng, offline=turn % 2 == 1, aim=AIMS[turn % len(AIMS)])
            print(f"browser {turn + 1}/{times}: {outcome}", flush=True)
        is_synced(coach.screen)
        outcome.lost += len(coach.shown().items() ^ _in_club(small).items())
        assert integrity(small.settings.database) == ["ok"]
    return outcome


@contextmanager
def _at_the_field(folder: Path, web: Path) -> Iterator[tuple[SmallClub, Coach]]:
    with served(folder / "club", web) as (small, server), people_in(folder) as people:
        device = people.device("coach", TALL)
        page = f"{server.url}/agenda/{small.ids['training']}"
        coach = Coach(device, folder / "coach", page, sign_in(device, page, "karel"))
        coach.screen.wait_until_kept()
        coach.ready()
        yield small, coach


def _round(small: SmallClub, coach: Coach, outcome: Outcome, rng: random.Random, *, offline: bool, aim: str) -> None:
    """Tap players who do not have a mark, kill while it is written, start again and compare."""
    coach.device.go_offline(offline)
    before = coach.shown()
    mark = min(MARKS.values(), key=list(before.values()).count)
    tapped = rng.sample([name for name in PLAYERS if before.get(name) != mark], 8)
    first = rng.randint(2, 6)
    coach.tap(tapped[:first], mark, rng.choice((0, 30, 100)))
    shown = _when_shown(coach, tapped, mark, rng.randint(1, first))
    write = Write(coach.files())
    if aim != "shown":
        coach.tap(tapped[first:], mark, rng.choice((0, 30)))  # the kill falls into what these write
        write.kill_in(aim, coach.device.pid())
    coach.device.kill()
    in_commit, sent = write.is_open(), _in_club(small)
    coach.reopen()
    kept = coach.shown()
    new = {name for name in tapped if shown.get(name) == mark}
    unsent = any(sent.get(name) != mark for name in new)
    assert unsent or not offline, "marks were sent without a network"
    assert not any("broken" in name for name in coach.files()), "the replica was damaged"
    outcome.kills += 1
    outcome.shown += len(new)
    outcome.in_commit += in_commit
    outcome.unsent += unsent
    outcome.lost += len(_lost(shown, kept, dict.fromkeys(set(tapped) - new, mark)))


def _lost(shown: Marks, kept: Marks, on_the_way: Marks) -> set[str]:
    """Whose shown mark is gone. What was on the way, tapped and not shown yet, may have been written or not."""
    return {name for name, mark in shown.items() if kept.get(name) not in (mark, on_the_way.get(name, mark))}


def _when_shown(coach: Coach, tapped: list[str], mark: str, wanted: int) -> Marks:
    """What is shown as soon as so many of the tapped players have the mark."""
    deadline = time.monotonic() + STEP_MS / 1000
    while time.monotonic() < deadline:
        shown = coach.shown()
        if sum(shown.get(name) == mark for name in tapped) >= wanted:
            return shown
    raise AssertionError(f"{wanted} taps were never shown")


def _in_club(small: SmallClub) -> Marks:
    """What the club's own file says of the training."""
    sql = """SELECT c.given_name || ' ' || c.family_name, g.confirmed FROM activity_guest g
        JOIN contact c ON c.id = g.contact WHERE g.activity = ? AND g.confirmed IS NOT NULL"""
    return {name: MARKS[mark] for name, mark in small.rows(sql, small.ids["training"])}
