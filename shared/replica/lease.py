"""How long rows may stay on a device that hears nothing from the club.

Names and the agenda never lock. Sensitive tables do, and so do the numbers and addresses by which people are reached:
a lost phone that nobody revoked forgets them by itself. So do lines of the inbox that repeat what was said about them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from shared.storage import Store
from shared.tables import REGISTER

DAY_MS = 86_400_000
SENSITIVE_DAYS = 14
DAYS = {"contact_point": 120, "contact_medical": 7, "injury": 7}
LEASES = {
    table.name: DAYS.get(table.name, SENSITIVE_DAYS) * DAY_MS
    for table in REGISTER
    if table.klass == "C" or table.name in DAYS
}
"""By table, in ms since the server was last heard."""
REPEATING = {"inbox_item": "detail", "parked_change": "asked"}
"""Where an author's words are repeated: table and field."""


def lapsed(silence_ms: int) -> frozenset[str]:
    """The tables whose lease has run out after so long a silence."""
    return frozenset(table for table, lease in LEASES.items() if silence_ms > lease)


def spoken_of(actions: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The tables that these actions (as they travel) speak of: by their name, or by an argument."""
    return frozenset(
        str(name) for call in actions for name in (call["name"].partition(".")[0], call["args"].get("table")) if name
    )


def repeated(store: Store, tables: Set[str]) -> Iterator[tuple[str, str]]:
    """The (table, id) of rows that repeat words about these tables, also of those that this app cannot read yet."""
    for table, field in REPEATING.items():
        rows = store.find(table) if store.register.get(table) is not None else []
        yield from ((table, row["id"]) for row in rows if _speaks(row[field], tables))
        aside = store.find("later", tbl=table)
        yield from ((table, line["id"]) for line in aside if _speaks(line["cells"], tables, field))


def make_anew(store: Store) -> None:
    """Write again what stays in the tables that quote people: pages whose rows were moved keep traces of what left."""
    for table in ("queue", "sent", "was", "later", *REPEATING):
        if store.register.get(table) is not None:
            rows = store.find(table)
            store.discard(table)
            store.put(table, *rows)


def _speaks(text: Any, tables: Set[str], field: str | None = None) -> bool:
    """Whether this cell (or the one called `field` among those in it) repeats actions about these tables. One that
    rotted may well do so.
    """
    try:
        told = json.loads(text or "null")
        if field is not None:
            told = json.loads(told.get(field) or "null")
        asked = told.get("asked") if isinstance(told, dict) else told
        return not tables.isdisjoint(spoken_of(asked or ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return True
