"""What is sensitive is masked until it is tapped; a coach opens a medical sheet under their own name. (feature 29)"""

import asyncio
from collections.abc import Mapping
from typing import Any

from mobile.touchline import Touchline
from shared.errors import Unreachable
from shared.refusals import Invalid
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of

PLAYER = "U13/0"


def careful() -> Club:
    """The first of the U13 has nuts to avoid, and an account."""
    club = small_club()
    club.row("contact_medical", id=club.ids[PLAYER], allergies="Noten", doctor="Dr. Peere")
    club.row("contact_finance", id=club.ids[PLAYER], iban="BE68539007547034", account_holder="G. Bogaert")
    return club


async def opened(screen: Drawn, touchline: Touchline, contact: str) -> None:
    touchline.go(f"/people/{contact}")
    await screen.settle()


def said(screen: Drawn) -> list[str]:
    return [text.value for text in screen.all("Text") if text.value]


async def tap(screen: Drawn, word: str) -> None:
    [tile] = [one for one in screen.all("ListTile") if word in [text.value for text in screen.all("Text", one)]]
    await screen.event(tile, "click")


def openings(club: Club) -> list[tuple[str, str]]:
    return [(row["contact"], row["user"]) for row in club.store.find("opening")]


def test_a_coach_sees_a_mask_and_the_tap_is_written_down() -> None:
    club = careful()
    coach = touchline_of(club, "coach")

    async def story() -> None:
        async with drawn(coach) as screen:
            await opened(screen, coach, club.ids[PLAYER])
            assert "Noten" not in said(screen)
            assert openings(club) == []
            await tap(screen, "Tik om te tonen. Wie dit opent, wordt genoteerd.")
            assert {"Noten", "Allergieën", "Dr. Peere"} <= set(said(screen))
            assert openings(club) == [(club.ids[PLAYER], "user-coach")]
            await tap(screen, "Noten")
            assert "Noten" not in said(screen)
            assert len(openings(club)) == 1

    asyncio.run(story())
    assert [row["about"] for row in club.store.find("queue")] != []  # it goes to the club when there is a network


def test_a_parent_looks_at_the_own_child_without_a_line() -> None:
    club = careful()
    child = next(iter(touchline_of(club, "member").state.me.persons - {touchline_of(club, "member").state.me.contact}))
    club.row("contact_medical", id=child, allergies="Melk")
    member = touchline_of(club, "member")

    async def story() -> None:
        async with drawn(member) as screen:
            await opened(screen, member, child)
            await tap(screen, "Tik om te tonen")
            assert "Melk" in said(screen)

    asyncio.run(story())
    assert openings(club) == []


def test_the_office_reads_who_looked() -> None:
    club = careful()
    looked = {"contact": club.ids[PLAYER], "what": "contact_medical", "user": "user-coach", "opened_at": NOW - 60_000}
    club.row("opening", **looked)
    office = touchline_of(club, "secretary")
    name = touchline_of(club, "coach").state.me.name

    async def story() -> None:
        async with drawn(office) as screen:
            await opened(screen, office, club.ids[PLAYER])
            assert f"{name} bekeek dit vandaag 09:04" in said(screen)

    asyncio.run(story())


def test_a_bank_account_shows_its_last_four_until_it_is_tapped() -> None:
    club = careful()
    treasurer = touchline_of(club, "treasurer")

    async def story() -> None:
        async with drawn(treasurer) as screen:
            await opened(screen, treasurer, club.ids[PLAYER])
            assert ("BE.. .... 7034" in said(screen), "BE68 5390 0754 7034" in said(screen)) == (True, False)
            await tap(screen, "BE.. .... 7034")
            assert "BE68 5390 0754 7034" in said(screen)

    asyncio.run(story())


def test_a_correction_of_it_can_be_taken_back_from_the_bar_alone() -> None:  # feature B17
    """The wish says what stood there; the device keeps no second copy of it."""
    club, bars = careful(), list[Any]()
    treasurer = touchline_of(club, "treasurer", show=bars.append)
    account = {"iban": "BE68539007547034", "account_holder": "G. Bogaert"}

    async def story() -> None:
        async with drawn(treasurer) as screen:
            await opened(screen, treasurer, club.ids[PLAYER])
            await screen.speak(treasurer.words("bank.edit"))
            [box] = [one for one in screen.all("TextField") if one.value == "G. Bogaert"]
            await screen.event(box, "change", "Gust Bogaert")
            [save] = [one for one in screen.all("FilledButton") if one.content == "Opslaan"]
            await screen.event(save, "click")
            assert (club.store.get("contact_finance", club.ids[PLAYER]) or {})["account_holder"] == "Gust Bogaert"
            [bar] = bars
            bar.action.on_click(None)

    asyncio.run(story())
    row = club.store.get("contact_finance", club.ids[PLAYER]) or {}
    assert {name: row[name] for name in account} == account
    assert club.store.find("was") == []


def office_of(club: Club, answers: Mapping[str, Any]) -> tuple[Touchline, list[tuple[str, Mapping[str, str]]]]:
    """The secretary of a club whose server answers so; and what it was asked."""
    asked: list[tuple[str, Mapping[str, str]]] = []

    async def numbers(what: str, wish: Mapping[str, str]) -> Mapping[str, Any]:
        asked.append((what, wish))
        answer = answers.get(what, Unreachable())
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]  # the test's own

    return touchline_of(club, "secretary", numbers=numbers), asked


def test_a_national_number_is_asked_for_and_shown_once() -> None:
    club = careful()
    club.row("setting", id="national_numbers", value='{"on":true}')
    contact = club.ids[PLAYER]
    kept = {"purpose": "federation", "masked": "••.••.••-•••.28", "until": NOW}
    answers: dict[str, Any] = {"look": {"numbers": [kept]}, "show": Invalid("password", "wrong_password")}
    office, asked = office_of(club, answers)

    async def press(screen: Drawn, word: str) -> None:
        [button] = [one for one in screen.all("TextButton") + screen.all("FilledButton") if one.content == word]
        await screen.event(button, "click")

    async def story() -> None:
        async with drawn(office) as screen:
            await opened(screen, office, contact)
            assert {"••.••.••-•••.28", "Aansluiting bij de bond, tot 28 nov 2026"} <= set(said(screen))
            await press(screen, "Tonen")
            [box] = [one for one in screen.all("TextField") if one.password]
            await screen.event(box, "change", "een wachtwoord")
            [button] = screen.all("FilledButton")[-1:]
            await screen.event(button, "click")
            assert "Dit is niet je wachtwoord." in said(screen)
            answers["show"] = {"number": "85.07.30-033.28"}
            await screen.event(screen.all("FilledButton")[-1], "click")
            assert "85.07.30-033.28" in said(screen)

    asyncio.run(story())
    wish = {"contact": contact, "purpose": "federation", "password": "een wachtwoord"}
    assert asked == [("look", {"contact": contact}), ("show", wish), ("show", wish)]
    assert b"85.07.30" not in club.store.connection.serialize()


def test_where_no_numbers_are_kept_nothing_is_asked() -> None:
    club = careful()
    office, asked = office_of(club, {})

    async def story() -> None:
        async with drawn(office) as screen:
            await opened(screen, office, club.ids[PLAYER])
            assert "Rijksregisternummer" not in said(screen)

    asyncio.run(story())
    assert asked == []
