"""A family moves: the address is corrected once, by a parent or the office, and counts for all who live there."""

import asyncio
from typing import Any

import pytest

from mobile.reader.inbox import Message
from mobile.reader.outbox import Deed
from mobile.screens.inbox.ways_on import entries, reword
from mobile.screens.people.homes import housemates
from mobile.touchline import Touchline
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.looking import box, texts
from tests.mobile.stage import touchline_of

OLD = {"street": "Meersstraat", "number": "12", "postal_code": "9000", "city": "Gent"}


@pytest.fixture
def club() -> Club:
    """The child of the invited member and the parent live together, somebody of another family next door."""
    club = small_club()
    child = club.ids["U13/0"]
    for contact in (child, club.ids[f"parent of {child}"]):
        club.row("contact_address", contact=contact, **OLD)
    club.row("contact_address", contact=club.ids["U13/3"], **OLD)
    return club


def mother(club: Club, shown: list[str]) -> Touchline:
    """At her own card."""
    member = touchline_of(club, "member", show=lambda bar: shown.append(bar.content.value))
    member.state.place.route = f"/people/{member.state.me.contact}"
    return member


def streets(club: Club) -> dict[str, list[Any]]:
    """Who lives where."""
    found: dict[str, list[Any]] = {}
    for row in club.store.find("contact_address"):
        found.setdefault(row["contact"], []).append((row["street"], row["number"], row["city"]))
    return found


def test_who_moves_takes_the_family_along_and_nobody_else(club: Club) -> None:
    shown: list[str] = []
    member = mother(club, shown)
    child = member.reader.people.person(club.ids["U13/0"])
    assert child is not None

    async def story() -> None:
        async with drawn(member) as screen:
            await screen.speak("Pas Meersstraat 12 aan")
            await screen.write("Dorpsplein", "Straat")
            await screen.write("3", "Nummer")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(story())
    new, old = [("Dorpsplein", "3", "Gent")], [("Meersstraat", "12", "Gent")]
    assert streets(club) == {member.state.me.contact: new, child.id: new, club.ids["U13/3"]: old}
    assert shown == [f"Opgeslagen, ook voor {child.name.split()[0]}"]


def test_who_leaves_home_leaves_alone(club: Club) -> None:
    member = mother(club, [])

    async def story() -> None:
        async with drawn(member) as screen:
            await screen.speak("Pas Meersstraat 12 aan")
            given = member.state.me.name.split()[0]
            [chip] = [one for one in screen.all("Chip") if one.label == f"Alleen {given}"]
            await screen.event(chip, "select", True)
            await screen.write("Dorpsplein", "Straat")
            await screen.press("FilledButton", "Opslaan")

    asyncio.run(story())
    assert streets(club)[str(member.state.me.contact)] == [("Dorpsplein", "12", "Gent")]
    assert streets(club)[club.ids["U13/0"]] == [("Meersstraat", "12", "Gent")]


def test_a_parent_is_not_told_to_call_herself(club: Club) -> None:
    child, coach = club.ids["U13/0"], touchline_of(club, "coach")
    member = mother(club, [])
    given = member.state.me.name.split()[0]
    for touchline in (member, coach):
        touchline.state.place.route = f"/people/{child}"

    async def calls(touchline: Touchline) -> bool:
        async with drawn(touchline) as screen:
            return f"Bel {given}" in [one.content for one in screen.all("FilledTonalButton")]

    assert asyncio.run(calls(coach))
    assert not asyncio.run(calls(member))


def test_nobody_calls_oneself(club: Club) -> None:
    coach = touchline_of(club, "coach")
    member = mother(club, [])
    seen = {}

    async def calls(touchline: Touchline) -> list[str]:
        touchline.state.place.route = f"/people/{member.state.me.contact}"
        async with drawn(touchline) as screen:
            return [str(one.content) for one in screen.all("FilledTonalButton")]

    for name, touchline in (("coach", coach), ("herself", member)):
        seen[name] = asyncio.run(calls(touchline))
    assert seen == {"coach": ["Bel", "Sms", "Mail"], "herself": []}


def test_a_first_address_is_added_and_a_coach_sees_no_button(club: Club) -> None:
    office, player = touchline_of(club, "secretary"), club.ids["U13/5"]
    office.state.place.route = f"/people/{player}"

    async def story() -> None:
        async with drawn(office) as screen:
            await screen.press("TextButton", "Adres")
            await screen.write("Kerkstraat", "Straat")
            await screen.write("Gent", "Gemeente")
            await screen.press("FilledButton", "Opslaan")

    async def other() -> None:
        coach = touchline_of(club, "coach")
        coach.state.place.route = f"/people/{player}"
        async with drawn(coach) as screen:
            assert "Adres" not in [one.content for one in screen.all("TextButton")]

    asyncio.run(story())
    asyncio.run(other())
    assert streets(club)[player] == [("Kerkstraat", None, "Gent")]


def test_a_country_is_named_and_kept_by_its_code(club: Club) -> None:
    """It said "BE". What is typed is found in each of our languages, and what is no country is asked again."""
    member = mother(club, [])
    mine = {"contact": str(member.state.me.contact)}

    async def story() -> None:
        async with drawn(member) as screen:
            await screen.speak("Pas Meersstraat 12 aan")
            await screen.write("Atlantis", "Land")
            await screen.press("FilledButton", "Opslaan")
            assert box(screen, "Land").error == "Dit land kennen we niet; schrijf het voluit."
            await screen.write("Netherlands", "Land")
            await screen.press("FilledButton", "Opslaan")
            assert "9000 Gent, Nederland" in texts(screen)
            await screen.speak("Pas Meersstraat 12 aan")
            assert box(screen, "Land").value == "Nederland"
            [chip] = [one for one in screen.all("Chip") if one.label == "België"]
            await screen.event(chip, "select", True)
            await screen.press("FilledButton", "Opslaan")
            assert "9000 Gent" in texts(screen)

    asyncio.run(story())
    assert [row["country"] for row in club.store.find("contact_address", **mine)] == ["BE"]


def test_a_family_lives_together_whether_its_country_was_said_or_not(club: Club) -> None:
    member = mother(club, [])
    [mine] = club.store.find("contact_address", contact=member.state.me.contact)
    for code, together in (("BE", True), ("NL", False)):
        club.store.put("contact_address", {**mine, "country": code})
        view = member.reader.contacts.contact(str(member.state.me.contact))
        assert view is not None
        assert bool(housemates(member, view, view.addresses[0])) is together


def test_a_refused_address_is_worded_anew_with_its_country_by_name(club: Club) -> None:
    """As the inbox offers it: by its name, and what is no country is said before anything is sent."""
    office = touchline_of(club, "secretary")
    [row] = club.store.find("contact_address", contact=club.ids["U13/3"])
    deed = Deed("contact_address.patch", {"id": row["id"], "set": {"city": "Sluis", "country": "NL"}}, "", "")
    message = Message("refused", "refused", "gone", {}, (deed,), (), None, "", None, 0, done=False)
    shown = {entry.name: entry.value for entry in entries(office, message)}
    assert shown == {"0.city": "Sluis", "0.country": "Nederland"}
    assert reword(office, message, {"0.country": "Atlantis"}) == {
        "0.country": "Dit land kennen we niet; schrijf het voluit."
    }
    assert club.store.count("queue") == 0
    assert reword(office, message, {"0.country": "Germany"}) == {}
    assert (club.store.get("contact_address", row["id"]) or {})["country"] == "DE"
