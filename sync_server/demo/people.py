"""People and families: who they are, where they live, how to reach them, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.domain.calendar import local_date
from shared.domain.contact import ADULT_AGE, fold
from shared.sync.protocol import ActionCall
from sync_server.demo import names, places
from sync_server.demo.story import Story, act

# Area codes of a mobile, each followed by two zeros: numbers that nobody is called at by accident.
MOBILES = ("47000", "47500", "48600", "49700")
MAIL_HOSTS = ("telenet.example", "gmail.example", "proximus.example", "skynet.example", "outlook.example")


@dataclass
class Person:
    """A contact as the demo knows it. `account` is the family it hangs on, or None."""

    id: str
    given: str
    family: str
    sex: str
    born: date
    since: int
    origin: str = "flemish"
    mobile: str | None = None
    email: str | None = None
    account: str | None = None

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


@dataclass
class Family:
    """One account with its parents and children, at one address."""

    account: str
    parents: list[Person]
    children: list[Person] = field(default_factory=list)


class People:
    """Everybody the club knows. Makes persons with names that fit their age, and no name twice."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.random = story.random
        self.all: list[Person] = []
        self.families: list[Family] = []
        self._taken: set[str] = set()
        self._mobiles: set[str] = set()

    def origin(self) -> str:
        """Where a family came from, as often as near Ghent."""
        return self.random.choices(list(names.ORIGIN_WEIGHTS), list(names.ORIGIN_WEIGHTS.values()))[0]

    def person(self, born: date, since: int, sex: str, origin: str, family: str | None = None) -> Person:
        """A new person; `since` (UTC ms) is when the club first wrote the name down."""
        given_names = names.YOUNG if self.story.today.year - born.year < 25 else names.GROWN
        for _ in range(60):
            given = self.random.choice(given_names[origin][sex])
            surname = family or self.random.choice(names.FAMILY_NAMES[origin])
            if f"{given} {surname}" not in self._taken:
                break
        self._taken.add(f"{given} {surname}")
        person = Person(self.story.new_id(since), given, surname, sex, born, since, origin)
        self.all.append(person)
        return person

    def birthday(self, year: int) -> date:
        """Some day of that year."""
        return date(year, 1, 1) + timedelta(days=self.random.randrange(365))

    def parents_of(self, children_born: Sequence[int], since: int) -> tuple[list[Person], str]:
        """One or two parents old enough for these years of birth, and the family name of the children."""
        origin = self.origin()
        oldest = min(children_born)
        father = self.person(self.birthday(oldest - self.random.randint(25, 36)), since, "m", origin)
        parents = [father]
        if self.random.random() < 0.88:
            hers = origin if self.random.random() < 0.85 else self.origin()
            mother = self.person(self.birthday(oldest - self.random.randint(23, 34)), since, "f", hers)
            parents.append(mother)
            self.random.shuffle(parents)
        return parents, father.family

    def reach(self, person: Person) -> None:
        """Give a grown-up a mobile number and, nearly always, an e-mail address."""
        while person.mobile is None or person.mobile in self._mobiles:
            person.mobile = f"+32{self.random.choice(MOBILES)}{self.random.randrange(10_000):04d}"
        self._mobiles.add(person.mobile)
        if self.random.random() < 0.93:
            local = f"{fold(person.given)}.{fold(person.family)}".replace(" ", "")
            person.email = f"{local}@{self.random.choice(MAIL_HOSTS)}"

    def home(self) -> dict[str, str]:
        """An address of a town near the ground."""
        weights = [town[2] for town in places.TOWNS]
        code, city, _ = self.random.choices(places.TOWNS, weights)[0]
        number = str(self.random.randint(1, 240))
        address = {
            "street": self.random.choice(places.STREETS),
            "number": number + self.random.choice(("", "", "", "", "A", "B")),
            "postal_code": code,
            "city": city,
            "country": "BE",
        }
        if self.random.random() < 0.12:
            address["box"] = str(self.random.randint(1, 12))
        return address

    def create(self, person: Person, *, identity: bool = False) -> list[ActionCall]:
        """The actions that write this person down."""
        language = {"walloon": "fr", "english": "en"}.get(person.origin, "nl")
        made = [
            act(
                "contact.create",
                id=person.id,
                given_name=person.given,
                family_name=person.family,
                birth_year=person.born.year if identity else None,
                language=language,
            )
        ]
        if identity:
            profile = {"birth_date": person.born.isoformat(), "sex": person.sex, "nationality": "BE"}
            if self.story.today.year - person.born.year > 22 and self.random.random() < 0.4:
                profile["profession"] = self.random.choice(names.PROFESSIONS)
            made.append(act("contact_identity.patch", id=person.id, set=profile))
        if person.mobile:
            made.append(self._point(person, "mobile", person.mobile, None))
        if person.email:
            made.append(self._point(person, "email", person.email, None))
        return made

    def _point(self, person: Person, kind: str, value: str, label: str | None) -> ActionCall:
        point = {"kind": kind, "value": value, "label": label, "is_primary": int(label is None)}
        return act("contact_point.add", id=self.story.new_id(person.since), contact=person.id, **point)

    def lives(self, person: Person, home: dict[str, str]) -> ActionCall:
        """The action that gives a person this address."""
        return act("contact_address.add", id=self.story.new_id(person.since), contact=person.id, **home)

    def household(self, children_born: Sequence[tuple[int, str]], since: int) -> Family:
        """A family with children of these (years of birth, sexes), told to the story at `since`."""
        parents, surname = self.parents_of([year for year, _ in children_born], since)
        for parent in parents:
            self.reach(parent)
        origin = next(parent.origin for parent in parents if parent.family == surname)
        children = [self.person(self.birthday(year), since, sex, origin, surname) for year, sex in children_born]
        family = Family(self.story.new_id(since), parents, children)
        self._write(family, since, self.home())
        return family

    def _write(self, family: Family, since: int, home: dict[str, str]) -> None:
        surnames = dict.fromkeys(member.family for member in (*family.children, *family.parents))
        first, *others = family.parents
        actions = [call for parent in family.parents for call in self.create(parent)]
        actions += [call for child in family.children for call in self.create(child, identity=True)]
        actions += [self.lives(member, home) for member in (*family.parents, *family.children)]
        account = {"kind": "family", "name": f"Familie {' - '.join(list(surnames)[:2])}"}
        head = {"contact": first.id, "function": "parent", "is_primary": 1, "is_payer": 1, "may_act_for": 1}
        actions.append(act("account.create", id=family.account, link_id=self.story.new_id(since), **account, **head))
        for parent in others:
            actions.append(self.link(family.account, parent, "parent", since, may_act_for=1))
        for child in family.children:
            actions += self._child(family, child, since)
        for member in (*family.parents, *family.children):
            member.account = family.account
        self.families.append(family)
        self.story.tell(since, *actions)

    def link(self, account: str, person: Person, function: str, since: int, **more: int) -> ActionCall:
        """The action that hangs a person on an account; of a child the day on which it came of age is told, too."""
        id = self.story.new_id(since)
        if function == "child":
            self._comes_of_age(id, person, since)
        return act(
            "account.link",
            id=id,
            account=account,
            contact=person.id,
            function=function,
            **more,
        )

    def _comes_of_age(self, link: str, child: Person, since: int) -> None:
        born = child.born
        leaps = (born.month, born.day) == (2, 29)  # then it is the first of March
        day = date(born.year + ADULT_AGE, 3, 1) if leaps else born.replace(year=born.year + ADULT_AGE)
        at = max(since + 1, self.story.moment(day, 0))
        if at <= self.story.now:
            self.story.tell(at, act("account_link.turn", id=link, day=local_date(at).isoformat()))

    def _child(self, family: Family, child: Person, since: int) -> list[ActionCall]:
        """Link, whom to call, and for some an alert line or a parent's address under the child's name."""
        first = family.parents[0]
        called = {"call_name": first.name, "call_phone": first.mobile}
        alert = self.random.choice(names.ALERTS) if self.random.random() < 0.15 else ""
        if alert:
            called["alert"] = alert
        actions = [
            self.link(family.account, child, "child", since),
            act("contact_emergency.patch", id=child.id, set=called),
        ]
        if said := names.SHEETS.get(alert):
            doctor = names.DOCTORS[len(self.families) % len(names.DOCTORS)]
            actions.append(act("contact_medical.patch", id=child.id, set={**said, "doctor": doctor}))
        label = "papa" if first.sex == "m" else "mama"
        if first.email and self.random.random() < 0.35:
            actions.append(self._point(child, "email", first.email, label))
        if self.story.today.year - child.born.year >= 13:
            self.reach_child(child)
            actions += [
                self._point(child, kind, value, None)
                for kind, value in (("mobile", child.mobile), ("email", child.email))
                if value
            ]
        return actions

    def reach_child(self, child: Person) -> None:
        """A teenager's own mobile; an address of their own from sixteen."""
        self.reach(child)
        if self.story.today.year - child.born.year < 16:
            child.email = None

    def grown_up(self, born_year: int, since: int, sex: str, *, identity: bool = True) -> Person:
        """A grown-up who stands alone: no family account; one is made when the first invoice needs it."""
        person = self.person(self.birthday(born_year), since, sex, self.origin())
        self.reach(person)
        self.story.tell(since, *self.create(person, identity=identity), self.lives(person, self.home()))
        return person
