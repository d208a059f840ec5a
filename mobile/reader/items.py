"""What is asked of a thing in SQL, where `r` is its row: its line in a list, what narrows that list, and how many there
are of which.
"""

from dataclasses import dataclass
from typing import Literal

Which = Literal["all", "out", "late", "in", "disputed", "mine", "archived", "check", "free", "things"]

NAME = """CASE {kind}
    WHEN 'contact' THEN (SELECT trim(coalesce(given_name, '') || ' ' || coalesce(family_name, ''))
                         FROM contact WHERE id = {id})
    WHEN 'group' THEN (SELECT name FROM "group" WHERE id = {id})
    WHEN 'resource' THEN (SELECT name FROM resource WHERE id = {id}) END"""
HOLDER = NAME.format(kind="r.holder_kind", id="r.holder_id")
KIT = """FROM resource k WHERE r.holder_id IS NULL AND k.id = coalesce(r.place, r.parent) AND k.kind = 'kit'
    AND k.holder_id IS NOT NULL"""
"""The box or set that is out with this thing in it."""
ALONG = f"EXISTS (SELECT 1 {KIT})"

WHICH: dict[Which, str] = {
    "all": "1",
    "out": "r.holder_id IS NOT NULL",
    "late": "r.holder_id IS NOT NULL AND r.due_at < :now",
    "in": "r.holder_id IS NULL AND NOT " + ALONG,
    "disputed": "r.disputed = 1",
    "things": "r.kind <> 'location'",
    "free": """r.kind <> 'location' AND (r.holder_id IS NULL
        OR (r.kind = 'quantity' AND r.out_count > 0 AND coalesce(r.quantity, r.out_count + 1) > r.out_count))""",
    "mine": "r.holder_id IN (SELECT value FROM json_each(:mine))",
    "archived": "1",
    "check": "r.next_audit_on <= :today",
}

ITEM = f"""r.id, r.name, r.category, r.tag_no, r.holder_kind, CASE WHEN r.holder_id IS NOT NULL
    THEN coalesce({HOLDER}, '') END, r.held_since, r.due_at, coalesce(r.disputed, 0), r.holder_id, r.kind, r.quantity,
    coalesce(r.out_count, 0), r.trouble, (SELECT name FROM resource p WHERE p.id = r.place), r.status = 'archived',
    (SELECT k.name {KIT}), (SELECT coalesce({NAME.format(kind="k.holder_kind", id="k.holder_id")}, '') {KIT}),
    coalesce(r.broken_count, 0), coalesce(r.missing_count, 0)"""

FOUND = """(r.rowid IN (SELECT rowid FROM resource_search WHERE words MATCH :word{n})
    OR r.category IN (SELECT category FROM (SELECT DISTINCT category FROM resource)
        WHERE instr(' ' || fold(coalesce(category, '')), :typed{n}))
    OR r.place IN (SELECT id FROM resource WHERE kind IN ('location', 'kit')
        AND rowid IN (SELECT rowid FROM resource_search WHERE words MATCH :word{n}))
    OR r.home_location IN (SELECT home_location FROM (SELECT DISTINCT home_location FROM resource)
        WHERE instr(' ' || fold(coalesce(home_location, '')), :typed{n}))
    OR r.id IN (SELECT resource FROM custom_value v JOIN custom_field f ON f.id = v.field
        WHERE f.status = 'active' AND v.rowid IN
            (SELECT rowid FROM custom_value_search WHERE words MATCH :word{n}))
    OR r.holder_id IN (SELECT id FROM contact WHERE rowid IN
        (SELECT rowid FROM contact_search WHERE words MATCH :word{n}))
    OR r.holder_id IN (SELECT id FROM "group" WHERE instr(' ' || fold(name), :typed{n})))"""
"""Whether one typed word is found in what is said of a thing."""


@dataclass(frozen=True)
class Counts:
    """Figures above the list."""

    all: int
    out: int
    late: int
    disputed: int
    archived: int = 0
    check: int = 0
    """Of which the day has come to look at them again."""
