"""Questions about people: found by name, phone or e-mail; one contact with everything around it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from shared.domain.contact import display_name, fold, initials, list_name
from shared.domain.contact import sort_key as name_key

PAGE = 60
"""Rows of a list that are read and drawn at once."""


@dataclass(frozen=True)
class Person:
    """One row of a list of people. `found` is the phone number or e-mail address that the search met, if it did."""

    id: str
    given: str
    family: str | None
    photo: str | None
    teams: tuple[str, ...]
    birth_year: int | None
    found: str | None = None

    @property
    def name(self) -> str:
        """Given name first."""
        return display_name(self.given, self.family)

    @property
    def listed(self) -> str:
        """Family name first, as the list is sorted."""
        return list_name(self.given, self.family)

    @property
    def initials(self) -> str:
        """For the round picture."""
        return initials(self.given, self.family)

    @property
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
    """A team or work group, and how many are in it now."""

    id: str
    name: str
    kind: str
    category: str | None
    size: int


@lru_cache(maxsize=65536)
def _sort_key(given: str | None, family: str | None) -> str:
    return name_key(given, family)


class People:
    """Contacts and teams in lists."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.create_function("name_key", 2, _sort_key, deterministic=True)

    def search(self, query: str = "", *, team: str | None = None, limit: int = PAGE) -> Found:
        """The first `limit` active contacts by family name.

        With a `query`, first those of whom every word of it begins a word of the name or the member number, and after
        them those who have a phone number or an e-mail address with that in it; with a `team`, only who is in it now.
        Numbers and addresses are looked through once the names do not fill the page: only then do they count in
        `total`.
        """
        where, values = "c.status = 'active'", {"team": team, "limit": limit}
        if team is not None:
            where += ' AND c.id IN (SELECT contact FROM group_member WHERE "group" = :team AND present = 1)'
        words = fold(query).split()
        if not query.strip():
            rows, total = self._named(where, values, limit)
            return Found(rows, total)
        rows, total = (), 0
        if words:
            values["words"] = " ".join(f'"{word}"*' for word in words)
            rows, total = self._named(f"{where} AND {IS_NAMED}", values, limit)
        if total < limit:
            met = self._met(query, where, values, {person.id for person in rows})
            return Found((*rows, *met[: limit - total]), total + len(met))
        return Found(rows, total)

    def _named(self, where: str, values: dict[str, Any], limit: int) -> tuple[tuple[Person, ...], int]:
        """One page of contacts in order of name, and how many there are; the page's columns are read last."""
        picked = self._db.execute(f"SELECT c.id FROM contact c WHERE {where} ORDER BY {ORDER} LIMIT :limit", values)
        people = self._people([id for (id,) in picked])
        if len(people) < limit:
            return people, len(people)
        total: int = self._db.execute(f"SELECT count(*) FROM contact c WHERE {where}", values).fetchone()[0]
        return people, total

    def _met(self, query: str, where: str, values: dict[str, Any], but: set[str]) -> tuple[Person, ...]:
        """Who has a number or an address with the query in it, in order of name; those in `but` are left out."""
        mail, digits = mail_fragment(query), phone_fragment(query)
        if not mail and not digits:
            return ()
        hits = self._db.execute(
            f"""SELECT c.id, min(p.value) FROM contact_point p CROSS JOIN contact c ON c.id = p.contact
            WHERE ((:mail <> '' AND p.kind = 'email' AND instr(p.value, :mail))
                OR (:digits <> '' AND p.kind IN ('mobile', 'phone') AND instr(p.value, :digits))) AND {where}
            GROUP BY c.id ORDER BY {ORDER}""",
            {**values, "mail": mail, "digits": digits},
        )
        found = {id: value for id, value in hits if id not in but}
        return tuple(replace(person, found=found[person.id]) for person in self._people(list(found)))

    def _people(self, ids: list[str]) -> tuple[Person, ...]:
        """These contacts as rows, in the order given."""
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(f"SELECT {COLUMNS} FROM contact c WHERE c.id IN ({marks})", ids)
        people = {row[0]: _person(row) for row in rows}
        return tuple(people[id] for id in ids)

    def person(self, contact: str) -> Person | None:
        """One row, for a heading or a link."""
        row = self._db.execute(f"SELECT {COLUMNS} FROM contact c WHERE c.id = ?", (contact,)).fetchone()
        return None if row is None else _person(row)

    def team(self, group: str) -> tuple[tuple[str, Person], ...]:
        """Who is in a team now, each behind their function: coaches and delegates first, then players by name."""
        rows = self._db.execute(
            f"""SELECT coalesce(m.function, ''), {COLUMNS}
            FROM group_member m JOIN contact c ON c.id = m.contact
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
        rows = self._db.execute(
            """SELECT g.id, g.name, g.kind, g.category,
                (SELECT count(*) FROM group_member m WHERE m."group" = g.id AND m.present = 1)
            FROM "group" g LEFT JOIN season s ON s.id = g.season
            WHERE g.status = 'active'
              AND (s.current = 1 OR NOT EXISTS (SELECT 1 FROM season WHERE current = 1))
            ORDER BY g.kind, g.rowid"""
        )
        return tuple(sorted((Team(*row) for row in rows), key=_team_order))


def _team_order(team: Team) -> tuple[str, int, str]:
    """U9 before U11, then names."""
    number = "".join(char for char in team.name.split()[0] if char.isdigit())
    return team.kind, int(number) if number else 1000, team.name.casefold()


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
    WHERE m.contact = c.id AND m.present = 1 AND g.status = 'active' ORDER BY g.name))"""
COLUMNS = f"c.id, c.given_name, c.family_name, c.photo, {TEAMS_OF}, c.birth_year"
ORDER = "name_key(c.given_name, c.family_name), c.id"
IS_NAMED = "c.rowid IN (SELECT rowid FROM contact_search WHERE contact_search MATCH :words)"


def _person(row: tuple[Any, ...]) -> Person:
    id, given, family, photo, teams, year = row
    return Person(id, given, family, photo, tuple(teams.split("\x1f")) if teams else (), year)
