"""Questions about who is to be let in: who does not sign in yet, and in whose hands an invitation would come.
(features 96, 101)
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mobile.reader.people import People
from mobile.reader.personal import BIRTH_YEAR, PERSONAL
from mobile.reader.sign_ins import Invitation, SignIns
from shared.domain.contact import ADULT_AGE, display_name, fold

FRESH, INVITED, NO_MAIL = "fresh", "invited", "no_mail"
LISTS = (FRESH, INVITED, NO_MAIL)
"""Who needs an invitation; who has one and did not use it; who needs one and has no e-mail address."""


@dataclass(frozen=True)
class Invitee:
    """Somebody to be let in. `mail` is the point and the address where a letter would go; of a minor `guardians` are
    those who may act for them.
    """

    id: str
    name: str
    minor: bool
    signs_in: bool
    mail: tuple[str, str] | None
    invitation: Invitation | None
    guardians: tuple["Invitee", ...] = ()


class Invitees:
    """Lists for the office, and what is known of each who was chosen."""

    def __init__(self, connection: sqlite3.Connection, people: People, sign_ins: SignIns) -> None:
        self._db = connection
        self._people = people
        self._sign_ins = sign_ins

    def ids(self, which: str, now: int, today: date, *, team: str = "", query: str = "") -> tuple[str, ...]:
        """The active contacts of one of the LISTS in order of name: those in `team`, and of whom each word of the
        `query` begins a word of the name.
        """
        while not self._people.prepare():
            pass
        asked = {**_birthdays(today), "now": now, "team": team}
        words = " ".join(f'"{word}"*' for word in fold(query).split())
        found = "AND o.contact IN (SELECT rowid FROM contact_search WHERE contact_search MATCH :words)" if words else ""
        sql = f"WITH p AS ({PEOPLE} {found}) SELECT p.id FROM p WHERE {WHICH[which]} ORDER BY p.key, p.id"
        return tuple(id for (id,) in self._db.execute(sql, {**asked, "words": words}))

    def ordered(self, ids: Iterable[str]) -> tuple[str, ...]:
        """These contacts in order of name."""
        sql = "SELECT id FROM name_order WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key, id"
        return tuple(id for (id,) in self._db.execute(sql, (json.dumps(sorted(ids)),)))

    def people(self, ids: Sequence[str], today: date) -> tuple[Invitee, ...]:
        """These contacts in the order given, minors with their guardians."""
        sql = f"SELECT c.id, c.given_name, c.family_name, {MINOR} {BORN} WHERE c.id = :id AND c.status = 'active'"
        found = []
        for id in ids:
            row = self._db.execute(sql, {**_birthdays(today), "id": id}).fetchone()
            if row is not None:
                found.append(self._whole(row, today))
        return tuple(found)

    def _whole(self, row: tuple[Any, ...], today: date) -> Invitee:
        id, given, family, minor = row
        known = self._sign_ins.of(id)
        mail = known.mails[0] if known.mails else None
        one = Invitee(id, display_name(given, family), bool(minor), known.username is not None, mail, known.invitation)
        if not minor:
            return one
        guardians = [guardian for (guardian,) in self._db.execute(f"{GUARDIANS} = :id ORDER BY 1", {"id": id})]
        return replace(one, guardians=self.people(guardians, today))

    def refused(self, changesets: Sequence[str]) -> dict[str, str]:
        """Of these changesets those that the club's server turned down, each with the code of why."""
        rows = self._db.execute(
            """SELECT id, coalesce(code, outcome) FROM receipt
            WHERE outcome IN ('refused', 'parked') AND id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(changesets)),),
        )
        return dict(rows.fetchall())


def _birthdays(today: date) -> dict[str, object]:
    """Who was born after this day, or in this year or later where only the year is known, is a minor: the rule of
    `may_be_minor`, as the database can ask it.
    """
    year = today.year - ADULT_AGE
    return {"born": f"{year:04}-{today.month:02}-{today.day:02}", "year": year}


BORN = f"FROM contact c {PERSONAL} LEFT JOIN contact_identity d ON d.id = c.id"
MINOR = f"""CASE WHEN d.birth_date IS NULL THEN coalesce({BIRTH_YEAR} >= :year, 0) ELSE d.birth_date > :born END"""
PEOPLE = f"""SELECT o.key, o.id, {MINOR} AS minor {BORN} JOIN name_order o ON o.contact = c.rowid
    WHERE (:team = '' OR o.id IN (SELECT contact FROM group_member WHERE "group" = :team AND present = 1))"""
GUARDIANS = """SELECT DISTINCT g.contact FROM account_link k
    JOIN account_link g ON g.account = k.account AND g.may_act_for = 1 AND g.present = 1 AND g.contact <> k.contact
    WHERE k.function = 'child' AND k.present = 1 AND k.contact"""
HANDS = f"(SELECT p.id UNION ALL SELECT * FROM ({GUARDIANS} = p.id) WHERE p.minor)"
"""Who can look after this person's affairs in the app: themselves, and of a minor the guardians."""
INSIDE = f"EXISTS (SELECT 1 FROM user_profile u WHERE u.contact IN {HANDS})"
ASKED = "EXISTS (SELECT 1 FROM invitation i WHERE i.state = 'waiting' AND i.purpose = 'join' AND i.contact"
MAIL = f"EXISTS (SELECT 1 FROM contact_point m WHERE m.kind = 'email' AND m.contact IN {HANDS})"
WHICH = {
    FRESH: f"NOT {INSIDE} AND NOT {ASKED} IN {HANDS} AND i.expires_at > :now)",
    INVITED: f"{ASKED} = p.id) AND NOT EXISTS (SELECT 1 FROM user_profile u WHERE u.contact = p.id)",
    NO_MAIL: f"NOT {INSIDE} AND NOT {MAIL}",
}
