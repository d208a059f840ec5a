"""Where a letter to several people goes: to each their own address, of who has none to the parents'."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Mailing:
    """E-mail addresses, each once; and how many of the people nobody can be reached for."""

    addresses: tuple[str, ...]
    without: int


class Mailings:
    """As far as this device holds addresses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def to(self, contacts: Collection[str]) -> Mailing:
        """The addresses for these contacts, in the order of the alphabet."""
        rows = self._db.execute(TO, (json.dumps(sorted(contacts)),)).fetchall()
        reached = {contact for contact, _ in rows}
        return Mailing(tuple(sorted({address for _, address in rows})), len(set(contacts) - reached))


TO = """WITH chosen(id) AS (SELECT value FROM json_each(?)),
    mail(contact, address) AS (SELECT contact, value FROM contact_point p WHERE kind = 'email' AND id = (
        SELECT id FROM contact_point WHERE contact = p.contact AND kind = 'email'
        ORDER BY coalesce(is_primary, 0) DESC, id LIMIT 1))
    SELECT chosen.id, mail.address FROM chosen JOIN mail ON mail.contact = chosen.id
    UNION SELECT chosen.id, mail.address FROM chosen
        JOIN account_link child ON child.contact = chosen.id AND child.function = 'child' AND child.present = 1
        JOIN account_link parent ON parent.account = child.account AND parent.may_act_for = 1 AND parent.present = 1
        JOIN mail ON mail.contact = parent.contact
    WHERE chosen.id NOT IN (SELECT contact FROM mail)"""
"""One address a person: the primary one."""
