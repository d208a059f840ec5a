"""Questions about how somebody signs in: since when, when last, what became of their invitation. (features 38, 39)"""

import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Invitation:
    """The newest one of a contact. `group` is the name of the team that comes with the role, which is held from
    `from_on` to `to_on` (`YYYY-MM-DD`); times are UTC ms.
    """

    id: str
    purpose: str
    how: str
    role: str | None
    group: str | None
    address: str | None
    state: str
    asked_at: int
    expires_at: int
    delivery: str | None
    sent_at: int | None
    from_on: str | None = None
    to_on: str | None = None

    def stands(self, now: int) -> str:
        """waiting, accepted, withdrawn, or expired: that time ran out is read from the clock."""
        return "expired" if self.state == "waiting" and now >= self.expires_at else self.state


@dataclass(frozen=True)
class SignIn:
    """What this device knows of how a contact signs in. `mails` are their own addresses, by the id of the point."""

    username: str | None
    first_at: int | None
    last_at: int | None
    invitation: Invitation | None
    mails: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Held:
    """A role, now or from a later day on. Days are `YYYY-MM-DD`; `team` is the name of `group`."""

    id: str
    role: str
    group: str | None
    team: str | None
    from_on: str | None
    to_on: str | None
    present: bool
    user: str = ""


class SignIns:
    """One contact at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, contact: str) -> SignIn:
        """Empty where nothing may be seen."""
        profile = self._db.execute(
            "SELECT username, first_login_at, last_login_at FROM user_profile WHERE contact = ? ORDER BY id", (contact,)
        ).fetchone()
        made = self._db.execute(
            """SELECT i.id, i.purpose, i.how, i.role, g.name, i.address, i.state, i.asked_at, i.expires_at, i.delivery,
                i.sent_at, i.from_on, i.to_on FROM invitation i LEFT JOIN "group" g ON g.id = i."group"
            WHERE i.contact = ? ORDER BY i.asked_at DESC, i.id DESC LIMIT 1""",
            (contact,),
        ).fetchone()
        mails = self._db.execute(
            """SELECT id, value FROM contact_point WHERE contact = ? AND kind = 'email'
            ORDER BY coalesce(is_primary, 0) DESC, id""",
            (contact,),
        ).fetchall()
        username, first_at, last_at = profile or (None, None, None)
        return SignIn(username, first_at, last_at, Invitation(*made) if made else None, tuple(mails))

    def user_of(self, contact: str) -> str | None:
        """The user that this contact signs in as."""
        sql = "SELECT id FROM user_profile WHERE contact = ? ORDER BY id"
        row = self._db.execute(sql, (contact,)).fetchone()
        return None if row is None else str(row[0])

    def roles(self, user: str, today: str) -> tuple[Held, ...]:
        """What this user does for the club, and what is to come after `today`; who is a member only, nothing."""
        rows = self._db.execute(
            """SELECT r.id, r.role, r."group", g.name, r.from_on, r.to_on, r.present FROM role_assignment r
            LEFT JOIN "group" g ON g.id = r."group" WHERE r."user" = ? AND r.role <> 'member'
                AND (r.present = 1 OR (r.from_on > ? AND coalesce(r.to_on, '9999') >= r.from_on))
            ORDER BY r.present DESC, coalesce(r.from_on, ''), r.role, r.id""",
            (user, today),
        )
        return tuple(
            Held(id_, role, group, team, first, last, bool(present))
            for id_, role, group, team, first, last, present in rows
        )

    def coaching(self, line: str) -> tuple[Held, ...]:
        """The roles of coach, for the team of this place in it, of whoever has the place: only an owner's device knows
        those of others.
        """
        rows = self._db.execute(
            """SELECT r.id, r.role, r."group", g.name, r.from_on, r.to_on, r.present, r."user" FROM group_member m
            JOIN user_profile u ON u.contact = m.contact
            JOIN role_assignment r ON r."user" = u.id AND r."group" = m."group" AND r.role = 'coach' AND r.present = 1
            LEFT JOIN "group" g ON g.id = r."group" WHERE m.id = ? ORDER BY r.id""",
            (line,),
        )
        return tuple(
            Held(id_, role, group, team, first, last, bool(present), user)
            for id_, role, group, team, first, last, present, user in rows
        )

    def mail_is_sent(self) -> bool:
        """Whether the club's server can send letters, as it says itself."""
        row = self._db.execute("SELECT value FROM setting WHERE id = 'server'").fetchone()
        value = json.loads(row[0]) if row is not None and row[0] else None
        return isinstance(value, dict) and bool(value.get("mail"))
