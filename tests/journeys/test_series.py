"""A series is planned, moved without a network, and read by a parent: on her phone and in her calendar."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from shared.domain.calendar import clock
from tests.journeys.browser import Screen
from tests.journeys.club import served
from tests.journeys.people import is_synced, people_in, sign_in
from tests.sync_server import rfc5545

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
BRUSSELS = "Europe/Brussels"
HOURS = "SELECT start_at FROM activity WHERE series IS NOT NULL ORDER BY start_at"


def test_a_series_is_moved_and_the_parents_see_it(web: Path, tmp_path: Path) -> None:
    """# features 35, B1, B13"""
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        mother = sign_in(people.device("mother"), server.url, "mia")
        device = people.device("coach")
        coach = sign_in(device, server.url, "karel")
        is_synced(coach)
        plans(coach)
        is_synced(coach)
        assert hours(small.rows(HOURS)) == ["18:00"] * 4

        device.go_offline()
        moves(coach)  # at once, and nobody else knows
        assert hours(small.rows(HOURS)) == ["18:00"] * 4
        device.go_offline(False)
        is_synced(coach, 60_000)
        assert hours(small.rows(HOURS)) == ["20:00"] * 4

        is_synced(mother)
        mother.press("Agenda", "tab")
        mother.press(re.compile("Training U11.*20:00 – 21:30$"))  # not today's, which has a place
        mother.hears(re.compile("Verplaatst; eerst .*18:00"))
        mother.press("Terug")
        address = subscribes(mother)
        assert starts(address) == ["20:00"] * 4
        mother.press("Intrekken")
        mother.press("Intrekken")
        mother.sees("Het adres is ingetrokken.")
        assert answered(address, 404)


def plans(coach: Screen) -> None:
    """Four trainings, one each week, from tomorrow on."""
    first = datetime.now(ZoneInfo(BRUSSELS)).date() + timedelta(days=1)
    coach.press("Agenda", "tab")
    coach.press("Nieuwe activiteit")
    coach.fill("Dag", f"{first:%d/%m/%Y}")
    coach.fill(re.compile("^Begint om"), "18:00")
    coach.fill(re.compile("^Eindigt om"), "19:30")
    coach.press("Elke week", "checkbox")
    coach.go_to_the_foot()
    coach.fill(re.compile("^Tot en met"), "4")
    coach.press("Opslaan")
    coach.press(re.compile("^Details, "))
    coach.hears(re.compile("Elke week op .*, tot en met "))


def moves(coach: Screen) -> None:
    """This one and all that follow two hours later."""
    coach.press("Aanpassen")
    coach.press(re.compile("^Deze en alle volgende"))
    coach.fill(re.compile("^Begint om"), "20:00")
    coach.fill(re.compile("^Eindigt om"), "21:30")
    coach.go_to_the_foot()
    coach.press("Opslaan")
    coach.hears("20:00 – 21:30")


def subscribes(mother: Screen) -> str:
    """The address at which her calendar reads."""
    mother.press("Agenda in je eigen kalender")
    mother.page.get_by_role("button", name="Maak een adres").first.click()
    shown = mother.page.get_by_text(re.compile(r"/calendar/\w+\.ics")).first.inner_text()
    mother.press("Sluiten")
    address = re.search(r"http\S+\.ics", shown)
    assert address is not None
    return address[0]


def hours(rows: list[tuple[int]]) -> list[str]:
    return [clock(at, BRUSSELS) for (at,) in rows]


def starts(address: str) -> list[str]:
    """The hours at which a calendar shows the moved trainings, once the server knows the address."""
    assert answered(address, 200)
    events = [one.values for one in rfc5545.read(httpx.get(address).content).parts if one.values["SEQUENCE"]]
    return [clock(int(one["DTSTART"].timestamp()) * 1000, BRUSSELS) for one in events]


def answered(address: str, status: int) -> bool:
    """Whether the server comes to answer so."""
    for _ in range(20):
        if httpx.get(address).status_code == status:
            return True
        time.sleep(1)
    return False
