"""Questions about people: found by name, phone or e-mail; one contact with everything around it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mobile.reader.name_order import NameOrder
from mobile.reader.named import Named
from mobile.reader.natural import teach
from mobile.reader.personal import BIRTH_YEAR, NUMBERED, PERSONAL
from shared.domain.contact import fold, list_name
from shared.domain.contact import sort_key as name_key
from shared.domain.natural_order import natural_key

ANSWERS = 32
"""Answers that are remembered for as long as nothing is written: what was typed is often wiped out again."""
NO_EMERGENCY = "without emergency"
"""No team, and asked for as one: the players with nobody to call."""
PAGE = 60
"""Names that make numbers and addresses of no interest to a search."""


@dataclass(frozen=True)
class Person(Named):
    """One row of a list of people. `found` is the phone number or e-mail address that the search met, if it did."""

    id: str
    given: str
    family: str | None
    photo: str | None
    teams: tuple[str, ...]
    birth_year: int | None
    found: str | None = None

    @property
    def listed(self) -> str:
        """Family name first, as the list is sorted."""
        return list_name(self.given, self.family)

    @cached_property
    def letter(self) -> str:
        """Under which letter of the list: a plain capital, "#" for anything else."""
        first = name_key(self.given, self.family)[:1].upper()
        return first if "A" <= first <= "Z" else "#"


@dataclass(frozen=True)
class Found:
    """A page of a search: its rows, and how many there are in all."""

    rows: tuple[Person, ...]
    total: int


@dataclass(frozen=True)
class Team:
    """A team or work group."""

    id: str
    name: str
    kind: str
    category: str | None


class People:
    """Contacts and teams in lists."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        teach(connection)
        self._order = NameOrder(connection)
        self._moment: object = None
        self._seen: dict[str, Person] = {}
        self._answers: dict[tuple[str, str | None, int], Found] = {}
        self._teams: tuple[Team, ...] | None = None

    def prepare(self) -> bool:
        """A little of the work that the first list would wait for; True when nothing is left of it."""
        return self._order.prepare()

    def search(self, query: str = "", *, team: str | None = None, limit: int = PAGE) -> Found:
        """The first `limit` active contacts by family name.

        With a `query`, first those of whom every word of it begins a word of the name, or of the member number where
        that is here, and after them those who have a phone number or an e-mail address with that in it; with a `team`,
        only who is in it now (NO_EMERGENCY: the players with nobody to call).
        Numbers and addresses are looked through once the names do not fill a page: only then do they count in
        `total`.
        """
        self._order.complete()
        self._look()
        asked = query, team, limit
        if asked not in self._answers:
            if len(self._answers) >= ANSWERS:
                self._answers.clear()
            self._answers[asked] = self._search(query, team, limit)
        return self._answers[asked]

    def _search(self, query: str, team: str | None, limit: int) -> Found:
        values: dict[str, Any] = {"team": team, "limit": limit}
        narrow = WITHOUT_EMERGENCY if team == NO_EMERGENCY else IN_TEAM if team is not None else "1"
        words = fold(query).split()
        if not query.strip():
            ids, total = self._named(f"name_order o WHERE {narrow}", values)
            return Found(self._people(ids), total)
        ids, total = [], 0
        if words:
            values["words"] = " ".join(f'"{word}"*' for word in words)
            ids, total = self._named(f"({_known(query)}) {IN_ORDER} WHERE {narrow}", values)
        if total >= PAGE:
            return Found(self._people(ids), total)
        met = self._met(query, narrow, values)
        both = [*ids, *met][:limit]
        rows = tuple(replace(person, found=met.get(person.id)) for person in self._people(both))
        return Found(rows, total + len(met))

    def _named(self, where: str, values: dict[str, Any]) -> tuple[list[str], int]:
        """One page of contacts in order of name, and how many there are."""
        ids = [id for (id,) in self._db.execute(f"SELECT o.id FROM {where} ORDER BY o.key, o.id LIMIT :limit", values)]
        if len(ids) < values["limit"]:
            return ids, len(ids)
        total: int = self._db.execute(f"SELECT count(*) FROM {where}", values).fetchone()[0]
        return ids, total

    def _met(self, query: str, narrow: str, values: dict[str, Any]) -> dict[str, str]:
        """Who else has a number or an address with the query in it, in order of name, and which it is."""
        mail, digits = mail_fragment(query), phone_fragment(query)
        if not mail and not digits:
            return {}
        but = f"AND o.contact NOT IN ({_known(query)})" if "words" in values else ""
        hits = self._db.execute(
            f"""SELECT o.id, min(p.value)
            FROM contact_point p CROSS JOIN contact c ON c.id = p.contact CROSS JOIN name_order o ON o.contact = c.rowid
            WHERE ((:mail <> '' AND p.kind = 'email' AND instr(p.value, :mail))
                OR (:digits <> '' AND p.kind IN ('mobile', 'phone') AND instr(p.value, :digits))) AND {narrow} {but}
            GROUP BY o.key, o.id""",
            {**values, "mail": mail, "digits": digits},
        )
        return dict(hits.fetchall())

    def _people(self, ids: list[str]) -> tuple[Person, ...]:
        """These contacts as rows, in the order given."""
        unknown = [id for id in ids if id not in self._seen]
        if unknown:
            marks = ",".join("?" * len(unknown))
            rows = self._db.execute(f"SELECT {COLUMNS} FROM contact c {PERSONAL} WHERE c.id IN ({marks})", unknown)
            self._seen |= {row[0]: _person(row) for row in rows}
        return tuple(self._seen[id] for id in ids)

    def _look(self) -> None:
        """What was read is true until this connection or another one writes."""
        moment = (self._db.total_changes, self._db.execute("PRAGMA data_version").fetchone())
        if moment != self._moment:
            self._moment, self._seen, self._answers, self._teams = moment, {}, {}, None

    def person(self, contact: str) -> Person | None:
        """One row, for a heading or a link."""
        row = self._db.execute(f"SELECT {COLUMNS} FROM contact c {PERSONAL} WHERE c.id = ?", (contact,)).fetchone()
        return None if row is None else _person(row)

    def team(self, group: str) -> tuple[tuple[str, Person], ...]:
        """Who is in a team now, each behind their function: coaches and delegates first, then players by name."""
        rows = self._db.execute(
            f"""SELECT coalesce(m.function, ''), {COLUMNS}
            FROM group_member m JOIN contact c ON c.id = m.contact {PERSONAL}
            WHERE m."group" = ? AND m.present = 1 AND c.status = 'active'
            ORDER BY coalesce(m.function, '') IN ('player', ''), {ORDER}""",
            (group,),
        )
        return tuple((row[0], _person(row[1:])) for row in rows)

    def teams_of(self, contacts: Iterable[str]) -> frozenset[str]:
        """The groups in which any of these contacts is now."""
        wanted = tuple(contacts)
        marks = ",".join("?" * len(wanted))
        sql = f'SELECT "group" FROM group_member WHERE present = 1 AND contact IN ({marks})'
        return frozenset(group for (group,) in self._db.execute(sql, wanted))

    def teams(self) -> tuple[Team, ...]:
        """All active groups of the current season (of all seasons when none is current), youngest names first."""
        self._look()
        if self._teams is None:
            self._teams = tuple(sorted((Team(*row) for row in self._db.execute(TEAMS)), key=_team_order))
        return self._teams


def _team_order(team: Team) -> tuple[str, int, str]:
    """U9 before U11 and U9 A before U9 B, then names without a number."""
    number = "".join(char for char in team.name.split()[0] if char.isdigit())
    return team.kind, int(number) if number else 1000, natural_key(team.name)


def _known(query: str) -> str:
    """Who is found by name, or by number: no number is without a digit, and names are typed far more often."""
    return f"{NAMES} UNION {NUMBERED}" if any(map(str.isdigit, query)) else NAMES


def mail_fragment(query: str) -> str:
    """What of a query may be part of an e-mail address: three signs or more without a gap; "" for nothing."""
    text = query.strip().lower()
    return text if len(text) >= 3 and not any(char.isspace() for char in text) else ""


def phone_fragment(query: str) -> str:
    """What of a query may be part of a number in E.164: three digits or more, without leading zeros."""
    bare = "".join(char for char in query if char not in " ./-()+")
    digits = bare.lstrip("0")
    return digits if bare.isdigit() and len(digits) >= 3 else ""


TEAMS_OF = """(SELECT group_concat(name, char(31)) FROM (
    SELECT g.name FROM group_member m JOIN "group" g ON g.id = m."group"
    WHERE m.contact = c.id AND m.present = 1 AND g.status = 'active' ORDER BY natural_key(g.name)))"""
COLUMNS = f"c.id, c.given_name, c.family_name, c.photo, {TEAMS_OF}, {BIRTH_YEAR}"
ORDER = "name_key(c.given_name, c.family_name), c.id"
IN_TEAM = """o.id IN (SELECT contact FROM group_member WHERE "group" = :team AND present = 1)"""
WITHOUT_EMERGENCY = """o.id IN (SELECT m.contact FROM group_member m
    LEFT JOIN contact_emergency e ON e.id = m.contact
    WHERE m.present = 1 AND m.function = 'player' AND e.call_phone IS NULL)"""
NAMES = "SELECT rowid FROM contact_search WHERE contact_search MATCH :words"
IN_ORDER = "s CROSS JOIN name_order o ON o.contact = s.rowid"
TEAMS = """SELECT g.id, g.name, g.kind, g.category
    FROM "group" g LEFT JOIN season s ON s.id = g.season
    WHERE g.status = 'active' AND (s.current = 1 OR NOT EXISTS (SELECT 1 FROM season WHERE current = 1))
    ORDER BY g.kind, g.rowid"""


def _person(row: tuple[Any, ...]) -> Person:
    id, given, family, photo, teams, year = row
    return Person(id, given, family, photo, tuple(teams.split("\x1f")) if teams else (), year)
