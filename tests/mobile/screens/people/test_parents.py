"""Who stands at the field with a child calls a parent: the card says whose numbers they are. (features 1, 49)"""

import asyncio

import pytest

from mobile.touchline import Touchline
from shared.domain.contact_point import format_phone
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.stage import touchline_of


def parents_in(club: Club, child: str) -> list[str]:
    [link] = club.store.find("account_link", contact=child, function="child")
    links = club.store.find("account_link", account=link["account"], function="parent")
    return [one["contact"] for one in sorted(links, key=lambda one: -one["is_primary"])]


def name_of(club: Club, contact: str) -> str:
    row = club.store.get("contact", contact) or {}
    return f"{row['given_name']} {row['family_name']}"


def points_of(club: Club, contact: str) -> dict[str, str]:
    return {row["kind"]: row["value"] for row in club.store.find("contact_point", contact=contact)}


def on_the_card(touchline: Touchline, child: str) -> Touchline:
    touchline.state.place.route = f"/people/{child}"
    return touchline


def reach(screen: Drawn) -> list[tuple[str, str]]:
    """What stands under the rows that begin with a way to reach somebody, or with a parent."""
    rows = [(tile.title.value, tile.subtitle.value if tile.subtitle else "") for tile in screen.all("ListTile")]
    return [(title.replace("\u200b", ""), under) for title, under in rows if under and "(ouder)" in title + under]


def test_a_child_is_reached_on_the_numbers_of_its_parents_and_each_says_whose_it_is() -> None:
    club, opened = small_club(), list[str]()
    child = club.ids["U13/0"]
    mother, father = parents_in(club, child)
    hers, his = points_of(club, mother), points_of(club, father)
    coach = on_the_card(touchline_of(club, "coach", open_url=opened.append), child)

    async def story() -> None:
        async with drawn(coach) as screen:
            assert reach(screen) == [
                (format_phone(hers["mobile"]), f"{name_of(club, mother)} (ouder) · Gsm"),
                (hers["email"], f"{name_of(club, mother)} (ouder) · E-mail"),
                (format_phone(his["mobile"]), f"{name_of(club, father)} (ouder) · Gsm"),
                (his["email"], f"{name_of(club, father)} (ouder) · E-mail"),
            ]
            for tile in screen.all("ListTile"):
                if "(ouder)" in getattr(tile.subtitle, "value", ""):
                    await screen.event(tile, "click")
            assert opened == [
                f"tel:{hers['mobile']}",
                f"mailto:{hers['email']}",
                f"tel:{his['mobile']}",
                f"mailto:{his['email']}",
            ]

    asyncio.run(story())


def test_a_parent_of_whom_this_device_holds_no_number_is_named_and_a_tap_leads_to_the_card() -> None:
    """What the viewer may not see is not on the device, and nothing is made up for it."""
    club = small_club()
    child = club.ids["U13/0"]
    father = parents_in(club, child)[1]
    for row in club.store.find("contact_point", contact=father):
        club.store.delete("contact_point", row["id"])
    for row in club.store.find("account_link", contact=father):
        club.store.put("account_link", {**row, "may_act_for": 0})
    coach = on_the_card(touchline_of(club, "coach"), child)

    async def story() -> None:
        async with drawn(coach) as screen:
            *hers, his = reach(screen)
            assert len(hers) == 2
            assert his == (f"{name_of(club, father)} (ouder)", "Hier is geen nummer of e-mailadres bekend")
            [tile] = [one for one in screen.all("ListTile") if getattr(one.title, "value", "") == his[0]]
            await screen.event(tile, "click")
            assert coach.state.place.route == f"/people/{father}"

    asyncio.run(story())


def test_a_parents_own_card_names_no_parents() -> None:
    club = small_club()
    mother = parents_in(club, club.ids["U13/0"])[0]
    coach = on_the_card(touchline_of(club, "coach"), mother)

    async def story() -> None:
        async with drawn(coach) as screen:
            assert reach(screen) == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("role", "offers"), [("coach", ["Nummer"]), ("secretary", ["Nummer", "E-mail"]), ("treasurer", [])]
)
def test_a_coach_is_offered_numbers_to_correct_and_no_addresses(role: str, offers: list[str]) -> None:
    club = small_club()
    mother = parents_in(club, club.ids["U13/0"])[0]
    club.row("contact_point", contact=mother, kind="email", value="moeder@club.example")
    touchline = on_the_card(touchline_of(club, role), mother)
    pencils = [touchline.words("point.edit", value=value) for value in ("moeder@club.example",)]

    async def story() -> None:
        async with drawn(touchline) as screen:
            buttons = [one.content for one in screen.all("TextButton") if one.content in ("Nummer", "E-mail")]
            assert buttons == offers
            said = [getattr(one, "label", None) for one in screen.all("Semantics")]
            assert [name in said for name in pencils] == [role == "secretary"]

    asyncio.run(story())
