"""Questions about money: what is open, what is late, one invoice with everything on it."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.domain import invoice as rules
from shared.domain.contact import fold as folded

Which = Literal["all", "open", "overdue", "paid", "draft"]
PAGE = 60


@dataclass(frozen=True)
class Invoice:
    """One line of the list. Amounts are cents; `number` is None for a draft; `what` is its first line."""

    id: str
    payer: str
    about: str
    what: str
    series: str | None
    number: int | None
    status: rules.Status
    credit: bool
    issued_on: str | None
    due_on: str | None
    total_cents: int
    open_cents: int
    days_overdue: int

    @property
    def number_text(self) -> str | None:
        """`2026-00101`: series and number as they are printed."""
        return None if self.number is None else f"{self.series}-{self.number:05d}"


@dataclass(frozen=True)
class Totals:
    """Figures above the list: cents and how many."""

    open_cents: int
    open_count: int
    overdue_cents: int
    overdue_count: int
    paid_cents: int
    paid_count: int


@dataclass(frozen=True)
class Line:
    """One line of an invoice; `net_cents` is without VAT, `vat_rate` in hundredths of a percent."""

    description: str
    about: str | None
    quantity: int
    unit_cents: int
    net_cents: int
    vat_rate: int


@dataclass(frozen=True)
class Payment:
    """A payment, as far as it went to this invoice."""

    id: str
    received_on: str
    amount_cents: int
    method: str


@dataclass(frozen=True)
class Whole:
    """One invoice with its lines, sums and payments. `reference` is the 12 digits of the OGM."""

    invoice: Invoice
    account: str
    paid_cents: int
    reference: str | None
    lines: tuple[Line, ...]
    sums: rules.Totals
    payments: tuple[Payment, ...]
    pending: bool


class Money:
    """Invoices and payments that this device may hold."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def invoices(
        self,
        today: date,
        text: str = "",
        which: Which = "all",
        limit: int = PAGE,
        persons: Collection[str] | None = None,
    ) -> tuple[Invoice, ...]:
        """What is late first, then what is open, then the rest, newest first.

        `text` finds payer, child and number; `persons` keeps the invoices of accounts they belong to.
        """
        found = [item for item in self._all(today, persons) if which == "all" or _in(item, which)]
        if words := folded(text).split():
            found = [item for item in found if _matches(item, words)]
        return tuple(found[:limit])

    def totals(self, today: date, persons: Collection[str] | None = None) -> Totals:
        """Sums over every invoice here, or those of the accounts of `persons`."""
        items = [item for item in self._all(today, persons) if not item.credit]
        opened, overdue = ([item for item in items if _in(item, which)] for which in ("open", "overdue"))
        paid = [item for item in items if item.status in ("paid", "credited")]
        return Totals(
            sum(item.open_cents for item in opened),
            len(opened),
            sum(item.open_cents for item in overdue),
            len(overdue),
            sum(item.total_cents for item in paid),
            len(paid),
        )

    def invoice(self, id: str, today: date) -> Whole | None:
        """One invoice with everything on it, or None when it is not on this device."""
        row = self._db.execute(f"{_SELECT} WHERE i.id = ?", (id,)).fetchone()
        if row is None:
            return None
        lines = self._lines(id)
        sums = rules.totals(rules.Line(line.quantity, line.unit_cents, line.vat_rate) for line in lines)
        payments = self._payments(id)
        account, reference, paid = self._db.execute(
            "SELECT account, reference, coalesce(paid_cents, 0) FROM invoice WHERE id = ?", (id,)
        ).fetchone()
        item = _invoice(row, today)
        pending = item.status != "draft" and item.number is None
        return Whole(item, account, paid, reference, lines, sums, payments, pending)

    def _all(self, today: date, persons: Collection[str] | None) -> list[Invoice]:
        rank = {"overdue": 0, "open": 1, "draft": 2}
        where = "" if persons is None else _OF_PERSONS
        values = () if persons is None else (json.dumps(sorted(persons)),)
        items = [_invoice(row, today) for row in self._db.execute(_SELECT + where, values)]
        items.sort(key=lambda item: (item.issued_on or "9999", item.number or 0), reverse=True)
        items.sort(key=lambda item: (rank.get(item.status, 3), (item.due_on or "") if item.open_cents else ""))
        return items

    def _lines(self, id: str) -> tuple[Line, ...]:
        rows = self._db.execute(
            f"""SELECT l.description, {_PERSON}, l.quantity, l.unit_cents, l.quantity * l.unit_cents,
                    coalesce(l.vat_rate, 0)
                FROM invoice_line l LEFT JOIN contact c ON c.id = l.about_contact
                WHERE l.invoice = ? ORDER BY l.position, l.id""",
            (id,),
        )
        return tuple(Line(*row) for row in rows)

    def _payments(self, id: str) -> tuple[Payment, ...]:
        rows = self._db.execute(
            """SELECT a.id, p.received_on, a.amount_cents, p.method FROM allocation a
               JOIN payment p ON p.id = a.payment WHERE a.invoice = ? ORDER BY p.received_on, a.id""",
            (id,),
        )
        return tuple(Payment(*row) for row in rows)


_PERSON = "nullif(trim(coalesce(c.given_name, '') || ' ' || coalesce(c.family_name, '')), '')"
_SELECT = f"""SELECT i.id, i.snapshot, a.name, i.series, i.number, i.status, i.kind, i.issued_on, i.due_on,
    coalesce(i.total_cents, 0), coalesce(i.paid_cents, 0),
    coalesce((SELECT -sum(min(n.total_cents, 0)) + sum(max(n.total_cents, 0)) FROM invoice n
              WHERE n.corrects = i.id AND n.status = 'issued'), 0),
    (SELECT group_concat(DISTINCT {_PERSON}) FROM invoice_line l JOIN contact c ON c.id = l.about_contact
     WHERE l.invoice = i.id),
    (SELECT l.description FROM invoice_line l WHERE l.invoice = i.id ORDER BY l.position, l.id LIMIT 1)
    FROM invoice i LEFT JOIN account a ON a.id = i.account"""

_OF_PERSONS = """ WHERE i.account IN (SELECT k.account FROM account_link k
    WHERE k.present = 1 AND k.contact IN (SELECT value FROM json_each(?)))"""


def _invoice(row: Sequence[object], today: date) -> Invoice:
    """`row` is one of _SELECT."""
    (
        id_,
        snapshot,
        account,
        series,
        number,
        status,
        kind,
        issued,
        due,
        total,
        paid,
        credited,
        about,
        what,
    ) = row
    facts = rules.Facts(
        issued=status == "issued",
        total_cents=int(str(total)),
        allocated_cents=int(str(paid)),
        credited_cents=int(str(credited)),
        due_on=date.fromisoformat(str(due)) if due else None,
    )
    frozen = json.loads(str(snapshot)) if snapshot else {}
    return Invoice(
        id=str(id_),
        payer=str(frozen.get("payer") or account or ""),
        about=str(about or "").replace(",", ", "),
        what=str(what or ""),
        series=None if series is None else str(series),
        number=None if number is None else int(str(number)),
        status=rules.status(facts, today),
        credit=kind == "credit",
        issued_on=None if issued is None else str(issued),
        due_on=None if due is None else str(due),
        total_cents=facts.total_cents,
        open_cents=rules.open_cents(facts),
        days_overdue=rules.days_overdue(facts, today),
    )


def _in(item: Invoice, which: Which) -> bool:
    if which == "open":
        return item.status in ("open", "overdue")
    if which == "paid":
        return item.status in ("paid", "credited")
    return item.status == which


def _matches(item: Invoice, words: Sequence[str]) -> bool:
    hay = " " + folded(f"{item.payer} {item.about} {item.number_text or ''} {item.number or ''}")
    return all(f" {word}" in hay for word in words)
