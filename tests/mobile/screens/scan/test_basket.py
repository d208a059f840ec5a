"""A round of scanning that ends with the battery is there again at the next start. (feature B5)"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from mobile.app_lock import AppLock
from mobile.device.doors import Doors
from mobile.drafts import Drafts
from mobile.screens.scan.basket import NAME, as_kept, bring_back
from mobile.screens.scan.scanning import Scanning
from mobile.touchline import Touchline
from shared.domain.contact import fold
from shared.replica.ledger import DEVICE_REGISTER
from shared.storage import SqliteStorage
from tests.fakes import FakeCamera, FakeDecoder, FakeFiles
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.screens.scan.test_scanning import Heard
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CONES, CUPBOARD, short_label_of, stocked
from tests.mobile.test_app_lock import PIN, quick

Story = Callable[[Touchline, Drawn], Coroutine[None, None, None]]
READY, WAITING = (
    "Van je vorige ronde: 2 stukken gescand, nog niet uitgegeven.",
    "Je was aan het scannen: 2 stukken liggen nog klaar.",
)
BARS: list[Any] = []


@pytest.fixture
def club() -> Club:
    return stocked(furnish(small_club()))


def at_scan(club: Club, story: Story, *, role: str = "equipment", route: str = "/scan") -> Touchline:
    """The app is started on this device; nothing is left of it when the story ends but the store."""
    BARS.clear()
    doors = Doors(lambda: FakeCamera(fails="camera_none"), FakeFiles, Heard, FakeDecoder())
    touchline = touchline_of(club, role, device=doors, show=BARS.append)
    touchline.state.place.route = route

    async def run() -> None:
        async with drawn(touchline) as screen:
            await story(touchline, screen)

    asyncio.run(run())
    return touchline


async def mode(screen: Drawn, name: str) -> None:
    modes = screen.one("SegmentedButton")
    screen.session.apply_patch(modes._i, {"selected": [name]})
    await screen.event(modes, "change", [name])


async def hear(touchline: Touchline, screen: Drawn, *names: str) -> None:
    for name in names:
        assert touchline.wedge.heard is not None
        touchline.wedge.heard(short_label_of(name))
        await screen.settle()


async def two_balls_for_u11(touchline: Touchline, screen: Drawn) -> None:
    await mode(screen, "give")
    await screen.press("FilledButton", "Aan wie geef je uit?")
    [whom] = screen.questions()
    [u11] = [
        one
        for one in screen.all("ListTile", whom)
        if str(one.key).startswith("group/") and said(screen, one)[0] == "U11"
    ]
    await screen.event(u11, "click")
    await hear(touchline, screen, f"{BALL} 2", f"{BALL} 3")


async def nothing(touchline: Touchline, screen: Drawn) -> None:
    """Only looks."""


def said(screen: Drawn, under: Any = None) -> list[str]:
    return [str(text.value) for text in screen.all("Text", under) if text.value]


def draft(club: Club) -> Any:
    row = club.store.get("draft", NAME)
    return None if row is None else json.loads(row["body"])


def test_with_each_scan_the_round_is_on_the_disk_in_ids(club: Club) -> None:
    """No name, no number, no word: what was one's own to read is looked up again."""

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await two_balls_for_u11(touchline, screen)
        assert draft(club) == {
            "mode": "give",
            "taker": ["group", club.ids["U11"]],
            "place": None,
            "began": 0,
            "lines": [[club.ids[f"{BALL} 3"], None, "good"], [club.ids[f"{BALL} 2"], None, "good"]],
        }
        await screen.speak(f"{BALL} 2 weghalen")
        assert [id for id, *_ in draft(club)["lines"]] == [club.ids[f"{BALL} 3"]]
        await screen.speak(f"{BALL} 3 weghalen")
        assert draft(club) is None

    at_scan(club, story)


def test_the_next_start_goes_on_with_it(club: Club) -> None:
    at_scan(club, two_balls_for_u11)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        assert READY in said(screen)
        assert touchline.state.place.unsaved
        await hear(touchline, screen, CONES)
        assert READY not in said(screen), "they went on"
        await screen.press("FilledButton", "3 stukken uitgeven")
        [end] = screen.questions()
        [give] = screen.all("FilledButton", end)
        assert give.content == "Geef 3 stukken aan U11"
        await screen.event(give, "click")

    touchline = at_scan(club, story)
    items = [touchline.reader.equipment.item(club.ids[f"{BALL} {number}"]) for number in (2, 3)]
    assert [(item.holder, item.held_since) for item in items if item] == [("U11", NOW)] * 2
    assert draft(club) is None


def test_a_label_that_is_still_in_view_after_the_round_is_no_work_to_lose(club: Club) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await two_balls_for_u11(touchline, screen)
        assert touchline.state.place.unsaved
        await screen.press("FilledButton", "2 stukken uitgeven")
        [give] = screen.all("FilledButton", *screen.questions())
        await screen.event(give, "click")
        await hear(touchline, screen, f"{BALL} 2")
        assert any("Heeft U11 al" in text for text in said(screen))
        assert not touchline.state.place.unsaved

    at_scan(club, story)


def test_it_can_be_thrown_away(club: Club) -> None:
    at_scan(club, two_balls_for_u11)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        await screen.press("TextButton", "Weggooien")
        assert (READY in said(screen), screen.one("SegmentedButton").selected) == (False, ["look"])
        assert not touchline.state.place.unsaved

    at_scan(club, story)
    assert draft(club) is None


def test_wherever_the_app_starts_it_says_so_once(club: Club) -> None:
    at_scan(club, two_balls_for_u11)

    async def story(touchline: Touchline, screen: Drawn) -> None:
        [bar] = BARS
        assert (bar.content.value, bar.action.label) == (WAITING, "Verdergaan")
        bar.action.on_click(None)
        await screen.settle()
        assert READY in said(screen)
        await screen.press("FilledTonalButton", "Verdergaan")
        assert READY not in said(screen)
        assert len(draft(club)["lines"]) == 2

    at_scan(club, story, route="/")
    at_scan(club, nothing)
    assert BARS == [], "the page itself says it"


def test_who_leaves_leaves_it_and_a_lock_is_no_leaving(club: Club, tmp_path: Path) -> None:
    async def story(touchline: Touchline, screen: Drawn) -> None:
        await two_balls_for_u11(touchline, screen)
        lock = AppLock(tmp_path, touchline.state.lock, lambda: NOW, quick)
        object.__setattr__(touchline, "app_lock", lock)
        await lock.put_on(PIN, 1)
        lock.shut()
        await screen.settle()
        assert "Vergrendeld" in said(screen)
        assert len(draft(club)["lines"]) == 2
        touchline.state.lock.shut = False
        await screen.settle()
        assert READY in said(screen)
        touchline.go("/")
        assert touchline.state.place.route == "/scan", "asked first"
        touchline.leave()
        await screen.settle()
        assert draft(club) is None

    at_scan(club, story)


def test_a_place_is_gone_through_to_its_end_whatever_becomes_of_the_phone(club: Club) -> None:
    address = f"/scan?audit={club.ids[CUPBOARD]}"

    async def some(touchline: Touchline, screen: Drawn) -> None:
        await hear(touchline, screen, *(f"{BALL} {number}" for number in range(2, 12)))

    async def rest(touchline: Touchline, screen: Drawn) -> None:
        assert "Je was hier aan het nakijken: 10 stukken gescand. Het is nog niet afgesloten." in said(screen)
        assert {"10 gezien", "2 ontbreken"} <= set(said(screen))
        await hear(touchline, screen, f"{BALL} 1")
        assert {"11 gezien", "1 ontbreken"} <= set(said(screen))

    at_scan(club, some, route=address)
    at_scan(club, rest, route=address)
    at_scan(club, rest_is_kept)


async def rest_is_kept(touchline: Touchline, screen: Drawn) -> None:
    assert "Je was hier aan het nakijken: 11 stukken gescand. Het is nog niet afgesloten." in said(screen)


def test_what_left_the_device_is_not_brought_back(club: Club) -> None:
    at_scan(club, two_balls_for_u11)
    club.store.delete("resource", club.ids[f"{BALL} 2"])
    club.store.delete("group", club.ids["U11"])
    scanning = Scanning()
    bring_back(touchline_of(club, "equipment"), scanning)
    assert ([item.name for item in scanning.bag], scanning.taker) == ([f"{BALL} 3"], None)


def test_nobody_goes_on_with_somebody_elses_round(club: Club) -> None:
    at_scan(club, two_balls_for_u11)
    for role in ("coach", "member"):
        scanning = Scanning()
        bring_back(touchline_of(club, role), scanning)
        assert (scanning.mode, scanning.lines) == ("look", ())


def test_who_may_not_hand_out_any_more_finds_no_round(club: Club) -> None:
    at_scan(club, two_balls_for_u11)
    manager = touchline_of(club, "equipment")
    manager.state.me.roles = frozenset({"member"})
    scanning = Scanning()
    bring_back(manager, scanning)
    assert (scanning.mode, scanning.lines) == ("look", ())


def test_what_is_in_the_way_is_looked_up_anew(club: Club) -> None:
    """Somebody said that it goes along anyway; since then it may be another who has it."""
    manager, scanning = touchline_of(club, "equipment"), Scanning(mode="give")
    lines = [[club.ids["Ballenzak U13"], None, "good"], [club.ids[CONES], 12, "damaged"]]
    club.store.put(
        "draft", {"id": NAME, "user": "user-equipment", "body": json.dumps({"mode": "give", "lines": lines})}
    )
    bring_back(manager, scanning)
    assert [(line.item.name, line.quantity, line.condition, line.taken) for line in scanning.lines] == [
        ("Ballenzak U13", None, "good", False),
        (CONES, 12, "damaged", True),
    ]
    assert as_kept(scanning)["lines"] == lines


@pytest.mark.parametrize(
    "body",
    [
        *("", "{", "[]", '{"mode":"fly"}', '{"mode":"audit"}', '{"mode":"audit","place":"x","lines":[]}'),
        *('{"mode":"give","lines":7}', '{"mode":"give","lines":[7,["x"],[1,2,3]],"taker":["x","y"]}'),
    ],
)
def test_a_draft_that_nobody_can_read_is_none(club: Club, body: str) -> None:
    club.store.put("draft", {"id": NAME, "user": "user-equipment", "body": body})
    scanning = Scanning()
    bring_back(touchline_of(club, "equipment"), scanning)
    assert (scanning.lines, scanning.taker, scanning.brought) == ((), None, False)


def test_a_full_disk_stops_no_round(club: Club) -> None:
    drafts = touchline_of(club, "equipment").drafts
    assert isinstance(drafts, Drafts)
    drafts.keep(NAME, {"mode": "give", "lines": []})
    pages = club.store.connection.execute("PRAGMA page_count").fetchone()[0]
    club.store.connection.execute(f"PRAGMA max_page_count = {pages}")
    drafts.keep(NAME, {"mode": "give", "lines": ["x" * 100] * 10_000})
    assert drafts.read(NAME) == {"mode": "give", "lines": []}


def test_a_killed_app_had_it_on_the_disk(tmp_path: Path) -> None:
    """Another process scans, and ends between two instructions: nothing is closed, nobody says goodbye."""
    path = tmp_path / "device.db"
    dead = subprocess.run([sys.executable, "-m", __name__, path], cwd=Path(__file__).parents[4], check=False)
    assert dead.returncode == -signal.SIGKILL
    club = Club(SqliteStorage(path, DEVICE_REGISTER, fold=fold))
    scanning = Scanning()
    bring_back(touchline_of(club, "equipment"), scanning)
    assert [item.name for item in scanning.bag] == [f"{BALL} 3", f"{BALL} 2"]
    assert (scanning.mode, scanning.taker.name if scanning.taker else "", scanning.brought) == ("give", "U11", True)


async def _die(touchline: Touchline, screen: Drawn) -> None:
    await two_balls_for_u11(touchline, screen)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    at_scan(stocked(furnish(small_club(sys.argv[1]))), _die)
