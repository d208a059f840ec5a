"""Questions about addresses at which a calendar reads."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """An address that is good, as far as this device knows: whose agenda it tells, since when (UTC ms)."""

    id: str
    contact: str
    given: str
    made_at: int


class Feeds:
    """Addresses at which a calendar reads somebody's agenda. What is behind them is known to nobody here."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, persons: Iterable[str]) -> tuple[Address, ...]:
        """Those of these people, the oldest first."""
        rows = self._db.execute(
            """SELECT f.id, f.contact, c.given_name, f.made_at FROM calendar_feed f JOIN contact c ON c.id = f.contact
            WHERE f.revoked_at IS NULL AND f.contact IN (SELECT value FROM json_each(?)) ORDER BY f.made_at, f.id""",
            (json.dumps(sorted(persons)),),
        )
        return tuple(Address(*row) for row in rows)
