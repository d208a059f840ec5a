"""Questions about evaluations: what is asked of whom, how far a team is, and what came of it. (feature 36)"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mobile.reader.named import Named
from shared.domain.evaluation import (
    Criterion,
    Result,
    Side,
    Standing,
    criterion_of,
    evaluation_id,
    mean,
    result,
    round_of,
    standing,
)

A_TEAM = 3
"""Of fewer players no mean of the team is told: it would tell of one of them."""


@dataclass(frozen=True)
class Template:
    """What is asked: of a group, of the groups of an age, or of all; `from_on` to `to_on` is when it is due."""

    id: str
    name: str
    group: str | None
    category: str | None
    from_on: str | None
    to_on: str | None
    self_too: bool
    archived: bool = False


@dataclass(frozen=True)
class Asked:
    """One criterion and its name."""

    name: str
    criterion: Criterion
    retired: bool


@dataclass(frozen=True)
class Player(Named):
    """Who is evaluated."""

    contact: str
    given: str
    family: str | None
    shirt: int | None


@dataclass(frozen=True)
class Line:
    """One player in one round of one side, with what was given by criterion."""

    player: Player
    template: str
    side: Side
    round_on: str
    id: str
    begun_by: str | None
    final_at: int | None
    final_by: str | None
    shared_at: int | None
    values: Mapping[str, int]
    texts: Mapping[str, str]

    @property
    def contact(self) -> str:
        """Of whom it is."""
        return self.player.contact

    @property
    def state(self) -> str:
        """open, draft, final or shared."""
        if self.final_at is None:
            return "draft" if self.values or self.texts else "open"
        return "final" if self.shared_at is None else "shared"

    @property
    def which(self) -> dict[str, str]:
        """What its verbs are told it by."""
        return {"template": self.template, "contact": self.contact, "round_on": self.round_on}


@dataclass(frozen=True)
class Round:
    """A template for a team, now: one line for each player."""

    template: Template
    group: str
    team: str
    lines: tuple[Line, ...]
    standing: Standing

    @property
    def final(self) -> int:
        """How many are final."""
        return sum(line.final_at is not None for line in self.lines)


@dataclass(frozen=True)
class Report:
    """One evaluation with everything it may be held against. `trend` are the final ones of its side, oldest first, as
    (UTC ms, tenths); `team` the mean of the team in the same round, `previous` the one before.
    """

    line: Line
    template: Template
    asked: tuple[Asked, ...]
    result: Result
    previous: Result | None
    team: Mapping[str, int | None] | None
    other: Line | None
    trend: tuple[tuple[int, int], ...]


class Evaluations:
    """Templates, rounds and reports."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def template(self, id: str) -> Template | None:
        """One template."""
        return next(iter(self._templates("t.id = ?", (id,))), None)

    def templates_for(self, group: str) -> tuple[Template, ...]:
        """The templates that are used for this group."""
        return self._templates(FITS, (group,))

    def templates(self) -> tuple[Template, ...]:
        """All of them: those that are used by name, then those that are no longer."""
        return tuple(sorted(self._templates("1", ()), key=lambda one: one.archived))

    def drafts(self, template: str, round_on: str | None) -> int:
        """How many evaluations of this round were begun and are not final, as far as this device holds them."""
        (found,) = self._db.execute(
            "SELECT count(*) FROM evaluation WHERE template = ? AND round_on = ? AND final_at IS NULL",
            (template, round_on),
        ).fetchone()
        return int(found)

    def categories(self) -> tuple[str, ...]:
        """The ages that this season's teams have."""
        rows = self._db.execute(
            """SELECT DISTINCT category FROM "group" WHERE category IS NOT NULL AND kind = 'team'
            AND coalesce(status, 'active') = 'active' ORDER BY category"""
        )
        return tuple(str(category) for (category,) in rows)

    def asked(self, template: str) -> tuple[Asked, ...]:
        """Its criteria in their order, retired ones too."""
        rows = self._db.execute(
            f"SELECT {', '.join(CRITERION)} FROM criterion WHERE template = ? ORDER BY position, id", (template,)
        )
        found = [dict(zip(CRITERION, row, strict=True)) for row in rows]
        return tuple(Asked(row["name"], criterion_of(row), bool(row["retired"])) for row in found)

    def rounds(self, groups: Collection[str] | None, today: str) -> tuple[Round, ...]:
        """Every template for every one of these teams (None: all), what is most urgent first."""
        rows = self._db.execute(
            """SELECT id FROM "group" WHERE kind = 'team' AND coalesce(status, 'active') = 'active' ORDER BY name"""
        )
        found = [
            one
            for (group,) in rows
            if groups is None or group in groups
            for template in self.templates_for(group)
            if (one := self.round(template.id, group, today)) is not None and one.lines
        ]
        return tuple(sorted(found, key=lambda one: (ORDER[one.standing], one.team)))

    def round(self, template: str, group: str, today: str) -> Round | None:
        """One template for one team; None when this device does not hold it."""
        found, team = self.template(template), self._team(group)
        if found is None or team is None:
            return None
        players = [_player(row) for row in self._db.execute(PLAYERS, (group,))]
        lines = self._now(found, "coach", players, today)
        done = bool(lines) and all(line.final_at is not None for line in lines)
        return Round(found, group, team, lines, standing(found.from_on, found.to_on, today, done=done))

    def now(self, template: Template, contact: str, side: Side, today: str) -> Line | None:
        """One person in the round of today."""
        return next(iter(self._now(template, side, self._players([contact]), today)), None)

    def again(self, template: Template, contact: str, side: Side, today: str) -> Line | None:
        """One person in a round beside that of the period: a draft that was begun, or one of today."""
        return self.now(replace(template, from_on=None), contact, side, today)

    def of_contact(self, contact: str) -> tuple[Report, ...]:
        """All that was begun about this person, newest first, as far as this device holds it."""
        rows = self._db.execute(
            """SELECT id FROM evaluation WHERE contact = ?
            ORDER BY round_on DESC, side, coalesce(final_at, begun_at) DESC""",
            (contact,),
        )
        found = (self.report(id) for (id,) in rows.fetchall())
        return tuple(one for one in found if one is not None and one.line.state != "open")

    def asks_themselves(self, contacts: Collection[str], today: str) -> tuple[tuple[Template, Line], ...]:
        """What these people are asked to say of themselves in a period that is under way, and have not finished."""
        found: dict[tuple[str, str], tuple[Template, Line]] = {}
        for contact in sorted(contacts):
            groups = self._db.execute(
                """SELECT "group" FROM group_member WHERE contact = ? AND present = 1
                AND coalesce(function, 'player') = 'player'""",
                (contact,),
            )
            for (group,) in groups.fetchall():
                for template in self.templates_for(group):
                    line = self.now(template, contact, "self", today)
                    due = template.self_too and template.from_on is not None and template.from_on <= today
                    if due and line is not None and line.final_at is None:
                        found[template.id, contact] = (template, line)
        return tuple(found.values())

    def report(self, id: str) -> Report | None:
        """One evaluation, with what came before and what the team did."""
        line = next(iter(self._lines("e.id = ?", (id,))), None)
        template = self.template(line.template) if line is not None else None
        if line is None or template is None:
            return None
        asked, series = self.asked(template.id), self._series(line)
        before = [one for one in series if _before(one, line)]
        facing = evaluation_id(template.id, line.contact, "self" if line.side == "coach" else "coach", line.round_on)
        return Report(
            line,
            template,
            shown(asked, line),
            came_to(asked, line),
            came_to(asked, before[-1]) if before else None,
            self._team_mean(asked, line),
            next(iter(self._lines("e.id = ?", (facing,))), None),
            _trend(asked, series),
        )

    def _series(self, line: Line) -> list[Line]:
        """The final ones of the same side about the same person, oldest first."""
        same = "e.template = ? AND e.contact = ? AND e.side = ? AND e.final_at IS NOT NULL"
        found = self._lines(same, (line.template, line.contact, line.side))
        return sorted(found, key=lambda one: (one.final_at or 0, one.id))

    def _team_mean(self, asked: tuple[Asked, ...], line: Line) -> Mapping[str, int | None] | None:
        """The mean by category of the players of this person's teams who are final in the same round."""
        found = self._lines(
            f"""e.template = ? AND e.round_on = ? AND e.side = 'coach' AND e.final_at IS NOT NULL
            AND e.contact IN ({BESIDE})""",
            (line.template, line.round_on, line.contact),
        )
        if len(found) < A_TEAM:
            return None
        results = [came_to(asked, one).categories for one in found]
        return {name: mean(one.get(name) for one in results) for name in results[0]}

    def _now(self, template: Template, side: Side, players: Sequence[Player], today: str) -> tuple[Line, ...]:
        """These players in the round of today: of a period, or a draft that was begun; else one to be begun."""
        on = dict.fromkeys((player.contact for player in players), round_of(template.from_on, today))
        if template.from_on is None or template.from_on > today:
            drafts = self._db.execute(
                f"""SELECT contact, max(round_on) FROM evaluation WHERE template = ? AND side = ? AND final_at IS NULL
                AND contact IN ({_marks(on)}) GROUP BY contact""",
                (template.id, side, *on),
            )
            on |= dict(drafts.fetchall())
        ids = {contact: evaluation_id(template.id, contact, side, day) for contact, day in on.items()}
        begun = {line.id: line for line in self._lines(f"e.id IN ({_marks(ids)})", tuple(ids.values()))}
        return tuple(
            begun.get(id) or Line(player, template.id, side, on[player.contact], id, None, None, None, None, {}, {})
            for player in players
            for id in [ids[player.contact]]
        )

    def _lines(self, where: str, values: tuple[object, ...]) -> list[Line]:
        """The evaluations of which this is true, with everything that was given in them."""
        rows = self._db.execute(f"SELECT {COLUMNS} FROM evaluation e WHERE {where}", values).fetchall()
        said = self._db.execute(
            f"""SELECT evaluation, criterion, value, "text" FROM score WHERE evaluation IN ({_marks(rows)})""",
            [row[0] for row in rows],
        ).fetchall()
        given: dict[str, dict[str, int]] = {row[0]: {} for row in rows}
        texts: dict[str, dict[str, str]] = {row[0]: {} for row in rows}
        for evaluation, criterion, value, text in said:
            if value is not None:
                given[evaluation][criterion] = value
            if text:
                texts[evaluation][criterion] = text
        people = {player.contact: player for player in self._players(sorted({row[2] for row in rows}))}
        return [
            Line(people[contact], template, side, on, id, by, final_at, final_by, shared_at, given[id], texts[id])
            for id, template, contact, side, on, by, final_at, final_by, shared_at in rows
            if contact in people
        ]

    def _players(self, contacts: Sequence[str]) -> list[Player]:
        rows = self._db.execute(f"{SOME_PLAYERS} WHERE c.id IN ({_marks(contacts)})", tuple(contacts))
        return [_player(row) for row in rows]

    def _team(self, group: str) -> str | None:
        row = self._db.execute('SELECT name FROM "group" WHERE id = ?', (group,)).fetchone()
        return None if row is None else str(row[0])

    def _templates(self, where: str, values: tuple[object, ...]) -> tuple[Template, ...]:
        rows = self._db.execute(
            f"""SELECT t.id, t.name, t."group", t.category, t.from_on, t.to_on, coalesce(t.self_too, 0),
                coalesce(t.archived, 0)
            FROM evaluation_template t WHERE {where} ORDER BY t.name, t.id""",
            values,
        )
        return tuple(
            Template(id, name, group, category, first, last, bool(both), bool(archived))
            for id, name, group, category, first, last, both, archived in rows
        )


def shown(asked: tuple[Asked, ...], line: Line) -> tuple[Asked, ...]:
    """The criteria that belong to this evaluation: a retired one only where it was answered."""
    return tuple(one for one in asked if not one.retired or one.criterion.id in line.values.keys() | line.texts.keys())


def came_to(asked: tuple[Asked, ...], line: Line) -> Result:
    """The result of one line."""
    return result([one.criterion for one in shown(asked, line)], line.values, line.texts)


def _before(one: Line, line: Line) -> bool:
    at = line.final_at
    return one.id != line.id and one.final_at is not None and (at is None or one.final_at < at)


def _trend(asked: tuple[Asked, ...], series: list[Line]) -> tuple[tuple[int, int], ...]:
    points = ((one.final_at, came_to(asked, one).total) for one in series)
    return tuple((at, total) for at, total in points if at is not None and total is not None)


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _player(row: tuple[Any, ...]) -> Player:
    contact, given, family, shirt = row
    return Player(contact, given, family, shirt)


CRITERION = ("id", "category", "scale", "weight", "low", "high", "choices", "name", "retired")
ORDER: Mapping[Standing, int] = {"overdue": 0, "due": 1, "none": 2, "later": 3, "done": 4}
COLUMNS = """e.id, e.template, e.contact, e.side, e.round_on, e.begun_by, e.final_at, e.final_by, e.shared_at"""
FITS = """coalesce(t.archived, 0) = 0 AND EXISTS (SELECT 1 FROM "group" g WHERE g.id = ? AND (t."group" = g.id
    OR (t."group" IS NULL AND (t.category IS NULL OR t.category = g.category))))"""
PLAYERS = """SELECT c.id, c.given_name, c.family_name, coalesce(max(m.shirt_number), c.shirt_number) FROM group_member m
    JOIN contact c ON c.id = m.contact
    WHERE m."group" = ? AND m.present = 1 AND coalesce(m.function, 'player') = 'player'
    GROUP BY c.id ORDER BY name_key(c.given_name, NULL), c.family_name, c.id"""
SOME_PLAYERS = """SELECT c.id, c.given_name, c.family_name, coalesce((SELECT max(shirt_number) FROM group_member m
    WHERE m.contact = c.id AND m.present = 1), c.shirt_number) FROM contact c"""
BESIDE = """SELECT m.contact FROM group_member m JOIN group_member o ON o."group" = m."group"
    WHERE o.contact = ? AND o.present = 1 AND m.present = 1"""
