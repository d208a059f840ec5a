"""`python -m tests.journeys.kills --times 20`: ends browser and server with SIGKILL in mid write, looks for lost work.

The browser's part taps attendance marks: what the screen showed as marked must be marked after the restart, and on the
server once all is sent. The server's part lets real devices push over HTTP: what was answered must be in the club's
file after the restart, the file must be whole, and in the end all digests must be equal.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from mobile.web.build import build
from tests.journeys.browser import CHROMIUM, STEP_MS, Screen
from tests.journeys.club import PLAYERS, SmallClub, served
from tests.journeys.conftest import ROOT
from tests.journeys.people import is_synced, people_in, sign_in
from tests.journeys.server_kills import integrity, server_kills

TALL = (420, 1700)
"""High enough for the marks of a whole team: what is not in view has no semantics to tap."""
MARKS = ("Te laat", "Aanwezig")

PLACE = """label => {
    const box = document.querySelector(`flt-semantics[aria-label="${label}"]`)?.getBoundingClientRect();
    return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
}"""
MARKED = """mark => [...document.querySelectorAll('flt-semantics[aria-checked=true]')]
    .map(box => box.getAttribute('aria-label') ?? '').filter(label => label.endsWith(': ' + mark))"""


def browser_kills(folder: Path, web: Path, times: int, rng: random.Random) -> int:
    """Kill the browser `times` times while marks are being written; answers how many shown marks were lost."""
    lost = 0
    with served(folder / "club", web) as (small, server), people_in(folder) as people:
        coach = people.device("coach", TALL)
        screen = sign_in(coach, server.url, "karel")
        screen.wait_until_kept()
        page = f"{server.url}/agenda/{small.ids['training']}"
        screen.page.close()  # one tab at a time works with the files
        screen = coach.open(page)
        for turn in range(times):
            mark = MARKS[turn % 2]
            _ready(screen)
            coach.go_offline(turn % 4 >= 2)  # half of the kills find the work still unsent
            shown = _tap(screen, mark, rng.randint(2, len(PLAYERS) - 2))
            coach.kill()
            assert shown, "nothing was marked before the kill"
            coach.start()
            screen = coach.open(page)
            _ready(screen)
            lost += len(shown - _marked(screen, mark))
            print(f"browser {turn + 1}/{times}: {len(shown)} marks shown, lost {lost}", flush=True)
        _ready(screen)
        is_synced(screen)
        lost += len(_on_screen(screen) ^ _in_club(small))
        assert integrity(small.settings.database) == ["ok"]
    return lost


def _ready(screen: Screen) -> None:
    """Waits until the last player of the list can be tapped."""
    last = screen.find(f"{max(PLAYERS)}: {MARKS[0]}", "checkbox")
    last.wait_for(state="attached", timeout=STEP_MS * 2)


def _marked(screen: Screen, mark: str) -> set[str]:
    return {label.rpartition(":")[0] for label in screen.page.evaluate(MARKED, mark)}


def _tap(screen: Screen, mark: str, wanted: int) -> set[str]:
    """Taps one player after the other until so many marks are shown; answers who is shown. The last taps are on their
    way: what they write is what the kill falls into.
    """
    shown: set[str] = set()
    for name in PLAYERS:
        place = screen.page.evaluate(PLACE, f"{name}: {mark}")
        screen.page.mouse.click(*place)
        shown = _marked(screen, mark)
        if len(shown) >= wanted:
            break
    return shown


def _on_screen(screen: Screen) -> set[tuple[str, str]]:
    return {(name, mark) for mark in MARKS for name in _marked(screen, mark)}


def _in_club(small: SmallClub) -> set[tuple[str, str]]:
    """What the club's own file says of the training."""
    sql = """SELECT c.given_name || ' ' || c.family_name, g.confirmed FROM activity_guest g
        JOIN contact c ON c.id = g.contact WHERE g.activity = ? AND g.confirmed IS NOT NULL"""
    words = {"late": MARKS[0], "present": MARKS[1]}
    return {(name, words[mark]) for name, mark in small.rows(sql, small.ids["training"])}


def main(arguments: list[str]) -> int:
    """Both parts; answers 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    web = ROOT / "build" / "web"
    lost, browsers = 0, options.times
    with tempfile.TemporaryDirectory() as folder:
        found = server_kills(Path(folder) / "server", web, options.times, random.Random(options.seed))
        lost += found.lost
        print(f"server: {found}", flush=True)
        if CHROMIUM is None:
            browsers = 0
            print("browser: no Chromium on this machine (Debian: chromium), that part was left out", flush=True)
        else:
            build(ROOT, web, ROOT / "build" / "web-cache")
            lost += browser_kills(Path(folder) / "browser", web, browsers, random.Random(options.seed))
    print(f"kills: browser {browsers}, server {options.times}, lost {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
