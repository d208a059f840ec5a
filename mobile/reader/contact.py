"""Questions about one contact: how to reach them, whom to call, what they belong to, who their family is."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from mobile.reader.named import Named
from mobile.reader.natural import teach
from mobile.reader.personal import BIRTH_YEAR, PERSONAL
from shared.domain.attendance import PLAYER
from shared.domain.contact import display_name


@dataclass(frozen=True)
class Point:
    """A phone number or an address."""

    id: str
    kind: str
    value: str
    label: str | None
    primary: bool


TYPED = ("street", "number", "box", "postal_code", "city")
"""What is typed of an address, in this order."""


@dataclass(frozen=True)
class Address:
    """Where somebody lives, in lines as they are written on an envelope, and as it was `typed`."""

    id: str
    street: str
    place: str
    label: str | None
    typed: tuple[str, ...] = ("",) * len(TYPED)
    country: str = ""
    """Its code (ISO 3166); "" where nobody said."""


@dataclass(frozen=True)
class Emergency:
    """Whom to call, and the one line that must be known beside the field."""

    name: str | None
    phone: str | None
    alert: str | None


@dataclass(frozen=True)
class Belongs:
    """A team or work group of the contact, in a season: `line` is the row that says so; `to_on` when it is over, or
    will be. `shirt` is the number in this team.
    """

    group: str
    name: str
    function: str | None
    shirt: int | None
    season: str
    current: bool
    to_on: str | None
    line: str = ""
    kind: str = "team"

    @property
    def plays(self) -> bool:
        """Whether the contact is a player there."""
        return self.kind == "team" and (self.function or PLAYER) == PLAYER


@dataclass(frozen=True)
class Relative:
    """Another contact of the same account, with the numbers this device holds."""

    contact: str
    name: str
    function: str | None
    may_act: bool
    phones: tuple[str, ...]
    mails: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """A family, a company or the person's own account, and who else is in it."""

    id: str
    kind: str
    name: str
    function: str | None
    relatives: tuple[Relative, ...]


@dataclass(frozen=True)
class Membership:
    """A membership, with the type's name."""

    id: str
    type: str
    season: str | None
    start_on: str
    end_on: str | None


@dataclass(frozen=True)
class Bill:
    """An invoice of an account of the contact, as far as a list says: `what` its first line is, `about` whom. `bare`:
    that it is `settled`, or not, is all that is here.
    """

    id: str
    number: str
    issued_on: str | None
    due_on: str | None
    total_cents: int
    open_cents: int
    what: str
    about: str
    bare: bool = False
    settled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still to be paid."""
        return not self.settled if self.bare else self.open_cents > 0


@dataclass(frozen=True)
class Contact(Named):
    """Everything the contact page shows but the agenda."""

    id: str
    given: str
    family: str | None
    member_no: str | None
    birth_year: int | None
    photo: str | None
    status: str
    shirt: int | None
    points: tuple[Point, ...]
    addresses: tuple[Address, ...]
    emergency: Emergency | None
    groups: tuple[Belongs, ...]
    accounts: tuple[Account, ...]
    memberships: tuple[Membership, ...]


class Contacts:
    """One contact at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        teach(connection)

    def contact(self, id: str) -> Contact | None:
        """The contact, or None when this device does not hold it. What may not be seen is not here and shows empty."""
        row = self._one(
            f"""SELECT c.id, c.given_name, c.family_name, coalesce(n.member_no, c.member_no), {BIRTH_YEAR}, c.photo,
                c.status, c.shirt_number FROM contact c {PERSONAL} WHERE c.id = ?""",
            id,
        )
        if row is None:
            return None
        _, given, family, member_no, year, photo, status, shirt = row
        return Contact(
            id=id,
            given=given,
            family=family,
            member_no=member_no,
            birth_year=year,
            photo=photo,
            status=status,
            shirt=shirt,
            points=self.points(id),
            addresses=self.addresses(id),
            emergency=self.emergency(id),
            groups=self._groups(id),
            accounts=self._accounts(id),
            memberships=self._memberships(id),
        )

    def points(self, contact: str) -> tuple[Point, ...]:
        """Ways to reach somebody: phones before mail, primary ones first."""
        rows = self._all(
            """SELECT id, kind, value, label, coalesce(is_primary, 0) FROM contact_point WHERE contact = ?
            ORDER BY CASE kind WHEN 'mobile' THEN 0 WHEN 'phone' THEN 1 WHEN 'email' THEN 2 ELSE 3 END,
            coalesce(is_primary, 0) DESC, id""",
            contact,
        )
        return tuple(Point(id, kind, value, label, bool(primary)) for id, kind, value, label, primary in rows)

    def emergency(self, contact: str) -> Emergency | None:
        """Whom to call; None when nothing is known here."""
        row = self._one("SELECT call_name, call_phone, alert FROM contact_emergency WHERE id = ?", contact)
        return Emergency(*row) if row is not None and any(row) else None

    def bills(self, contact: str) -> tuple[Bill, ...]:
        """Issued invoices of the accounts the contact is in, newest first; empty where money may not be seen."""
        rows = self._all(
            """SELECT i.id, coalesce(i.series || '-', '') || printf('%05d', i.number), i.issued_on, i.due_on,
                i.total_cents, i.total_cents - coalesce(i.paid_cents, 0),
                coalesce((SELECT description FROM invoice_line WHERE invoice = i.id ORDER BY position, id LIMIT 1), ''),
                coalesce((SELECT group_concat(DISTINCT c.given_name) FROM invoice_line l
                    JOIN contact c ON c.id = l.about_contact WHERE l.invoice = i.id), ''), 0, 0
            FROM invoice i WHERE i.status = 'issued' AND i.account IN
                (SELECT account FROM account_link WHERE contact = ?1 AND present = 1)
            UNION ALL SELECT t.id, coalesce(t.series || '-', '') || printf('%05d', t.number), t.issued_on, t.due_on,
                0, 0, '', '', 1, t.settled IS NOT NULL
            FROM invoice_status t WHERE t.status = 'issued' AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.id = t.id)
                AND t.account IN (SELECT account FROM account_link WHERE contact = ?1 AND present = 1)
            ORDER BY 3 DESC, 2 DESC""",
            contact,
        )
        return tuple(_bill(row) for row in rows)

    def addresses(self, contact: str) -> tuple[Address, ...]:
        """Where somebody lives; empty where that may not be seen."""
        rows = self._all(
            """SELECT id, coalesce(street, ''), coalesce(number, ''), coalesce(box, ''), coalesce(postal_code, ''),
                coalesce(city, ''), label, coalesce(country, '') FROM contact_address WHERE contact = ? ORDER BY id""",
            contact,
        )
        return tuple(
            Address(
                id,
                f"{street} {number}{f' bus {box}' if box else ''}".strip(),
                f"{code} {city}".strip(),
                label,
                (street, number, box, code, city),
                country,
            )
            for id, street, number, box, code, city, label, country in rows
        )

    def _groups(self, contact: str) -> tuple[Belongs, ...]:
        rows = self._all(
            """SELECT g.id, g.name, m.function, m.shirt_number, s.name, coalesce(s.current, 0) AND m.present, m.to_on,
                m.id, g.kind
            FROM group_member m JOIN "group" g ON g.id = m."group" LEFT JOIN season s ON s.id = g.season
            WHERE m.contact = ? ORDER BY s.start_on DESC, natural_key(g.name)""",
            contact,
        )
        return tuple(
            Belongs(id, name, function, shirt, season or "", bool(current), *rest)
            for id, name, function, shirt, season, current, *rest in rows
        )

    def _accounts(self, contact: str) -> tuple[Account, ...]:
        rows = self._all(
            """SELECT a.id, a.kind, a.name, l.function FROM account_link l JOIN account a ON a.id = l.account
            WHERE l.contact = ? AND l.present = 1 AND a.status = 'active' ORDER BY a.kind <> 'family', a.name""",
            contact,
        )
        return tuple(
            Account(id, kind, name, function, self._relatives(id, contact)) for id, kind, name, function in rows
        )

    def _relatives(self, account: str, but: str) -> tuple[Relative, ...]:
        rows = self._all(
            """SELECT c.id, c.given_name, c.family_name, l.function, coalesce(l.may_act_for, 0)
            FROM account_link l JOIN contact c ON c.id = l.contact
            WHERE l.account = ? AND l.contact <> ? AND l.present = 1
            ORDER BY coalesce(l.is_primary, 0) DESC, l.function = 'child', c.given_name""",
            account,
            but,
        )
        found = []
        for id, given, family, function, may_act in rows:
            points = self.points(id)
            phones = tuple(point.value for point in points if point.kind in ("mobile", "phone"))
            mails = tuple(point.value for point in points if point.kind == "email")
            found.append(Relative(id, display_name(given, family), function, bool(may_act), phones, mails))
        return tuple(found)

    def _memberships(self, contact: str) -> tuple[Membership, ...]:
        rows = self._all(
            """SELECT m.id, t.name, s.name, m.start_on, m.end_on FROM membership m
            JOIN membership_type t ON t.id = m.type LEFT JOIN season s ON s.id = m.season
            WHERE m.contact = ? ORDER BY m.start_on DESC, m.id""",
            contact,
        )
        return tuple(Membership(*row) for row in rows)

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values).fetchall()


def _bill(row: tuple[Any, ...]) -> Bill:
    id, number, issued, due, total, still, what, about, bare, settled = row
    return Bill(id, number, issued, due, total, still, what, about.replace(",", ", "), bool(bare), bool(settled))
