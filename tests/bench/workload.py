"""Workload W: one club, the same for the same seed and scale, as the changesets that an import would send.

At scale 1: 10,000 contacts with two contact points, an address and an identity each, in 2,500 families and 500
teams; 30,000 activities, 5,000 resources, 20,000 invoices, 10,000 team members and 50,000 guests.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.domain.uuid7 import RANDOM_BITS, uuid7
from shared.sync.protocol import ActionCall

START_MS = 1_788_300_000_000  # the season's first training: 1 September 2026
HOUR_MS = 3_600_000
TEAM_SIZE = 20
FAMILY_SIZE = 4
GIVEN = ("Noor", "Lucas", "Emma", "Arthur", "Olivia", "Jules", "Marie", "Adam", "Louise", "Finn", "Camille", "Liam")
FAMILY = ("Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Dubois", "Lambert")
STREETS = ("Kerkstraat", "Stationsstraat", "Molenstraat", "Schoolstraat", "Nieuwstraat", "Rue de la Gare")
CITIES = (("2800", "Mechelen"), ("3000", "Leuven"), ("9000", "Gent"), ("5000", "Namur"), ("1000", "Brussel"))

Actions = tuple[ActionCall, ...]


@dataclass
class Workload:
    """The ids of a club of this scale, and `changesets`: what makes it, in order."""

    scale: float
    seed: int = 1
    contacts: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._count = 0
        size = max(TEAM_SIZE * 2, int(10_000 * self.scale) // TEAM_SIZE * TEAM_SIZE)
        self.contacts = [self.new_id() for _ in range(size)]
        self.teams = [self.new_id() for _ in range(size // TEAM_SIZE)]
        self.points = [self.new_id() for _ in range(2 * size)]
        self.season = self.new_id()

    def new_id(self) -> str:
        """The next id: UUIDv7, one millisecond after the last."""
        self._count += 1
        return uuid7(START_MS + self._count, self._random.getrandbits(RANDOM_BITS))

    @property
    def entities(self) -> int:
        """How many contacts, activities, resources, invoices and links W has."""
        return int(len(self.contacts) * 12.5)

    def members(self, team: int) -> list[str]:
        """The contacts in a team."""
        return self.contacts[team * TEAM_SIZE : (team + 1) * TEAM_SIZE]

    def changesets(self) -> Iterator[Actions]:
        """Each is one line of a file, one family, one team's list or one activity's guests. Ask once."""
        season = {"id": self.season, "name": "2026-2027", "start_on": "2026-07-01", "end_on": "2027-06-30"}
        yield (_call("season.create", **season),)
        for number, team in enumerate(self.teams):
            name = {"name": f"U{7 + number % 15} {number}", "kind": "team", "season": self.season}
            yield (_call("group.create", id=team, **name),)
        for number in range(len(self.contacts)):
            yield self._person(number)
        accounts = []
        for first in range(0, len(self.contacts), FAMILY_SIZE):
            accounts.append(self.new_id())
            yield self._family(accounts[-1], self.contacts[first : first + FAMILY_SIZE])
        for number, team in enumerate(self.teams):
            yield tuple(self._member(team, shirt, one) for shirt, one in enumerate(self.members(number)))
        yield from self._agenda()
        for number in range(len(self.contacts) // 2):
            thing = {"name": f"Bag {number}", "category": "bag", "tag_no": f"T{number:05d}", "kind": "single"}
            yield (_call("resource.create", id=self.new_id(), **thing),)
        for number in range(2 * len(self.contacts)):
            yield (self._invoice(accounts[number % len(accounts)], number),)

    def _person(self, number: int) -> Actions:
        pick, id = self._random.choice, self.contacts[number]
        given, family = pick(GIVEN), pick(FAMILY)
        postal, city = pick(CITIES)
        year = 1950 + number % 65
        name = {"given_name": given, "family_name": f"{family} {number % 97}", "member_no": f"M{number:06d}"}
        mobile = {"kind": "mobile", "value": f"+32470{number:06d}", "is_primary": True}
        mail = {"kind": "email", "value": f"{given.lower()}.{number}@example.org", "label": "home"}
        street = {"street": pick(STREETS), "number": str(1 + number % 180), "postal_code": postal, "city": city}
        born = {"birth_date": f"{year}-{1 + number % 12:02d}-{1 + number % 28:02d}", "sex": "fm"[number % 2]}
        return (
            _call("contact.create", id=id, **name, birth_year=year, language="nl"),
            _call("contact_point.add", id=self.points[2 * number], contact=id, **mobile),
            _call("contact_point.add", id=self.points[2 * number + 1], contact=id, **mail),
            _call("contact_address.add", id=self.new_id(), contact=id, country="BE", **street),
            _call("contact_identity.patch", id=id, set={**born, "nationality": "BE"}),
        )

    def _family(self, account: str, people: list[str]) -> Actions:
        """Two parents who act for two children."""
        parent = {"function": "parent", "may_act_for": True, "is_payer": True}
        first = {"id": account, "kind": "family", "name": f"Family {account[-6:]}", "link_id": self.new_id()}
        roles = (parent, {"function": "child"}, {"function": "child"})
        links = (
            _call("account.link", id=self.new_id(), account=account, contact=person, **role)
            for person, role in zip(people[1:], roles, strict=False)
        )
        return (_call("account.create", **first, contact=people[0], is_primary=True, **parent), *links)

    def _member(self, team: str, shirt: int, contact: str) -> ActionCall:
        place = {"contact": contact, "group": team, "function": "player", "shirt_number": shirt + 1}
        return _call("group.add_member", id=self.new_id(), **place, from_on="2026-07-01")

    def _agenda(self) -> Iterator[Actions]:
        """Sixty activities a team; everybody has answered for the first five."""
        for number in range(3 * len(self.contacts)):
            team, place = number % len(self.teams), number // len(self.teams)
            id, start = self.new_id(), START_MS + place * 84 * HOUR_MS
            when = {"start_at": start, "end_at": start + 2 * HOUR_MS, "zone": "Europe/Brussels"}
            what = {"kind": "training", "title": f"Training {place}", "location": f"Pitch {team % 6}"}
            yield (_call("activity.create", id=id, group=self.teams[team], **what, **when),)
            if place < 5:
                answers = ("yes", "yes", "maybe", "no")
                yield tuple(
                    _call("attendance.declare", activity=id, contact=one, declared=answers[k % 4], reason=None)
                    for k, one in enumerate(self.members(team))
                )

    def _invoice(self, account: str, number: int) -> ActionCall:
        line: dict[str, Any] = {"description": "Membership 2026-2027", "quantity": 1, "vat_rate": 0}
        line |= {"id": self.new_id(), "unit_cents": 18_000 + number % 50 * 100}
        return _call("invoice.draft", id=self.new_id(), account=account, lines=[line])


def _call(name: str, /, **args: Any) -> ActionCall:
    return ActionCall(name, 1, args)
