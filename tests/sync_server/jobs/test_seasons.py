"""The night after a season: its teams are history, for who was in them and for who coached them. (feature 34)"""

from typing import Any

import pytest

from shared.actions.retention import YEAR, left_on
from shared.rights import actor
from sync_server.letters.receivers import concerns, of_groups
from sync_server.privacy.audit import verify
from sync_server.privacy.retention import Retention
from sync_server.referee import Referee
from sync_server.turning import due, recheck_all, turn
from sync_server.why import Why
from tests.house import DAY, House, Phone, everything
from tests.postgres import told_on_both
from tests.sync_server.jobs.test_day import head, roles, turned
from tests.sync_server.restored import Backup

TO_THE_LAST_DAY = 224 * DAY
"""From 18 November 2026 to 30 June 2027."""
LAST, FIRST = "2027-06-30", "2027-07-01"
NEXT = {"id": "season-27", "name": "2027", "start_on": FIRST, "end_on": "2028-06-30"}


def prepare(house: House) -> None:
    """Kim goes up to the U13 that Cas goes on with; Zoe plays no more, and Karel coaches no more. It is 30 June."""
    turned(house)
    house.do("season.create", **NEXT)
    house.do("group.create", id="team-next", name="U13", kind="team", season="season-27")
    kim = {"contact": "contact-kim", "group": "team-next", "function": "player", "from_on": FIRST}
    house.do("group.add_member", id="member-next", **kim)
    house.do("role.grant", id="role-next", user="user-cas", role="coach", group="team-next", from_on=FIRST)
    house.clock.now += TO_THE_LAST_DAY
    turned(house)


@pytest.fixture
def ready(house: House) -> House:
    prepare(house)
    return house


def the_night(house: House) -> int:
    house.clock.wait(DAY)
    return turned(house)


def ends(house: House, table: str, *ids: str) -> list[tuple[int, str | None]]:
    rows = [house.row(table, id) or {} for id in ids]
    return [(row["present"], row["to_on"]) for row in rows]


def agrees(phone: Phone) -> bool:
    """It holds what the server says that it holds."""
    phone.sync()
    return phone.exchange()[0].page is None


@told_on_both
def test_the_sheets_of_last_season_leave_the_coach_and_the_new_ones_come(ready: House) -> None:
    """What Karel had is gone from his phone at the next sync; Cas has Kim instead of Zoe; the office has all."""
    karel, cas, _, piet = phones = [ready.phone(name) for name in ("karel", "cas", "sara", "piet")]
    assert all(agrees(phone) for phone in phones)
    assert [phone.ids("contact_medical") for phone in phones[:2]] == [{"contact-kim"}, {"contact-zoe"}]
    assert {"phone-of-piet", "phone-of-mia"} <= karel.ids("contact_point")
    the_night(ready)
    assert all(agrees(phone) for phone in phones)
    sheets = [phone.ids("contact_medical") for phone in phones]
    assert sheets == [set(), {"contact-kim"}, {"contact-kim", "contact-zoe"}, {"contact-kim"}]
    assert (karel.ids("contact_emergency"), karel.ids("contact_point")) == (set(), set())
    assert {"phone-of-piet", "phone-of-mia"} <= cas.ids("contact_point")
    assert "phone-of-ann" not in cas.ids("contact_point")
    assert (roles(ready, "karel"), actor(ready.facts, "user-karel").teams) == (frozenset(), frozenset())
    assert (roles(ready, "cas"), actor(ready.facts, "user-cas").teams) == ({"coach"}, {"team-next"})
    assert {"member-kim", "member-next"} <= piet.ids("group_member"), "a parent reads where their child played"
    assert recheck_all(ready.referee, ready.clock.now) == 0


def test_places_and_coaches_of_then_end_with_its_last_day_and_the_new_ones_stand(ready: House) -> None:
    the_night(ready)
    assert ends(ready, "group_member", "member-kim", "member-zoe", "member-next") == [(0, LAST), (0, LAST), (1, None)]
    assert ends(ready, "role_assignment", "role-karel", "role-cas", "role-next") == [(0, LAST), (0, LAST), (1, None)]
    assert ends(ready, "role_assignment", "role-olga", "role-sara", "role-eef") == [(1, None)] * 3


def test_until_the_next_season_runs_a_club_keeps_its_teams(house: House) -> None:
    """It is made in August, as of 1 July; the night after, last season ended in June."""
    turned(house)
    house.clock.now += TO_THE_LAST_DAY + 40 * DAY
    turned(house)
    assert (ends(house, "group_member", "member-kim"), roles(house, "karel")) == ([(1, None)], {"coach"})
    house.do("season.create", **NEXT)
    assert ends(house, "group_member", "member-kim") == [(1, None)], "until the day is turned"
    the_night(house)
    assert (ends(house, "group_member", "member-kim"), roles(house, "karel")) == ([(0, LAST)], frozenset())


def test_what_an_older_server_left_ends_in_the_first_night(house: House) -> None:
    """Two seasons ago nobody ended Bo's place, nor Piet's role; each ends with its own season."""
    house.do("season.create", id="season-24", name="2024", start_on="2024-07-01", end_on="2025-06-30")
    house.do("group.create", id="team-old", name="U10", kind="team", season="season-24")
    house.do("group.add_member", id="member-old", contact="contact-bo", group="team-old", function="player")
    house.do("role.grant", id="role-old", user="user-piet", role="coach", group="team-old")
    with house.store.transaction():  # as they stood before
        house.store.update("group_member", ("member-old",), {"present": 1, "to_on": None})
        house.store.update("role_assignment", ("role-old",), {"present": 1, "to_on": None})
    assert left_on(house.facts, "contact-bo") is None
    turned(house)
    assert ends(house, "group_member", "member-old", "member-kim") == [(0, "2025-06-30"), (1, None)]
    assert ends(house, "role_assignment", "role-old", "role-karel") == [(0, "2025-06-30"), (1, None)]
    assert left_on(house.facts, "contact-bo") == "2025-06-30"


def test_what_a_coach_did_after_it_waits_for_the_office(ready: House) -> None:
    karel = ready.phone("karel")
    karel.sync()
    the_night(ready)
    karel.do("activity.patch", id="training-u12", set={"title": "Late"})
    assert karel.sync() == ["parked not_allowed"]


@told_on_both
def test_it_is_done_once_in_portions_by_who_shares_the_work(ready: House) -> None:
    for number in range(30):
        ready.do("contact.create", id=f"contact-{number:04}", given_name=f"N{number}", family_name="Maes")
        place = {"contact": f"contact-{number:04}", "group": "team-u12", "function": "player"}
        ready.do("group.add_member", id=f"member-{number:04}", **place)
    servers, before, moved = [ready.referee, Referee(ready.store)], head(ready), list[int]()
    ready.clock.wait(DAY)
    while not turn(servers[len(moved) % 2], FIRST, ready.clock.now, 40):
        moved.append(head(ready) - before)
        before = head(ready)
    told = [line["verbs"] for line in ready.store.find("log") if "turn" in (line["verbs"] or "")]
    assert [told.count(verb) for verb in ("group.turn_member", "role.turn")] == [33, 3]
    # ten at a time: both seasons, and 36 places and roles
    assert [at for at in moved if at][:4] == [10, 10, 10, 8]
    assert list(due(ready.facts, FIRST, FIRST)) == []
    after = head(ready)
    assert (turned(ready), head(ready)) == (1, after)


def test_a_server_that_was_put_back_ends_them_again_and_alike() -> None:
    club = Backup()
    assert club.look() is None
    prepare(club.house)
    backup = club.copy()
    the_night(club.house)
    before = everything(club.house.store)
    club.put_back(backup)
    assert club.house.store.count("untold") == 0
    turned(club.house)
    for table in ("group_member", "role_assignment", "season"):
        assert club.house.store.find(table) == before[table]
    assert recheck_all(club.house.referee, club.house.clock.now) == 0


def test_the_chain_tells_whose_role_ended_and_until_when(ready: House) -> None:
    seen = len(ready.store.find("audit"))
    the_night(ready)
    lines = [(line["kind"], line["actor"], line["id"]) for line in ready.store.find("audit")[seen:]]
    assert sorted(lines) == [
        ("role_given", "system", "role-next"),
        ("role_withdrawn", "system", "role-cas"),
        ("role_withdrawn", "system", "role-karel"),
    ]
    (line,) = [line for line in ready.store.find("audit")[seen:] if line["id"] == "role-karel"]
    assert line["detail"] == f'{{"group":"team-u12","role":"coach","to_on":"{LAST}","user":"user-karel"}}'
    assert verify(ready.store).broken is None


def test_who_played_no_more_left_with_the_season_and_their_sheet_goes_a_year_later(ready: House) -> None:
    for name in ("kim", "zoe"):
        ready.do("membership.end", id=f"membership-{name}", end_on="2027-03-01", reason="paid until then")
    assert left_on(ready.facts, "contact-zoe") is None
    the_night(ready)
    assert (left_on(ready.facts, "contact-zoe"), left_on(ready.facts, "contact-kim")) == (LAST, None)
    for days, stands in ((YEAR - 2, True), (3, False)):
        ready.clock.wait(days * DAY)
        Retention(ready.club()).apply()
        found = [ready.row("contact_medical", f"contact-{name}") is not None for name in ("kim", "zoe")]
        assert found == [True, stands], days


def test_what_an_old_team_does_concerns_nobody(ready: House) -> None:
    everybody: dict[str, Any] = {"activity": ready.row("activity", "training-u12") or {}, "id": "training-u12"}
    people = ("contact-kim", "contact-piet", "contact-karel")
    assert of_groups(ready.store, {"team-u12"})["team-u12", True] == {*people, "contact-mia"}
    the_night(ready)
    assert of_groups(ready.store, {"team-u12"}) == {("team-u12", True): frozenset(), ("team-u12", False): frozenset()}
    assert [concerns(ready.facts, person, **everybody) for person in people] == [False] * 3
    assert of_groups(ready.store, {"team-next"})["team-next", True] == {*people[:2], "contact-mia", "contact-cas"}


def test_why_says_so(ready: House) -> None:
    the_night(ready)
    (first, *_) = Why(ready.store).answer("karel", "contact_medical/contact-kim")
    assert first == "karel does not see contact_medical/contact-kim."
    _, through, *_ = Why(ready.store).answer("cas", "contact_medical/contact-kim")
    assert through == "  - as coach of U13  [team:team-next:coach]"
