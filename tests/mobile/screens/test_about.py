"""Why do I see this? A sentence for each scope that carries the row, from what the device holds. # feature B16"""

import asyncio
import json
from typing import Any

import pytest

from mobile.past import Past
from mobile.reader.why import Why
from mobile.screens.about import why
from mobile.touchline import Touchline
from mobile.words import Words
from shared.sync.scope import parts
from tests.house import House
from tests.mobile.club import Club, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import furnish
from tests.mobile.reader.test_evaluations import ask, give
from tests.mobile.stage import touchline_of

MONEY = "It is for who works with the money: your role is Treasurer."


def said(house: House, user: str, table: str, id: str, roles: set[str], me: str = "") -> list[str]:
    """What a synced phone of this user says."""
    phone = house.phone(user)
    phone.sync()
    reasons = Why(phone.store.connection).reasons(table, id, frozenset(roles))
    return [why(Words("en"), reason, me) for reason in reasons]


@pytest.mark.parametrize(
    ("user", "table", "id", "roles", "sentences"),
    [
        ("karel", "contact_emergency", "contact-kim", {"member", "coach"}, ["You coach U12."]),
        ("piet", "contact_emergency", "contact-kim", {"member"}, ["You act for Kim Peeters."]),
        ("piet", "contact", "contact-piet", {"member"}, ["It is about you."]),
        ("piet", "invoice", "invoice-peeters", {"member"}, ["You pay or act for Gezin Peeters."]),
        (
            "tom",
            "contact_finance",
            "contact-kim",
            {"treasurer"},
            ["It is for who keeps the accounts: your role is Treasurer."],
        ),
        ("karel", "season", "season-26", {"coach"}, ["It is for everybody of the club."]),
        ("karel", "contact_emergency", "contact-zoe", {"coach"}, []),
    ],
)
def test_the_device_gives_the_server_s_reasons(
    house: House, user: str, table: str, id: str, roles: set[str], sentences: list[str]
) -> None:
    assert said(house, user, table, id, roles, "Piet Peeters") == sentences


def test_every_kind_of_scope_has_a_sentence(house: House) -> None:
    """And none shows a key."""
    words = Words("nl")
    phone = house.phone("olga")
    phone.sync()
    for carrier in phone.store.find("carrier"):
        for kind in {parts(name)[0] for name in json.loads(carrier["scopes"])}:
            assert words.has(f"why.{kind}")


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


def dialogs(touchline: Touchline, route: str) -> list[str]:
    """The texts of the sheet that the button opens."""
    touchline.state.place.route = route

    async def look() -> list[str]:
        async with drawn(touchline) as screen:
            button = next(
                one for one in screen.all("Semantics") if getattr(one, "label", "") == touchline.words("about.open")
            )
            await screen.event(button, "click")
            sheets: list[Any] = screen.all("BottomSheet", screen.session.page._dialogs.controls)
            return [text.value for sheet in sheets for text in screen.all("Text", sheet.content)]

    return asyncio.run(look())


@pytest.mark.parametrize("what", ["people/U13/0", "equipment/Ballenzak U13"])
def test_the_sheet_opens_beside_the_thing(club: Club, what: str) -> None:
    place, _, name = what.partition("/")
    touchline = touchline_of(club, "secretary")
    assert dialogs(touchline, f"/{place}/{club.ids[name]}")[:2] == [
        "Waarom zie ik dit?",
        "Je hebt dit op dit toestel gemaakt. De club heeft het nog niet bevestigd.",
    ]


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/teams/{U13}", {"group", "group_member"}),
        ("/evaluations/of/{report}", {"evaluation", "score"}),
        ("/evaluations/template/youth", {"evaluation_template", "criterion"}),
    ],
)
def test_a_team_an_evaluation_and_a_template_say_why_they_are_here_and_what_happened(
    path: str, places: set[str]
) -> None:
    club = small_club()
    ask(club, group=club.ids["U13"], category=None)
    report = give(club, club.ids["U13/0"], passing=4)
    asked = list[Any]()

    async def history(rows: Any, before: int | None) -> Past:
        asked.extend(rows)
        return Past((), None)

    coach = touchline_of(club, "coach", history=history)
    named = {**club.ids, "report": report, "template": club.store.find("evaluation_template")[0]["id"]}
    coach.state.place.route = path.format(**{key: id for key, id in named.items() if "/" not in key})

    async def story() -> None:
        async with drawn(coach) as screen:
            await screen.speak("Waarom zie ik dit, en wat is ermee gebeurd?")
            assert {table for table, _ in asked} == places

    asyncio.run(story())
