"""Rules of strangers' calendars (RFC 5545, 3.3.10), for as far as agendas of clubs use them.

What they do not use (every so many hours, week numbers, days of the year) is refused by name, and so is a rule that
counts from too long ago. Whether it is understood is said here; which days it means, in `shared.domain.recurrence`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from shared.domain import recurrence
from shared.domain.recurrence import DAYS, FREQUENCIES, Rule
from shared.exchange.plan import BrokenLine

MAX_YEARS_COUNTED = 25
_KNOWN = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS")
)  # fmt: skip


def rule_of(parts: Mapping[str, Sequence[Any]]) -> Rule:
    """The rule in the parts of an RRULE (names in capitals). Raises BrokenLine `rule`."""
    unknown = sorted(set(parts) - _KNOWN)
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    if unknown or frequency not in FREQUENCIES:
        raise BrokenLine("rule", "rrule", ",".join(unknown) or frequency)
    try:
        rule = Rule(
            frequency,
            int(parts.get("INTERVAL", [1])[0]),
            int(parts["COUNT"][0]) if "COUNT" in parts else None,
            tuple(_weekday(str(text)) for text in parts.get("BYDAY", ())),
            tuple(sorted(int(month) for month in parts.get("BYMONTH", ()))),
            tuple(int(day) for day in parts.get("BYMONTHDAY", ())),
            tuple(int(place) for place in parts.get("BYSETPOS", ())),
            DAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
        )
    except (ValueError, IndexError) as problem:
        raise BrokenLine("rule", "rrule") from problem
    if not 1 <= rule.interval <= 10_000 or (rule.count is not None and rule.count < 1):
        raise BrokenLine("rule", "rrule", "INTERVAL")
    return rule


def _weekday(text: str) -> tuple[int, int]:
    return DAYS.index(text[-2:].upper()), int(text[:-2] or 0)


def days(rule: Rule, first: date, last: date, since: date | None = None) -> Iterator[date]:
    """See `shared.domain.recurrence.days`. Raises BrokenLine `rule` for one that counts from too long ago."""
    if rule.count is not None and last.year - first.year > MAX_YEARS_COUNTED:
        raise BrokenLine("rule", "dtstart", first.isoformat())
    yield from recurrence.days(rule, first, last, since)
