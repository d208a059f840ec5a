"""Questions about who somebody is as the club counts on it, and what was asked to be corrected about it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.actions.requests import REQUESTED, about


@dataclass(frozen=True)
class Identity:
    """`birth_date` is `YYYY-MM-DD`, `sex` f, m or x."""

    birth_date: str | None = None
    sex: str | None = None
    nationality: str | None = None
    profession: str | None = None

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The fields that hold something, by name."""
        return tuple((name, value) for name, value in vars(self).items() if value)


@dataclass(frozen=True)
class Request:
    """A correction that waits for the office: the fields as they should be, asked at `at` (UTC ms)."""

    id: str
    wanted: Mapping[str, Any]
    at: int


class Identities:
    """One contact at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, contact: str) -> Identity:
        """Empty where this device holds nothing."""
        row = self._db.execute(
            "SELECT birth_date, sex, nationality, profession FROM contact_identity WHERE id = ?", (contact,)
        ).fetchone()
        return Identity(*row) if row is not None else Identity()

    def asked(self, user: str | None, contact: str) -> Request | None:
        """What this user asked about this contact and is not settled yet."""
        rows = self._db.execute(
            """SELECT id, asked, created_at FROM parked_change
               WHERE "user" = ? AND reason = ? AND state = 'waiting' ORDER BY created_at DESC, id""",
            (user, REQUESTED),
        )
        for id, asked, at in rows:
            if about({"asked": asked}) == contact:
                return Request(id, json.loads(asked)[0]["args"]["set"], at or 0)
        return None
