"""Who cannot book reads who can, and how to reach them, as far as the device knows. (feature 87)"""

import asyncio

from mobile.touchline import Touchline
from shared.domain.contact_point import format_phone
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of
from tests.mobile.stock import stocked

TITLE = "Iets nodig van de club?"


def at(club: Club, role: str, path: str, opened: list[str] | None = None) -> Touchline:
    touchline = touchline_of(club, role, open_url=(opened if opened is not None else []).append)
    touchline.state.place.route = path
    return touchline


def named(screen: Drawn) -> list[tuple[str, str]]:
    """Who is named under the title, and what stands below the name."""
    rows = [row for row in screen.all("Row") if str(row.key or "").startswith("ask ")]
    tiles = [screen.all("ListTile", row)[0] for row in rows]
    return [(tile.title.value, tile.subtitle.value) for tile in tiles]


def titles(screen: Drawn) -> list[str]:
    return [str(one.value) for one in screen.all("Text")]


def phone(club: Club, contact: str) -> str:
    [point] = club.store.find("contact_point", contact=contact, kind="mobile")
    return str(point["value"])


def name(club: Club, contact: str) -> str:
    row = club.store.get("contact", contact) or {}
    return f"{row['given_name']} {row['family_name']}"


def test_a_member_reads_beside_the_own_loans_whom_to_ask_and_calls_the_coach_in_a_tap() -> None:
    club, opened = small_club(), list[str]()
    keeper, coach = club.ids["equipment"], club.ids["U13/coach"]
    member = at(club, "member", "/equipment", opened)

    async def story() -> None:
        async with drawn(member) as screen:
            assert TITLE in titles(screen)
            assert named(screen) == [
                ("Luc Cools", f"Materiaalmeester · {format_phone(phone(club, keeper))}"),
                (name(club, coach), f"Coach · {format_phone(phone(club, coach))}"),
            ]
            await screen.speak(f"Bel {name(club, coach)}")
            assert opened == [f"tel:{phone(club, coach)}"]

    asyncio.run(story())


def test_what_the_device_does_not_hold_is_not_named_and_the_roles_are() -> None:
    """To a member travel the names of the team and no roles of others. # promise 5"""
    club = small_club()
    coach = club.ids["U13/coach"]
    for row in club.store.find("role_assignment", user="user-equipment"):
        club.store.delete("role_assignment", row["id"])
    for row in club.store.find("contact_point", contact=coach):
        club.store.delete("contact_point", row["id"])
    member = at(club, "member", "/equipment")

    async def story() -> None:
        async with drawn(member) as screen:
            [why] = [text for text in titles(screen) if "materiaalmeester" in text]
            assert "een beheerder" in why
            assert "de coach" in why
            assert named(screen) == []  # a row without a button beside it is no Row
            [tile] = [one for one in screen.all("ListTile") if getattr(one.title, "value", "") == name(club, coach)]
            assert tile.subtitle.value == "Coach"

    asyncio.run(story())


def test_only_where_booking_is_not_offered_somebody_is_asked() -> None:
    club = stocked(furnish(small_club()))
    path = f"/equipment/{club.ids['Minidoelen']}"

    async def offers(role: str) -> tuple[bool, bool]:
        async with drawn(at(club, role, path)) as screen:
            books = "Boeken" in [one.content for one in screen.all("OutlinedButton")]
            return books, TITLE in titles(screen)

    assert asyncio.run(offers("equipment")) == (True, False)
    assert asyncio.run(offers("coach")) == (True, False)
    assert asyncio.run(offers("treasurer")) == (False, True)
    assert asyncio.run(offers("member")) == (False, True)
