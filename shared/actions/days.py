"""Which day it is in the club: dates turn when the club's own day does, whatever a phone's zone says."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from shared.actions.verb import Call
from shared.domain.calendar import DEFAULT_ZONE, local_date, zone_of
from shared.facts import Facts
from shared.refusals import Invalid

CLUB = "club"
"""The id of the setting that tells of the club; its `zone` is an IANA name."""


def zone_of_club(facts: Facts) -> str:
    """The club's IANA zone; Europe/Brussels where none is set, or one that nobody knows."""
    row = facts.get("setting", CLUB)
    value = None if row is None or row["value"] is None else json.loads(row["value"])
    name = value.get("zone") if isinstance(value, dict) else None
    if not isinstance(name, str):
        return DEFAULT_ZONE
    try:
        zone_of(name)
    except Invalid:
        return DEFAULT_ZONE
    return name


def day_at(facts: Facts, ms: int) -> str:
    """The club's local day of an instant (UTC ms), as `YYYY-MM-DD`, which sorts as days do."""
    return local_date(ms, zone_of_club(facts)).isoformat()


def day_before(day: str) -> str:
    """Of a `YYYY-MM-DD`, in the same form."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def within(row: Mapping[str, Any], day: str, first: str = "from_on", last: str = "to_on") -> int:
    """1 when `day` is in the row's period, both ends included; an end that is not there is open."""
    return int((row[first] or day) <= day <= (row[last] or day))


def will_come(row: Mapping[str, Any], day: str) -> bool:
    """Whether the row's first day is still to come, and was not called off."""
    first, last = row["from_on"], row["to_on"]
    return first is not None and first > day and (last is None or last >= first)


def today(facts: Facts, call: Call) -> str:
    """The day on which an action counts: the server's where it decides, the best guess on a device."""
    return day_at(facts, call.heard)
