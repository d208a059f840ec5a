"""When the naive club sets a change aside instead of refusing it, and what hangs on one that was not done."""

from collections.abc import Iterator
from typing import Any

from tests.simulation.naive.club import Club, Row
from tests.simulation.naive.deed import ENDS, GIVES, Deed, seen_here


def parked_or_not(club: Club, deed: Deed, wire: Row, code: str) -> tuple[str, str | None]:
    """The code of what cannot be done, and why it is parked; None for refused."""
    if code in ("gone", "not_allowed"):
        for word in words(wire):
            table, _, user, parked = club.unmade.get(word, ("", "", "", False))
            if user == deed.user and club.get(table, word) is None:
                return "dependency", "dependency" if parked else None
    if code == "not_allowed" and lost_a_right(club, deed, seen_here(club, wire)):
        return code, "right_ended"
    return code, None


def lost_a_right(club: Club, deed: Deed, seen: int) -> bool:
    """Since what the author saw a role or a family link of theirs ended, or somebody left a team they coach."""
    coached = {row["group"] for row in club.all("role_assignment", user=deed.user, role="coach") if row["group"]}
    for seq, table, id in club.ended:
        row = club.get(table, id)
        if seq <= seen or row is None or table not in GIVES or not any(row.get(name) == 0 for name in ENDS):
            continue
        mine = {
            "role_assignment": row.get("user") == deed.user,
            "account_link": row.get("contact") == deed.contact and deed.contact is not None,
            "group_member": row.get("group") in coached,
        }
        if mine[table]:
            return True
    return False


def remember_unmade(club: Club, user: str, wire: Row, made: list[tuple[str, str]], *, parked: bool) -> None:
    """What this would have made is not there: what it names, and of what is set aside all that it makes."""
    named = [(action["name"].split(".")[0], action["args"].get("id")) for action in wire["actions"]]
    for table, id in [*named, *made]:
        known = table in club.rows and isinstance(id, str) and 0 < len(id) <= 64
        if known and club.get(table, id) is None and (table, id) not in club.removed:
            club.unmade[id] = (table, wire["id"], user, parked)


def words(wire: Row) -> Iterator[str]:
    """Every text among the arguments."""
    for action in wire["actions"]:
        yield from _texts(list(action["args"].values()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
