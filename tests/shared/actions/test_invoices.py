"""Money: gapless numbers, issued documents that never change, sums that fit (promise 11)."""

from typing import Any

import pytest

from shared.domain.derived_id import derived_id
from shared.sync.change import Insert, Patch
from shared.tables import REGISTER
from tests.house import House

LINE = {"id": "line-new", "description": "Lidgeld", "quantity": 2, "unit_cents": 12500, "vat_rate": 2100}
DRAFT = {"id": "invoice-new", "account": "family-maes"}
PAY = {"id": "payment-new", "invoice": "invoice-maes", "allocation": "part-new", "received_on": "2026-11-20"}
CASH = {**PAY, "amount_cents": 5, "method": "cash"}
BIG = 2**62
TOO_MUCH = "total_cents out_of_range"


def test_a_draft_adds_up_its_lines(house: House) -> None:  # feature 85
    invoice, state, line = house.decide("tom", "invoice.draft", **DRAFT, lines=[LINE])
    assert isinstance(invoice, Insert)
    assert (invoice.values["total_cents"], invoice.values["status"], invoice.values["number"]) == (
        30250,
        "draft",
        None,
    )
    told = {"id": "invoice-new", "account": "family-maes", "kind": "invoice", "status": "draft"}
    assert state == Insert("invoice_status", dict.fromkeys(REGISTER["invoice_status"].names) | told)
    assert isinstance(line, Insert)
    assert (line.values["invoice"], line.values["position"]) == ("invoice-new", 0)


def test_a_lone_contact_gets_an_account_on_the_way(house: House) -> None:  # feature 55
    account, link, invoice, _ = house.decide("tom", "invoice.draft", id="invoice-new", contact="contact-eef")
    assert [change.table for change in (account, link, invoice)] == ["account", "account_link", "invoice"]
    assert isinstance(invoice, Insert)
    assert invoice.values["account"] == derived_id("individual_account", "contact-eef")


def test_issuing_draws_the_next_number_of_the_year(house: House) -> None:
    house.do("invoice.draft", **DRAFT, lines=[LINE])
    assert house.decide("tom", "invoice.issue", id="invoice-new", issued_on="2026-11-20") == [
        Patch(
            "invoice",
            "invoice-new",
            {
                "status": "issued",
                "series": "2026",
                "number": 3,
                "reference": "260000000372",
                "issued_on": "2026-11-20",
                "due_on": "2026-12-20",
                "total_cents": 30250,
                "snapshot": '{"payer":"Gezin Maes"}',
            },
        ),
        Patch(
            "invoice_status",
            "invoice-new",
            {
                "status": "issued",
                "series": "2026",
                "number": 3,
                "issued_on": "2026-11-20",
                "due_on": "2026-12-20",
                "settled": None,
            },
        ),
    ]


def test_the_office_hears_what_became_of_it_and_of_no_amount(house: House) -> None:
    """A part moves nothing that it sees; what is paid is paid, and an invoice of nothing is from its issue on."""
    sara = house.phone("sara")
    seen = []
    for amount in (5, 14_995):
        sara.sync()
        pay = {**PAY, "id": f"payment-{amount}", "allocation": f"allocation-{amount}", "method": "cash"}
        house.do("invoice.record_payment", **pay, amount_cents=amount)
        page = sara.pull()
        seen.append([] if page is None else sorted(page.puts))
    assert (seen, sara.ids("invoice")) == ([[], ["invoice_status"]], set())
    house.do("invoice.draft", id="invoice-gift", account="family-maes", lines=[{**LINE, "unit_cents": 0}])
    house.do("invoice.issue", id="invoice-gift", issued_on="2026-11-20")
    sara.sync()
    state = {id: (sara.row("invoice_status", id) or {})["settled"] for id in sara.ids("invoice_status")}
    assert state == {"invoice-maes": "paid", "invoice-peeters": None, "invoice-gift": "paid"}


def test_a_bundle_of_invoices_takes_numbers_in_a_row(house: House) -> None:
    phone = house.phone("tom")
    phone.sync()
    for name in "abc":
        house.do(
            "invoice.draft",
            id=f"invoice-{name}",
            account="family-maes",
            lines=[{**LINE, "id": f"line-of-{name}"}],
        )
    phone.sync()
    issue = [("invoice.issue", {"id": f"invoice-{name}", "issued_on": "2026-11-20"}) for name in "cab"]
    assert phone.do_all(*issue).state == "pending"
    assert phone.sync() == ["applied"]
    assert [(house.row("invoice", f"invoice-{name}") or {})["number"] for name in "abc"] == [4, 5, 3]


def test_a_refused_issue_leaves_no_gap(house: House) -> None:
    house.do("invoice.draft", **DRAFT)
    assert house.no("invoice.issue", id="invoice-new", issued_on="2026-11-20") == "empty_invoice"
    house.do("invoice.draft", id="invoice-full", account="family-maes", lines=[LINE])
    house.do("invoice.issue", id="invoice-full", issued_on="2026-11-20")
    assert (house.row("invoice", "invoice-full") or {})["number"] == 3


def test_a_payment_is_booked_with_its_part(house: House) -> None:
    paid = house.decide("tom", "invoice.record_payment", **PAY, amount_cents=15000, method="cash")
    payment, part, invoice, state = paid
    assert state == Patch("invoice_status", "invoice-maes", {"settled": "paid"})
    assert isinstance(payment, Insert)
    assert (payment.values["account"], payment.values["amount_cents"]) == ("family-maes", 15000)
    assert part == Insert(
        "allocation",
        {"id": "part-new", "payment": "payment-new", "invoice": "invoice-maes", "amount_cents": 15000},
    )
    assert invoice == Patch("invoice", "invoice-maes", {"paid_cents": 25000})


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("invoice.draft", {**DRAFT, "id": "invoice-maes"}, "exists"),
        ("invoice.draft", {"id": "invoice-new"}, "account required"),
        ("invoice.draft", {**DRAFT, "account": "family-none"}, "gone"),
        ("invoice.draft", {"id": "invoice-new", "contact": "contact-none"}, "gone"),
        ("invoice.draft", {**DRAFT, "number": 1}, "number unknown_field"),
        ("invoice.draft", {**DRAFT, "lines": {}}, "lines not_json"),
        ("invoice.draft", {**DRAFT, "lines": [1]}, "lines not_json"),
        ("invoice.draft", {**DRAFT, "lines": [LINE, LINE]}, "exists"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "id": "line-maes"}]}, "exists"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "invoice": "invoice-maes"}]}, "invoice unknown_field"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "quantity": 0}]}, "quantity out_of_range"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "quantity": -1}]}, "quantity out_of_range"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "quantity": "2"}]}, "quantity not_integer"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "vat_rate": 21}]}, "vat_rate not_a_rate"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "vat_rate": -2100}]}, "vat_rate not_a_rate"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "unit_cents": -1}]}, "total_cents out_of_range"),
        ("invoice.draft", {**DRAFT, "lines": [{**LINE, "quantity": BIG, "unit_cents": BIG}]}, TOO_MUCH),
        ("invoice.issue", {"id": "invoice-none", "issued_on": "2026-11-01"}, "gone"),
        ("invoice.issue", {"id": "invoice-maes", "issued_on": "2026-11-01"}, "already_issued"),
        ("invoice.issue", {"id": "invoice-maes", "issued_on": "gisteren"}, "issued_on not_a_date"),
        ("invoice.record_payment", {**PAY, "amount_cents": 15001, "method": "cash"}, "overpaid"),
        ("invoice.record_payment", {**PAY, "amount_cents": 0, "method": "cash"}, "amount_cents out_of_range"),
        ("invoice.record_payment", {**PAY, "amount_cents": -5, "method": "cash"}, "amount_cents out_of_range"),
        ("invoice.record_payment", {**PAY, "amount_cents": 5, "method": "gold"}, "method not_a_choice"),
        ("invoice.record_payment", {**CASH, "invoice": "invoice-none"}, "gone"),
        ("invoice.record_payment", {**CASH, "id": "payment-maes"}, "exists"),
        ("invoice.record_payment", {**CASH, "allocation": "part-maes"}, "exists"),
        ("invoice.record_payment", {**CASH, "received_on": "x"}, "received_on not_a_date"),
    ],
)  # fmt: skip
def test_refusals(house: House, verb: str, args: dict[str, Any], said: str) -> None:
    assert house.refusal("tom", verb, **args) == said


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"issued_on": "9999-12-31"}, "issued_on out_of_range"),
        ({"issued_on": "1999-12-31"}, "issued_on out_of_range"),
        ({"issued_on": "2026-11-20", "due_on": "2026-11-19"}, "bad_period"),
        ({"issued_on": "2026-11-20", "due_on": "soon"}, "due_on not_a_date"),
    ],
)
def test_days_of_issue_that_cannot_be(house: House, dates: dict[str, str], said: str) -> None:
    house.do("invoice.draft", **DRAFT, lines=[LINE])
    assert house.refusal("tom", "invoice.issue", id="invoice-new", **dates) == said


def test_a_draft_is_not_paid(house: House) -> None:
    house.do("invoice.draft", **DRAFT, lines=[LINE])
    pay = {**CASH, "invoice": "invoice-new"}
    assert house.refusal("tom", "invoice.record_payment", **pay) == "not_issued"
