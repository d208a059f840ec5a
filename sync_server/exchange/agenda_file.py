"""iCalendar files (RFC 5545) as event drafts: each VEVENT by itself, so that a broken one spoils no other.

Values, parameters and texts are read by the library icalendar; here is which of them the agenda takes, from which
line they came, and what their times mean. It stays on the server: a phone need not carry the library.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Component, Event, GloballyUniqueTZIDGuessed
from icalendar.prop import vBroken

from shared.domain.derived_id import derived_id
from shared.domain.recurrence import Rule
from shared.exchange.activities import MINUTE_MS, Clock, EventDraft
from shared.exchange.plan import MAX_ENTRIES, BrokenLine, PlanRow, Unreadable, broken_row
from shared.exchange.recurrence import Budget, rule_of
from sync_server.exchange.agenda_zones import Zones, instant
from sync_server.limits import MAX_EVENT_LINES

LIBRARY = (ValueError, IndexError, KeyError, TypeError, AttributeError, OSError)
"""What the library icalendar lets out: OSError too, for it looks for a zone in a file of that name."""
MAX_TEXT = 4_000
_MARK = re.compile(r"(BEGIN|END):(VEVENT|VTIMEZONE)\s*", re.IGNORECASE)
_WHOLE_FILE = re.compile(r"(X-WR-TIMEZONE|METHOD)\s*:\s*(\S.*)", re.IGNORECASE)
DAY_MS = 24 * 60 * MINUTE_MS


@dataclass(frozen=True)
class Block:
    """The lines of one component, and the number of its first; `broken` says why they are not all there."""

    kind: str
    line: int
    text: str
    broken: str = ""


def read_agenda(text: str, budget: Budget) -> Iterator[EventDraft | PlanRow]:
    """The events of a file, in order; broken ones as rows. Raises Unreadable `no_calendar` or `too_many`, also on the
    way, when the zones that the file defines have spent `budget`.
    """
    blocks, said = _blocks(text)
    events = [block for block in blocks if block.kind == "VEVENT"]
    if not events and "BEGIN:VCALENDAR" not in text.upper():
        raise Unreadable("no_calendar")
    if len(events) > MAX_ENTRIES:
        raise Unreadable("too_many")
    whole = [block.text for block in blocks if block.kind == "VTIMEZONE" and not block.broken]
    zones = Zones(whole, said.get("X-WR-TIMEZONE"), budget)
    reader = _Reader(zones, said.get("METHOD", "").upper() == "CANCEL")
    return (reader.read(block) for block in events)


def _blocks(text: str) -> tuple[list[Block], dict[str, str]]:
    """Components with their lines, and what the file says as a whole. Blank lines inside folds are dropped."""
    found: list[Block] = []
    said: dict[str, str] = {}
    kind, start, lines = "", 0, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        mark = _MARK.fullmatch(line.strip())
        if mark and mark[1].upper() == "BEGIN":
            if kind:
                found.append(Block(kind, start, "", "no_end"))
            kind, start, lines = mark[2].upper(), number, []
        if kind and line.strip():
            lines.append(line)
        elif not kind and (told := _WHOLE_FILE.fullmatch(line)):
            said[told[1].upper()] = told[2].strip()
        if mark and mark[1].upper() == "END" and kind == mark[2].upper():
            broken = "too_long" if len(lines) > MAX_EVENT_LINES else ""
            found.append(Block(kind, start, "\r\n".join(lines) + "\r\n", broken))
            kind, lines = "", []
    if kind:
        found.append(Block(kind, start, "", "no_end"))
    return found, said


class _Reader:
    """Turns blocks into drafts, with the zones of their file."""

    def __init__(self, zones: Zones, cancels: bool) -> None:
        self._zones, self._cancels = zones, cancels

    def read(self, block: Block) -> EventDraft | PlanRow:
        """The draft of this block, or the row that says why there is none."""
        if block.broken:
            return broken_row(block.line, "", BrokenLine(block.broken))
        try:
            with warnings.catch_warnings():
                # The zone behind a vendor's prefix is a guess of ours too, and meant (see agenda_zones).
                warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
                event = Event.from_ical(block.text)
        except LIBRARY as problem:
            return broken_row(block.line, "", BrokenLine("not_an_event", shown=str(problem)))
        assert isinstance(event, Component)
        title = _text(event, "SUMMARY") or ""
        try:
            return self._draft(block.line, event, title)
        except BrokenLine as problem:
            return broken_row(block.line, title[:60], problem)
        except (ValueError, OverflowError, AttributeError, TypeError, OSError) as problem:
            # The library hands out a value that is not what its property promises: this entry, not the file.
            return broken_row(block.line, title[:60], BrokenLine("not_an_event", shown=str(problem)))

    def _draft(self, line: int, event: Component, title: str) -> EventDraft:
        start, clock, all_day = self._start(event)
        rule, until = self._rule(event, clock)
        without, without_days = self._without(event, clock)
        at = clock.to_ms(start)
        uid = _text(event, "UID") or derived_id("ics_without_uid", str(at), title)
        if len(uid) > 255:
            raise BrokenLine("too_long", "uid", uid)
        replaced = _one(event, "RECURRENCE-ID")
        if replaced is not None and "RANGE" in replaced.params:
            raise BrokenLine("range", "recurrence-id", str(replaced.params["RANGE"]))
        return EventDraft(
            line=line,
            uid=uid,
            title=title or "?",
            start=start,
            clock=clock,
            length=self._length(event, at, all_day),
            all_day=all_day,
            sequence=_sequence(event),
            stamped=_stamped(event),
            location=_text(event, "LOCATION"),
            note=_text(event, "DESCRIPTION"),
            categories=_categories(event),
            cancelled=self._cancels or (_text(event, "STATUS") or "").upper() == "CANCELLED",
            replaces=None if replaced is None else self._instant(replaced, clock),
            rule=rule,
            until=until,
            extra=self._extra(event, clock),
            without=without,
            without_days=without_days,
        )

    def _start(self, event: Component) -> tuple[datetime, Clock, bool]:
        prop = _one(event, "DTSTART")
        if prop is None or not isinstance(prop.dt, date):
            raise BrokenLine("no_start", "dtstart")
        value = prop.dt
        if not 1970 <= value.year <= 2200:
            raise BrokenLine("date_out_of_range", "dtstart", str(value))
        if not isinstance(value, datetime):
            return datetime.combine(value, time()), self._zones.floating, True
        clock = self._zones.clock(prop.params.get("TZID"), value)
        return value.replace(tzinfo=None), clock, False

    def _instant(self, prop: Any, clock: Clock) -> int:
        """A date or time of this event as UTC ms; one without a zone is in the zone of the start."""
        return instant(prop.dt, prop.params.get("TZID"), self._zones, clock)

    def _length(self, event: Component, start: int, all_day: bool) -> int | None:
        """From DTEND or DURATION; a day for a date without either. Raises BrokenLine `bad_period`."""
        end, duration = _one(event, "DTEND"), _one(event, "DURATION")
        if end is not None:
            length = self._instant(end, self._zones.floating) - start
        elif duration is not None and isinstance(duration.dt, timedelta):
            length = duration.dt // timedelta(milliseconds=1)
        else:
            return DAY_MS if all_day else None
        if length < 0 or length > 400 * DAY_MS:
            raise BrokenLine("bad_period", "dtend")
        return length or (DAY_MS if all_day else 0)

    def _rule(self, event: Component, clock: Clock) -> tuple[Rule | None, int | None]:
        found = _all(event, "RRULE")
        if not found:
            return None, None
        if len(found) > 1:
            raise BrokenLine("rule", "rrule")
        parts = {str(name).upper(): list(values) for name, values in found[0].items()}
        until = parts.pop("UNTIL", [None])[0]
        rule = rule_of({name: [_plain(value) for value in values] for name, values in parts.items()})
        if until is None:
            return rule, None
        if isinstance(until, datetime):
            return rule, instant(until, None, self._zones, clock)
        return rule, clock.to_ms(datetime.combine(until, time(23, 59, 59)))

    def _without(self, event: Component, clock: Clock) -> tuple[frozenset[int], frozenset[date]]:
        """EXDATE: instants, and whole days (which Outlook writes for timed events too)."""
        instants, whole = set[int](), set[date]()
        for prop in _all(event, "EXDATE"):
            for value in prop.dts:
                if isinstance(value.dt, datetime):
                    instants.add(instant(value.dt, prop.params.get("TZID"), self._zones, clock))
                else:
                    whole.add(value.dt)
        return frozenset(instants), frozenset(whole)

    def _extra(self, event: Component, clock: Clock) -> tuple[int, ...]:
        """RDATE: further starts; of a period its start."""
        found = []
        for prop in _all(event, "RDATE"):
            for value in prop.dts:
                when = value.dt[0] if isinstance(value.dt, tuple) else value.dt
                found.append(instant(when, prop.params.get("TZID"), self._zones, clock))
        return tuple(found)


def _all(event: Component, name: str) -> list[Any]:
    """The properties of this name. Raises BrokenLine `value` when one of them could not be read."""
    found = event.get(name, [])
    every = found if isinstance(found, list) else [found]
    for one in every:
        if isinstance(one, vBroken):
            raise BrokenLine("value", name.lower(), str(one))
    return every


def _one(event: Component, name: str) -> Any:
    """The first property of this name; an event that says a thing twice is read as its first."""
    found = _all(event, name)
    return found[0] if found else None


def _text(event: Component, name: str) -> str | None:
    """A text on its lines, cut at what a note may hold."""
    found = _one(event, name)
    bare = "" if found is None else str(found).replace("\r\n", "\n").replace("\x00", "").strip()
    return bare[:MAX_TEXT] or None


def _sequence(event: Component) -> int:
    found = event.get("SEQUENCE")
    return int(found) if isinstance(found, int) and 0 <= found < 2**31 else 0


def _stamped(event: Component) -> str:
    stamp = event.get("DTSTAMP")
    found = None if isinstance(stamp, list | vBroken) else getattr(stamp, "dt", None)
    if not isinstance(found, datetime):
        return ""
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _categories(event: Component) -> tuple[str, ...]:
    return tuple(str(word) for prop in _all(event, "CATEGORIES") for word in prop.cats)


def _plain(value: Any) -> str | int:
    return int(value) if isinstance(value, int) else str(value)
