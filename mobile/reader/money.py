"""Questions about money: what is open, what is late, one invoice with everything on it."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from shared.domain import invoice as rules
from shared.domain.contact import fold as folded

Which = Literal["all", "open", "overdue", "paid", "draft"]
PAGE = 60


@dataclass(frozen=True)
class Invoice:
    """One line of the list. Amounts are cents; `number` is None for a draft; `what` is its first line, without the name
    of whom it is about; `about` are whole names, `given` first names. `bare`: what became of it is all that is here.
    """

    id: str
    payer: str
    about: str
    given: str
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
    bare: bool = False

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
    """One line of an invoice; `net_cents` is without VAT, `vat_rate` in hundredths of a percent.

    `about` says whom it is about, unless `description` does: an issued line stays word for word as it is.
    """

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


@dataclass(frozen=True)
class Payer:
    """An account that can be billed, with the names of its people."""

    id: str
    name: str
    people: str


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
        where, values = _narrowed(text, persons)
        values |= {"today": today.isoformat(), "limit": limit}
        page = f"SELECT * FROM ({_STATED}) s WHERE {_WHICH[which]}{where} {_ORDER} LIMIT :limit"
        rows = self._db.execute(f"{_COLUMNS} FROM ({page}) s {_ORDER}", values)
        return tuple(_invoice(row, today) for row in rows.fetchall())

    def totals(self, today: date, persons: Collection[str] | None = None) -> Totals:
        """Sums over every invoice here, or those of the accounts of `persons`."""
        where, values = _narrowed("", persons)
        rows = self._db.execute(
            f"""SELECT s.stated, sum(s.remaining), sum(s.total_cents), count(*) FROM ({_STATED}) s
                WHERE s.kind <> 'credit'{where} GROUP BY s.stated""",
            values | {"today": today.isoformat()},
        )
        by = {stated: (remaining, total, count) for stated, remaining, total, count in rows}
        opened, overdue, paid, credited = (by.get(name, (0, 0, 0)) for name in ("open", "overdue", "paid", "credited"))
        return Totals(
            opened[0] + overdue[0],
            opened[2] + overdue[2],
            overdue[0],
            overdue[2],
            paid[1] + credited[1],
            paid[2] + credited[2],
        )

    def invoice(self, id: str, today: date) -> Whole | None:
        """One invoice with everything on it, or None when it is not on this device."""
        row = self._db.execute(
            f"{_COLUMNS} FROM ({_STATED}) s WHERE s.id = :id", {"id": id, "today": today.isoformat()}
        ).fetchone()
        if row is None:
            return None
        lines = self._lines(id)
        sums = rules.totals(rules.Line(line.quantity, line.unit_cents, line.vat_rate) for line in lines)
        payments = self._payments(id)
        account, reference, paid = self._db.execute(
            """SELECT account, reference, coalesce(paid_cents, 0) FROM invoice WHERE id = :id
                UNION ALL SELECT account, NULL, 0 FROM invoice_status WHERE id = :id""",
            {"id": id},
        ).fetchone()
        item = _invoice(row, today)
        pending = item.status != "draft" and item.number is None
        return Whole(item, account, paid, reference, lines, sums, payments, pending)

    def payers(self, text: str = "", limit: int = 30) -> tuple[Payer, ...]:
        """Active accounts whose name or people begin with what was typed, by name."""
        words = folded(text).split()
        rows = self._db.execute(
            f"""SELECT a.id, a.name, coalesce((SELECT group_concat({_PERSON}, ', ') FROM account_link k
                    JOIN contact c ON c.id = k.contact WHERE k.account = a.id AND k.present = 1), '')
                FROM account a WHERE a.status = 'active' AND (:match = '' OR {_NAMED}
                    OR a.id IN (SELECT k.account FROM account_link k WHERE k.present = 1 AND k.contact IN (
                        SELECT c.id FROM contact c WHERE c.rowid IN (
                            SELECT rowid FROM contact_search WHERE :match <> '' AND words MATCH :match))))
                ORDER BY a.name COLLATE NOCASE LIMIT :limit""",
            {"words": json.dumps(words), "match": " ".join(f'"{word}"*' for word in words), "limit": limit},
        )
        return tuple(Payer(*row) for row in rows)

    def people_of(self, account: str) -> tuple[tuple[str, str], ...]:
        """The people of an account, as (id, name): whom a line can be about."""
        rows = self._db.execute(
            f"""SELECT c.id, coalesce({_PERSON}, '') FROM account_link k JOIN contact c ON c.id = k.contact
                WHERE k.account = ? AND k.present = 1 ORDER BY k.function = 'child' DESC, c.given_name""",
            (account,),
        )
        return tuple((id_, name) for id_, name in rows)

    def _lines(self, id: str) -> tuple[Line, ...]:
        rows = self._db.execute(
            f"""SELECT l.description, {_PERSON}, c.given_name, l.quantity, l.unit_cents, l.quantity * l.unit_cents,
                    coalesce(l.vat_rate, 0)
                FROM invoice_line l LEFT JOIN contact c ON c.id = l.about_contact
                WHERE l.invoice = ? ORDER BY l.position, l.id""",
            (id,),
        )
        return tuple(
            Line(what, None if without_name(what, (name or "", given or "")) != what else name, *figures)
            for what, name, given, *figures in rows
        )

    def _payments(self, id: str) -> tuple[Payment, ...]:
        rows = self._db.execute(
            """SELECT a.id, p.received_on, a.amount_cents, p.method FROM allocation a
               JOIN payment p ON p.id = a.payment WHERE a.invoice = ? ORDER BY p.received_on, a.id""",
            (id,),
        )
        return tuple(Payment(*row) for row in rows)


_PERSON = "nullif(trim(coalesce(c.given_name, '') || ' ' || coalesce(c.family_name, '')), '')"
# What an invoice is today, for choosing and ordering. Of each row that is shown `_invoice` asks the rules again, and a
# test holds the two equal.
# Who may know of no amount has a row that says what became of it, and of own bills both.
_STATED = """SELECT b.*, b.total_cents - b.paid_cents - b.credited AS remaining, CASE
        WHEN b.status <> 'issued' THEN 'draft'
        WHEN b.bare THEN coalesce(b.settled, CASE WHEN b.due_on < :today THEN 'overdue' ELSE 'open' END)
        WHEN b.total_cents > 0 AND b.credited >= b.total_cents THEN 'credited'
        WHEN b.total_cents - b.paid_cents - b.credited <= 0 THEN 'paid'
        WHEN b.due_on < :today THEN 'overdue' ELSE 'open' END AS stated
    FROM (SELECT i.id, i.account, i.kind, i.status, i.series, i.number, i.issued_on, i.due_on,
            coalesce(i.total_cents, 0) AS total_cents, coalesce(i.paid_cents, 0) AS paid_cents,
            coalesce((SELECT sum(abs(n.total_cents)) FROM invoice n
                      WHERE n.corrects = i.id AND n.status = 'issued'), 0) AS credited,
            coalesce(json_extract(i.snapshot, '$.payer'), a.name, '') AS payer, 0 AS bare, NULL AS settled
          FROM invoice i LEFT JOIN account a ON a.id = i.account
          UNION ALL SELECT t.id, t.account, t.kind, t.status, t.series, t.number, t.issued_on, t.due_on, 0, 0, 0,
            coalesce(a.name, ''), 1, t.settled
          FROM invoice_status t LEFT JOIN account a ON a.id = t.account
          WHERE NOT EXISTS (SELECT 1 FROM invoice i WHERE i.id = t.id)) b"""
_COLUMNS = f"""SELECT s.id, s.payer, s.series, s.number, s.status, s.kind, s.issued_on, s.due_on, s.total_cents,
    s.paid_cents, s.credited, s.bare, s.settled,
    coalesce((SELECT group_concat(DISTINCT {_PERSON}) FROM invoice_line l JOIN contact c ON c.id = l.about_contact
              WHERE l.invoice = s.id), ''),
    coalesce((SELECT group_concat(DISTINCT c.given_name) FROM invoice_line l JOIN contact c ON c.id = l.about_contact
              WHERE l.invoice = s.id), ''),
    coalesce((SELECT l.description FROM invoice_line l WHERE l.invoice = s.id ORDER BY l.position, l.id LIMIT 1), '')"""
_ORDER = """ORDER BY CASE s.stated WHEN 'overdue' THEN 0 WHEN 'open' THEN 1 WHEN 'draft' THEN 2 ELSE 3 END,
    CASE WHEN s.stated IN ('overdue', 'open') THEN s.due_on END, coalesce(s.issued_on, '9999') DESC,
    s.number DESC, s.id"""
_WHICH: dict[Which, str] = {
    "all": "1",
    "open": "s.stated IN ('open', 'overdue')",
    "overdue": "s.stated = 'overdue'",
    "paid": "s.stated IN ('paid', 'credited')",
    "draft": "s.stated = 'draft'",
}
_OF_PERSONS = """ AND s.account IN (SELECT k.account FROM account_link k
    WHERE k.present = 1 AND k.contact IN (SELECT value FROM json_each(:persons)))"""
# Each word begins a word of the payer's name or is the number; or together they find somebody the invoice is about.
_NAMED = """NOT EXISTS (SELECT 1 FROM json_each(:words) w
    WHERE instr(' ' || fold(a.name), ' ' || w.value) = 0)"""
_OF_WORDS = f""" AND (s.account IN (SELECT a.id FROM account a WHERE {_NAMED})
    OR :joined IN (CAST(s.number AS TEXT), printf('%05d', s.number), printf('%s%05d', s.series, s.number))
    OR s.id IN (SELECT l.invoice FROM invoice_line l WHERE l.about_contact IN (SELECT c.id FROM contact c
        WHERE c.rowid IN (SELECT rowid FROM contact_search WHERE words MATCH :match))))"""


def _narrowed(text: str, persons: Collection[str] | None) -> tuple[str, dict[str, object]]:
    """Conditions and values for what was typed and whose invoices are wanted."""
    where, values = "", dict[str, object]()
    if persons is not None:
        where, values = _OF_PERSONS, {"persons": json.dumps(sorted(persons))}
    if words := folded(text).split():
        where += _OF_WORDS
        match = " ".join(f'"{word}"*' for word in words)
        values |= {"words": json.dumps(words), "joined": "".join(words), "match": match}
    return where, values


def without_name(what: str, names: Iterable[str]) -> str:
    """ "Jeugdlid 2026-2027": a line without the name at its end, which stands beside it already."""
    for name in names:
        if name and what.endswith(f" {name}"):
            return what.removesuffix(name).rstrip(" -·:,")
    return what


def _invoice(row: Sequence[Any], today: date) -> Invoice:
    """`row` has the columns of _COLUMNS, in order."""
    id_, payer, series, number, status, kind, issued, due, total, paid, credited, *rest = row
    bare, settled, about, given, what = rest
    facts = rules.Facts(
        issued=status == "issued",
        total_cents=total,
        allocated_cents=paid,
        credited_cents=credited,
        due_on=date.fromisoformat(due) if due else None,
    )
    told = bare and facts.issued
    late = 0 if settled else max(0, rules.days_late(facts.due_on, today))
    return Invoice(
        id=id_,
        payer=payer,
        about=about.replace(",", ", "),
        given=given.replace(",", ", "),
        what=without_name(what, (*about.split(","), *given.split(","))),
        series=series,
        number=number,
        status=rules.status_of(settled, facts.due_on, today) if told else rules.status(facts, today),
        credit=kind == "credit",
        issued_on=issued,
        due_on=due,
        total_cents=total,
        open_cents=rules.open_cents(facts),
        days_overdue=late if told else rules.days_overdue(facts, today),
        bare=bool(bare),
    )
