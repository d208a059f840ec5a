"""Why this device holds a row: the scopes that carry it, in names. (feature B16)"""

import json
import sqlite3
from dataclasses import dataclass

from shared.domain.contact import display_name
from shared.rights import ROLE_SCOPES
from shared.sync import scope

PLACES = {"team_coach": "group", "team_member": "group", "account_member": "account", "account_payer": "account"}
PARTS = {
    "contact": (
        ("contact_personal", "id"), ("contact_identity", "id"), ("contact_finance", "id"), ("contact_emergency", "id"),
        ("contact_medical", "id"), ("contact_point", "contact"), ("contact_address", "contact"),
        ("group_member", "contact"), ("membership", "contact"), ("account_link", "contact"),
        ("injury", "contact"),
    ),
    "activity": (("activity_guest", "activity"), ("activity_visitor", "activity")),
    "group": (("group_member", "group"),),
    "evaluation": (("score", "evaluation"),),
    "evaluation_template": (("criterion", "template"),),
    "resource": (("resource_code", "resource"),),
    "invoice": (("invoice_status", "id"), ("invoice_line", "invoice"), ("allocation", "invoice")),
}  # fmt: skip
MOST_OF_A_KIND = 24
ORDER = (
    "user", "contact_self", "account_payer", "account_member", "team_coach", "team_member",
    "owner", "office", "treasury", "finance", "medical", "equipment", "staff", "club",
)  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One scope. `kind` is its sort, `name` of whom or what it is, `role` which of my roles gives it; "" where none
    does, or where this device knows no name.
    """

    kind: str
    name: str = ""
    role: str = ""


class Why:
    """What the books of this device say about its rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def reasons(self, table: str, id: str, roles: frozenset[str]) -> tuple[Reason, ...]:
        """Why the holder of these roles has the row, the nearest reason first; empty for one that only stands here
        because it was made here.
        """
        row = self._db.execute(
            "SELECT c.scopes FROM held h JOIN carrier c ON c.id = h.carrier WHERE h.tbl = ? AND h.id = ?", (table, id)
        ).fetchone()
        found = [] if row is None else [self._reason(*scope.parts(name), roles) for name in json.loads(row[0])]
        return tuple(sorted(found, key=lambda reason: (_place(reason.kind), reason.name)))

    def parts(self, table: str, id: str) -> tuple[tuple[str, str], ...]:
        """The rows (table, id) here that make up one thing: a person's sides, numbers, teams; an invoice's lines."""
        found = [(table, id)]
        for part, field in PARTS.get(table, ()):
            rows = self._db.execute(
                f'SELECT id FROM "{part}" WHERE "{field}" = ? ORDER BY id LIMIT ?', (id, MOST_OF_A_KIND)
            )
            found += [(part, str(row[0])) for row in rows]
        return tuple(found)

    def _reason(self, kind: str, id: str, roles: frozenset[str]) -> Reason:
        if kind == "contact_self":
            row = self._db.execute("SELECT given_name, family_name FROM contact WHERE id = ?", (id,)).fetchone()
            return Reason(kind, display_name(*row) if row else "")
        if kind in PLACES:
            row = self._db.execute(f'SELECT name FROM "{PLACES[kind]}" WHERE id = ?', (id,)).fetchone()
            return Reason(kind, str(row[0]) if row else "")
        giving = sorted(role for role in roles if kind in ROLE_SCOPES[role])
        return Reason(kind, role=giving[0] if giving else "")


def _place(kind: str) -> int:
    """A kind that only a newer server knows comes last."""
    return ORDER.index(kind) if kind in ORDER else len(ORDER)
