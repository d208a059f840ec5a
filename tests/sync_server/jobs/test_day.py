"""The turn of the club's day: what dates bring about, once, in steps that may be interrupted."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Unreachable
from shared.rights import actor
from shared.sync.protocol import Receipt
from sync_server.app import create_app
from sync_server.jobs.day import DayTurn
from sync_server.referee import Referee
from sync_server.settings import Settings
from sync_server.turning import recheck_all, turn
from tests.house import DAY, HOUR, House
from tests.postgres import told_on_both
from tests.sync_server.test_parking import blindly

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


# ---- roles


def roles(house: House, user: str) -> frozenset[str]:
    return actor(house.facts, f"user-{user}").roles - {"member"}


def test_a_role_begins_on_its_day_and_ends_after_its_last(house: House) -> None:
    """It is 18 November. Until then nothing of the treasury is on his phone, and after it nothing stays."""
    turned(house)
    wish = {"user": "user-piet", "role": "treasurer", "from_on": "2026-11-19", "to_on": "2026-11-20"}
    house.do("role.grant", id="role-piet", **wish)
    piet = house.phone("piet")
    piet.sync()
    assert (piet.row("role_assignment", "role-piet") or {})["from_on"] == "2026-11-19", "he reads what is to come"
    seen = []
    for _ in range(4):
        seen.append((roles(house, "piet"), piet.row("contact_finance", "contact-zoe") is not None))
        house.clock.wait(DAY)
        turned(house)
        piet.sync()
    assert seen == [(frozenset(), False), ({"treasurer"}, True), ({"treasurer"}, True), (frozenset(), False)]
    assert recheck_all(house.referee, house.clock.now) == 0


def test_a_role_that_ends_today_is_held_today(house: House) -> None:
    turned(house)
    house.do("role.withdraw", id="role-karel", to_on="2026-11-18")
    assert roles(house, "karel") == {"coach"}
    house.clock.wait(DAY)
    assert roles(house, "karel") == {"coach"}, "until the day is turned"
    turned(house)
    assert roles(house, "karel") == frozenset()
    karel = house.phone("karel")
    karel.sync()
    assert karel.ids("contact_emergency") == set()


@pytest.mark.parametrize("turned_before", [True, False])
def test_a_role_that_was_taken_away_does_not_come_back_with_its_day(house: House, turned_before: bool) -> None:
    """Neither one of today, before today is turned, nor one of tomorrow."""
    if turned_before:
        turned(house)
    for id, first in (("role-today", "2026-11-18"), ("role-tomorrow", "2026-11-19")):
        house.do("role.grant", id=id, user="user-piet", role="treasurer", from_on=first)
        house.do("role.withdraw", id=id)
    for _ in range(3):
        turned(house)
        assert roles(house, "piet") == frozenset()
        house.clock.wait(DAY)


def test_the_last_owner_stays_until_there_is_another(house: House) -> None:
    house.do("role.grant", id="role-sara-2", user="user-sara", role="owner", to_on="2026-11-18")
    house.do("role.withdraw", id="role-olga")
    for _ in range(2):
        house.clock.wait(DAY)
        turned(house)
        assert "owner" in roles(house, "sara")
    house.do("role.grant", id="role-tom-2", user="user-tom", role="owner")
    house.clock.wait(DAY)
    turned(house)
    assert (roles(house, "sara"), roles(house, "tom")) == ({"secretary"}, {"treasurer", "owner"})


def test_two_servers_turn_a_role_once(house: House) -> None:
    house.do("role.grant", id="role-piet", user="user-piet", role="treasurer", from_on="2026-11-20")
    house.clock.now += 2 * DAY
    servers = [house.referee, Referee(house.store)]
    steps = 0
    while not turn(servers[steps % 2], "2026-11-20", house.clock.now, 20):
        steps += 1
    assert [line["verbs"] for line in house.store.find("log") if "role.turn" in (line["verbs"] or "")] == ["role.turn"]
    assert all(actor(server.facts, "user-piet").roles == {"member", "treasurer"} for server in servers)


def test_a_phone_that_was_away_over_the_day_decides_nothing(house: House) -> None:
    """Its own clock may say what it likes: what it did as a coach after his last day the office looks at."""
    turned(house)
    house.do("role.withdraw", id="role-karel", to_on="2026-11-18")
    house.do("role.grant", id="role-piet", user="user-piet", role="coach", group="team-u13", from_on="2026-11-20")
    karel, piet = house.phone("karel"), house.phone("piet")
    for phone in (karel, piet):
        phone.sync()
    piet.skew = 30 * DAY
    house.clock.wait(DAY)
    turned(house)
    karel.do("activity.patch", id="training-u12", set={"title": "Late"})
    blindly(piet, ("activity.patch", {"id": "training-u13", "set": {"title": "Early"}}))
    assert (karel.sync(), piet.sync()) == (["parked not_allowed"], ["refused not_allowed"])
    house.clock.wait(DAY)
    turned(house)
    piet.sync()
    piet.do("activity.patch", id="training-u13", set={"title": "In time"})
    assert piet.sync() == ["applied"]


# ---- coming of age

KIM = "contact-kim"
CLOSE = ("contact_finance", "contact_medical", "injury")


def of_age(house: House, born: str | None = "2008-11-19") -> None:
    """Kim is eighteen on the 19th, tomorrow; she signs in herself."""
    turned(house)
    house.do("contact_identity.patch", id=KIM, set={"birth_date": born})
    house.do("injury.note", id="injury-kim", contact=KIM, from_on="2026-11-10", note="Enkel")
    house.do("user.enrol", id="user-kim", contact=KIM, username="kim")


def held(house: House, *users: str) -> list[set[str]]:
    """Which of what is sensitive about Kim these people's phones hold."""
    found = []
    for user in users:
        phone = house.phone(user, house.new_id("phone"))
        phone.sync()
        found.append({table for table in CLOSE if phone.store.find(table)})
    return found


def test_who_comes_of_age_keeps_what_is_sensitive_to_themselves(house: House) -> None:
    of_age(house)
    piet = house.phone("piet")
    piet.sync()
    assert held(house, "piet", "kim") == [{*CLOSE}, {*CLOSE}]
    house.clock.wait(DAY)
    turned(house)
    piet.sync()
    assert [piet.ids(table) for table in CLOSE] == [set(), set(), set()], "and it left the phone of her father"
    assert held(house, "piet", "kim", "karel", "tom") == [
        set(),
        {*CLOSE},
        {"contact_medical", "injury"},
        {"contact_finance"},
    ]
    assert {"contact-kim"} <= piet.ids("contact_identity"), "he goes on seeing her agenda, her teams, her bills"
    wish = {"id": KIM, "set": {"account_holder": "x"}}
    assert house.refusal("piet", "contact_finance.patch", **wish) == "not_allowed"
    assert house.refusal("kim", "contact_finance.patch", **wish) == ""
    yes = {"id": "consent-kim", "contact": KIM, "purpose": "photo"}
    assert (house.refusal("piet", "consent.give", **yes), house.refusal("kim", "consent.give", **yes)) == (
        "not_allowed",
        "",
    )
    assert house.refusal("piet", "attendance.declare", activity="training-u12", contact=KIM, declared="no") == ""
    assert recheck_all(house.referee, house.clock.now) == 0


def test_nobody_lapses_whose_age_nobody_knows_and_a_wrong_year_is_mended(house: House) -> None:
    of_age(house, None)
    house.do("contact.patch", id=KIM, set={"birth_year": None})
    for year, seen in ((None, {*CLOSE}), (1999, set()), (2012, {*CLOSE})):
        house.do("contact.patch", id=KIM, set={"birth_year": year})
        house.clock.wait(DAY)
        turned(house)
        assert held(house, "piet") == [seen], year
        after = head(house)
        turned(house)
        assert head(house) == after, "said once"


def test_an_owner_may_say_that_somebody_still_looks_after_them(house: House) -> None:
    """Said after the day, and by nobody less; the other parent stays apart."""
    of_age(house)
    house.clock.wait(DAY)
    turned(house)
    house.do("user.enrol", id="user-mia", contact="contact-mia", username="mia")
    olga, sara = house.phone("olga"), house.phone("sara")
    family = {"id": "family-care", "kind": "family", "name": "Zorg", "link_id": "link-care-mia"}
    house.do("account.create", **family, contact="contact-mia", function="parent", may_act_for=1)
    link = {"id": "link-care-kim", "account": "family-care", "contact": KIM, "function": "child"}
    for phone, said in ((sara, "refused needs_owner"), (olga, "applied")):
        phone.sync()
        blindly(phone, ("account.link", link))
        assert phone.sync() == [said]
    for _ in range(2):
        assert held(house, "piet", "mia", "kim") == [set(), {*CLOSE}, {*CLOSE}]
        house.clock.wait(DAY)
        turned(house)
    assert recheck_all(house.referee, house.clock.now) == 0


def test_who_signs_in_after_that_day_gets_what_is_their_own(house: House) -> None:
    turned(house)
    house.do("contact_identity.patch", id=KIM, set={"birth_date": "2000-01-01"})
    house.clock.wait(DAY)
    turned(house)
    house.do("user.enrol", id="user-kim", contact=KIM, username="kim")
    assert held(house, "kim", "piet") == [{"contact_finance", "contact_medical"}, set()]


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
