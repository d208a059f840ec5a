"""Questions about what is sensitive: somebody's health, their bank account, and who looked at it."""

import sqlite3
from dataclasses import dataclass

from shared.domain.contact import display_name

MOST = 20


@dataclass(frozen=True)
class Medical:
    """What a coach or a doctor must know, as the family wrote it."""

    allergies: str | None = None
    medication: str | None = None
    doctor: str | None = None
    note: str | None = None

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The fields that hold something, by name."""
        return tuple((name, value) for name, value in vars(self).items() if value)


@dataclass(frozen=True)
class Bank:
    """The account that fees are paid from and paid back to."""

    iban: str | None = None
    bic: str | None = None
    account_holder: str | None = None


@dataclass(frozen=True)
class Opening:
    """Who looked, and when (UTC ms); a name of "" is not known here."""

    id: str
    who: str
    at: int


class Sensitive:
    """One person at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def medical(self, contact: str) -> Medical | None:
        """None when this device holds nothing."""
        row = self._db.execute(
            """SELECT opened('contact_medical', id, 'allergies', allergies),
                opened('contact_medical', id, 'medication', medication),
                opened('contact_medical', id, 'doctor', doctor),
                opened('contact_medical', id, 'note', note) FROM contact_medical WHERE id = ?""",
            (contact,),
        ).fetchone()
        return Medical(*row) if row is not None and any(row) else None

    def bank(self, contact: str) -> Bank | None:
        """None when this device holds nothing."""
        row = self._db.execute(
            """SELECT opened('contact_finance', id, 'iban', iban), opened('contact_finance', id, 'bic', bic),
                opened('contact_finance', id, 'account_holder', account_holder) FROM contact_finance WHERE id = ?""",
            (contact,),
        ).fetchone()
        return Bank(*row) if row is not None and any(row) else None

    def openings(self, contact: str) -> tuple[Opening, ...]:
        """The last times that somebody opened the medical sheet, newest first."""
        rows = self._db.execute(
            """SELECT o.id, c.given_name, c.family_name, p.username, o.opened_at FROM opening o
            LEFT JOIN user_profile p ON p.id = o."user" LEFT JOIN contact c ON c.id = p.contact
            WHERE o.contact = ? AND o.what = 'contact_medical' ORDER BY o.opened_at DESC, o.id DESC LIMIT ?""",
            (contact, MOST),
        )
        return tuple(
            Opening(id, display_name(given, family) if given else username or "", at)
            for id, given, family, username, at in rows
        )
