"""Memberships of two seasons: types with their fees, enrolment, renewal, and how they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.domain.membership import Season
from shared.sync.protocol import ActionCall
from sync_server.demo import names
from sync_server.demo.people import Person
from sync_server.demo.story import Story, act

# key: name, fee in cents
TYPES = {
    "jeugd": ("Jeugdlid", 28_000),
    "senior": ("Senior", 32_000),
    "veteraan": ("Veteraan", 18_000),
    "recreant": ("Recreant", 12_000),
    "omnisport": ("Omnisport kleuters", 9_500),
    "steunend": ("Steunend lid", 3_000),
    "medewerker": ("Trainer of medewerker", 0),
}


@dataclass(frozen=True)
class SeasonPlan:
    """A season as the demo knows it: its id and its dates."""

    id: str
    dates: Season

    @property
    def starts(self) -> date:
        """First day."""
        return self.dates.start

    @property
    def ends(self) -> date:
        """Last day."""
        return self.dates.end


@dataclass(frozen=True)
class Member:
    """A membership that was told: what an invoice points at. `starts` is the first day of its season."""

    id: str
    person: Person
    kind: str
    starts: date
    at: int

    @property
    def fee(self) -> int:
        """Cents a season."""
        return TYPES[self.kind][1]


class Memberships:
    """Everybody's memberships; one a person and season."""

    def __init__(self, story: Story, founded: int) -> None:
        self.story, self.random = story, story.random
        self.all: list[Member] = []
        self._of: dict[tuple[str, date], Member] = {}
        self._types = {key: story.new_id(founded) for key in TYPES}
        self._next_number = 1001
        self._numbered: set[str] = set()
        types = [
            act("membership_type.create", id=self._types[key], name=name, fee_cents=fee)
            for key, (name, fee) in TYPES.items()
        ]
        story.tell(founded, *types)

    def enrol(self, person: Person, kind: str, season: SeasonPlan, at: int) -> Sequence[ActionCall]:
        """The actions that make a person a member this season; none when there is a membership already."""
        if (person.id, season.starts) in self._of:
            return ()
        member = Member(self.story.new_id(at), person, kind, season.starts, at)
        earlier = next((self._of[key] for key in self._of if key[0] == person.id), None)
        self.all.append(member)
        self._of[person.id, season.starts] = member
        start = act(
            "membership.start",
            id=member.id,
            contact=person.id,
            type=self._types[kind],
            season=season.id,
            start_on=season.starts.isoformat(),
            fee_cents=member.fee,
            renewed_from=earlier.id if earlier else None,
        )
        return (start, *self._number(person))

    def _number(self, person: Person) -> Sequence[ActionCall]:
        """The member's number, given once."""
        if person.id in self._numbered:
            return ()
        self._numbered.add(person.id)
        self._next_number += 1
        return (act("contact_personal.patch", id=person.id, set={"member_no": str(self._next_number - 1)}),)

    def close(self, starts: date, ends: date, at: int) -> None:
        """Memberships of the season that began on `starts` run out on `ends`; who left mostly said why."""
        renewed = {person for person, season in self._of if season > starts}
        actions = []
        for member in self.all:
            if member.starts == starts:
                gone = member.person.id not in renewed and self.random.random() < 0.6
                reason = self.random.choice(names.ENDED) if gone else None
                actions.append(act("membership.end", id=member.id, end_on=ends.isoformat(), reason=reason))
        self.story.tell(at, *actions)
