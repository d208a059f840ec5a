"""Questions about a team: its people with numbers and phones, the seasons it played, who came how often.

Each is one or a few statements for the whole team, however many play in it.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mobile.reader.named import Named
from mobile.reader.personal import BIRTH_YEAR, PERSONAL
from shared.domain.attendance import GUEST, PLAYER
from shared.domain.calendar import local_date
from shared.domain.contact import display_name
from shared.domain.natural_order import natural_key
from shared.domain.turnout import Mark, Season, season_of


@dataclass(frozen=True)
class SeasonName:
    """One season of the club."""

    id: str
    name: str
    current: bool


@dataclass(frozen=True)
class Team:
    """A team or a work group in its season; `category` is its age, `players` of a work group are all. `attending`: the
    players come unless they say no.
    """

    id: str
    name: str
    kind: str
    category: str | None
    season: str
    players: int
    status: str
    attending: bool


@dataclass(frozen=True)
class Member(Named):
    """Somebody in the team, by the row `line`. `own` is the number in this team, `shirt` the one that is worn: the
    person's own where the team gives none. `leaves` is the last day, where there is one. `calls` are (name, number):
    their own first for who is of age, else of the parents.
    """

    contact: str
    given: str
    family: str | None
    function: str
    shirt: int | None
    birth_year: int | None
    photo: str | None
    line: str
    own: int | None
    leaves: str | None
    calls: tuple[tuple[str, str], ...]

    @property
    def plays(self) -> bool:
        """Whether this is a player."""
        return self.function == PLAYER


class Teams:
    """Teams and their seasons."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def seasons(self) -> tuple[SeasonName, ...]:
        """The newest first (feature 34)."""
        rows = self._db.execute("SELECT id, name, coalesce(current, 0) FROM season ORDER BY start_on DESC, id")
        return tuple(SeasonName(id, name, bool(current)) for id, name, current in rows)

    def of_season(self, season: str) -> tuple[Team, ...]:
        """The teams and work groups that played then, in their order."""
        rows = [_team(row) for row in self._db.execute(f"{TEAM} WHERE g.season = ? GROUP BY g.id", (season,))]
        return tuple(sorted(rows, key=lambda team: (team.kind != "team", natural_key(team.name), team.id)))

    def team(self, id: str) -> Team | None:
        """One team, or None when this device does not hold it."""
        row = self._db.execute(f"{TEAM} WHERE g.id = ? GROUP BY g.id", (id,)).fetchone()
        return None if row is None else _team(row)

    def roster(self, group: str) -> tuple[Member, ...]:
        """Who is in the team now; of a season that is over who was in it. Players by their numbers first."""
        rows = self._db.execute(ROSTER, {"group": group}).fetchall()
        calls = self._calls(group)
        found = (Member(*(*row, tuple(calls.get(row[0], ())))) for row in rows)
        return tuple(sorted(found, key=_place))

    def _calls(self, group: str) -> dict[str, list[tuple[str, str]]]:
        """Whom to call about each: name and number, without doubles."""
        found: dict[str, list[tuple[str, str]]] = {}
        for contact, given, family, phone in self._db.execute(CALLS, {"group": group}):
            known = found.setdefault(contact, [])
            if all(phone != number for _, number in known):
                known.append((display_name(given, family), phone))
        return found

    def season(self, group: str, until: int) -> Season:
        """Which players came how often to what the team had until then (UTC ms); no guests, nobody who leads."""
        rows = self._db.execute(MARKS, {"group": group, "until": until, "guest": GUEST})
        return season_of(Mark(contact, local_date(start, zone), confirmed) for contact, start, zone, confirmed in rows)

    def names(self, contacts: Iterable[str]) -> dict[str, str]:
        """The names of these contacts, as far as they are known here."""
        wanted = list(contacts)
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(f"SELECT id, given_name, family_name FROM contact WHERE id IN ({marks})", wanted)
        return {id: display_name(given, family) for id, given, family in rows}


def _team(row: tuple[Any, ...]) -> Team:
    return Team(*(*row[:-1], bool(row[-1])))


def _place(member: Member) -> tuple[Any, ...]:
    """Players by number, those without one by name; after them the others by what they do."""
    number = 10_000 if member.shirt is None else member.shirt
    return (not member.plays, member.function, number, natural_key(member.name), member.contact)


TEAM = """SELECT g.id, g.name, g.kind, g.category, g.season, count(DISTINCT m.contact), coalesce(g.status, 'active'),
        coalesce(g.attending, 0)
    FROM "group" g LEFT JOIN group_member m ON m."group" = g.id
        AND (g.kind <> 'team' OR coalesce(m.function, 'player') = 'player')
        AND (m.present = 1 OR g.season NOT IN (SELECT id FROM season WHERE current = 1))"""

# Of a season that is over nobody is in the team now: whoever was in it counts.
IN_TEAM = """m."group" = :group AND (m.present = 1 OR (SELECT coalesce(s.current, 0) FROM "group" g
    JOIN season s ON s.id = g.season WHERE g.id = :group) = 0)"""
ROSTER = f"""SELECT c.id, c.given_name, c.family_name, coalesce(m.function, 'player'),
        coalesce(m.shirt_number, c.shirt_number), {BIRTH_YEAR}, c.photo, max(m.id), m.shirt_number, m.to_on
    FROM group_member m JOIN contact c ON c.id = m.contact {PERSONAL} WHERE {IN_TEAM}
    GROUP BY c.id, coalesce(m.function, 'player')"""
CALLS = f"""WITH inside(contact) AS (SELECT DISTINCT m.contact FROM group_member m WHERE {IN_TEAM})
    SELECT i.contact, c.given_name, c.family_name, p.value FROM inside i
        JOIN contact c ON c.id = i.contact JOIN contact_point p ON p.contact = c.id AND p.kind IN ('mobile', 'phone')
    UNION ALL SELECT * FROM (SELECT i.contact, c.given_name, c.family_name, p.value FROM inside i
        JOIN account_link child ON child.contact = i.contact AND child.function = 'child' AND child.present = 1
        JOIN account_link parent ON parent.account = child.account AND parent.may_act_for = 1 AND parent.present = 1
        JOIN contact c ON c.id = parent.contact
        JOIN contact_point p ON p.contact = c.id AND p.kind IN ('mobile', 'phone')
        ORDER BY coalesce(parent.is_primary, 0) DESC, coalesce(p.is_primary, 0) DESC, p.id)"""
MARKS = """SELECT g.contact, a.start_at, a.zone, g.confirmed FROM activity a
    JOIN activity_guest g ON g.activity = a.id AND g.confirmed IS NOT NULL
    WHERE a."group" = :group AND coalesce(a.cancelled, 0) = 0 AND a.start_at <= :until
        AND coalesce(g.function, '') <> :guest AND (
            EXISTS (SELECT 1 FROM group_member m WHERE m."group" = a."group" AND m.contact = g.contact
                AND coalesce(m.function, 'player') = 'player')
            OR NOT EXISTS (SELECT 1 FROM group_member m WHERE m."group" = a."group" AND m.contact = g.contact))"""
