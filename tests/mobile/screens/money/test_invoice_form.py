"""A line of a new invoice, from what a treasurer types to what the action takes. (feature 85)"""

import pytest

from mobile.reader import Reader
from mobile.screens.money.invoice_form import Typed
from shared.refusals import Invalid
from tests.mobile.club import TODAY, small_club
from tests.mobile.goods import furnish
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
