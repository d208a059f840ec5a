"""Several people at once, on a phone: who is ticked, and what is done with them. (features 33, 62)"""

import asyncio
from typing import Any
from urllib.parse import unquote

from mobile.touchline import Touchline
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of


def among_people(club: Club, role: str, **doors: Any) -> Touchline:
    touchline = touchline_of(club, role, **doors)
    touchline.state.place.route = "/people"
    return touchline


async def start(screen: Drawn) -> None:
    [line] = [one for one in screen.all("PopupMenuItem") if one.content == "Meerdere mensen kiezen"]
    await screen.event(line, "click")


async def tick(screen: Drawn, name: str) -> None:
    """The box of the person with this name."""
    [box] = [one for one in screen.all("Semantics") if _names(one, name)]
    await screen.event(box, "click")


def _names(one: Any, name: str) -> bool:
    label = getattr(one, "label", None) or ""
    return getattr(one, "checked", None) is not None and label.split(",")[0] == name


def ticked(screen: Drawn) -> list[str]:
    boxes = [one for one in screen.all("Semantics") if getattr(one, "checked", None)]
    return [one.label.split(",")[0] for one in boxes]


def name(club: Club, contact: str) -> str:
    row = club.store.get("contact", contact) or {}
    return f"{row['given_name']} {row['family_name']}"


def mail(club: Club, contact: str) -> str:
    [point] = club.store.find("contact_point", contact=contact, kind="email")
    return str(point["value"])


def parents(club: Club, child: str) -> list[str]:
    [link] = club.store.find("account_link", contact=child, function="child")
    found = club.store.find("account_link", account=link["account"], function="parent")
    return [one["contact"] for one in found]


def test_a_letter_goes_to_each_in_blind_copy_and_for_a_child_to_the_parents() -> None:
    club, opened = small_club(), list[str]()
    child, coach = club.ids["U13/0"], club.ids["U13/coach"]
    office = among_people(club, "secretary", open_url=opened.append)
    wanted = sorted([mail(club, coach), *(mail(club, one) for one in parents(club, child))])

    async def story() -> None:
        async with drawn(office) as screen:
            await start(screen)
            await screen.event(screen.one("TextField"), "change", name(club, child))
            await tick(screen, name(club, child))
            await screen.event(screen.one("TextField"), "change", name(club, coach))
            await tick(screen, name(club, coach))
            assert "2 mensen gekozen" in [text.value for text in screen.all("Text")]
            await screen.press("FilledTonalButton", "Mail")
            [copy] = [one for one in screen.all("FilledTonalButton") if one.content == "Kopieer e-mailadressen"]
            assert copy.action.args["data"] == "; ".join(wanted)

    asyncio.run(story())
    [letter] = opened
    assert unquote(letter) == f"mailto:?bcc={','.join(wanted)}"


def test_who_can_be_written_to_nowhere_is_counted() -> None:
    club = small_club()
    alone = club.contact("Gust", "Zonder", 1950, mail=False)

    async def story() -> None:
        async with drawn(among_people(club, "secretary")) as screen:
            await start(screen)
            await screen.event(screen.one("TextField"), "change", "Gust Zonder")
            await tick(screen, name(club, alone))
            texts = [text.value for text in screen.all("Text")]
            assert "Voor 1 van hen is hier geen e-mailadres bekend." in texts
            assert "Mail" not in [one.content for one in screen.all("FilledTonalButton")]

    asyncio.run(story())


def test_all_who_are_found_join_a_team_but_who_is_in_it_and_it_is_taken_back_in_a_tap() -> None:
    club, bars = small_club(), list[Any]()
    office = among_people(club, "secretary", show=bars.append)
    team = club.ids["U15"]
    within = {row["contact"] for row in club.store.find("group_member", group=team, present=1)}
    found = {one.id for one in office.reader.people.search("Aerts", limit=200).rows}
    assert found - within
    assert found & within

    def members() -> set[str]:
        return {row["contact"] for row in club.store.find("group_member", group=team, present=1)}

    async def story() -> None:
        async with drawn(office) as screen:
            await start(screen)
            await screen.event(screen.one("TextField"), "change", "Aerts")
            await tick(screen, f"Kies alle {len(found)}")
            assert len(ticked(screen)) == len(found) + 1  # and the line that ticked them
            await screen.press("FilledTonalButton", "Zet in een ploeg")
            [question] = screen.questions()
            [chip] = [one for one in screen.all("Chip", question) if one.label == "U15"]
            await screen.event(chip, "select", True)
            assert members() == within | found
            assert bars[-1].content.value.startswith(f"{len(found - within)} ")
            bars[-1].action.on_click(None)
            assert members() == within

    asyncio.run(story())


def test_who_was_ticked_is_ticked_where_people_are_invited() -> None:
    club = small_club()
    coach = club.ids["U15/coach"]
    office = among_people(club, "secretary")

    async def story() -> None:
        async with drawn(office) as screen:
            await start(screen)
            await screen.event(screen.one("TextField"), "change", name(club, coach))
            await tick(screen, name(club, coach))
            await screen.press("FilledTonalButton", "Uitnodigen")
            assert office.state.place.route == f"/people/invite?who={coach}"
            await screen.press("FilledButton", "Bekijk wat er gebeurt voor 1 persoon")

    asyncio.run(story())


def test_a_coach_chooses_too_and_finds_what_a_coach_may_do_and_done_is_the_list_again() -> None:
    club = small_club()
    player = club.ids["U13/0"]

    async def story() -> None:
        async with drawn(among_people(club, "coach")) as screen:
            await screen.speak("Meerdere mensen kiezen")
            await screen.event(screen.one("TextField"), "change", name(club, player))
            await tick(screen, name(club, player))
            offered = [one.content for one in screen.all("FilledTonalButton")]
            assert offered == ["Mail", "Kopieer e-mailadressen"]
            await screen.speak("Klaar")
            assert ticked(screen) == []
            assert name(club, player) in screen.texts("ListTile")

    asyncio.run(story())
