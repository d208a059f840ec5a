"""No sign without a word at the head of a list: one button says its word, a menu says the others."""

import asyncio

import pytest

from tests.mobile.club import small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

HEADS = [
    (
        "coach",
        "/agenda",
        ["Nieuw", "Acties"],
        ["Agenda overnemen", "Agenda in je eigen kalender", "Verwijderde activiteiten"],
    ),
    ("member", "/agenda", ["In je kalender"], []),
    ("equipment", "/equipment", ["Nieuw", "Acties"], ["Label scannen", "Labels afdrukken"]),
    ("coach", "/equipment", ["Scan"], []),
    ("secretary", "/people", ["Nieuw", "Acties"], ["Meerdere mensen kiezen", "Mensen uitnodigen"]),
    ("coach", "/people", ["Kies"], []),
]


def worded(screen: Drawn) -> list[str]:
    """The words in the head beside its title: each stands in a row with its sign."""
    rows = [row for row in screen.all("Row") if [type(one).__name__ for one in row.controls] == ["Icon", "Text"]]
    known = {"Nieuw", "Acties", "In je kalender", "Scan", "Kies"}
    return [row.controls[1].value for row in rows if row.controls[1].value in known]


@pytest.mark.parametrize(("role", "place", "buttons", "menu"), HEADS)
def test_what_can_be_done_is_said_in_words(role: str, place: str, buttons: list[str], menu: list[str]) -> None:
    touchline = touchline_of(furnish(small_club()), role)
    touchline.state.place.route = place

    async def story() -> None:
        async with drawn(touchline) as screen:
            assert worded(screen) == buttons
            assert [item.content for item in screen.all("PopupMenuItem")] == menu

    asyncio.run(story())


def test_a_line_of_the_menu_leads_where_it_says() -> None:
    touchline = touchline_of(furnish(small_club()), "equipment")
    touchline.state.place.route = "/equipment"

    async def story() -> None:
        async with drawn(touchline) as screen:
            await screen.speak("Nieuw materiaal")
            assert touchline.state.place.route == "/equipment/new"
            touchline.back()
            await screen.settle()
            [labels] = [one for one in screen.all("PopupMenuItem") if one.content == "Labels afdrukken"]
            await screen.event(labels, "click")
            assert touchline.state.place.route == "/equipment/labels"

    asyncio.run(story())
