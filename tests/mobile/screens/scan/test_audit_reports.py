"""What was found in a place: opened, acted on, and planned anew. # feature B5"""

import asyncio
from datetime import date
from typing import Any

import flet as ft
import pytest

from mobile.screens.scan.audit_reports import later
from mobile.touchline import Touchline
from tests.mobile.club import DAY, NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import act, furnish, new_id
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of
from tests.mobile.stock import BALL, CUPBOARD, stocked


@pytest.fixture
def club() -> Club:
    club = stocked(furnish(small_club()), balls=4)
    gone_through(club, NOW - 90 * DAY // 1000, {1: "seen", 2: "seen", 3: "seen", 4: "missing"})
    gone_through(club, NOW - 3_600_000, {1: "seen", 2: "missing", 3: "missing", 4: "missing"})
    return club


def gone_through(club: Club, at: int, found: dict[int, str]) -> None:
    """The cupboard was gone through at this moment: what was found of each ball, by its number."""
    lines = [{"resource": club.ids[f"{BALL} {number}"], "outcome": outcome} for number, outcome in found.items()]
    lines.append({"outcome": "unknown", "shown": "EAN 54"})
    place = {"place": club.ids[CUPBOARD], "started_at": at}
    act(club, "user-equipment", "audit.finish", at=at, id=new_id(club), lines=lines, **place)


def at(club: Club, name: str, role: str = "equipment", **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = f"/equipment/{club.ids[name]}"
    return touchline


def buttons(screen: Drawn) -> list[str]:
    return [str(one.content) for one in screen.all("OutlinedButton")]


def undo(said: list[ft.DialogControl]) -> None:
    """Press the button of the last bar."""
    bar: Any = said[-1]
    bar.action.on_click(None)


def trouble(club: Club) -> list[str | None]:
    rows = [club.store.get("resource", club.ids[f"{BALL} {number}"]) or {} for number in range(1, 5)]
    return [row["trouble"] for row in rows]


def test_what_is_missing_is_one_tap_away(club: Club) -> None:
    manager = at(club, CUPBOARD)

    async def story() -> None:
        async with drawn(manager) as screen:
            lines = [one for one in screen.all("ListTile") if "Ontbreekt" in texts(screen, one)]
            assert [texts(screen, one)[0] for one in lines] == [f"{BALL} {number}" for number in (2, 3, 4)]
            [unknown] = [one for one in screen.all("ListTile") if "Onbekende code" in texts(screen, one)]
            assert unknown.on_click is None
            await screen.event(lines[1], "click")

    asyncio.run(story())
    assert manager.state.place.route == f"/equipment/{club.ids[f'{BALL} 3']}"


def test_what_is_still_missing_is_reported_lost_together_and_taken_back(club: Club) -> None:  # feature B17
    """One of the three was seen since."""
    seen = {"to_kind": "resource", "to_id": club.ids[CUPBOARD]}
    ball = club.ids[f"{BALL} 4"]
    act(club, "user-equipment", "custody.move", at=NOW - 60_000, id=new_id(club), resource=ball, **seen)
    said: list[ft.DialogControl] = []
    manager = at(club, CUPBOARD, show=said.append)

    async def story() -> None:
        async with drawn(manager) as screen:
            await screen.press("OutlinedButton", "2 ontbrekende stukken verloren melden")
            assert trouble(club) == [None, "lost", "lost", None]
            assert not [one for one in buttons(screen) if "verloren melden" in one]
            undo(said)
            assert trouble(club) == [None, None, None, None]

    asyncio.run(story())


def test_a_coach_reads_the_report_and_reports_nothing_lost(club: Club) -> None:
    async def story() -> None:
        async with drawn(at(club, CUPBOARD, "coach")) as screen:
            assert "3 ontbreken" in texts(screen)
            assert not [one for one in buttons(screen) if "verloren melden" in one or "Over een" in one]

    asyncio.run(story())


def test_an_earlier_report_is_opened_and_says_nothing_of_what_to_do_now(club: Club) -> None:
    async def story() -> None:
        async with drawn(at(club, CUPBOARD)) as screen:
            [other] = [
                one for one in screen.all("ListTile") if "3 gezien, 1 ontbreken, 1 onbekend" in texts(screen, one)
            ]
            await screen.event(other, "click")
            lines = [one for one in screen.all("ListTile") if "Ontbreekt" in texts(screen, one)]
            assert [texts(screen, one)[0] for one in lines] == [f"{BALL} 4"]
            assert not [one for one in buttons(screen) if "verloren melden" in one]
            [latest] = [
                one for one in screen.all("ListTile") if "1 gezien, 3 ontbreken, 1 onbekend" in texts(screen, one)
            ]
            await screen.event(latest, "click")
            assert "3 ontbrekende stukken verloren melden" in buttons(screen)

    asyncio.run(story())


def test_the_next_time_is_a_year_on_and_is_taken_back(club: Club) -> None:  # feature B17
    said: list[ft.DialogControl] = []
    manager = at(club, CUPBOARD, show=said.append)

    def planned() -> Any:
        return (club.store.get("resource", club.ids[CUPBOARD]) or {})["next_audit_on"]

    async def story() -> None:
        async with drawn(manager) as screen:
            assert "Wanneer kijk je dit opnieuw na?" in texts(screen)
            await screen.press("OutlinedButton", "Over een jaar")
            assert planned() == "2027-11-28"
            assert "Over een jaar" not in buttons(screen)
            undo(said)
            assert planned() is None

    asyncio.run(story())


def test_whose_day_has_come_is_listed_for_who_looks_it_over(club: Club) -> None:
    for name, day in (("Krijtwagen", "2026-11-28"), (CUPBOARD, "2026-03-01"), ("Koelbox groot", "2026-11-29")):
        act(club, "user-equipment", "resource.patch", id=club.ids[name], set={"next_audit_on": day})

    async def listed(role: str) -> list[str]:
        touchline = touchline_of(club, role)
        touchline.state.place.route = "/equipment"
        async with drawn(touchline) as screen:
            chips = [chip for chip in screen.all("Chip") if str(chip.label).startswith("Na te kijken")]
            if not chips:
                return []
            assert [chip.label for chip in chips] == ["Na te kijken 2"]
            await screen.event(chips[0], "select", True)
            return screen.texts("ListTile")

    assert asyncio.run(listed("equipment")) == [CUPBOARD, "Krijtwagen"]
    assert asyncio.run(listed("coach")) == []

    async def asked() -> list[str]:
        async with drawn(at(club, "Krijtwagen")) as screen:
            return texts(screen)

    assert "Nakijken was gepland op 28 nov 2026. Gedaan? Kies de volgende keer." in asyncio.run(asked())


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_on(day: date, months: int, then: date) -> None:
    assert later(day, months) == then
