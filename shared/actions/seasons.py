"""A season that is over takes the places in its teams and its coaches along, once another season runs. (feature 34)

Without another one nothing ends: a club that is late in making the next season keeps its coaches. What counts are the
dates of the seasons, so the same day says the same however late somebody hears of it.
"""

from collections.abc import Mapping
from typing import Any

from shared.actions.days import within
from shared.facts import Facts
from shared.register import Row


def last_days(facts: Facts, day: str) -> dict[str, str]:
    """Of all groups of seasons that are over on `day` the season's last day (`YYYY-MM-DD`), by group."""
    seasons = facts.find("season")
    if not any(within(season, day, "start_on", "end_on") for season in seasons):
        return {}
    over = [season for season in seasons if _is_over(season, day)]
    return {str(group["id"]): season["end_on"] for season in over for group in facts.find("group", season=season["id"])}


def last_day(facts: Facts, group: str | None, day: str) -> str | None:
    """The last day of this group's season where that is over on `day`; None while it, or no other season, runs."""
    row = None if group is None else facts.get("group", group)
    season = None if row is None else facts.get("season", row["season"])
    if season is None or not _is_over(season, day):
        return None
    runs = any(within(other, day, "start_on", "end_on") for other in facts.find("season"))
    return str(season["end_on"]) if runs else None


def _is_over(season: Row, day: str) -> bool:
    """Of one whose last day a device cannot read nobody knows."""
    return season["end_on"] is not None and season["end_on"] < day


def coached(role: Mapping[str, Any]) -> str | None:
    """The group whose season this role ends with; None for a role of the whole club."""
    return role["group"] if role["role"] == "coach" else None


def bounded(row: Mapping[str, Any], last: str | None) -> Row:
    """The row with no later `to_on` than this day; None leaves it as it is."""
    if last is None or (row["to_on"] is not None and row["to_on"] <= last):
        return dict(row)
    return {**row, "to_on": last}


def turned(row: Mapping[str, Any], last: str | None, day: str) -> Row:
    """What `day` makes of a place or a role whose season bounds it to `last`: the fields that are to be written."""
    found = bounded(row, last)
    moved = {} if found["to_on"] == row["to_on"] else {"to_on": found["to_on"]}
    return {"present": within(found, day), **moved}
