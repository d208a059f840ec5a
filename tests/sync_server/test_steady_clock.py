"""A server's clock that is ahead harms nothing, and a club that was shut for a winter opens by itself (promise 9)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from shared.sync.protocol import ActionCall
from sync_server.club import Club, open_club
from sync_server.jobs.day import DayTurn
from sync_server.privacy.retention import Retention
from sync_server.steady_clock import SteadyClock, on_record
from tests.house import DAY, HOUR, MINUTE, START, Clock, House
from tests.sync_server.desk import Desk
from tests.sync_server.sealed import Place

YEARS = 3650 * DAY


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@contextmanager
def opened(place: Place) -> Iterator[tuple[Club, House]]:
    """The club as a server opens it, which turns the day and lets go of what is past its time."""
    club = place.open()
    house = place.house(club)
    for _ in iter(DayTurn(club).step, True):
        pass
    Retention(club).apply()
    yield club, house
    club.close()


def day(club: Club) -> str:
    return str((club.store.get("club", "club") or {})["day"])


def test_one_start_with_a_clock_that_is_years_ahead_harms_nothing(place: Place) -> None:  # promise 9
    with opened(place) as (_, house):
        joins = {"contact": "contact-bo", "group": "team-u12", "function": "player", "from_on": "2026-12-01"}
        house.do("group.add_member", id="member-bo", **joins)
        kept = house.store.count("opening"), house.row("season", "season-26")
        assert kept[0] > 0
    place.clock.now += YEARS
    with opened(place) as (club, house):
        assert START <= club.now() < START + DAY
        assert (day(club), house.store.count("opening"), house.row("season", "season-26")) == ("2026-11-18", *kept)
        club.witness(START + 2 * HOUR)  # a phone whose clock is right
        assert club.now() < START + DAY
        wish = {"id": "phone-of-piet", "set": {"value": "0470 11 11 11"}}
        house.referee.perform("while-ahead", club.now(), ActionCall("contact_point.patch", 1, wish))
    place.clock.now = START + 13 * DAY
    with opened(place) as (club, house):
        assert (day(club), (house.row("group_member", "member-bo") or {})["present"]) == ("2026-11-18", 0)
        club.witness(place.clock.now - MINUTE)  # two weeks later that is a leap as well, and a phone agrees
        for _ in iter(DayTurn(club).step, True):
            pass
        assert (day(club), (house.row("group_member", "member-bo") or {})["present"]) == ("2026-12-01", 1)
        wish = {"id": "phone-of-piet", "set": {"value": "0470 22 22 22"}}
        receipt = house.referee.perform("put-right", club.now(), ActionCall("contact_point.patch", 1, wish))
        assert receipt.outcome == "applied"
        assert (house.row("contact_point", "phone-of-piet") or {})["value"] == "+32470222222"


def test_after_a_winter_the_first_device_that_brings_something_opens_the_club(
    house: House, tmp_path: Path
) -> None:  # promise 9
    desk = Desk(house, tmp_path)
    club = desk.app.state.club = replace(desk.app.state.club, now=SteadyClock(house.clock, START))
    house.clock.now += 150 * DAY
    assert club.now() == START
    karel = desk.phone("karel")
    karel.skew = -45 * DAY  # a phone that is far off is heard, and proves nothing
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    asked = karel.replica.request(karel.now).to_wire()
    assert desk.post("/api/sync", asked, desk.token("karel")).json()["receipts"][0]["n"] == 1
    assert club.now() == START
    sara = desk.phone("sara")
    asked = sara.replica.request(sara.now + 3 * MINUTE).to_wire()
    assert desk.post("/api/sync", asked, desk.token("sara")).json()["now"] == house.clock.now
    assert club.now() == house.clock.now


def test_it_goes_on_from_what_is_on_record(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "touchline")
    machine = Clock(START)
    clock = SteadyClock(machine, START - 7 * DAY)
    assert (clock(), clock.doubtful) == (START, False)  # a week asks nobody
    machine.now = START + YEARS
    assert (clock(), clock.doubtful) == (START, True)
    assert caplog.messages == ["the clock leapt: until a device agrees, time goes on from what is on record"]
    machine.now += HOUR
    assert clock() == START + HOUR  # at the machine's pace
    machine.now += YEARS
    assert clock() == START + HOUR  # another leap is none of its pace
    machine.now -= 50 * DAY
    assert clock() == START + HOUR
    clock.witness(machine.now - 2 * DAY)
    assert clock() == START + HOUR
    machine.now = START + 2 * HOUR
    assert (clock(), clock.doubtful) == (START + 2 * HOUR, False)  # put right
    machine.now = START - 30 * DAY
    assert clock() == START - 30 * DAY  # backwards, as ever: the log's high mark sees to that
    machine.now = START + 3 * HOUR
    assert (clock(), clock.doubtful) == (START + 3 * HOUR, False)


@pytest.mark.parametrize(("high", "day", "known"), [(0, None, 0), (START, None, START), (5, "2026-11-18", START)])
def test_the_last_entry_and_the_last_day_are_on_record(house: House, high: int, day: str | None, known: int) -> None:
    found = on_record(house.facts, {"high_ms": high, "day": day})
    assert found <= known < found + DAY
    assert on_record(house.facts, None) == 0


def test_a_new_club_believes_its_clock(tmp_path: Path) -> None:
    club = open_club(tmp_path / "club.db", lambda: START + YEARS)
    assert club.now() == START + YEARS
    club.close()
