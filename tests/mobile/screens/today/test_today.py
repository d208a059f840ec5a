"""The front page says what waits, for whom it is, and what one has of the club (features 35, 84, 88)."""

import asyncio
from typing import Any

import pytest

from mobile.reader.contact import Bill
from mobile.screens.equipment.resources import where
from mobile.screens.people.points import breakable
from mobile.screens.today.today_office import what_for
from tests.mobile.club import DAY, NOW, Club, empty_club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


def bill(what: str, about: str) -> Bill:
    return Bill("i", "2026-00001", None, None, 1, 1, what, about)


@pytest.mark.parametrize(
    ("what", "about", "says"),
    [
        ("Jeugdlid 2026-2027 Otis", "Briek, Otis", "Briek, Otis · Jeugdlid 2026-2027"),
        ("Voetbalkamp", "Otis", "Otis · Voetbalkamp"),
        ("Voetbalkamp", "", "Voetbalkamp"),
        ("", "Otis", "Otis"),
    ],
)
def test_a_bill_says_whom_it_is_about_once(what: str, about: str, says: str) -> None:
    assert what_for(bill(what, about)) == says


def test_a_long_address_goes_on_at_its_at_sign() -> None:
    assert breakable("gilles.bogaert@outlook.example").split("\u200b") == ["gilles.bogaert", "@outlook.example"]
    assert breakable("0475 12 34 56") == "0475 12 34 56"


def headings(screen: Drawn) -> list[str]:
    """The titles of the parts of the page, from top to bottom."""
    found = [one for one in screen.all("Semantics") if getattr(one, "heading_level", None) == 2]
    return [screen.all("Text", one.content)[0].value for one in found]


def tiles(screen: Drawn, word: str) -> list[Any]:
    return [tile for tile in screen.all("ListTile") if word in screen.all("Text", tile.title)[0].value]


def borrowing(club: Club) -> Club:
    """A parent has a ball bag of the club at home since nine days, and should have brought it back."""
    parent = club.ids[f"parent of {club.ids['U13/0']}"]
    held = {"holder_kind": "contact", "holder_id": parent, "held_since": NOW - 9 * DAY, "due_at": NOW - DAY}
    club.store.update("resource", (club.ids["Minidoelen"],), held)
    return club


def test_a_member_finds_what_they_have_of_the_club_and_back_is_today() -> None:
    member = touchline_of(borrowing(small_club()), "member")

    async def story() -> None:
        async with drawn(member) as screen:
            assert "Dit heb je van de club" in headings(screen)
            [thing] = tiles(screen, "Minidoelen")
            assert [text.value for text in screen.all("Text", thing.trailing)] == ["Te laat"]
            await screen.event(thing, "click")
            assert member.state.place.route.startswith("/equipment/")
            member.back()
            assert member.state.place.route == "/"

    asyncio.run(story())


def test_a_parent_for_whom_nothing_waits_finds_the_children() -> None:
    club = small_club()
    for activity in club.store.find("activity"):
        club.store.update("activity", (activity["id"],), {"start_at": 0, "end_at": 0})
    parent = touchline_of(club, "member")

    async def story() -> None:
        async with drawn(parent) as screen:
            assert headings(screen)[-1] == "Je gezin"
            child = club.store.get("contact", club.ids["U13/0"])
            [row] = tiles(screen, child["given_name"])
            await screen.event(row, "click")
            assert parent.state.place.route == f"/people/{child['id']}"

    asyncio.run(story())


def test_a_member_s_equipment_is_what_they_have_and_nothing_to_filter_or_scan() -> None:
    member = touchline_of(borrowing(small_club()), "member")
    member.state.place.route = "/equipment"

    async def story() -> None:
        async with drawn(member) as screen:
            assert screen.texts("ListTile") == ["Minidoelen", "Luc Cools", "Fatima Maes"]  # and whom to ask
            assert (screen.all("Chip"), screen.all("TextField")) == ([], [])

    asyncio.run(story())


def test_the_late_things_come_first_however_late_in_the_alphabet() -> None:
    club = furnish(small_club())
    manager = touchline_of(club, "equipment")
    late = [item.name for item in manager.reader.equipment.items(which="late", now=NOW)]

    async def story() -> None:
        async with drawn(manager) as screen:
            assert [name for name in screen.texts("ListTile") if name in late] == screen.texts("ListTile")[: len(late)]
            assert len(late) == 2

    asyncio.run(story())


@pytest.mark.parametrize(
    ("days", "since"), [(9, "do 19 nov"), (330, "vr 2 jan"), (340, "di 23 dec 2025"), (1, "gisteren")]
)
def test_since_says_the_year_when_it_is_another_one(days: int, since: str) -> None:
    club = borrowing(small_club())
    club.store.update("resource", (club.ids["Minidoelen"],), {"held_since": NOW - days * DAY})
    staff = touchline_of(club, "secretary")
    item = staff.reader.equipment.item(club.ids["Minidoelen"])
    assert item is not None
    assert where(staff, item) == f"{item.holder} · sinds {since}"


def test_what_is_out_leads_to_all_of_it() -> None:
    """Four things on the front page, and one tap to what is late or out."""
    club = furnish(small_club())
    manager = touchline_of(club, "equipment")

    async def story() -> None:
        async with drawn(manager) as screen:
            counts = manager.reader.equipment.counts(NOW)
            [more] = tiles(screen, f"Alle {counts.out} uitgeleende stukken")
            await screen.event(more, "click")
            assert manager.state.place.route == "/equipment?which=out"
            assert len(screen.all("ListTile")) == counts.out
            manager.go("/")
            await screen.settle()
            manager.go("/equipment")
            await screen.settle()
            assert len(screen.all("ListTile")) > counts.out

    asyncio.run(story())


def test_the_office_sees_its_work_its_day_and_its_members() -> None:
    club = small_club()
    club.row("membership_type", id="j", name="Jeugdlid")
    for place in range(3):
        club.row("membership", contact=club.ids[f"U13/{place}"], type="j", start_on="2026-07-01")
    office = touchline_of(club, "secretary")

    async def story() -> None:
        async with drawn(office) as screen:
            assert headings(screen) == ["Te doen", "Op de club vandaag", "Leden per soort"]
            assert [one.label for one in screen.all("Semantics") if getattr(one, "label", "") == "Jeugdlid: 3"]
            assert len(tiles(screen, " - ")) == 6
            assert club.ids["match"] in [tile_key(screen, tile) for tile in tiles(screen, "U13 - ")]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("role", "kinds"),
    [("secretary", ["uitgegeven", "noodcontact", "aanwezigheden"]), ("treasurer", ["uitgegeven", "te laat"])],
)
def test_each_line_of_the_office_opens_the_list_of_what_it_counted(role: str, kinds: list[str]) -> None:
    """As many rows as the figure says, and of the people as many names."""
    club = furnish(small_club())
    for name in ("U13", "U15"):
        played = {"kind": "training", "title": name, "start_at": NOW - DAY, "zone": "Europe/Brussels"}
        club.row("activity", **played, group=club.ids[name])
    office = touchline_of(club, role)

    async def story() -> None:
        async with drawn(office) as screen:
            lines = [text for text in screen.texts("ListTile") if text[:1].isdigit() and "postvak" not in text]
            assert [text.split()[-1] if "te laat" not in text else "te laat" for text in lines] == kinds
            for text in lines:
                [tile] = tiles(screen, text)
                await screen.event(tile, "click")
                shown = len(screen.all("ListTile"))
                if "/people" in office.state.place.route:
                    shown = office.reader.people.search(team=office.state.finding.team).total
                assert shown == int(text.split()[0]), text
                office.go("/")
                await screen.settle()

    asyncio.run(story())


def test_who_coached_last_season_alone_finds_an_app_without_work() -> None:
    """What is left on the phone after the night: the club, the old team, the own place and role, and one's name."""
    club = empty_club()
    old = club.row("season", name="2025-2026", start_on="2025-07-01", end_on="2026-06-30", current=0)
    club.row("season", name="2026-2027", start_on="2026-07-01", end_on="2027-06-30", current=1)
    team = club.row("group", name="U12", kind="team", category="U12", season=old, status="active")
    karel = club.row("contact", given_name="Karel", family_name="Claes", status="active")
    club.row("user_profile", id="user-coach", contact=karel, username="karel")
    over = {"group": team, "present": 0, "to_on": "2026-06-30"}
    club.row("role_assignment", user="user-coach", role="coach", **over)
    club.row("group_member", contact=karel, function="coach", **over)
    coach = touchline_of(club, "coach")
    assert (coach.state.me.roles, coach.state.me.teams) == ({"member"}, frozenset())

    async def story() -> None:
        async with drawn(coach) as screen:
            assert coach.words("today.nothing") in [text.value for text in screen.all("Text")]
            assert not headings(screen)
            for place in ("/teams", f"/teams/{team}", f"/teams/{team}/season", f"/people/{karel}", "/agenda", "/more"):
                coach.go(place)
                await screen.settle()
                assert screen.all("Text"), place

    asyncio.run(story())


def tile_key(screen: Drawn, tile: Any) -> object:
    """The key of the row around a tile."""
    [node] = [one for one in screen.all("Semantics") if one.content is tile]
    return node.key
