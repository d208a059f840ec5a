"""Verbs about money. Issuing draws a gapless number and freezes the invoice; a correction is a credit note."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.actions.accounts import individual_account
from shared.actions.verb import ID, Call, Verb, inserted, need, new, nobody
from shared.domain import ogm
from shared.domain.invoice import Facts as Paid
from shared.domain.invoice import Line, due_on, settled, totals
from shared.domain.money import MAX_CENTS
from shared.facts import Facts
from shared.refusals import AlreadyIssued, BadPeriod, EmptyInvoice, Exists, Invalid, NotIssued, Overpaid
from shared.register import Field, Row, canonical, check_fields
from shared.sync.change import Change, Insert, Patch
from shared.tables.invoices import INVOICE_LINE, INVOICE_STATUS

# The structured reference is made of the year and the number: ten digits, 26 0000 0123 -> 2600000123.
NUMBERS_A_YEAR = 100_000_000
CENTURY = range(2000, 2100)
LINE_FIELDS = tuple(field for field in INVOICE_LINE.fields if field.name != "invoice")


def _draft(facts: Facts, call: Call) -> Sequence[Change]:
    """A draft for an account, or for a lone contact whose account is made on the way."""
    args = call.args
    new(facts, "invoice", args["id"])
    made: Sequence[Change] = ()
    account = args["account"]
    if account is None:
        if args["contact"] is None:
            raise Invalid("account", "required")
        account, made = individual_account(facts, args["contact"])
    else:
        need(facts, "account", account)
    invoice = {"id": args["id"], "account": account, "kind": "invoice", "status": "draft", "paid_cents": 0}
    lines = [_line(facts, args["id"], place, line) for place, line in enumerate(args["lines"] or ())]
    _once(lines)
    total = totals(_priced(line.values) for line in lines)
    if not 0 <= total.gross_cents <= MAX_CENTS:
        raise Invalid("total_cents", "out_of_range")
    invoice |= {"total_cents": total.gross_cents}
    return (*made, inserted("invoice", invoice), Insert("invoice_status", stated(invoice)), *lines)


def stated(invoice: Mapping[str, Any], credited_cents: int = 0) -> Row:
    """The row of `invoice_status` that stands for this one: what became of it, and of no amount."""
    paid = Paid(True, invoice["total_cents"] or 0, invoice["paid_cents"] or 0, credited_cents)
    become = settled(paid) if invoice["status"] == "issued" else None
    return {name: invoice.get(name) for name in INVOICE_STATUS.names} | {"settled": become}


def _line(facts: Facts, invoice: str, place: int, line: Any) -> Insert:
    if not isinstance(line, dict):
        raise Invalid("lines", "not_json")
    values = check_fields(LINE_FIELDS, line)
    new(facts, "invoice_line", values["id"])
    return Insert("invoice_line", {**values, "invoice": invoice, "position": place})


def _once(lines: Sequence[Insert]) -> None:
    """Two lines under one id would be one row and two amounts."""
    ids = [line.id for line in lines]
    for id in ids:
        if ids.count(id) > 1:
            raise Exists(table="invoice_line", id=id)


def _priced(line: Mapping[str, Any]) -> Line:
    return Line(line["quantity"], line["unit_cents"], line["vat_rate"] or 0)


def _issue(facts: Facts, call: Call) -> Sequence[Change]:
    """The number is drawn in the transaction that freezes the invoice: one series a calendar year, no gaps."""
    invoice = need(facts, "invoice", call.args["id"])
    if invoice["status"] != "draft":
        raise AlreadyIssued(table="invoice", id=invoice["id"])
    lines = facts.find("invoice_line", invoice=invoice["id"])
    if not lines:
        raise EmptyInvoice(table="invoice", id=invoice["id"])
    issued, due = _dates(call.args["issued_on"], call.args["due_on"])
    series = str(issued.year)
    number = _number(facts, invoice["id"], series)
    account = need(facts, "account", invoice["account"])
    values = {
        "status": "issued",
        "series": series,
        "number": number,
        "reference": ogm.make(issued.year % 100 * NUMBERS_A_YEAR + number),
        "issued_on": issued.isoformat(),
        "due_on": due.isoformat(),
        "total_cents": totals(_priced(line) for line in lines).gross_cents,
        "snapshot": canonical({"payer": account["name"]}),
    }
    state = stated({**invoice, **values})
    told = {field.name: state[field.name] for field in INVOICE_STATUS.fields if field.merge == "server"}
    return (Patch("invoice", invoice["id"], values), Patch("invoice_status", invoice["id"], told))


def _number(facts: Facts, invoice: str, series: str) -> int:
    """The next of its series, or the one that this invoice has on paper: it was issued before a restore."""
    kept = facts.kept_number(invoice)
    if kept is None:
        return facts.highest("invoice", "number", series=series) + 1
    if kept[0] != series:
        raise AlreadyIssued(table="invoice", id=invoice)
    return kept[1]


def _record_payment(facts: Facts, call: Call) -> Sequence[Change]:
    args = call.args
    invoice = need(facts, "invoice", args["invoice"])
    new(facts, "payment", args["id"])
    new(facts, "allocation", args["allocation"])
    amount = args["amount_cents"]
    if invoice["status"] != "issued":
        raise NotIssued(table="invoice", id=invoice["id"])
    paid = sum(row["amount_cents"] for row in facts.find("allocation", invoice=invoice["id"]))
    if paid + amount > (invoice["total_cents"] or 0):
        raise Overpaid(table="invoice", id=invoice["id"])
    payment = {
        "id": args["id"],
        "account": invoice["account"],
        "received_on": args["received_on"],
        "amount_cents": amount,
        "method": args["method"],
    }
    part = {"id": args["allocation"], "payment": args["id"], "invoice": invoice["id"], "amount_cents": amount}
    become = stated({**invoice, "paid_cents": paid + amount})["settled"]
    settles = () if become is None else (Patch("invoice_status", invoice["id"], {"settled": become}),)
    return (
        inserted("payment", payment),
        inserted("allocation", part),
        Patch("invoice", invoice["id"], {"paid_cents": paid + amount}),
        *settles,
    )


def _dates(issued_on: str, due: str | None) -> tuple[date, date]:
    """Day of issue and last day to pay, both checked `YYYY-MM-DD`; a reference has two digits for its year."""
    issued = date.fromisoformat(issued_on)
    if issued.year not in CENTURY:
        raise Invalid("issued_on", "out_of_range")
    last = due_on(issued) if due is None else date.fromisoformat(due)
    if last < issued:
        raise BadPeriod(issued_on=issued_on, due_on=last.isoformat())
    return issued, last


ISSUE = (ID, Field("issued_on", required=True, check="date"), Field("due_on", check="date"))
PAYMENT = (
    ID,
    Field("invoice", required=True),
    Field("allocation", required=True),
    Field("received_on", required=True, check="date"),
    Field("amount_cents", "integer", required=True, check="positive"),
    Field("method", required=True, choices=("transfer", "cash", "card")),
)

VERBS = (
    Verb(
        "invoice.draft",
        "guarded",
        (ID, Field("account"), Field("contact"), Field("lines", "json", choices=("list",))),
        nobody,
        _draft,
    ),
    Verb("invoice.issue", "allocated", ISSUE, nobody, _issue),
    Verb("invoice.record_payment", "allocated", PAYMENT, nobody, _record_payment),
)
