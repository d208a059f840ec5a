"""Questions about what somebody agreed to, and when."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """One consent: `given_at` and `withdrawn_at` are UTC ms, `by` who gave it, where this device knows the name."""

    purpose: str
    given_at: int
    by: str | None
    withdrawn_at: int | None


class Consents:
    """Of one contact."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, contact: str) -> tuple[Consent, ...]:
        """All that were ever given, the newest first."""
        rows = self._db.execute(
            """SELECT c.purpose, c.given_at, trim(coalesce(p.given_name, '') || ' ' || coalesce(p.family_name, '')),
                      c.withdrawn_at
               FROM consent c LEFT JOIN user_profile u ON u.id = c.given_by LEFT JOIN contact p ON p.id = u.contact
               WHERE c.contact = ? ORDER BY c.given_at DESC, c.id DESC""",
            (contact,),
        )
        return tuple(Consent(purpose, given, by or None, withdrawn) for purpose, given, by, withdrawn in rows)
