"""A line of a new invoice, from what a treasurer types to what the action takes. (feature 85)"""

import asyncio

import pytest

from mobile.reader import Reader
from mobile.screens.money.invoice_form import Typed
from shared.refusals import Invalid
from tests.mobile.club import TODAY, small_club
from tests.mobile.drawn import Drawn, drawn
from tests.mobile.goods import furnish
from tests.mobile.looking import texts
from tests.mobile.stage import touchline_of


def typed(description: str = "Boarding", quantity: str = "2", price: str = "1.350,50", rate: int = 2100) -> Typed:
    line = Typed(rate=rate)
    for name, text in (("description", description), ("quantity", quantity), ("price", price)):
        line.writer(name)(text)
    return line


def test_a_typed_line_is_whole_cents() -> None:
    assert typed().as_line("x") == {
        "id": "x",
        "description": "Boarding",
        "quantity": 2,
        "unit_cents": 135_050,
        "vat_rate": 2100,
        "about_contact": None,
    }


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (typed(description="  "), "description", "required"),
        (typed(quantity="0"), "quantity", "not_integer"),
        (typed(quantity="1,5"), "quantity", "not_integer"),
        (typed(price=""), "amount_cents", "required"),
        (typed(price="veel"), "amount_cents", "not_money"),
    ],
)
def test_what_is_wrong_is_named(line: Typed, field: str, reason: str) -> None:
    with pytest.raises(Invalid) as wrong:
        line.as_line("x")
    assert (wrong.value.about["field"], wrong.value.about["reason"]) == (field, reason)


def test_a_field_keeps_the_same_writer_so_that_nothing_typed_is_lost() -> None:
    line = Typed()
    assert line.writer("price") is line.writer("price")


def test_the_draft_stands_in_the_list_and_waits_for_the_server() -> None:
    club = furnish(small_club())
    treasurer = touchline_of(club, "treasurer")
    [bakery] = treasurer.reader.money.payers("bakkerij")
    line = typed().as_line(treasurer.writer.new_id())
    invoice = treasurer.writer.new_id()
    assert treasurer.try_all(("invoice.draft", {"id": invoice, "account": bakery.id, "lines": [line]})) == {}
    whole = Reader(club.store.connection).money.invoice(invoice, TODAY)
    assert whole is not None
    assert (whole.invoice.status, whole.invoice.payer, whole.invoice.total_cents) == ("draft", bakery.name, 326_821)


async def tap(screen: Drawn, name: str) -> None:
    """On the first row of the page with this name."""
    top = screen.all("View")[-1]
    found = next(one for one in screen.all("ListTile", top) if one.title.value == name)
    await screen.event(found, "click")


def test_lines_outlive_another_payer_and_are_not_left_without_a_question() -> None:
    treasurer = touchline_of(furnish(small_club()), "treasurer")
    [bakery], [other] = (treasurer.reader.money.payers(name) for name in ("bakkerij", "el amrani ilse"))
    place = treasurer.state.place

    async def story() -> None:
        async with drawn(treasurer) as screen:
            treasurer.go("/money/new")
            await screen.settle()
            await tap(screen, other.name)
            assert not place.unsaved, "nothing was typed"
            await screen.write("Boarding", "Omschrijving")
            assert place.unsaved
            await screen.press("TextButton", "Regel toevoegen")
            await screen.speak("Regel 2 weghalen")
            assert "Regel 2" not in texts(screen)
            await screen.press("TextButton", "Regel toevoegen")  # begun by nobody, so it is no line
            await tap(screen, other.name)
            await tap(screen, bakery.name)
            price, _ = (one for one in screen.all("TextField") if one.label == "Prijs zonder btw")
            await screen.event(price, "change", "95")
            treasurer.go("/people")
            assert (place.route, place.pending) == ("/money/new", "/people")
            treasurer.stay()
            await screen.press("FilledButton", "Ontwerp bewaren")
            assert not place.unsaved

    asyncio.run(story())
    invoice = treasurer.reader.money.invoice(place.route.removeprefix("/money/"), TODAY)
    assert invoice is not None
    assert (invoice.invoice.payer, invoice.invoice.total_cents, len(invoice.lines)) == (bakery.name, 9_500, 1)
