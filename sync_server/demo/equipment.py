"""The store room: what there is, its labels, and who has it."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.calendar import local_date
from shared.domain.codes import code_text
from shared.domain.derived_id import derived_id
from sync_server.demo import places
from sync_server.demo.people import People, Person
from sync_server.demo.story import DAY, HOUR, MINUTE, Story, act
from sync_server.demo.teams import Team, Teams

BLANK_LABELS = 48
LOST_LABELS = 3
KEEPERS = ("equipment", "equipment2")


@dataclass(frozen=True)
class Thing:
    """A resource that was told."""

    id: str
    category: str
    name: str
    kind: str


class Equipment:
    """Resources, exactly as many as asked for, each with a label."""

    def __init__(self, story: Story, people: People, teams: Teams) -> None:
        self.story, self.people, self.teams, self.random = story, people, teams, story.random
        self.things: list[Thing] = []
        self.from_start = story.moment(teams.before.starts - timedelta(days=20), 10)

    def tell(self, resources: int) -> None:
        """The inventory, its labels, two seasons of lending, and what is not back yet."""
        self._inventory(resources)
        self._labels()
        for plan in (self.teams.before, self.teams.now):
            teams = [team for team in self.teams.of(plan) if team.spec.kind == "team"]
            self._for_the_season(teams)
        self._loans()
        self._dispute()
        self._bookings()
        self._fields()

    def _inventory(self, resources: int) -> None:
        if sum(line[3] for line in places.STORE) != resources:
            raise ValueError("the list of the store room has another length")
        for category, name, tag, count, kind, home in places.STORE:
            made = []
            for number in range(1, count + 1):
                id = self.story.new_id(self.from_start)
                called = places.LOCATIONS[number - 1] if kind == "location" else f"{name} {number}"
                self.things.append(Thing(id, category, called, kind))
                made.append(
                    act(
                        "resource.create",
                        id=id,
                        name=called,
                        category=category,
                        tag_no=f"{tag}-{number:03d}",
                        serial=f"{self.random.getrandbits(32):08X}" if category == "Toestellen" else None,
                        kind=kind,
                        quantity=self.random.choice((6, 8, 10, 12, 20)) if kind == "quantity" else None,
                        home_location=home,
                        condition=None if kind == "location" else self.random.choice(places.CONDITIONS),
                        next_audit_on=(self.teams.now.ends - timedelta(days=14)).isoformat(),
                    )
                )
            self.story.tell(self.from_start, *made)

    def _labels(self) -> None:
        """A label on everything; three stickers were lost and replaced; one sheet lies ready (feature B6)."""
        at = self.from_start + HOUR
        first = self._sheet(len(self.things), self._batch("A", at), at)
        claims = [
            act("label.claim", code=code, resource=thing.id) for code, thing in zip(first, self.things, strict=True)
        ]
        self.story.tell(at + HOUR, *claims)
        later = at + 120 * DAY
        spare = self._sheet(LOST_LABELS, self._batch("B", later), later)
        for code, place in zip(spare, self.random.sample(range(len(first)), LOST_LABELS), strict=True):
            swap = (
                act("label.revoke", code=first[place]),
                act("label.claim", code=code, resource=self.things[place].id),
            )
            self.story.tell(later + HOUR, *swap)
        self._sheet(BLANK_LABELS, self._batch("C", self.story.now), self.story.now - 5 * DAY)

    @staticmethod
    def _batch(letter: str, at: int) -> str:
        return f"{local_date(at).year}-{letter}"

    def _sheet(self, count: int, batch: str, at: int) -> list[str]:
        codes = [code_text(self.random.randbytes(16)) for _ in range(count)]
        self.story.tell(at, act("label.print", codes=codes, batch=batch))
        return codes

    def _of(self, *categories: str) -> list[Thing]:
        return [thing for thing in self.things if thing.category in categories and thing.kind != "location"]

    def _out(
        self, thing: Thing, at: int, by: str, to: tuple[str, str], due: int | None, note: str | None = None
    ) -> None:
        out = act(
            "custody.hand_out",
            id=self.story.new_id(at),
            resource=thing.id,
            to_kind=to[0],
            to_id=to[1],
            due_at=due,
            note=note,
        )
        self.story.tell(at, out, by=by)

    def _back(self, thing: Thing, at: int, by: str) -> None:
        condition = self.random.choice((None, None, "goed", "gebruikt", "vuil terug"))
        back = act("custody.take_back", id=self.story.new_id(at), resource=thing.id, condition=condition)
        self.story.tell(at, back, by=by)

    def _for_the_season(self, teams: list[Team]) -> None:
        """Each team has a ball bag, cones, bibs and a first-aid kit until its season ends."""
        season = teams[0].season
        start = self.story.moment(season.starts + timedelta(days=24), 18)
        end = self.story.moment(season.ends - timedelta(days=12), 20)
        if start > self.story.now - 2 * DAY:
            return
        for pool in (self._of("Ballen")[:36], self._of("EHBO")[:26], self._keys()):
            for place, team in enumerate(teams):
                at = start + place * 7 * MINUTE
                to = ("group", team.id)
                if pool[0].category == "Sleutels":
                    to = ("contact", team.staff[0][0].id)
                self._out(pool[place], at, KEEPERS[place % 2], to, end + 10 * DAY)
                if end + place * 9 * MINUTE < self.story.now - DAY:
                    self._back(pool[place], end + place * 9 * MINUTE, KEEPERS[0])

    def _keys(self) -> list[Thing]:
        return self._of("Sleutels")

    def _loans(self) -> None:
        """Shirts to wash, tents for a feast, goals for a tournament: a week or two, some forgotten."""
        lent = self._of("Kledij", "Tenten", "Evenementen", "Wedstrijd", "Toestellen")
        early = self.from_start + 30 * DAY
        grown = [person for person in self.people.all if person.mobile and person.since < early]
        for thing in lent:
            at = self.story.now - self.random.randint(200, 240) * DAY
            while at < self.story.now - 2 * DAY:
                at = self._one_loan(thing, at, self.random.choice(grown))

    def _one_loan(self, thing: Thing, at: int, person: Person) -> int:
        """One loan; answers when the next may begin (far ahead when this one is still out)."""
        keeper = self.random.choice(KEEPERS)
        due = at + self.random.choice((3, 7, 7, 14)) * DAY
        returned = due + self.random.randint(-2, 5) * DAY
        forgotten = self.random.random() < 0.06
        self._out(thing, at, keeper, ("contact", person.id), due)
        if forgotten or returned > self.story.now - 2 * HOUR:
            return self.story.now
        self._back(thing, returned, keeper)
        return returned + self.random.randint(20, 70) * DAY

    def _dispute(self) -> None:
        """Two phones gave the same bag to two teams one evening (feature B5)."""
        bag = self._of("Training")[0]
        teams = [team for team in self.teams.of(self.teams.now) if team.spec.kind == "team"]
        at = self.story.now - 26 * HOUR
        for place, keeper in enumerate(KEEPERS):
            to = ("group", teams[8 + place].id)
            self._out(bag, at + place * 11 * MINUTE, keeper, to, at + 7 * DAY, "Voor de training van vanavond")

    def _bookings(self) -> None:
        """A tent and the speakers are wanted in the coming weeks, from an hour that people say."""
        teams = [team for team in self.teams.of(self.teams.now) if team.spec.kind == "team"]
        for place, thing in enumerate((*self._of("Tenten")[:3], *self._of("Evenementen")[-2:])):
            first = self.story.today + timedelta(days=3 + 2 * place)
            start, end = self.story.moment(first, 13, 30), self.story.moment(first + timedelta(days=1), 12, 15)
            kept = {"id": self.story.new_id(self.story.now), "resource": thing.id, "group": teams[place].id}
            asked = act("booking.make", **kept, from_at=start, to_at=end, note="Tornooi")
            self.story.tell(self.story.now - HOUR, asked, by=KEEPERS[place % 2])

    def _fields(self) -> None:
        """What this club asks of its equipment besides, filled in where it applies (feature 8)."""
        at, asked, told = self.from_start + 2 * HOUR, [], []
        for name, kind, choices, kept, category, answers in places.ASKED:
            id = derived_id("custom_field", "demo", name)
            asked.append(
                act(
                    "custom_field.define",
                    id=id,
                    entity="resource",
                    name=name,
                    kind=kind,
                    choices=choices,
                    view_roles=kept,
                )
            )
            for place, thing in enumerate(self._of(category)):
                value = answers[place % len(answers)]
                told.append(act("custom_value.set", field=id, resource=thing.id, value=value.format(place + 1)))
        self.story.tell(at, *asked)
        self.story.tell(self.from_start + 45 * DAY, *told, by=KEEPERS[0])
