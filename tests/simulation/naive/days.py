"""What the naive club thinks a new day brings: it looks at every date there is."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.simulation.naive.club import Club, Row


def day_of(ms: int) -> str:
    """The day in Belgium."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo("Europe/Brussels")).date().isoformat()


def grown(club: Club, contact: str, day: str) -> bool | None:
    """Eighteen years after birth, to the day; by the year alone only once it has gone by. None when nobody knows."""
    identity, person = club.get("contact_identity", contact), club.get("contact_personal", contact)
    if identity is not None and identity["birth_date"]:
        year, month_and_day = int(identity["birth_date"][:4]), identity["birth_date"][4:]
        return day >= f"{year + 18}{month_and_day}"
    if person is None or person["birth_year"] is None:
        return None
    return int(day[:4]) - int(person["birth_year"]) > 18


def season_end(club: Club, group: str | None, day: str) -> str | None:
    """The last day of the season that this team was of, once it is past and the club is in another season."""
    team = club.get("group", group or "")
    season = team and club.get("season", team["season"])
    if not season or day <= season["end_on"]:
        return None
    now = [one for one in club.rows["season"].values() if one["start_on"] <= day <= one["end_on"]]
    return str(season["end_on"]) if now else None


def last_of(club: Club, row: Row, day: str) -> str | None:
    """Until when a place, or a role, is somebody's: until a day that was said, or its season ended, whichever is first.
    Only a coach is of a team.
    """
    of_a_season = row.get("role", "coach") == "coach"
    days = [row.get("to_on"), season_end(club, row["group"], day) if of_a_season else None]
    return min((one for one in days if one), default=None)


def turns(club: Club, last: str, day: str) -> Iterator[tuple[str, str]]:
    """Verb and row of everything that `day` turns, when `last` was the last day that did; in the order of telling."""
    for id in sorted(club.rows["season"]):
        season = club.rows["season"][id]
        if season["current"] != int(season["start_on"] <= day <= season["end_on"]):
            yield "season.turn", id
    members = [club.rows["group_member"][id] for id in sorted(club.rows["group_member"])]
    for member in members:
        if member["present"] and (last_of(club, member, day) or "9999") < day:
            yield "group.turn_member", member["id"]
    for member in members:
        starts = last < (member["from_on"] or "") <= day <= (member["to_on"] or "9999")
        if starts and not member["present"] and club.get("contact", member["contact"]):
            yield "group.turn_member", member["id"]
    yield from _rights(club, last, day)


def _rights(club: Club, last: str, day: str) -> Iterator[tuple[str, str]]:
    """Who came of age, and whose role begins or is over."""
    for id in sorted(club.rows["account_link"]):
        link = club.rows["account_link"][id]
        if link["function"] != "child" or not link["present"] or not club.get("contact", link["contact"]):
            continue
        adult = grown(club, link["contact"], day)
        if link["lapsed"] != 0 and adult is not None and adult != bool(link["lapsed"]):
            yield "account_link.turn", id
    roles = [club.rows["role_assignment"][id] for id in sorted(club.rows["role_assignment"])]
    ends = [role["id"] for role in roles if role["present"] and (last_of(club, role, day) or "9999") < day]
    owners = [role["id"] for role in roles if role["present"] and role["role"] == "owner"]
    if not set(owners) - set(ends):
        ends = [id for id in ends if id not in owners[-1:]]
    for id in ends:
        yield "role.turn", id
    for role in roles:
        if not role["present"] and last < (role["from_on"] or "") <= day <= (role["to_on"] or "9999"):
            yield "role.turn", role["id"]
