"""The agenda as a day, a week and a month, of mine, a team or the club. (feature 35)"""

import asyncio
from datetime import date
from typing import Any

import pytest

from mobile.screens.agenda.calendar_views import span, step, weeks
from mobile.state import WIDE
from shared.domain.calendar import day_bounds
from tests.mobile.club import TODAY, ZONE, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of


def test_a_month_is_whole_weeks_from_monday_on() -> None:
    assert [week[0].isoformat() for week in weeks(date(2026, 11, 28))] == [
        "2026-10-26",
        "2026-11-02",
        "2026-11-09",
        "2026-11-16",
        "2026-11-23",
        "2026-11-30",
    ]
    assert [week[0].day for week in weeks(date(2027, 2, 1))] == [1, 8, 15, 22]
    assert len(weeks(date(2026, 12, 31))) == 5


@pytest.mark.parametrize(
    ("view", "way", "to"),
    [
        ("day", 1, "2026-02-01"),
        ("day", -1, "2026-01-30"),
        ("week", 1, "2026-02-07"),
        ("month", 1, "2026-02-01"),
        ("month", -1, "2025-12-01"),
    ],
)
def test_a_step_on_and_back(view: str, way: int, to: str) -> None:
    assert step(view, date(2026, 1, 31), way).isoformat() == to


def test_a_week_over_a_change_of_the_clock_is_an_hour_longer() -> None:
    start, end = span("week", date(2026, 10, 25), ZONE)
    assert start == day_bounds(date(2026, 10, 19), ZONE)[0]
    assert (end - start) // 3_600_000 == 7 * 24 + 1


async def look(screen: Drawn, view: str) -> None:
    [switch] = screen.all("SegmentedButton")
    screen.session.apply_patch(switch._i, {"selected": [view]})
    await screen.event(switch, "change", [view])


async def show(screen: Drawn, label: str) -> None:
    [chip] = [one for one in screen.all("Chip") if one.label == label]
    await screen.event(chip, "select", True)


def spoken(screen: Drawn) -> list[str]:
    return [one.label for one in screen.all("Semantics") if getattr(one, "label", None)]


def test_a_coach_looks_at_a_day_a_week_and_a_month_of_the_own_team() -> None:
    coach = touchline_of(small_club(), "coach")
    coach.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(coach) as screen:
            await look(screen, "week")
            assert screen.texts("ListTile") == ["Training U13", "Training U13", "U13 - VK Dworp"]
            await screen.speak("Volgende week")
            assert "Week 49: 30 nov – 6 dec" in [one.value for one in screen.all("Text")]
            await look(screen, "month")
            assert "zaterdag 5 december 2026: 1 activiteit" in spoken(screen)
            await screen.speak("donderdag 3 december 2026: 2 activiteiten")
            assert screen.texts("ListTile") == ["Training U13", "Bestuursvergadering"]
            await look(screen, "day")
            assert screen.texts("ListTile") == ["Training U13", "Bestuursvergadering"]
            await screen.speak("Volgende dag")
            assert "Niets gepland." in [one.value for one in screen.all("Text")]
            await screen.press("TextButton", "Vandaag")
            assert screen.texts("ListTile") == ["U13 - VK Dworp"]

    asyncio.run(story())


def test_a_month_shows_as_many_lines_of_a_day_as_its_cells_are_high() -> None:
    """November 2026 takes six weeks. A line that is cut says nothing: one less, and how many more there are."""
    office = touchline_of(small_club(), "secretary")
    office.state.place.route = "/agenda"

    def of_today(screen: Drawn) -> list[str]:
        [today] = [one for one in screen.all("Semantics") if "28 november 2026: 6" in (getattr(one, "label", "") or "")]
        return [one.value for one in screen.all("Text", today)][1:]

    async def story() -> None:
        async with drawn(office) as screen:
            wide(office)
            await screen.settle()
            [month] = [one for one in screen.all("Container") if getattr(one, "on_size_change", None)]
            await screen.event(month, "size_change", {"w": 800.0, "h": 20 + 6 * (2 + 28 + 3 * 18)})
            assert of_today(screen) == ["10:00 U13 - VK Dworp", "11:00 VK Dworp - U15", "nog 4"]
            [month] = [one for one in screen.all("Container") if getattr(one, "on_size_change", None)]
            await screen.event(month, "size_change", {"w": 800.0, "h": 20 + 6 * (2 + 28 + 3 * 18) - 1})
            assert of_today(screen) == ["10:00 U13 - VK Dworp", "nog 5"]
            [month] = [one for one in screen.all("Container") if getattr(one, "on_size_change", None)]
            await screen.event(month, "size_change", {"w": 800.0, "h": 40.0})
            assert of_today(screen) == ["nog 6"]

    asyncio.run(story())


def test_the_office_looks_at_the_club_and_at_one_team() -> None:
    office = touchline_of(small_club(), "secretary")
    office.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(office) as screen:
            await look(screen, "day")
            assert screen.texts("ListTile") == [
                "U13 - VK Dworp",
                "VK Dworp - U15",
                "Eerste ploeg - SK Lembeke",
                "RC Berlaar - Dames",
                "U9 - Sparta Haasdonk",
                "VK Dworp - U11",
            ]
            await show(screen, "Dames")
            assert screen.texts("ListTile") == ["RC Berlaar - Dames"]
            await show(screen, "Mijn agenda")
            assert screen.texts("ListTile") == []

    asyncio.run(story())


def test_the_list_is_searched_far_ahead_and_back_and_stays_so_when_one_comes_back() -> None:
    coach = touchline_of(small_club(), "coach")
    coach.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(coach) as screen:
            await show(screen, "Hele club")
            await screen.write("lembeke")
            found = screen.texts("ListTile")
            assert found and all("Lembeke" in title for title in found)
            await screen.event(screen.all("ListTile")[0], "click")
            coach.back()
            await screen.settle()
            assert screen.texts("ListTile") == found
            assert screen.one("TextField").value == "lembeke"
            await screen.write("nergens te vinden")
            assert "Niets gevonden" in [one.value for one in screen.all("Text")]
            await look(screen, "week")
            assert screen.all("TextField") == [], "the days of a week are all in view"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("route", "said"), [("match", "binnen een kwartier een mail"), ("past", "er gaat geen bericht meer uit")]
)
def test_who_calls_something_off_reads_who_hears_of_it(route: str, said: str) -> None:
    club = small_club()
    coach = touchline_of(club, "coach")
    [*_, before] = [
        one.id for one in coach.reader.agenda.between(0, coach.now(), teams=coach.state.me.teams) if one.group
    ]
    coach.state.place.route = f"/agenda/{club.ids['match'] if route == 'match' else before}"

    async def story() -> None:
        async with drawn(coach) as screen:
            if details := [label for label in spoken(screen) if label.startswith(coach.words("activity.details"))]:
                await screen.speak(details[0])
            await screen.press("OutlinedButton", "Afgelasten")
            text = " ".join(str(one.value) for one in screen.all("Text", screen.questions()))
            assert said in text
            assert "blijft doorstreept in de agenda" in text

    asyncio.run(story())


def wide(touchline: Any) -> None:
    touchline.state.place.wide = True
    assert WIDE <= 1280


def test_on_a_desk_a_month_has_room_for_titles_and_a_week_for_columns() -> None:
    coach = touchline_of(small_club(), "coach")
    coach.state.place.route = "/agenda"

    async def story() -> None:
        async with drawn(coach) as screen:
            wide(coach)
            await screen.settle()
            await look(screen, "month")
            lines = [one.value for one in screen.all("Text") if one.value and one.value.startswith("18:00 Training")]
            assert len(lines) >= 6
            await look(screen, "week")
            assert [label for label in spoken(screen) if "U13" in label] == [
                "18:00, Training U13",
                "18:00, Training U13",
                "10:00, U13 - VK Dworp",
            ]
            await screen.speak("10:00, U13 - VK Dworp")
            assert coach.state.place.route == f"/agenda/{next(one.id for one in today(coach))}"

    asyncio.run(story())


def today(touchline: Any) -> Any:
    start, end = day_bounds(TODAY, ZONE)
    return touchline.reader.agenda.between(start, end, teams=touchline.state.me.teams)
