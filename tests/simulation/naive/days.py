"""What the naive club thinks a new day brings: it looks at every date there is."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.simulation.naive.club import Club


def day_of(ms: int) -> str:
    """The day in Belgium."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo("Europe/Brussels")).date().isoformat()


def turns(club: Club, last: str, day: str) -> Iterator[tuple[str, str]]:
    """Verb and row of everything that `day` turns, when `last` was the last day that did; in the order of telling."""
    for id in sorted(club.rows["season"]):
        season = club.rows["season"][id]
        if season["current"] != int(season["start_on"] <= day <= season["end_on"]):
            yield "season.turn", id
    members = [club.rows["group_member"][id] for id in sorted(club.rows["group_member"])]
    for member in members:
        if member["present"] and (member["to_on"] or "9999") < day:
            yield "group.turn_member", member["id"]
    for member in members:
        starts = last < (member["from_on"] or "") <= day <= (member["to_on"] or "9999")
        if starts and not member["present"] and club.get("contact", member["contact"]):
            yield "group.turn_member", member["id"]
    for id in sorted(club.rows["role_assignment"]):
        role = club.rows["role_assignment"][id]
        first, end = role["from_on"] or "", role["to_on"] or "9999"
        if (role["present"] and end < day) or (not role["present"] and last < first <= day <= end):
            yield "role.turn", id
