"""Invoices that were issued, told to who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.domain.calendar import numeric_date
from shared.domain.money import format_cents
from shared.domain.notices import Kind
from shared.domain.ogm import format_reference
from shared.facts import Facts
from shared.storage import Store
from sync_server.letters import receivers
from sync_server.letters.news.saying import Say
from sync_server.letters.news.subject import Item, Subject, rows_of
from sync_server.log import Written


@dataclass(frozen=True)
class Bill:
    """An invoice that was issued. `due_on` is `YYYY-MM-DD`, `reference` its twelve digits."""

    id: str
    number: str
    cents: int
    due_on: str
    reference: str


class Invoices(Subject[Bill]):
    """Those of one account are told together."""

    table, topic, place = "invoice", "money", "/money"

    def noted(self, written: Written) -> str | None:
        """An invoice, and no credit note or draft, is issued by this."""
        was = written.old is not None and written.old["status"] == "issued"
        new = written.new
        if new is None or was or new["kind"] != "invoice" or new["status"] != "issued":
            return None
        return str(new["account"])

    def kind(self, facts: Facts, item: Item, now: int) -> Kind | None:
        """As long as it is there."""
        return None if facts.get(self.table, item[1]) is None else "invoice"

    def concerned(self, store: Store, items: Sequence[Item]) -> Mapping[str, receivers.People]:
        """Who pays the bills of its account."""
        rows = rows_of(store, self.table, items)
        payers = receivers.of_accounts(store, {str(row["account"]) for row in rows.values()})
        return {id: payers.get(str(row["account"]), receivers.NOBODY) for id, row in rows.items()}

    def said(self, facts: Facts, contact: str, item: Item) -> Bill | None:
        """Number, amount, by when, and with which reference."""
        row = facts.get(self.table, item[1])
        if row is None or not receivers.pays(facts, contact, row["account"]):
            return None
        return Bill(
            row["id"], f"{row['series']}-{row['number']:05d}", row["total_cents"], row["due_on"], row["reference"]
        )

    def title(self, say: Say, pieces: Sequence[Bill]) -> str:
        """All the numbers."""
        return say("mail.notice.invoice.subject", number=", ".join(bill.number for bill in pieces))

    def lines(self, say: Say, pieces: Sequence[Bill]) -> list[str]:
        """One a bill."""
        said = []
        for bill in pieces:
            values = {"number": bill.number, "amount": format_cents(bill.cents, say.language)}
            values |= {"due": numeric_date(date.fromisoformat(bill.due_on), say.language)}
            said.append(say("mail.notice.invoice", **values, reference=format_reference(bill.reference)))
        return said
