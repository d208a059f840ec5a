"""Questions about the agenda: what is next, who comes, who came, and whom to call about a player."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mobile.reader.named import Named
from shared.domain.attendance import Counts, Guest, count
from shared.domain.contact import display_name, fold
from shared.domain.natural_order import natural_key

LATELY = 3 * 3600 * 1000
"""An activity without an end counts as next until three hours after its start."""

MOST = 6000
"""Activities that a search looks through: two years of a large club."""


@dataclass(frozen=True)
class Activity:
    """One activity as lists and headings show it; times in UTC ms, seen in `zone`."""

    id: str
    kind: str
    title: str
    start_at: int
    end_at: int | None
    zone: str
    all_day: bool
    location: str | None
    meeting_point: str | None
    group: str | None
    team: str | None
    opponent: str | None
    cancelled: bool
    note: str | None
    series: str | None = None
    occurs_on: str | None = None
    cancel_reason: str | None = None
    was_start_at: int | None = None
    expects: str | None = None

    @property
    def repeats(self) -> bool:
        """Whether it is one of a series of the club (of an imported one, the file says what is next)."""
        return self.series is not None and self.occurs_on is not None


@dataclass(frozen=True)
class Row(Named):
    """One line of an attendance list. `alert` says that something about the person must be known beside the field;
    `assumed` that the team comes unless it says no, and this player did not.
    """

    contact: str
    given: str
    family: str | None
    shirt: int | None
    function: str
    declared: str | None
    declared_reason: str | None
    confirmed: str | None
    confirmed_reason: str | None
    alert: str | None
    assumed: bool = False

    @property
    def expected(self) -> str | None:
        """What was said, or what counts as said."""
        return "yes" if self.assumed else self.declared

    @property
    def contradicts(self) -> bool:
        """Said yes and did not come without an excuse, or said no and came."""
        return Guest(self.contact, self.declared, self.confirmed).contradicts


@dataclass(frozen=True)
class Attendance:
    """The list of one activity and the figures above it; `erased` counts who came and has no name any more."""

    rows: tuple[Row, ...]
    counts: Counts
    erased: int = 0


@dataclass(frozen=True)
class Mine:
    """An activity of one person, and what they answered. `by_default`: who answers nothing comes."""

    activity: Activity
    contact: str
    given: str
    declared: str | None
    reason: str | None = None
    by_default: bool = False


@dataclass(frozen=True)
class Call:
    """Whom to call about one player: the emergency contact first, then the parents."""

    contact: str
    name: str
    alert: str | None
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Visitor:
    """Somebody who is no contact of the club and came along once; `phone` is a parent's."""

    id: str
    name: str
    phone: str | None
    confirmed: str | None


class Agenda:
    """Activities and their guests."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def activity(self, id: str) -> Activity | None:
        """One activity, or None when this device does not hold it."""
        rows = self._activities("a.id = ?", (id,))
        return rows[0] if rows else None

    def between(
        self, start: int, end: int, *, teams: Iterable[str] | None = None, limit: int = 500
    ) -> tuple[Activity, ...]:
        """Activities that start in [start, end), in order; with `teams`, those of these teams and of the whole club."""
        where, values = "a.start_at >= ? AND a.start_at < ?", [start, end]
        return self._activities(*_of_teams(where, values, teams), limit=limit)

    def named(
        self, query: str, start: int, end: int, *, teams: Iterable[str] | None = None, limit: int = 500
    ) -> tuple[Activity, ...]:
        """Those that start in [start, end) of which the title, the opponent, a place or the team has all these words,
        each as the beginning of one of theirs. See `between`.
        """
        wanted = fold(query).split()
        found = (one for one in self.between(start, end, teams=teams, limit=MOST) if _has(one, wanted))
        return tuple(islice(found, limit))

    def coming(self, now: int, *, teams: Iterable[str] | None = None, limit: int = 5) -> tuple[Activity, ...]:
        """What is going on or comes next, cancelled ones too; with `teams`, theirs and the whole club's."""
        where, values = f"coalesce(a.end_at, a.start_at + {LATELY}) > ?", [now]
        return self._activities(*_of_teams(where, values, teams), limit=limit)

    def of_contact(self, contact: str, start: int, end: int) -> tuple[Mine, ...]:
        """The activities of one person that start in [start, end), with their answer (feature 35)."""
        return self._mine("a.start_at >= ? AND a.start_at < ?", (contact,), (start, end), 200)

    def whose(self, persons: Iterable[str], start: int, end: int) -> dict[str, tuple[Mine, ...]]:
        """Of the activities that start in [start, end), which of these people are expected: by activity."""
        found: dict[str, tuple[Mine, ...]] = {}
        for item in self._mine("a.start_at >= ? AND a.start_at < ?", tuple(persons), (start, end), 2000):
            found[item.activity.id] = (*found.get(item.activity.id, ()), item)
        return found

    def mine(self, persons: Iterable[str], now: int, limit: int = 6) -> tuple[Mine, ...]:
        """What comes next for these people; one line for each person and activity."""
        where = f"coalesce(a.end_at, a.start_at + {LATELY}) > ? AND coalesce(a.cancelled, 0) = 0"
        return self._mine(where, tuple(persons), (now,), limit)

    def attendance(self, activity: str) -> Attendance:
        """Who is expected: the team's players and whoever was invited beside them, by name."""
        rows = self._db.execute(ATTENDANCE, {"activity": activity}).fetchall()
        found = tuple(Row(*(*row[:-1], bool(row[-1]))) for row in rows)
        counts = count(Guest(row.contact, row.expected, row.confirmed) for row in found)
        (erased,) = self._db.execute("SELECT max(erased_present) FROM activity WHERE id = ?", (activity,)).fetchone()
        return Attendance(found, counts, erased or 0)

    def counts(self, activities: Iterable[str]) -> dict[str, Counts]:
        """The figures of some activities."""
        return {id: self.attendance(id).counts for id in activities}

    def visitors(self, activity: str) -> tuple[Visitor, ...]:
        """Who comes along without being a contact, in the order in which they were written down."""
        rows = self._db.execute(
            "SELECT id, name, phone, confirmed FROM activity_visitor WHERE activity = ? ORDER BY id", (activity,)
        )
        return tuple(Visitor(*row) for row in rows)

    def who_answered(self, guests: Iterable[str]) -> tuple[str, ...]:
        """The names of who said in these lines of attendance lists whether they come, each once."""
        rows = self._db.execute(
            """SELECT DISTINCT c.id, c.given_name, c.family_name
            FROM activity_guest g JOIN contact c ON c.id = g.contact
            WHERE g.declared IS NOT NULL AND g.id IN (SELECT value FROM json_each(?))
            ORDER BY c.given_name, c.family_name, c.id""",
            (json.dumps(sorted(guests)),),
        )
        return tuple(display_name(given, family) for _, given, family in rows)

    def emergency(self, contacts: Iterable[str]) -> tuple[Call, ...]:
        """Whom to call, for each of these contacts, in their order."""
        return tuple(call for contact in contacts if (call := self._call(contact)) is not None)

    def _call(self, contact: str) -> Call | None:
        row = self._db.execute(
            """SELECT c.given_name, c.family_name, e.alert, e.call_name, e.call_phone
            FROM contact c LEFT JOIN contact_emergency e ON e.id = c.id WHERE c.id = ?""",
            (contact,),
        ).fetchone()
        if row is None:
            return None
        given, family, alert, call_name, call_phone = row
        numbers = {call_phone: call_name or ""} if call_phone else {}
        for phone, parent_given, parent_family in self._db.execute(PARENT_PHONES, (contact,)):
            numbers.setdefault(phone, display_name(parent_given, parent_family))
        return Call(
            contact, display_name(given, family), alert, tuple((name, phone) for phone, name in numbers.items())
        )

    def _activities(self, where: str, values: Iterable[object], limit: int = 500) -> tuple[Activity, ...]:
        sql = f"SELECT {ACTIVITY} WHERE {where} ORDER BY a.start_at, a.id LIMIT ?"
        found = (_activity(row) for row in self._db.execute(sql, (*values, limit)))
        return tuple(sorted(found, key=lambda item: (item.start_at, natural_key(item.title), item.id)))

    def _mine(self, where: str, persons: tuple[str, ...], values: tuple[int, ...], limit: int) -> tuple[Mine, ...]:
        marks = ",".join("?" * len(persons))
        sql = f"""WITH expected(activity, contact) AS (
                SELECT a.id, m.contact FROM activity a JOIN group_member m ON m."group" = a."group" AND m.present = 1
                    AND {EXPECTED}
                WHERE m.contact IN ({marks}) AND {where}
                UNION SELECT g.activity, g.contact FROM activity_guest g JOIN activity a ON a.id = g.activity
                WHERE g.contact IN ({marks}) AND coalesce(g.function, g.declared, g.confirmed) IS NOT NULL AND {where})
            SELECT {ACTIVITY_COLUMNS}, {BY_DEFAULT}, c.id, c.given_name, guest.declared, guest.declared_reason
            FROM expected e JOIN activity a ON a.id = e.activity JOIN contact c ON c.id = e.contact
            LEFT JOIN "group" team ON team.id = a."group"
            LEFT JOIN activity_guest guest ON guest.activity = a.id AND guest.contact = c.id
            ORDER BY a.start_at, a.id, c.given_name LIMIT ?"""
        rows = self._db.execute(sql, (*persons, *values, *persons, *values, limit))
        return tuple(Mine(*(_activity(row[:-5]), *row[-4:], bool(row[-5]))) for row in rows)


def _has(one: Activity, wanted: list[str]) -> bool:
    texts = (one.title, one.opponent, one.location, one.meeting_point, one.team)
    there = [word for text in texts if text for word in fold(text).split()]
    return all(any(word.startswith(part) for word in there) for part in wanted)


def _of_teams(where: str, values: list[Any], teams: Iterable[str] | None) -> tuple[str, list[Any]]:
    if teams is None:
        return where, values
    wanted = list(teams)
    marks = ",".join("?" * len(wanted))
    return f'{where} AND (a."group" IS NULL OR a."group" IN ({marks}))', [*values, *wanted]


# Whoever has a function in the team that the activity expects: players, unless it says otherwise.
EXPECTED = """instr(' ' || coalesce(a.expects, 'player') || ' ', ' ' || coalesce(m.function, 'player') || ' ') > 0"""

# Of a team that comes unless it says no the players, whoever else is expected.
BY_DEFAULT = """coalesce(team.attending, 0) AND EXISTS (SELECT 1 FROM group_member m WHERE m."group" = a."group"
    AND m.contact = e.contact AND m.present = 1 AND coalesce(m.function, 'player') = 'player')"""

ACTIVITY_COLUMNS = """a.id, a.kind, a.title, a.start_at, a.end_at, a.zone, coalesce(a.all_day, 0), a.location,
    a.meeting_point, a."group", team.name, a.opponent, coalesce(a.cancelled, 0), a.note, a.series, a.occurs_on,
    a.cancel_reason, a.was_start_at, a.expects"""
ACTIVITY = f'{ACTIVITY_COLUMNS} FROM activity a LEFT JOIN "group" team ON team.id = a."group"'

# Who is in the team now; of what a team of another season did, who was in it on that day.
INSIDE = """(m.present = 1 OR (date(a.start_at / 1000, 'unixepoch') BETWEEN coalesce(m.from_on, '') AND m.to_on
    AND EXISTS (SELECT 1 FROM "group" t JOIN season s ON s.id = t.season WHERE t.id = m."group" AND s.current = 0)))"""

ATTENDANCE = f"""WITH expected(contact, shirt, function) AS (
        SELECT m.contact, m.shirt_number, coalesce(m.function, 'player') FROM group_member m
        JOIN activity a ON a."group" = m."group"
        WHERE a.id = :activity AND {INSIDE} AND {EXPECTED}
        UNION ALL SELECT g.contact, NULL, coalesce(g.function, 'guest') FROM activity_guest g
        WHERE g.activity = :activity AND coalesce(g.function, g.declared, g.confirmed) IS NOT NULL
            AND g.contact NOT IN (
            SELECT m.contact FROM group_member m JOIN activity a ON a."group" = m."group"
            WHERE a.id = :activity AND {INSIDE} AND {EXPECTED}))
    SELECT e.contact, c.given_name, c.family_name, coalesce(e.shirt, c.shirt_number), e.function,
        g.declared, g.declared_reason, g.confirmed, g.confirmed_reason, x.alert,
        g.declared IS NULL AND e.function = 'player' AND coalesce(team.attending, 0)
    FROM expected e JOIN contact c ON c.id = e.contact JOIN activity a ON a.id = :activity
    LEFT JOIN "group" team ON team.id = a."group"
    LEFT JOIN activity_guest g ON g.activity = :activity AND g.contact = e.contact
    LEFT JOIN contact_emergency x ON x.id = e.contact
    ORDER BY name_key(c.given_name, NULL), c.family_name, e.contact"""

PARENT_PHONES = """SELECT DISTINCT p.value, c.given_name, c.family_name FROM account_link child
    JOIN account_link parent ON parent.account = child.account AND parent.may_act_for = 1 AND parent.present = 1
    JOIN contact c ON c.id = parent.contact
    JOIN contact_point p ON p.contact = c.id AND p.kind IN ('mobile', 'phone')
    WHERE child.contact = ? AND child.function = 'child' AND child.present = 1
    ORDER BY coalesce(parent.is_primary, 0) DESC, coalesce(p.is_primary, 0) DESC, p.id"""


def _activity(row: tuple[Any, ...]) -> Activity:
    values = list(row)
    values[6], values[12] = bool(values[6]), bool(values[12])
    return Activity(*values)
