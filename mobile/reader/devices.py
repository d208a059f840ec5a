"""Questions about devices: on which somebody signed in, and when each was last heard."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Device:
    """One device of a user. `seen_on` is a day, a night old at most; times in UTC ms; `here`: it is this one.

    `revoked_at` is None while it may speak; `wiped_at` is when it was told to wipe itself.
    """

    id: str
    user: str
    name: str
    kind: str
    added_at: int | None
    seen_on: str | None
    revoked_at: int | None
    wiped_at: int | None
    here: bool


class Devices:
    """The devices that reach this one: one's own, and for the office everybody's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of_user(self, user: str | None) -> tuple[Device, ...]:
        """This one first, then those that may speak, the newest first; shut out ones last."""
        rows = self._db.execute(
            """SELECT d.id, d.user, coalesce(d.name, ''), coalesce(d.kind, 'phone'), d.added_at, d.seen_on,
                      d.revoked_at, d.wiped_at, coalesce(d.id = (SELECT device FROM device), 0)
               FROM user_device d WHERE d.user = ?
               ORDER BY 9 DESC, d.revoked_at IS NOT NULL, coalesce(d.added_at, 0) DESC, d.id""",
            (user,),
        )
        return tuple(Device(*row) for row in rows)

    def username(self, user: str | None) -> str:
        """The name under which this user signs in."""
        row = self._db.execute("SELECT username FROM user_profile WHERE id = ?", (user,)).fetchone()
        return str(row[0]) if row else ""

    def second_since(self, user: str | None) -> int | None:
        """Since when (UTC ms) this user is asked for a second step on a new device; None while nothing is asked."""
        row = self._db.execute("SELECT second_since FROM user_profile WHERE id = ?", (user,)).fetchone()
        return row[0] if row else None

    def second_of(self, contact: str) -> tuple[str, int] | None:
        """The user who signs in as this person and since when a second step is asked; None where none is, or may not be
        seen.
        """
        row = self._db.execute(
            "SELECT id, second_since FROM user_profile WHERE contact = ? AND second_since IS NOT NULL ORDER BY id",
            (contact,),
        ).fetchone()
        return (str(row[0]), int(row[1])) if row else None

    def of_contact(self, contact: str) -> tuple[Device, ...]:
        """The devices of everybody who signs in as this person; empty where none reach this device."""
        users = self._db.execute("SELECT id FROM user_profile WHERE contact = ? ORDER BY id", (contact,)).fetchall()
        return tuple(device for (user,) in users for device in self.of_user(user))
