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

TERM = 30
"""Days to pay; a membership fee may wait until the competition has begun, on the last of September."""
IN_TIME = 0.755
LATE = ((0.205, 1, 100), (0.035, 101, 200))
"""Who pays later: (share, first day, last day after the due date). The few that are left do not pay at all."""
PARTS = 0.06
"""Of those who are late, who pay half in time."""
DRAFTS = 45

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
    fresh: bool = False
    """Nobody paid it yet."""


class Money:
    """Invoices, exactly as many as asked for; the fees first, then what fills a year."""

    def __init__(self, story: Story, people: People, teams: Teams, others: Others) -> None:
        self.story, self.people, self.teams, self.others = story, people, teams, others
        self.random = story.random

    def tell(self, invoices: int, owing: Person) -> None:
        """Bills in order of date, so that numbers follow dates; then drafts. `owing`, who can sign in, has one open."""
        fees = list(self._fees())
        if len(fees) + DRAFTS > invoices:
            raise ValueError(f"the fees alone are {len(fees)} invoices")
        more = [self._something() for _ in range(invoices - DRAFTS - len(fees) - 1)]
        for bill in sorted((*fees, *more, self._camp(owing)), key=lambda one: one.at):
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

    def _camp(self, parent: Person) -> Bill:
        """A camp for the eldest of a family, billed last week."""
        child = next(family for family in self.people.families if family.account == parent.account).children[0]
        at = self.story.evening(self.story.today - timedelta(days=8))
        line = Line(f"Voetbalkamp {local_date(at).year} {child.given}", 11_000, child)
        return Bill(at, (line,), account=parent.account, fresh=True)

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
        """Draft, number, and the payment as far as its day has come."""
        id = self.story.new_id(bill.at)
        issued = local_date(bill.at)
        due = self._due(bill, issued)
        issue = act("invoice.issue", id=id, issued_on=issued.isoformat(), due_on=due.isoformat())
        self.story.tell(bill.at, self._draft(bill, id, bill.at), issue)
        if bill.fresh:
            return
        total = totals(Priced(line.quantity, line.cents, line.vat) for line in bill.lines).gross_cents
        term = (due - issued).days
        days, left = self._days(term), total
        if (days is None or days > term) and self.random.random() < PARTS:
            left -= self._pay(id, bill, total // 2, self.random.randint(1, term))
        if days is not None:
            self._pay(id, bill, left, days)

    def _due(self, bill: Bill, issued: date) -> date:
        """The last day to pay."""
        plain = issued + timedelta(days=TERM)
        fee = any(line.membership for line in bill.lines)
        return max(plain, date(issued.year, 9, 30)) if fee and issued.month >= 6 else plain

    def _days(self, term: int) -> int | None:
        """How many days after its date an invoice is paid; None for never."""
        chance = self.random.random() - IN_TIME
        if chance < 0:
            return self.random.randint(1, term)
        for share, first, last in LATE:
            if chance < share:
                return term + self.random.randint(first, last)
            chance -= share
        return None

    def _pay(self, invoice: str, bill: Bill, cents: int, days: int) -> int:
        """Received so many days after the invoice, mostly by transfer; answers what came, 0 while that day is ahead."""
        at = bill.at + days * DAY + self.random.randrange(5) * HOUR
        if at > self.story.now:
            return 0
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
        return cents
