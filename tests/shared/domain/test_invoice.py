"""What an invoice adds up to and what it is called today (features 76 and 84)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import invoice
from shared.domain.invoice import Facts, Line, VatGroup
from shared.refusals import Invalid

DUE = date(2026, 11, 24)


def test_lines_add_up_per_rate_and_vat_is_rounded_once_per_rate() -> None:
    sums = invoice.totals([Line(3, 333, 2100), Line(1, 1, 2100), Line(2, 1500, 600), Line(1, 9900)])
    assert sums.groups == (VatGroup(2100, 1000, 210), VatGroup(600, 3000, 180), VatGroup(0, 9900, 0))
    assert (sums.net_cents, sums.vat_cents, sums.gross_cents) == (13900, 390, 14290)


def test_ten_lines_of_a_few_cents_are_not_rounded_ten_times() -> None:
    assert invoice.totals([Line(1, 2, 2100)] * 10).vat_cents == 4  # one by one it would be 0


def test_a_discount_is_a_line_below_zero() -> None:
    assert invoice.totals([Line(1, 15000), Line(1, -2500)]).gross_cents == 12500


@pytest.mark.parametrize("rate", [21, 1, 99, -600, 10_001])
def test_a_rate_written_in_percents_is_noticed(rate: int) -> None:
    with pytest.raises(Invalid) as refusal:
        Line(1, 100, rate)
    assert refusal.value.about == {"field": "vat_rate", "reason": "not_a_rate"}


@pytest.mark.parametrize(
    ("facts", "today", "expected", "open_cents"),
    [
        (Facts(False, 10000, due_on=DUE), date(2027, 1, 1), "draft", 0),
        (Facts(True, 10000, due_on=DUE), DUE, "open", 10000),
        (Facts(True, 10000, due_on=DUE), date(2026, 11, 25), "overdue", 10000),
        (Facts(True, 10000, 4000, due_on=DUE), date(2026, 11, 25), "overdue", 6000),
        (Facts(True, 10000, 10000, due_on=DUE), date(2026, 11, 25), "paid", 0),
        (Facts(True, 10000, 4000, 6000, due_on=DUE), date(2026, 11, 25), "paid", 0),
        (Facts(True, 10000, 0, 10000, due_on=DUE), date(2026, 11, 25), "credited", 0),
        (Facts(True, 10000), date(2099, 1, 1), "open", 10000),
        (Facts(True, 0), DUE, "paid", 0),
    ],
)
def test_the_status_follows_from_the_facts_and_the_day(
    facts: Facts, today: date, expected: str, open_cents: int
) -> None:
    assert (invoice.status(facts, today), invoice.open_cents(facts)) == (expected, open_cents)


def test_what_was_paid_too_much_is_the_accounts_credit() -> None:
    facts = Facts(True, 10000, 12000)
    assert (invoice.open_cents(facts), invoice.overpaid_cents(facts)) == (0, 2000)


@given(*(st.integers(0, 10**9),) * 3)
def test_open_and_overpaid_never_stand_together(total: int, allocated: int, credited: int) -> None:
    facts = Facts(True, total, allocated, credited)
    assert invoice.open_cents(facts) - invoice.overpaid_cents(facts) == total - allocated - credited
    assert 0 in (invoice.open_cents(facts), invoice.overpaid_cents(facts))


def test_days_overdue_are_counted_from_the_day_after() -> None:
    late = Facts(True, 100, due_on=DUE)
    assert [invoice.days_overdue(late, date(2026, 11, day)) for day in (23, 24, 25, 30)] == [0, 0, 1, 6]


def test_the_due_day_is_so_many_days_on_or_the_end_of_that_month() -> None:
    assert invoice.due_on(date(2026, 1, 31)) == date(2026, 3, 2)
    assert invoice.due_on(date(2026, 1, 15), 30, end_of_month=True) == date(2026, 2, 28)
    assert invoice.due_on(date(2026, 12, 1), 0, end_of_month=True) == date(2026, 12, 31)
    assert (invoice.term_is_too_long(60), invoice.term_is_too_long(61)) == (False, True)
    with pytest.raises(Invalid):
        invoice.due_on(date(2026, 1, 1), -1)


def test_instalments_fall_monthly_and_add_up() -> None:
    assert invoice.instalments(10000, date(2026, 12, 31), 3) == (
        (date(2026, 12, 31), 3334),
        (date(2027, 1, 31), 3333),
        (date(2027, 2, 28), 3333),
    )
    for parts in (0, 25):
        with pytest.raises(Invalid):
            invoice.instalments(10000, DUE, parts)
