"""Which day it is in the club: dates turn when the club's own day does, whatever a phone's zone says."""

import json

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


def today(facts: Facts, call: Call) -> str:
    """The day on which an action counts: the server's where it decides, the best guess on a device."""
    return day_at(facts, call.heard)
