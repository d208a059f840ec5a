"""Two seasons of teams: who plays in them at the right age, and who leads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from shared.domain.membership import Season, season_of
from shared.sync.protocol import ActionCall
from sync_server.demo.memberships import Memberships, SeasonPlan
from sync_server.demo.people import People, Person
from sync_server.demo.story import Story, act


@dataclass(frozen=True)
class Spec:
    """A team. `ages`: the U-ages that play in it (empty: grown-ups); `before`: there was one last season."""

    name: str
    category: str
    size: int
    ages: tuple[int, ...] = ()
    sex: str = ""
    kind: str = "team"
    before: bool = True


SPECS = (
    Spec("U7 A", "U7", 10, (6, 7)),
    Spec("U7 B", "U7", 10, (6, 7), before=False),
    Spec("U8 A", "U8", 10, (8,)),
    Spec("U8 B", "U8", 10, (8,)),
    Spec("U9 A", "U9", 11, (9,)),
    Spec("U9 B", "U9", 10, (9,), before=False),
    Spec("U10 A", "U10", 13, (10,)),
    Spec("U10 B", "U10", 12, (10,), before=False),
    Spec("U11 A", "U11", 14, (11,)),
    Spec("U12 A", "U12", 14, (12,)),
    Spec("U13 A", "U13", 15, (13,)),
    Spec("U15 A", "U15", 17, (14, 15)),
    Spec("U17 A", "U17", 17, (16, 17)),
    Spec("U21 A", "U21", 17, (18, 19, 20, 21)),
    Spec("Dames U16", "Dames", 14, (13, 14, 15, 16), "f", before=False),
    Spec("Dames A", "Dames", 18, (), "f"),
    Spec("Eerste ploeg", "Senioren", 22, (), "m"),
    Spec("Reserven", "Senioren", 20, (), "m", before=False),
    Spec("Veteranen", "Veteranen", 20, (), "m"),
    Spec("Keepers", "Keepers", 9),
    Spec("Werkgroep Jeugd", "Werkgroep", 9, kind="workgroup"),
    Spec("Werkgroep Kantine", "Werkgroep", 12, kind="workgroup"),
    Spec("Werkgroep Evenementen", "Werkgroep", 10, kind="workgroup", before=False),
)


@dataclass
class Team:
    """One group of one season, with who plays and who leads."""

    id: str
    spec: Spec
    season: SeasonPlan
    players: list[Person] = field(default_factory=list)
    staff: list[tuple[Person, str]] = field(default_factory=list)


class Teams:
    """Fills the teams of two seasons with players of the right age, and finds their families."""

    def __init__(self, story: Story, people: People) -> None:
        self.story, self.people, self.random = story, people, story.random
        now = season_of(story.today)
        before = season_of(now.start - timedelta(days=1))
        self.founded = story.moment(before.start - timedelta(days=100), 20)
        self.before = self._season(before)
        self.now = self._season(now)
        self.memberships = Memberships(story, self.founded)
        self.teams: dict[str, list[Team]] = {self.before.id: [], self.now.id: []}
        self._places: list[str] = []

    def _season(self, dates: Season) -> SeasonPlan:
        return SeasonPlan(self.story.new_id(self.founded), dates)

    def tell(self) -> None:
        """Seasons, types, teams; players with their families; staff; last season's end."""
        for plan, specs in ((self.before, [spec for spec in SPECS if spec.before]), (self.now, list(SPECS))):
            self._open(plan, specs)
        self._players()
        self._staff()
        for plan in (self.before, self.now):
            for team in self.of(plan):
                self._join(team)
        self._close()

    def of(self, plan: SeasonPlan) -> list[Team]:
        """The teams of a season, in the order of the plan."""
        return self.teams[plan.id]

    def planned(self, plan: SeasonPlan, days: int = 60) -> int:
        """When things of a season were prepared: `days` before its start, and never still to come."""
        return self.story.past(self.story.moment(plan.starts - timedelta(days=days), 20))

    def _open(self, plan: SeasonPlan, specs: list[Spec]) -> None:
        at = self.planned(plan, 80)
        dates = {"start_on": plan.starts.isoformat(), "end_on": plan.ends.isoformat()}
        actions = [act("season.create", id=plan.id, name=plan.dates.name, **dates)]
        for spec in specs:
            team = Team(self.story.new_id(at), spec, plan)
            self.of(plan).append(team)
            group = {"name": spec.name, "kind": spec.kind, "category": spec.category, "season": plan.id}
            actions.append(act("group.create", id=team.id, **group))
        self.story.tell(at, *actions)
        turned = act("season.turn", id=plan.id, day=dates["start_on"])
        self.story.tell(self.story.past(self.story.moment(plan.starts, 0, 1)), turned)

    def _players(self) -> None:
        """The players of today, their families; then of last season, with those who have left since."""
        young, grown = [], []
        for team in self.of(self.now):
            if team.spec.ages:
                young += [(team, self._slot(team)) for _ in range(team.spec.size)]
            elif team.spec.category in ("Dames", "Senioren", "Veteranen"):
                grown += [team] * team.spec.size
        self.random.shuffle(young)
        self._families(young)
        for team in grown:
            team.players.append(self._adult(team, self._joined(0.8)))
        for team in self.of(self.before):
            self._last_season(team)

    def _slot(self, team: Team) -> tuple[int, str]:
        """Year of birth and sex of one player: the age reached in the year in which the season ends."""
        age = self.random.choice(team.spec.ages)
        return team.season.ends.year - age, team.spec.sex or ("f" if self.random.random() < 0.13 else "m")

    def _joined(self, earlier: float) -> int:
        """When somebody was first written down: before last season for this share, else for this one."""
        plan = self.before if self.random.random() < earlier else self.now
        first = plan.starts - timedelta(days=55)
        day = self.story.day_between(first, plan.starts - timedelta(days=3))
        return self.story.past(self.story.evening(day))

    def _families(self, slots: list[tuple[Team, tuple[int, str]]]) -> None:
        """Children into families of one to three, brothers and sisters two to nine years apart."""
        while slots:
            team, slot = slots.pop()
            chosen = [(team, slot)]
            for _ in range(self.random.choices((0, 1, 2), (62, 32, 6))[0]):
                other = next((pair for pair in slots if all(abs(pair[1][0] - kid[1][0]) >= 2 for kid in chosen)), None)
                if other is not None and max(abs(other[1][0] - kid[1][0]) for kid in chosen) <= 9:
                    slots.remove(other)
                    chosen.append(other)
            family = self.people.household([pair[1] for pair in chosen], self._joined(0.82))
            for (child_team, _), child in zip(chosen, family.children, strict=True):
                child_team.players.append(child)

    def _adult(self, team: Team, since: int) -> Person:
        """A grown-up player: veterans from 36, others from 19."""
        youngest, oldest = (36, 52) if team.spec.category == "Veteranen" else (19, 34)
        born = self.story.today.year - self.random.randint(youngest, oldest)
        return self.people.grown_up(born, since, team.spec.sex or "m")

    def _last_season(self, team: Team) -> None:
        """Who plays today and was there already, a year younger; then those who have left."""
        spec = team.spec
        if not spec.ages and spec.category not in ("Dames", "Senioren", "Veteranen"):
            return
        start = self.story.moment(self.before.starts, 0)
        taken = {player.id for other in self.of(self.before) for player in other.players}
        for player in self._candidates(spec):
            if len(team.players) < spec.size - 2 and player.since < start and player.id not in taken:
                team.players.append(player)
        since = self.planned(self.before, self.random.randint(10, 50))
        while len(team.players) < spec.size:
            if spec.ages:
                family = self.people.household([self._slot(team)], since)
                team.players.append(family.children[0])
            else:
                team.players.append(self._adult(team, since))

    def _candidates(self, spec: Spec) -> Iterator[Person]:
        for team in self.of(self.now):
            for player in team.players:
                age = self.before.ends.year - player.born.year
                if (spec.ages and age in spec.ages and team.spec.ages and spec.sex in ("", player.sex)) or (
                    not spec.ages and not team.spec.ages and team.spec.category == spec.category
                ):
                    yield player

    def _staff(self) -> None:
        """Coaches and delegates: often a parent of the team; helpers of the work groups from all parents."""
        for plan in (self.before, self.now):
            start = self.story.moment(plan.starts, 0)
            parents = [parent for family in self.people.families for parent in family.parents if parent.since < start]
            for team in self.of(plan):
                if team.spec.kind == "workgroup":
                    chosen = self.random.sample(parents, team.spec.size)
                    team.staff = [(person, "helper") for person in chosen]
                    continue
                if team.spec.name == "Keepers":
                    young = [other for other in self.of(plan) if other.players and other.spec.ages]
                    team.players = [other.players[0] for other in young][-team.spec.size :]
                team.staff = self._leaders(team)

    def _leaders(self, team: Team) -> list[tuple[Person, str]]:
        own = [
            parent
            for family in self.people.families
            if any(child in team.players for child in family.children)
            for parent in family.parents
        ]
        last = next((old for old in self.of(self.before) if old.spec is team.spec and old is not team), None)
        if last is not None and last.staff and self.random.random() < 0.5:
            return list(last.staff)
        coach = own[0] if own and self.random.random() < 0.6 else self._leader()
        delegate = own[-1] if len(own) > 1 and own[-1] is not coach else self._leader()
        return [(coach, "coach"), (delegate, "delegate")]

    def _leader(self) -> Person:
        born = self.story.today.year - self.random.randint(24, 62)
        return self.people.grown_up(born, self.planned(self.before, 90), self.random.choice("mmmf"))

    def _join(self, team: Team) -> None:
        """Everybody into the group, players with a shirt number; and a membership for who has none yet."""
        everybody = [*team.players, *(person for person, _ in team.staff)]
        at = max(self.planned(team.season, 2), *(person.since for person in everybody))
        numbers = sorted(self.random.sample(range(1, team.spec.size + 8), len(team.players)))
        actions = [
            self._into(team, player, at, function="player", shirt_number=number)
            for player, number in zip(team.players, numbers, strict=True)
        ]
        actions += [self._into(team, person, at, function=function) for person, function in team.staff]
        for player in team.players:
            actions += self.memberships.enrol(player, self._type(team), team.season, at)
        for person, _ in team.staff:
            actions += self.memberships.enrol(person, "medewerker", team.season, at)
        self.story.tell(at, *actions)
        first, starts = team.season.starts.isoformat(), self.story.moment(team.season.starts, 0, 1)
        if at < starts:  # the day of the club turns: now they are in the team
            turned = (act("group.turn_member", id=call.args["id"], day=first) for call in actions if _joins(call))
            self.story.tell(self.story.past(starts), *turned)

    def _into(self, team: Team, person: Person, at: int, **place: object) -> ActionCall:
        id = self.story.new_id(at)
        if team.season is self.before:
            self._places.append(id)
        since = team.season.starts.isoformat()
        return act("group.add_member", id=id, contact=person.id, group=team.id, from_on=since, **place)

    @staticmethod
    def _type(team: Team) -> str:
        if team.spec.ages or team.spec.name == "Keepers":
            return "jeugd"
        return "veteraan" if team.spec.category == "Veteranen" else "senior"

    def _close(self) -> None:
        """The night after last season: its teams are history, and their places end with it."""
        at, first = self.story.past(self.story.moment(self.now.starts, 6)), self.now.starts.isoformat()
        leave = [act("group.turn_member", id=id, day=first) for id in self._places]
        old = {"status": "archived"}
        archive = [act("group.patch", id=team.id, set=old) for team in self.of(self.before)]
        self.story.tell(at, act("season.turn", id=self.before.id, day=first), *leave, *archive)


def _joins(call: ActionCall) -> bool:
    return call.name == "group.add_member"
