"""What happens: series of trainings on weekdays, matches at weekends, the feasts of a club; who came and who will."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.domain.calendar import DEFAULT_ZONE, clock, local_date
from shared.domain.recurrence import DAYS
from shared.domain.series import occurrence_id
from shared.sync.protocol import ActionCall
from sync_server.demo import names, places
from sync_server.demo.memberships import SeasonPlan
from sync_server.demo.people import Person
from sync_server.demo.story import DAY, HOUR, MINUTE, Story, act
from sync_server.demo.teams import Team, Teams

CONFIRMED = 420
"""How many past activities of teams have an attendance list: the latest ones."""
ANSWERED = 130
"""How many coming activities have answers: the next ones."""
CANCELLED = 40

SATURDAY, MONDAY = 5, 0
CAMP_MINUTES = (4 * 24 + 8) * 60
"""From Monday at nine to Friday at five."""
# Month, first day on which it can be, its weekday (None: that very day), hour, what.
FEASTS: tuple[tuple[int, int, int | None, int, str], ...] = (
    (9, 5, SATURDAY, 13, "Opendeurdag"), (10, 9, SATURDAY, 17, "Eetfestijn: mosselen of stoofvlees"),
    (11, 13, SATURDAY, 19, "Kaas- en wijnavond"), (12, 5, None, 16, "Sint op bezoek"),
    (12, 14, SATURDAY, 15, "Kerstmarkt aan de kantine"), (1, 8, SATURDAY, 18, "Nieuwjaarsreceptie"),
    (2, 12, SATURDAY, 19, "Quiz van de club"), (3, 13, SATURDAY, 18, "Spaghettiavond"),
    (4, 6, MONDAY, 9, "Paaskamp"), (5, 1, None, 9, "Jeugdtornooi"), (5, 22, SATURDAY, 11, "Familiedag"),
    (6, 10, SATURDAY, 10, "Algemene vergadering"), (7, 6, MONDAY, 9, "Zomerkamp week 1"),
    (7, 20, MONDAY, 9, "Zomerkamp week 2"), (8, 9, MONDAY, 9, "Zomerkamp week 3"),
    (8, 22, SATURDAY, 14, "Ploegvoorstelling"),
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """An activity before it is told."""

    start: int
    minutes: int
    kind: str
    title: str
    location: str
    team: Team | None = None
    opponent: str | None = None
    away: bool = False


class Agenda:
    """Two seasons of activities, exactly as many as asked for."""

    def __init__(self, story: Story, teams: Teams, coaches: Mapping[str, str]) -> None:
        """`coaches` names for some groups who of the cast fills in the lists of who came."""
        self.story, self.teams, self.random = story, teams, story.random
        self.coaches = coaches
        self.told: list[tuple[str, Planned]] = []

    def tell(self, activities: int) -> None:
        """The latest `activities` of both seasons; then who came and who will."""
        planned = sorted(_on_free_fields(self._planned()), key=_first)
        if len(planned) < activities:
            raise ValueError(f"the seasons hold {len(planned)} activities")
        self._create(planned[-activities:])
        played = [pair for pair in self.told if pair[1].team and pair[1].team.players]
        past = [pair for pair in played if pair[1].start + 3 * HOUR < self.story.now]
        coming = [pair for pair in played if pair[1].start > self.story.now]
        called_off = self._call_off(past)
        for id, one in past[-CONFIRMED:]:
            if id not in called_off:
                self._declare(id, one, 0.8)
                self._confirm(id, one)
        for id, one in coming[:ANSWERED]:
            self._declare(id, one, 0.65)

    def _planned(self) -> Iterator[Planned]:
        for plan in (self.teams.before, self.teams.now):
            yield from self._feasts(plan)
            for place, team in enumerate(self.teams.of(plan)):
                if team.spec.kind == "workgroup":
                    yield from self._meetings(team)
                else:
                    yield from self._trainings(team, place)
                    if team.spec.name != "Keepers":
                        yield from self._matches(team, place)

    def _days(self, plan: SeasonPlan, first: tuple[int, int], last: tuple[int, int], weekday: int) -> list[date]:
        """The days of one weekday from August into May, without Christmas holidays."""
        start = date(plan.starts.year, *first)
        start += timedelta(days=(weekday - start.weekday()) % 7)
        end = date(plan.ends.year, *last)
        weeks = [start + timedelta(days=7 * week) for week in range((end - start).days // 7 + 1)]
        return [day for day in weeks if not _christmas(day)]

    def _trainings(self, team: Team, place: int) -> Iterator[Planned]:
        """One evening a week for grown-ups' second teams and the youngest, two for the others."""
        small = team.spec.ages and max(team.spec.ages) <= 8
        once = small or team.spec.category in ("Veteranen", "Keepers")
        evenings = (place % 4,) if once else (place % 3, place % 3 + 2)
        hour, minute = (17, 30) if small else (18, 0) if team.spec.ages else (19, 30)
        field = places.FIELDS[place % len(places.FIELDS)]
        for evening in evenings:
            for day in self._days(team.season, (8, 16), (5, 20), evening):
                yield Planned(
                    self.story.moment(day, hour, minute), 90 if not small else 60, "training",
                    f"Training {team.spec.name}", f"{places.GROUND}, {field}", team,
                )  # fmt: skip

    def _matches(self, team: Team, place: int) -> Iterator[Planned]:
        """Saturday for the young, Sunday for grown-ups; each neighbour at home and away."""
        saturday = bool(team.spec.ages) or team.spec.category == "Veteranen"
        rivals = self.random.sample(places.OPPONENTS, 14)
        days = self._days(team.season, (9, 1), (4, 30), 5 if saturday else 6)
        hour = 9 + place % 5 if saturday else 15
        for round_number, day in enumerate(days[:28]):
            rival, ground = rivals[round_number % len(rivals)]
            away = (round_number + place + round_number // len(rivals)) % 2 == 1
            title = f"{rival} - {team.spec.name}" if away else f"{team.spec.name} - {rival}"
            kick_off = self.story.moment(day, hour, 30 * (place % 2))
            yield Planned(kick_off, 90, "match", title, ground if away else places.GROUND, team, rival, away)

    def _meetings(self, team: Team) -> Iterator[Planned]:
        for day in self._days(team.season, (8, 20), (6, 20), 0)[::4]:
            start = self.story.moment(day, 20)
            yield Planned(start, 120, "meeting", f"Vergadering {team.spec.name}", "Kantine", team)

    def _feasts(self, plan: SeasonPlan) -> Iterator[Planned]:
        for month, first, weekday, hour, title in FEASTS:
            year = plan.starts.year if month >= 7 else plan.ends.year
            day = date(year, month, first)
            if weekday is not None:
                day += timedelta(days=(weekday - day.weekday()) % 7)
            minutes = CAMP_MINUTES if "kamp" in title else 300
            yield Planned(self.story.moment(day, hour), minutes, "event", title, places.GROUND)

    def _create(self, planned: list[Planned]) -> None:
        """Written down when each season was prepared."""
        turn = self.story.moment(self.teams.now.starts, 0)
        for plan in (self.teams.before, self.teams.now):
            at = self.teams.planned(plan, 1)
            mine = [one for one in planned if (one.start >= turn) == (plan is self.teams.now)]
            made = [(self.story.new_id(at), one) for one in mine if one.kind != "training"]
            self.told += made
            self.story.tell(at, *(self._activity(id, one) for id, one in made), *self._series(mine, at))
        self.told.sort(key=lambda pair: (pair[1].start, pair[1].title))

    def _series(self, planned: list[Planned], at: int) -> Iterator[ActionCall]:
        """The trainings as a coach plans them: the evenings of a team until Christmas, and those after it."""
        halves: dict[tuple[str, int], list[Planned]] = {}
        for one in planned:
            if one.kind == "training" and one.team is not None:
                halves.setdefault((one.team.id, local_date(one.start).year), []).append(one)
        for (team, _), evenings in halves.items():
            id, days = self.story.new_id(at), [local_date(one.start) for one in evenings]
            self.told += [(occurrence_id(id, day), one) for day, one in zip(days, evenings, strict=True)]
            yield _repeated(id, team, evenings[0], days)

    def _activity(self, id: str, one: Planned) -> ActionCall:
        return act(
            "activity.create",
            id=id,
            kind=one.kind,
            title=one.title,
            start_at=one.start,
            end_at=one.start + one.minutes * MINUTE,
            zone=DEFAULT_ZONE,
            location=one.location,
            meeting_point=places.MEETING_POINT if one.away else None,
            group=one.team.id if one.team else None,
            opponent=one.opponent,
            note="Gedeeld vervoer, vertrek stipt" if one.away and self.random.random() < 0.3 else None,
        )

    def _call_off(self, past: list[tuple[str, Planned]]) -> set[str]:
        """Some were called off the day before: frost, too few players."""
        chosen = self.random.sample(past, min(CANCELLED, len(past)))
        for id, one in chosen:
            at = max(one.start - DAY, self.teams.planned(self.teams.before, 0))
            self.story.tell(self.story.past(at), act("activity.cancel", id=id))
        return {id for id, _ in chosen}

    def _declare(self, id: str, one: Planned, share: float) -> None:
        """Answers from the days before, for this share of the team."""
        at = self.story.past(one.start - self.random.randint(20, 60) * HOUR)
        answers = [
            act("attendance.declare", activity=id, contact=player.id, declared=said, reason=reason)
            for player in self._players(one)
            if self.random.random() < share
            for said, reason in [self._answer()]
        ]
        self.story.tell(at, *answers)

    def _answer(self) -> tuple[str, str | None]:
        said = self.random.choices(("yes", "no", "maybe"), (80, 15, 5))[0]
        return said, self.random.choice(names.REASONS) if said == "no" else None

    def _confirm(self, id: str, one: Planned) -> None:
        """The coach's list, filled in at the end; one in nine was forgotten."""
        if self.random.random() < 0.11:
            return
        at = self.story.past(one.start + (one.minutes + self.random.randint(2, 50)) * MINUTE)
        seen = []
        for player in self._players(one):
            came = self.random.choices(("present", "absent", "late", "excused"), (82, 6, 4, 8))[0]
            reason = self.random.choice(names.REASONS) if came == "excused" else None
            seen.append(act("attendance.confirm", activity=id, contact=player.id, confirmed=came, reason=reason))
        team = one.team.id if one.team else ""
        self.story.tell(at, *seen, by=self.coaches.get(team, "system"))

    @staticmethod
    def _players(one: Planned) -> list[Person]:
        return one.team.players if one.team else []


def _repeated(id: str, team: str, first: Planned, days: list[date]) -> ActionCall:
    """A training each week, on the weekdays of these days, from the first of them through the last."""
    weekdays = ",".join(DAYS[place] for place in sorted({day.weekday() for day in days}))
    return act(
        "activity_series.create",
        id=id,
        kind=first.kind,
        title=first.title,
        rule=f"FREQ=WEEKLY;BYDAY={weekdays}",
        first_on=days[0].isoformat(),
        until_on=days[-1].isoformat(),
        start=clock(first.start),
        end=clock(first.start + first.minutes * MINUTE),
        zone=DEFAULT_ZONE,
        location=first.location,
        group=team,
    )


def _first(one: Planned) -> tuple[int, str]:
    return one.start, one.title


def _on_free_fields(planned: Iterable[Planned]) -> Iterator[Planned]:
    """Each match at home on a field where no other is played then; who finds none begins half an hour later."""
    free_from = dict.fromkeys(places.FIELDS, 0)
    for one in sorted(planned, key=_first):
        if one.kind != "match" or one.away:
            yield one
            continue
        start = one.start
        field = min(places.FIELDS, key=lambda name: free_from[name])
        while free_from[field] > start:
            start += 30 * MINUTE
        free_from[field] = start + one.minutes * MINUTE
        yield replace(one, start=start, location=f"{places.GROUND}, {field}")


def _christmas(day: date) -> bool:
    """The school holidays around New Year."""
    return (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3)
