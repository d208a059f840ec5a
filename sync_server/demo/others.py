"""Who belongs to a club without a team: recreants, toddlers, supporters, sponsors, second homes."""

from collections.abc import Iterator
from datetime import timedelta

from sync_server.demo import places
from sync_server.demo.memberships import SeasonPlan
from sync_server.demo.people import People, Person
from sync_server.demo.story import Story, act
from sync_server.demo.teams import Teams

TODDLERS = 46
RECREANTS = 130
SECOND_HOMES = 12


class Others:
    """Fills the club up to `contacts` people."""

    def __init__(self, story: Story, people: People, teams: Teams) -> None:
        self.story, self.people, self.teams, self.random = story, people, teams, story.random
        self.sponsors: list[str] = []

    def tell(self, contacts: int) -> None:
        """Everybody else, so that the club knows exactly `contacts` people."""
        self._second_homes()
        self._sponsors()
        for _ in range(TODDLERS):
            self._toddler()
        for _ in range(RECREANTS):
            self._member("recreant", 22, 66, seasons=self._seasons(0.7))
        supporters = contacts - len(self.people.all)
        if supporters < 0:
            raise ValueError("the teams alone hold more people than the club may have")
        for number in range(supporters):
            if number % 5:
                self._member("steunend", 30, 82, seasons=self._seasons(0.5), identity=False)
            else:
                self._sympathiser()
        self._accounts()

    def _seasons(self, also_before: float) -> list[SeasonPlan]:
        """This season, last season, or both."""
        chance = self.random.random()
        if chance < 0.12:
            return [self.teams.before]
        return [self.teams.before, self.teams.now] if chance < also_before else [self.teams.now]

    def _since(self, plan: SeasonPlan) -> int:
        day = self.story.day_between(plan.starts - timedelta(days=50), plan.starts + timedelta(days=40))
        return self.story.past(self.story.evening(day))

    def _member(
        self, kind: str, youngest: int, oldest: int, *, seasons: list[SeasonPlan], identity: bool = True
    ) -> None:
        since = self._since(seasons[0])
        born = self.story.today.year - self.random.randint(youngest, oldest)
        person = self.people.grown_up(born, since, self.random.choice("mf"), identity=identity)
        self._enrol(person, kind, seasons, since)

    def _enrol(self, person: Person, kind: str, seasons: list[SeasonPlan], since: int) -> None:
        for plan in seasons:
            at = max(since, self._since(plan))
            self.story.tell(at, *self.teams.memberships.enrol(person, kind, plan, at))

    def _toddler(self) -> None:
        """Three to five years old: plays at many sports, in no team yet."""
        since = self._since(self.teams.now)
        born = self.teams.now.ends.year - self.random.randint(4, 5)
        family = self.people.household([(born, self.random.choice("mf"))], since)
        self._enrol(family.children[0], "omnisport", [self.teams.now], since)

    def _sympathiser(self) -> None:
        """Somebody who gets the newsletter and is no member (feature 10)."""
        born = self.story.today.year - self.random.randint(25, 80)
        self.people.grown_up(born, self._since(self.teams.before), self.random.choice("mf"), identity=False)

    def _sponsors(self) -> None:
        """Companies with somebody to write to."""
        for name in places.SPONSORS:
            since = self._since(self.teams.before)
            born = self.story.today.year - self.random.randint(32, 60)
            person = self.people.grown_up(born, since, self.random.choice("mf"), identity=False)
            account = self.story.new_id(since)
            head = {"link_id": self.story.new_id(since), "contact": person.id, "function": "contact_person"}
            company = {"kind": "company", "name": name, "relation_roles": ["sponsor"]}
            create = act("account.create", id=account, is_primary=1, is_payer=1, **company, **head)
            self.story.tell(since, create)
            self.sponsors.append(account)

    def _second_homes(self) -> None:
        """Children with two homes: the other parent has an account of their own, with the same children."""
        couples = [family for family in self.people.families if len(family.parents) == 2 and family.children]
        for family in self.random.sample(couples, SECOND_HOMES):
            parent = family.parents[1]
            since = self.story.past(parent.since + 3 * 24 * 3_600_000)
            account = self.story.new_id(since)
            head = {"contact": parent.id, "function": "parent", "is_primary": 1, "is_payer": 1}
            name = {"kind": "family", "name": f"{parent.name} (co-ouder)"}
            links = [self.people.link(account, child, "child", since) for child in family.children]
            create = act("account.create", id=account, link_id=self.story.new_id(since), may_act_for=1, **name, **head)
            self.story.tell(since, create, *links)

    def _accounts(self) -> None:
        """Some gave a bank account, to be paid back for what they bought."""
        for person in self.random.sample([person for person in self.people.all if person.mobile], 90):
            finance = {"iban": next(self._ibans()), "account_holder": person.name}
            self.story.tell(
                self.story.past(person.since + 24 * 3_600_000),
                act("contact_finance.patch", id=person.id, set=finance),
            )

    def _ibans(self) -> Iterator[str]:
        while True:
            yield belgian_iban(self.random.randrange(10**7, 10**8), self.random.randrange(100))


def belgian_iban(account: int, bank: int) -> str:
    """A valid Belgian IBAN of a bank code that no bank has (990 to 999 are not given out for accounts).

    Ten digits and their remainder of 97, 97 for 0; then ISO 13616: 98 less the remainder of the number with
    BE (1114) and 00 behind it.
    """
    digits = f"99{bank % 10}{account % 10**7:07d}"
    national = digits + f"{int(digits) % 97 or 97:02d}"
    return f"BE{98 - int(national + '111400') % 97:02d}{national}"
