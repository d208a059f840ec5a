"""National numbers (class D): kept here alone, sealed, each for one purpose and until one day, and off until an owner
turns it on with the setting `national_numbers`.

No verb speaks of them, so no device, log, history, ledger or digest ever does. Each use is a line in the audit chain.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.national_number import format_national_number, mask_national_number, parse_national_number
from shared.facts import Facts
from shared.refusals import Gone, Invalid
from shared.register import Row
from shared.rights import NUMBERS, SYSTEM, Subject, actor, reaches
from shared.storage import Store
from sync_server.facts import ServerFacts
from sync_server.privacy.audit import Audit, Deed

DAY_MS = 24 * 60 * 60 * 1000
SETTING = "national_numbers"
KEPT_DAYS: Mapping[str, int] = {"tax_certificate": 400, "federation": 90}
"""The purposes there are, and for how long each may keep a number."""


@dataclass(frozen=True)
class Kept:
    """One number as anybody may see it who may know that it is here. `until` is UTC ms."""

    purpose: str
    masked: str
    until: int


class Vault:
    """The numbers of one club. Every question is asked for a user and a device, at `now` (UTC ms)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: Facts = ServerFacts(store)

    @property
    def on(self) -> bool:
        """Whether an owner turned it on."""
        row = self._store.get("setting", SETTING)
        value = None if row is None or row["value"] is None else json.loads(row["value"])
        return isinstance(value, dict) and value.get("on") is True

    def look(self, user: str, contact: str, now: int) -> tuple[Kept, ...]:
        """What is kept of this person, masked. Raises Gone."""
        with self._store.snapshot():
            self._allow("look", user, contact)
            rows = self._store.find("national_number", id=contact)
        return tuple(_kept(row) for row in rows if row["expires_at"] > now)

    def enter(self, user: str, device: str, contact: str, purpose: str, number: str, now: int) -> Kept:
        """Keep a number for a purpose, in the place of an earlier one. Raises Gone, Invalid."""
        if purpose not in KEPT_DAYS:
            raise Invalid("purpose", "not_a_choice")
        with self._store.transaction():
            self._allow("enter", user, contact)
            row = {
                "id": contact,
                "purpose": purpose,
                "number": parse_national_number(number),
                "entered_by": user,
                "entered_at": now,
                "expires_at": now + KEPT_DAYS[purpose] * DAY_MS,
            }
            self._store.put("national_number", row)
            self._note("number_entered", user, device, row, now)
        return _kept(row)

    def show(self, user: str, device: str, contact: str, purpose: str, now: int) -> str:
        """The number itself, for somebody whose password was asked again just now. Raises Gone."""
        with self._store.transaction():
            self._allow(f"show {purpose}", user, contact)
            row = self._row(contact, purpose, now)
            self._note("number_shown", user, device, row, now)
        return format_national_number(row["number"])

    def drop(self, user: str, device: str, contact: str, purpose: str, now: int) -> None:
        """Take it away for good. Raises Gone."""
        with self._store.transaction():
            self._allow("drop", user, contact)
            row = self._row(contact, purpose, now)
            self._store.delete("national_number", contact, purpose)
            self._note("number_dropped", user, device, row, now)

    def _row(self, contact: str, purpose: str, now: int) -> Row:
        row = self._store.get("national_number", contact, purpose)
        if row is None or row["expires_at"] <= now:
            raise Gone(table="contact", id=contact)
        return row

    def _allow(self, what: str, user: str, contact: str) -> None:
        """Raises Gone alike for who may not, for a person who is not there, and where nothing is kept at all."""
        who = actor(self._facts, user)
        there = self.on and self._facts.get("contact", contact) is not None
        if not there or not reaches(self._facts, who, NUMBERS.get(what, {}), (Subject(contact=contact),)):
            raise Gone(table="contact", id=contact)

    def _note(self, kind: str, user: str, device: str | None, row: Row, now: int) -> None:
        deed = Deed(kind, now, user, device, "contact", row["id"], {"purpose": row["purpose"]})
        Audit(self._store).note(deed)


def expire(store: Store, now: int) -> int:
    """Take away what was kept for long enough, and what is of somebody who is gone; answers how many."""
    with store.transaction():
        rows = store.find("national_number")
        old = [row for row in rows if row["expires_at"] <= now or store.get("contact", row["id"]) is None]
        for row in old:
            store.delete("national_number", row["id"], row["purpose"])
            deed = Deed("number_expired", now, SYSTEM.user, None, "contact", row["id"], {"purpose": row["purpose"]})
            Audit(store).note(deed)
    return len(old)


def _kept(row: Row) -> Kept:
    return Kept(row["purpose"], mask_national_number(row["number"]), row["expires_at"])
