"""What the times of an iCalendar file mean: names of zones as programs write them, and zones that the file defines.

A TZID is looked up as an IANA name, as one behind a vendor's prefix, as Windows' name, as the place that the
file's own VTIMEZONE says it is for; else the VTIMEZONE's own rules are followed (RFC 5545, 3.6.5).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from icalendar import Component
from icalendar.prop import vBroken
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from shared.domain.calendar import DEFAULT_ZONE, to_utc_ms, zone_of
from shared.domain.recurrence import Rule
from shared.exchange.activities import Clock
from shared.exchange.plan import BrokenLine
from shared.exchange.recurrence import Budget, days, rule_of
from shared.refusals import Invalid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Within one line each: what looks for its end in all that follows is slow when there are many that have none.
_MARK = re.compile(r"(BEGIN|END):(STANDARD|DAYLIGHT)\s*", re.IGNORECASE)
_TZID = re.compile(r"^TZID(?:;[^:\r\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_PLACE = re.compile(r"^X-LIC-LOCATION(?:;[^:\r\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
MAX_PARTS = 50
MAX_PART_LINES = 50
MAX_ZONE_NAME = 200


class Zones:
    """The zones of one file. `floating` is the clock of times without any: that of the file, else the club's. `blocks`
    are the whole VTIMEZONEs; following their rules costs `budget`, and raises Unreadable when that is spent.
    """

    def __init__(self, blocks: Iterable[str], said: str | None, budget: Budget) -> None:
        self._budget = budget
        self._unknown: set[str] = set()
        self._defined: dict[str, str] = {}
        for block in blocks:
            text = _FOLD.sub("", block)
            if named := _TZID.search(text):
                self._defined.setdefault(_bare(named[1]), text)
        self._clocks: dict[str, Clock] = {}
        zone = _known(_bare(said)) if said else None
        self._home = zone or DEFAULT_ZONE
        self.floating = _iana(self._home)
        # Instants written in UTC recur in UTC, and are shown where the club is.
        self.universal = Clock(self._home, _utc_ms)

    def clock(self, tzid: str | None, value: date) -> Clock:
        """The clock of a value with this TZID. Raises BrokenLine `unknown_zone`."""
        if tzid is None:
            aware = isinstance(value, datetime) and value.tzinfo is not None
            return self.universal if aware else self.floating
        name = _bare(str(tzid))
        if name in self._unknown or len(name) > MAX_ZONE_NAME:
            raise BrokenLine("unknown_zone", "tzid", name)
        if name not in self._clocks:
            self._unknown.add(name)  # until it is found: each is looked for once
            self._clocks[name] = self._found(name)
            self._unknown.remove(name)
        return self._clocks[name]

    def _found(self, name: str) -> Clock:
        text = self._defined.get(name, "")
        place = _PLACE.search(text)
        zone = _known(name) or (_known(_bare(place[1])) if place else None)
        if zone is not None:
            return _iana(zone)
        changes = _changes(text)
        if not changes:
            raise BrokenLine("unknown_zone", "tzid", name)
        return Clock(self._home, _Changes(changes, self._budget).to_ms)


def instant(value: Any, tzid: str | None, zones: Zones, clock: Clock) -> int:
    """A date or time as UTC ms: in its own zone, else by `clock`, that of the event's start."""
    if not isinstance(value, date):
        raise BrokenLine("value", "date", str(value))
    if not 1970 <= value.year <= 2200:
        raise BrokenLine("date_out_of_range", "date", str(value))
    if not isinstance(value, datetime):
        return clock.to_ms(datetime.combine(value, time()))
    if tzid is not None:
        return zones.clock(tzid, value).to_ms(value.replace(tzinfo=None))
    if value.tzinfo is not None:
        return _utc_ms(value.astimezone(UTC).replace(tzinfo=None))
    return clock.to_ms(value)


def _bare(name: str) -> str:
    return name.strip().strip('"').strip()


def _known(name: str) -> str | None:
    """The IANA zone that is meant: by its name, behind a vendor's prefix, or by Windows' name."""
    if len(name) > MAX_ZONE_NAME:
        return None
    parts = [part for part in name.split("/") if part]
    for candidate in (name, "/".join(parts[-2:]), "/".join(parts[-3:]), WINDOWS_TO_OLSON.get(name, "")):
        if not candidate or ("/" not in candidate and candidate not in ("UTC", "GMT")):
            continue
        try:
            zone_of(candidate)
        except Invalid:
            continue
        return candidate
    return None


def _iana(zone: str) -> Clock:
    return Clock(zone, lambda local: to_utc_ms(local.date(), local.time(), zone))


def _utc_ms(local: datetime) -> int:
    return (local.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class _Change:
    """From `first` on (local, by the clock before the change) the offset is `to`; again by `rule` until `until`."""

    first: datetime
    before: timedelta
    to: timedelta
    rule: Rule | None
    until: datetime | None

    def during(self, year: int, budget: Budget) -> list[datetime]:
        """The times in this year or the one before at which this change takes place, and its very first."""
        start, last = date(year - 1, 1, 1), date(year, 12, 31)
        if self.rule is None or self.first.date() > last:
            return [self.first]
        kept = days(self.rule, self.first.date(), last, start, budget)
        moments = [datetime.combine(day, self.first.time()) for day in kept if day >= start]
        return [self.first, *(one for one in moments if self.until is None or one <= self.until)]


class _Changes:
    """The changes that a VTIMEZONE lists, worked out year by year."""

    def __init__(self, changes: list[_Change], budget: Budget) -> None:
        self._changes, self._budget = changes, budget
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def to_ms(self, local: datetime) -> int:
        """The instant of a local time: the change that took place last says the offset."""
        if local.year not in self._years:
            found = [(when, one.to) for one in self._changes for when in one.during(local.year, self._budget)]
            self._years[local.year] = sorted(found)
        year = self._years[local.year]
        place = bisect_right(year, local, key=lambda change: change[0])
        offset = year[place - 1][1] if place else min(self._changes, key=lambda one: one.first).before
        return _utc_ms(local - offset)


def _changes(text: str) -> list[_Change]:
    """STANDARD and DAYLIGHT of a VTIMEZONE; those that cannot be read are left out.

    Each is read by itself: reading a whole VTIMEZONE, the library would follow its rules, a hostile one for ever.
    """
    found: list[_Change] = []
    for part in islice(_parts(text), MAX_PARTS):
        try:
            component = Component.from_ical(part)
        except (ValueError, IndexError, KeyError):
            continue
        assert isinstance(component, Component)
        start, before, to = (component.get(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
        if any(value is None or isinstance(value, list | vBroken) for value in (start, before, to)):
            continue
        if isinstance(start.dt, datetime):
            first = start.dt.replace(tzinfo=None)
            found.append(_Change(first, before.td, to.td, *_rule(component.get("RRULE"))))
    return found


def _parts(text: str) -> Iterator[str]:
    """STANDARD and DAYLIGHT, each as a text; what has no end, or begins in the middle of another, is no part."""
    kind, lines = "", list[str]()
    for line in text.split("\r\n"):
        mark = _MARK.fullmatch(line)
        if mark and mark[1].upper() == "BEGIN":
            kind, lines = mark[2].upper(), []
        if kind:
            lines.append(line)
        if mark and mark[1].upper() == "END" and mark[2].upper() == kind:
            if len(lines) <= MAX_PART_LINES:
                yield "\r\n".join(lines) + "\r\n"
            kind = ""


def _rule(value: Any) -> tuple[Rule | None, datetime | None]:
    """A change's rule and its end; neither for what is not understood."""
    if not isinstance(value, dict):
        return None, None
    parts = {str(name).upper(): list(values) for name, values in value.items()}
    until = parts.pop("UNTIL", [None])[0]
    try:
        rule = rule_of({name: [str(part) for part in values] for name, values in parts.items()})
    except BrokenLine:
        return None, None
    if rule.frequency != "YEARLY":  # clocks change with the seasons; anything else wears the program out
        return None, None
    return rule, until.replace(tzinfo=None) if isinstance(until, datetime) else None
