"""The turn of the club's day: what dates bring about, once, in steps that may be interrupted."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Unreachable
from shared.sync.protocol import Receipt
from sync_server.app import create_app
from sync_server.jobs.day import DayTurn
from sync_server.referee import Referee
from sync_server.settings import Settings
from sync_server.turning import recheck_all, turn
from tests.house import DAY, HOUR, House
from tests.postgres import told_on_both

pytestmark = told_on_both


def turned(house: House) -> int:
    """Work into today; answers how many steps it took."""
    job, steps = DayTurn(house.club()), 1
    while not job.step():
        steps += 1
    return steps


def head(house: House) -> int:
    return int((house.row("club", "club") or {})["seq"])


def present(house: House, id: str) -> int:
    return int((house.row("group_member", id) or {})["present"])


def test_who_joins_later_is_seen_by_the_coach_from_that_day(house: House) -> None:
    turned(house)
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u13", from_on="2026-11-20")
    cas = house.phone("cas")
    cas.sync()
    assert "member-bo" in cas.ids("group_member")
    assert "contact-bo" not in cas.ids("contact_emergency")
    house.do("contact_emergency.patch", id="contact-bo", set={"alert": "Noten"})
    house.clock.wait(2 * DAY)
    turned(house)
    assert present(house, "member-bo") == 1
    cas.sync()
    assert (cas.row("contact_emergency", "contact-bo") or {})["alert"] == "Noten"


def test_who_leaves_is_out_of_sight_the_day_after_the_last(house: House) -> None:
    house.do("group.remove_member", id="member-kim", to_on="2026-11-19")
    karel = house.phone("karel")
    karel.sync()
    for day, seen in ((1, {"contact-kim"}), (2, set())):
        house.clock.now += DAY
        turned(house)
        karel.sync()
        assert karel.ids("contact_emergency") == seen, day


def test_a_season_is_current_between_its_days(house: House) -> None:
    house.do("season.create", id="season-27", name="2027", start_on="2027-07-01", end_on="2028-06-30")
    assert [row["id"] for row in house.store.find("season", current=1)] == ["season-26"]
    house.clock.now += 250 * DAY
    turned(house)
    assert [row["id"] for row in house.store.find("season", current=1)] == ["season-27"]


def test_a_day_turns_once_however_often_the_server_starts(house: House) -> None:
    house.do("group.remove_member", id="member-kim", to_on="2026-11-19")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-11-20")
    house.clock.now += 2 * DAY
    assert turned(house) > 1
    after = head(house)
    again = House(house.store)
    again.clock.now = house.clock.now
    assert (turned(again), head(again)) == (1, after)
    assert [present(house, "member-bo"), present(house, "member-kim")] == [1, 0]


def test_servers_that_share_a_database_share_the_work(house: House) -> None:
    """Each step goes on where the last one came to, whoever took it."""
    house.do("group.remove_member", id="member-kim", to_on="2026-11-19")
    house.clock.now += 2 * DAY
    servers = [house.referee, Referee(house.store)]
    steps = 0
    while not turn(servers[steps % 2], "2026-11-20", house.clock.now, 20):
        steps += 1
    assert steps == 1 + len(house.store.find("row_version")) // 20  # no row twice, and none left out
    turns = [line["verbs"] for line in house.store.find("log") if "turn" in (line["verbs"] or "")]
    assert turns == ["group.turn_member"]
    assert house.store.find("turning") == []


def test_everything_is_worked_out_again(house: House) -> None:
    """Had somebody tampered with who sees what, the night mends it."""
    version = house.row("row_version", "contact", "contact-zoe") or {}
    with house.store.transaction():
        house.store.put("row_version", {**version, "audience": 1})
        house.store.discard("user_scope", user="user-karel", scope="team:team-u12:coach")
    turned(house)
    assert recheck_all(House(house.store).referee, house.clock.now) == 0
    assert (house.row("row_version", "contact", "contact-zoe") or {})["audience"] == version["audience"]


def test_who_was_sent_away_does_not_come_back_with_a_date(house: House) -> None:
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12", from_on="2026-11-20")
    turned(house)
    house.do("group.remove_member", id="member-bo")
    house.clock.now += 3 * DAY
    turned(house)
    assert present(house, "member-bo") == 0


def awake(house: House, nights: int) -> list[float]:
    """Let the job live through some midnights; answers how long it slept between two days, in hours."""
    slept: list[float] = []
    days: list[str] = []

    async def sleep(seconds: float) -> None:
        house.clock.now += round(seconds * 1000) + 1
        slept.append(seconds)
        day = (house.row("club", "club") or {})["day"]
        if day not in (None, *days):
            days.append(day)
        if len(days) > nights:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(DayTurn(house.club(), sleep).run())
    assert days == ["2026-11-18", "2026-11-19", "2026-11-20"][: nights + 1]
    return slept


def test_it_wakes_at_midnight(house: House) -> None:
    started = house.clock.now
    slept = awake(house, 2)
    assert house.clock.now - started < 2 * DAY
    assert max(slept) <= HOUR / 6000


def test_a_database_that_is_away_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def away_once(referee: Referee, day: str, now: int) -> bool:
        calls.append(day)
        if len(calls) == 1:
            raise Unreachable
        return turn(referee, day, now)

    monkeypatch.setattr("sync_server.jobs.day.turn", away_once)
    assert 60.0 in awake(house, 0)


def test_a_season_in_which_many_leave_ends_in_steps(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"leaver-{number}" for number in range(5)]
    for name in names:
        house.do("contact.create", id=f"contact-{name}", given_name=name, family_name="Maes")
        where = {"contact": f"contact-{name}", "group": "team-u12", "function": "player"}
        house.do("group.add_member", id=name, **where, to_on="2026-11-30")
    before, moved = head(house), []
    told, real = list[str](), Referee.tell

    def watched(self: Referee, *given: Any) -> Receipt:
        told.append(given[3].changeset)
        if len(told) == 2:  # for once one of them cannot be
            return real(self, given[0], given[1], "user-ann", given[3])
        return real(self, *given)

    monkeypatch.setattr(Referee, "tell", watched)
    while not turn(house.referee, "2026-12-01", house.clock.now, 8):
        moved.append(head(house) - before)
        before = head(house)
    assert (moved[:3], set(moved[3:])) == ([2, 2, 1], {0})
    assert sorted(present(house, name) for name in names) == [0, 0, 0, 0, 1]
    assert len(set(told)) == len(told)  # what was refused was told once


def test_it_lives_as_long_as_the_server(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(tmp_path, tmp_path, "127.0.0.1", 8000, ("test",)), house.club())

    turned = asyncio.Event()

    def watched(referee: Referee, day: str, now: int) -> bool:
        if done := turn(referee, day, now):
            turned.set()
        return done

    monkeypatch.setattr("sync_server.jobs.day.turn", watched)

    async def live() -> str:
        async with app.router.lifespan_context(app):
            await turned.wait()
            return str((house.row("club", "club") or {})["day"])

    assert asyncio.run(live()) == "2026-11-18"
