"""What the club bills: membership fees, camps, clothing, fines, sponsors; what was paid, and what was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.calendar import local_date
from shared.domain.invoice import Line as Priced
from shared.domain.invoice import totals
from shared.sync.protocol import ActionCall
from sync_server.demo.memberships import TYPES, Member
from sync_server.demo.others import Others
from sync_server.demo.people import People, Person
from sync_server.demo.story import DAY, HOUR, Story, act
from sync_server.demo.teams import Teams

PAID_SHARE = 0.72
PART_SHARE = 0.03
DRAFTS = 45
LATE_DAYS = 75

CLOTHES = (
    ("Trainingspak", 6_500), ("Regenjas", 4_200), ("Sporttas", 3_400), ("Wedstrijdkousen", 1_200),
    ("Keepershandschoenen", 3_900), ("Muts en sjaal", 1_800), ("Polo", 2_600), ("Coachjas", 8_900),
)  # fmt: skip
FINES = (("Boete gele kaart", 800), ("Boete rode kaart", 5_000), ("Boete forfait", 7_500))
SPONSORING = (("Sponsoring reclamebord langs veld 1", 35_000), ("Wedstrijdbal van de week", 15_000))
REDUCTION = 2_500
"""Cents off for the second and later child of a family."""


@dataclass(frozen=True)
class Line:
    """One line of a bill; `about` is whom it is for."""

    description: str
    cents: int
    about: Person | None = None
    membership: str | None = None
    quantity: int = 1
    vat: int = 0


@dataclass(frozen=True)
class Bill:
    """An invoice before it is told, for an account or for a lone contact."""

    at: int
    lines: tuple[Line, ...]
    account: str | None = None
    contact: Person | None = None


class Money:
    """Invoices, exactly as many as asked for; the fees first, then what fills a year."""

    def __init__(self, story: Story, people: People, teams: Teams, others: Others) -> None:
        self.story, self.people, self.teams, self.others = story, people, teams, others
        self.random = story.random

    def tell(self, invoices: int) -> None:
        """Bills in order of date, so that numbers follow dates; then drafts."""
        fees = list(self._fees())
        if len(fees) + DRAFTS > invoices:
            raise ValueError(f"the fees alone are {len(fees)} invoices")
        more = [self._something() for _ in range(invoices - DRAFTS - len(fees))]
        for bill in sorted((*fees, *more), key=lambda one: one.at):
            self._issue(bill)
        for _ in range(DRAFTS):
            bill = self._something()
            at = self.story.past(self.story.now - self.random.randint(1, 12 * 24) * HOUR)
            self.story.tell(at, self._draft(bill, self.story.new_id(at), at))

    def _fees(self) -> Iterator[Bill]:
        """One bill a family and season, later children cheaper; one for everybody who stands alone."""
        families: dict[tuple[str, date], list[Member]] = {}
        for member in self.teams.memberships.all:
            if member.fee == 0:
                continue
            if member.person.account is None:
                line = self._fee(member, 0)
                yield Bill(self._billed(member), (line,), contact=member.person)
            else:
                families.setdefault((member.person.account, member.starts), []).append(member)
        for (account, _), members in families.items():
            lines = tuple(self._fee(member, place) for place, member in enumerate(members))
            yield Bill(max(map(self._billed, members)), lines, account=account)

    def _fee(self, member: Member, place: int) -> Line:
        years = f"{member.starts.year}-{member.starts.year + 1}"
        cents = member.fee - (REDUCTION if place and member.fee > 2 * REDUCTION else 0)
        return Line(f"{TYPES[member.kind][0]} {years} {member.person.given}", cents, member.person, member.id)

    def _billed(self, member: Member) -> int:
        return self.story.past(member.at + self.random.randint(1, 20) * DAY)

    def _something(self) -> Bill:
        """A camp, clothes, a fine or a sponsor's board, at some day of the two seasons."""
        first, last = self.teams.before.starts, self.story.today - timedelta(days=1)
        at = self.story.past(self.story.evening(self.story.day_between(first, last)))
        if self.random.random() < 0.05:
            name, cents = self.random.choice(SPONSORING)
            return Bill(at, (Line(name, cents, vat=2_100),), account=self.random.choice(self.others.sponsors))
        member = self._somebody(at)
        if self.random.random() < 0.3 and member.person.account:
            week = Line(f"Voetbalkamp {local_date(at).year} {member.person.given}", 11_000, member.person)
            lines: tuple[Line, ...] = (week,)
        elif self.random.random() < 0.25 and not member.person.account:
            name, cents = self.random.choice(FINES)
            lines = (Line(name, cents, member.person),)
        else:
            lines = tuple(
                Line(name, cents, member.person, quantity=self.random.choice((1, 1, 1, 2)), vat=2_100)
                for name, cents in self.random.sample(CLOTHES, self.random.choice((1, 1, 2)))
            )
        if member.person.account:
            return Bill(at, lines, account=member.person.account)
        return Bill(at, lines, contact=member.person)

    def _somebody(self, at: int) -> Member:
        """A member of then."""
        while True:
            member = self.random.choice(self.teams.memberships.all)
            if member.at < at:
                return member

    def _draft(self, bill: Bill, id: str, at: int) -> ActionCall:
        lines = [
            {
                "id": self.story.new_id(at),
                "description": line.description,
                "quantity": line.quantity,
                "unit_cents": line.cents,
                "vat_rate": line.vat,
                "about_contact": line.about.id if line.about else None,
                "membership": line.membership,
            }
            for line in bill.lines
        ]
        contact = bill.contact.id if bill.contact else None
        return act("invoice.draft", id=id, lines=lines, account=bill.account, contact=contact)

    def _issue(self, bill: Bill) -> None:
        """Draft, number, and for most the payment: of old bills nearly all, of the last weeks some."""
        id = self.story.new_id(bill.at)
        issued = local_date(bill.at)
        due = issued + timedelta(days=30)
        issue = act("invoice.issue", id=id, issued_on=issued.isoformat(), due_on=due.isoformat())
        self.story.tell(bill.at, self._draft(bill, id, bill.at), issue)
        total = totals(Priced(line.quantity, line.cents, line.vat) for line in bill.lines).gross_cents
        age = (self.story.today - issued).days
        chance = self.random.random()
        if chance < PAID_SHARE * min(1.0, 0.4 + age / LATE_DAYS):
            self._pay(id, bill, total)
        elif chance > 1 - PART_SHARE:
            self._pay(id, bill, total // 2)

    def _pay(self, invoice: str, bill: Bill, cents: int) -> None:
        """Received some days after the invoice, mostly by transfer."""
        at = self.story.past(bill.at + self.random.randint(1, 34) * DAY + self.random.randrange(5) * HOUR)
        paid = act(
            "invoice.record_payment",
            id=self.story.new_id(at),
            invoice=invoice,
            allocation=self.story.new_id(at),
            received_on=local_date(at).isoformat(),
            amount_cents=cents,
            method=self.random.choices(("transfer", "cash", "card"), (90, 6, 4))[0],
        )
        self.story.tell(at, paid)
