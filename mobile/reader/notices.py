"""Questions about what somebody wants to hear of, and how."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import time

from shared.domain.notices import KINDS, Kind, Quiet, quiet_of


@dataclass(frozen=True)
class Choice:
    """What a person chose for one kind of news; who never chose hears everything."""

    kind: Kind
    mail: bool
    push: bool


class Notices:
    """Of one contact."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, contact: str | None) -> tuple[Choice, ...]:
        """One line a kind, in the order in which they are shown."""
        rows = self._db.execute("SELECT kind, mail, push FROM notice_choice WHERE contact = ?", (contact,))
        chosen = {kind: (mail, push) for kind, mail, push in rows}
        return tuple(
            Choice(kind, *(True if way is None else bool(way) for way in chosen.get(kind, (None, None))))
            for kind in KINDS
        )

    def mail_of(self, contact: str | None) -> str | None:
        """The address to which the club writes, as the server picks it."""
        row = self._db.execute(
            """SELECT value FROM contact_point WHERE contact = ? AND kind = 'email'
               ORDER BY coalesce(is_primary, 0) DESC, id LIMIT 1""",
            (contact,),
        ).fetchone()
        return None if row is None else str(row[0])

    def quiet(self) -> tuple[time, time] | None:
        """From when until when nobody is written to; None where the club is never quiet."""
        row = self._db.execute("SELECT value FROM setting WHERE id = 'club'").fetchone()
        card = json.loads(row[0]) if row and row[0] else {}
        hours: Quiet = quiet_of(card.get("quiet") if isinstance(card, dict) else None)
        return None if hours.begins == hours.ends else (hours.begins, hours.ends)
