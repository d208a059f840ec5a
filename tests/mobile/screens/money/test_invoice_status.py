"""Who keeps no money reads what became of an invoice, and no amount."""

import asyncio

import pytest

from mobile.touchline import Touchline
from tests.mobile.club import Club, only_what_became_of_invoices, small_club
from tests.mobile.drawn import drawn
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of

EURO = "€"


@pytest.fixture
def club() -> Club:
    """The club as its secretary's device holds it."""
    return only_what_became_of_invoices(furnish(small_club()))


def texts_at(touchline: Touchline, route: str, tab: str = "") -> list[str]:
    touchline.state.place.route = route
    found: list[str] = []

    async def story() -> None:
        async with drawn(touchline) as screen:
            if tab:
                place = [one.label for one in screen.all("Tab")].index(tab)
                await screen.event(screen.one("Tabs"), "change", str(place))
            found.extend(str(one.value) for one in screen.all("Text"))

    asyncio.run(story())
    return found


def test_the_list_says_how_many_and_how_late(club: Club) -> None:
    said = texts_at(touchline_of(club, "secretary"), "/money")
    assert not [text for text in said if EURO in text]
    assert {"2026-00004 · Betaald"} & set(said) == set() and "45 dagen te laat" in said
    assert said[said.index("Te laat") + 1] == "5"


def test_an_invoice_says_who_pays_it_until_when(club: Club) -> None:
    said = texts_at(touchline_of(club, "secretary"), f"/money/{club.ids['invoice/fee 1']}")
    assert not [text for text in said if EURO in text]
    assert {"Factuur 2026-00004", "Waarvoor en hoeveel, weet de penningmeester."} <= set(said)


def test_a_persons_page_says_which_are_open(club: Club) -> None:
    [link] = club.store.find("account_link", contact=club.ids["U13/0"], present=1)
    [own] = club.store.find("invoice_status", account=link["account"], settled="paid")
    said = texts_at(touchline_of(club, "secretary"), f"/people/{club.ids['U13/0']}", "Facturen")
    assert not [text for text in said if EURO in text]
    assert {f"{own['series']}-{own['number']:05d}", "Betaald", "Open"} <= set(said)


def test_the_treasurer_reads_amounts() -> None:
    said = texts_at(touchline_of(furnish(small_club()), "treasurer"), "/money")
    assert [text for text in said if EURO in text]
