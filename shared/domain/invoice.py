"""Invoices: what the lines add up to, what is still open, and what to call that today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared.domain import money
from shared.refusals import Invalid

Status = Literal["draft", "open", "overdue", "paid", "credited"]
Settled = Literal["paid", "credited"]

DEFAULT_TERM_DAYS = 30
MAX_TERM_DAYS = 60
"""The longest term between enterprises: Belgian Act of 2 August 2002, art. 4, as of 1 February 2022."""


@dataclass(frozen=True)
class Line:
    """Whole pieces at a price without VAT. `vat_rate` is in hundredths of a percent: 2100 is 21 %, 0 is
    exempt.

    Raises Invalid `vat_rate` for a rate between 0 and 1 % (somebody wrote percents) or above 100 %.
    """

    quantity: int
    unit_cents: int
    vat_rate: int = 0

    def __post_init__(self) -> None:
        if self.vat_rate != 0 and not 100 <= self.vat_rate <= 10_000:
            raise Invalid("vat_rate", "not_a_rate")

    @property
    def net_cents(self) -> int:
        """Quantity times unit price."""
        return money.line_total(self.quantity, self.unit_cents)


@dataclass(frozen=True)
class VatGroup:
    """All lines of one rate together."""

    rate: int
    net_cents: int
    vat_cents: int


@dataclass(frozen=True)
class Totals:
    """What an invoice adds up to, with one group per rate, highest rate first."""

    net_cents: int
    vat_cents: int
    groups: tuple[VatGroup, ...]

    @property
    def gross_cents(self) -> int:
        """What is to be paid."""
        return self.net_cents + self.vat_cents


@dataclass(frozen=True)
class Facts:
    """What the status of one invoice is derived from.

    `issued` means: it has a number. `allocated_cents` are payments, `credited_cents` the totals of its credit
    notes, all as positive amounts against a positive `total_cents`.
    """

    issued: bool
    total_cents: int
    allocated_cents: int = 0
    credited_cents: int = 0
    due_on: date | None = None


def totals(lines: Iterable[Line]) -> Totals:
    """Sums per VAT rate; VAT is rounded once per rate (EN 16931-1, BR-CO-17)."""
    net: dict[int, int] = {}
    for line in lines:
        net[line.vat_rate] = net.get(line.vat_rate, 0) + line.net_cents
    groups = tuple(VatGroup(rate, net[rate], money.share(net[rate], rate)) for rate in sorted(net, reverse=True))
    return Totals(sum(net.values()), sum(group.vat_cents for group in groups), groups)


def open_cents(facts: Facts) -> int:
    """What is still to be paid, never below zero; 0 for a draft, which nobody owes."""
    return max(0, _remaining(facts)) if facts.issued else 0


def overpaid_cents(facts: Facts) -> int:
    """What was paid or credited too much: the account's credit."""
    return max(0, -_remaining(facts)) if facts.issued else 0


def status(facts: Facts, today: date) -> Status:
    """`draft` without a number; `credited` when credit notes alone cover it; `paid` when nothing is open;
    `overdue` from the day after the due date; else `open`. An issued invoice of nothing is `paid`.
    """
    return status_of(settled(facts), facts.due_on, today) if facts.issued else "draft"


def settled(facts: Facts) -> Settled | None:
    """How an issued invoice came to have nothing open; None while it has."""
    if 0 < facts.total_cents <= facts.credited_cents:
        return "credited"
    return "paid" if _remaining(facts) <= 0 else None


def status_of(how: Settled | None, due_on: date | None, today: date) -> Status:
    """What an issued invoice is called, for who knows of no amount."""
    return how or ("overdue" if due_on is not None and today > due_on else "open")


def days_overdue(facts: Facts, today: date) -> int:
    """Whole days past the due date of an unpaid invoice; 0 when it is not overdue."""
    return days_late(facts.due_on, today) if status(facts, today) == "overdue" else 0


def days_late(due_on: date | None, today: date) -> int:
    """Whole days from the last day to pay; 0 without one."""
    return 0 if due_on is None else (today - due_on).days


def due_on(issued_on: date, term_days: int = DEFAULT_TERM_DAYS, *, end_of_month: bool = False) -> date:
    """The last day to pay: so many days after issue, or from there to the end of that month.

    Raises Invalid `payment_terms` outside 0 to 365 days.
    """
    if not 0 <= term_days <= 365:
        raise Invalid("payment_terms", "out_of_range")
    day = issued_on + timedelta(days=term_days)
    if not end_of_month:
        return day
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_of_next - timedelta(days=1)


def term_is_too_long(term_days: int) -> bool:
    """Whether a term is longer than enterprises may agree on: warn, do not refuse."""
    return term_days > MAX_TERM_DAYS


def instalments(total_cents: int, first_due: date, parts: int) -> tuple[tuple[date, int], ...]:
    """Equal monthly parts that add up exactly. A day that a month lacks becomes that month's last day.

    Raises Invalid `parts` outside 1 to 24.
    """
    if parts > 24:
        raise Invalid("parts", "too_large")
    amounts = money.split_evenly(total_cents, parts)
    return tuple((_months_later(first_due, index), cents) for index, cents in enumerate(amounts))


def _remaining(facts: Facts) -> int:
    return facts.total_cents - facts.allocated_cents - facts.credited_cents


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
