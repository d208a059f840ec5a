"""Evaluations of three teams: last spring, at the start of the season, and the round that is under way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared.sync.protocol import ActionCall
from sync_server.demo.people import Person
from sync_server.demo.story import MINUTE, Story, act
from sync_server.demo.teams import Team, Teams

OFTEN = ("zelden", "soms", "meestal", "altijd")
# Category, name, scale, weight; a choice has its words.
Asked = tuple[str, str, str, int, tuple[str, ...]]
YOUTH: tuple[Asked, ...] = (
    ("Techniek", "Balbeheersing", "stars", 2, ()),
    ("Techniek", "Passing", "stars", 2, ()),
    ("Techniek", "Afwerking", "stars", 1, ()),
    ("Spelinzicht", "Vrijlopen", "stars", 1, ()),
    ("Spelinzicht", "Positiespel", "stars", 1, ()),
    ("Fysiek", "Snelheid", "score", 1, ()),
    ("Fysiek", "Uithouding", "score", 1, ()),
    ("Houding", "Inzet op training", "choice", 2, OFTEN),
    ("Houding", "Omgang met ploegmaats", "choice", 2, OFTEN),
    ("Groei", "Hier werken we aan", "text", 1, ()),
)
SMALL: tuple[Asked, ...] = (
    ("Plezier", "Speelt graag mee", "choice", 1, OFTEN),
    ("Bal", "Dribbelen", "stars", 1, ()),
    ("Bal", "Trappen", "stars", 1, ()),
    ("Samen", "Luistert", "choice", 1, OFTEN),
    ("Samen", "Deelt de bal", "choice", 1, OFTEN),
)
SENIOR: tuple[Asked, ...] = (
    ("Techniek", "Techniek", "score", 1, ()),
    ("Tactiek", "Tactische discipline", "score", 2, ()),
    ("Fysiek", "Conditie", "score", 1, ()),
    ("Mentaal", "Mentaliteit", "score", 2, ()),
    ("Mentaal", "Leiderschap", "score", 1, ()),
)
GROWTH = (
    "Kijk op voor je de bal krijgt.", "Durf ook met links.", "Blijf coachen, de ploeg luistert naar je.",
    "Sneller omschakelen na balverlies.", "Meer rust aan de bal.", "Vaker de diepte zoeken.",
)  # fmt: skip
SPRING, START, UNDER_WAY = 230, 80, 24
"""How many days ago each round began."""
OPEN_FOR = 12
"""How many days the round under way still lasts."""
DONE = 0.6
"""The share of a team that is final in it by now."""


@dataclass(frozen=True)
class Plan:
    """A template and the team it is shown with. `by` of the cast fills in the round under way."""

    name: str
    team: str
    asked: tuple[Asked, ...]
    by: str
    self_too: bool
    rounds: tuple[int, ...] = (SPRING, START, UNDER_WAY)


PLANS = (
    Plan("Spelersrapport U11", "U11 A", YOUTH, "coach", True),
    Plan("Spelenderwijs U7", "U7 A", SMALL, "coach", False),
    Plan("Functioneren eerste ploeg", "Eerste ploeg", SENIOR, "coach2", True, (START, UNDER_WAY)),
)


class Evaluations:
    """What coaches found of their players, and what players found themselves."""

    def __init__(self, story: Story, teams: Teams) -> None:
        self.story, self.teams, self.random = story, teams, story.random

    def tell(self) -> None:
        """Every plan, in every round."""
        for plan in PLANS:
            team = next(team for team in self.teams.of(self.teams.now) if team.spec.name == plan.team)
            criteria = self._template(plan, team)
            for days in plan.rounds:
                self._round(plan, team, criteria, days)

    def _template(self, plan: Plan, team: Team) -> list[dict[str, Any]]:
        """Written down by the board before its first round; the template's id is that of its criteria's group."""
        first_day = self.story.evening(self._day(plan.rounds[0] + 20))
        at = self.story.past(first_day if team.spec.ages else max(first_day, self.teams.planned(self.teams.now, 70)))
        self.id = self.story.new_id(at)
        criteria = [
            {"id": self.story.new_id(at), "category": category, "name": name, "scale": scale, "weight": weight}
            | ({"choices": list(choices)} if choices else {})
            for category, name, scale, weight, choices in plan.asked
        ]
        first, last = self._day(UNDER_WAY).isoformat(), (self.story.today + timedelta(days=OPEN_FOR)).isoformat()
        whom = {"category": team.spec.category} if team.spec.ages else {"group": team.id}
        about = {"name": plan.name, "self_too": int(plan.self_too), "from_on": first, "to_on": last, **whom}
        self.story.tell(at, act("evaluation_template.create", id=self.id, criteria=criteria, **about))
        return criteria

    def _day(self, ago: int) -> date:
        return self.story.today - timedelta(days=ago)

    def _round(self, plan: Plan, team: Team, criteria: list[dict[str, Any]], days: int) -> None:
        """An evening a round for the coach; players answer a few days before."""
        now, day = days == UNDER_WAY, self._day(days)
        by = plan.by if now else "system"
        at = self.story.past(self.story.evening(day + timedelta(days=9)))
        known = [player for player in team.players if player.since < at - 20 * 24 * 60 * MINUTE]
        done = round(len(known) * DONE) if now else len(known)
        for place, player in enumerate(known[: done + 1] if now else known):
            which = {"template": self.id, "contact": player.id, "round_on": day.isoformat()}
            if plan.self_too and place % 3 == (1 if now else 0):
                self._answer("self_evaluation", which, criteria, player, at - 60 * MINUTE)
            half = now and place == done  # one of them was interrupted
            self._answer("evaluation", which, criteria[:4] if half else criteria, player, at, by, final=not half)
            if not half and (not now or place % 2 == 0):
                self.story.tell(self.story.past(at + 90 * MINUTE), act("evaluation.share", **which), by=by)
            at = self.story.past(at + 4 * MINUTE)

    def _answer(
        self,
        name: str,
        which: Mapping[str, str],
        criteria: list[dict[str, Any]],
        player: Person,
        at: int,
        by: str = "system",
        *,
        final: bool = True,
    ) -> None:
        scores = list(self._scores(name, which, criteria, player))
        finish = [act(f"{name}.finish", **which)] if final else []
        self.story.tell(at, *scores, *finish, by=by)

    def _scores(
        self, name: str, which: Mapping[str, str], criteria: list[dict[str, Any]], player: Person
    ) -> Iterator[ActionCall]:
        """Around what somebody can do, a little better every round; one in twenty was left open."""
        talent = (sum(map(ord, player.id)) % 40) / 100 + 0.45 + (0.05 if name == "self_evaluation" else 0)
        talent += {self._day(SPRING).isoformat(): -0.1, self._day(START).isoformat(): -0.04}.get(
            which["round_on"], 0.03
        )
        for one in criteria:
            if self.random.random() < 0.05:
                continue
            if one["scale"] == "text":
                yield act(f"{name}.score", **which, criterion=one["id"], text=self.random.choice(GROWTH))
                continue
            lowest, highest = (0, 10) if one["scale"] == "score" else (1, len(one.get("choices", ())) or 5)
            value = round((talent + self.random.gauss(0, 0.12)) * highest)
            yield act(f"{name}.score", **which, criterion=one["id"], value=min(highest, max(lowest, value)))
