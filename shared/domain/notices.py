"""When somebody hears of what changed, and what it is called: one letter for a change and its afterthoughts, none at
night, and none when everything is as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Literal

from shared.domain.calendar import parse_time, to_local, to_utc_ms
from shared.domain.derived_id import derived_id
from shared.refusals import Invalid

Kind = Literal["agenda_changed", "agenda_new", "invoice", "evaluation", "loan"]
Happened = Literal["new", "moved", "cancelled", "reinstated"]

KINDS: tuple[Kind, ...] = ("agenda_changed", "agenda_new", "invoice", "evaluation", "loan")
WAYS = ("mail", "push")
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
SETTLED_MS = 10 * MINUTE_MS
"""What is changed again within this time is told once, as it is then."""
LONGEST_MS = 30 * MINUTE_MS
"""Whoever changes and changes keeps the others waiting no longer than this."""
SOON_MS = 6 * HOUR_MS
"""What begins within this time is told after `HURRIED_MS`."""
HURRIED_MS = MINUTE_MS
NOTICE_MS = 3 * HOUR_MS
"""Who is told in the morning must have this left, else the night is no reason to wait."""
MOVES = ("start_at", "end_at", "all_day", "zone", "location", "meeting_point")
"""Fields of an activity for which people leave home at another time, or for another place."""
TOLD = (*MOVES, "cancelled")


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody is written to, on the club's clock; the same twice: there are none."""

    begins: time = time(22)
    ends: time = time(7)


def quiet_of(value: object) -> Quiet:
    """What a club set as `["22:00", "07:00"]`; ten to seven where it set nothing that can be read."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        return Quiet()
    try:
        return Quiet(parse_time(value[0]), parse_time(value[1]))
    except Invalid:
        return Quiet()


def choice_id(contact: str, kind: str) -> str:
    """The id of what this person wants to hear of a kind: the same on every device."""
    return derived_id("notice_choice", contact, kind)


def wants(choice: Mapping[str, Any] | None, way: str) -> bool:
    """Who never said anything hears everything."""
    return choice is None or choice[way] is None or bool(choice[way])


def happened(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Happened | None:
    """What became of an activity since somebody last heard of it; None for nothing that they must know. `before` is
    None for one that was not there, `now` for one that is there no more.
    """
    was_on = before is not None and not before["cancelled"]
    is_on = now is not None and not now["cancelled"]
    if before is None:
        return "new" if is_on else None
    if was_on and not is_on:
        return "cancelled"
    if is_on and not was_on:
        return "reinstated"
    if now is None or not is_on:
        return None
    return "moved" if any(before[name] != now[name] for name in MOVES) else None


def kind_of(what: Happened) -> Kind:
    """The kind under which people choose whether to hear of this."""
    return "agenda_new" if what == "new" else "agenda_changed"


def tell_at(first: int, last: int, begins: int | None, quiet: Quiet, zone: str) -> int:
    """When to tell what changed first and last at these instants and begins then (all UTC ms; None: at no time)."""
    soon = begins is not None and begins - last < SOON_MS
    at = last + HURRIED_MS if soon else min(last + SETTLED_MS, first + LONGEST_MS)
    morning = quiet_until(at, quiet, zone)
    if morning is None or (begins is not None and begins - morning < NOTICE_MS):
        return at
    return morning


def quiet_until(at: int, quiet: Quiet, zone: str) -> int | None:
    """The end of the quiet hours that this instant is in; None when it is in none."""
    if quiet.begins == quiet.ends:
        return None
    local = to_local(at, zone)
    clock, over = local.time(), quiet.begins > quiet.ends
    inside = (clock >= quiet.begins or clock < quiet.ends) if over else quiet.begins <= clock < quiet.ends
    if not inside:
        return None
    tomorrow = over and clock >= quiet.begins
    return to_utc_ms(local.date() + timedelta(days=int(tomorrow)), quiet.ends, zone)
