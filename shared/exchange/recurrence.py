"""Rules of strangers' calendars (RFC 5545, 3.3.10), for as far as agendas of clubs use them.

What they do not use (every so many hours, week numbers, days of the year) is refused by name, and so is a rule that
counts from too long ago. A small file can ask for much work, so all rules of one file draw on one budget. Whether a
rule is understood is said here; which days it means, in `shared.domain.recurrence`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from shared.domain import recurrence
from shared.domain.recurrence import DAYS, FREQUENCIES, Rule
from shared.exchange.plan import BrokenLine, Unreadable

MAX_YEARS_COUNTED = 25
MAX_STEPS = 1_000_000
"""Days looked at for one file: a hundred trainings a week for 25 years, and a second of work at the most."""
_KNOWN = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS")
)  # fmt: skip


class Budget:
    """What the rules of one file may cost, in days looked at: counted, not timed, so that a file is read alike on every
    machine.
    """

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Raises Unreadable `too_many` when more was spent than there is."""
        self._left -= steps
        if self._left < 0:
            raise Unreadable("too_many")


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
            tuple({_weekday(str(text)): None for text in parts.get("BYDAY", ())}),
            tuple(sorted({int(month) for month in parts.get("BYMONTH", ())})),
            tuple({int(day): None for day in parts.get("BYMONTHDAY", ())}),
            tuple({int(place): None for place in parts.get("BYSETPOS", ())}),
            DAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
        )
    except (ValueError, IndexError) as problem:
        raise BrokenLine("rule", "rrule") from problem
    if not 1 <= rule.interval <= 10_000 or (rule.count is not None and rule.count < 1):
        raise BrokenLine("rule", "rrule", "INTERVAL")
    if not _in_range(rule):
        raise BrokenLine("rule", "rrule", "BY")
    return rule


def _in_range(rule: Rule) -> bool:
    """Whether its numbers are some that a year has (RFC 5545, 3.3.10), each said once: so its lists are short."""
    return (
        all(1 <= month <= 12 for month in rule.by_month)
        and all(1 <= abs(day) <= 31 for day in rule.by_month_day)
        and all(1 <= abs(place) <= 366 for place in rule.by_position)
        and all(abs(place) <= 53 for _, place in rule.by_day)
    )


def _weekday(text: str) -> tuple[int, int]:
    return DAYS.index(text[-2:].upper()), int(text[:-2] or 0)


def days(rule: Rule, first: date, last: date, since: date | None, budget: Budget) -> Iterator[date]:
    """See `shared.domain.recurrence.days`. Raises BrokenLine `rule` for one that counts from too long ago, Unreadable
    when the budget is spent.
    """
    if rule.count is not None and last.year - first.year > MAX_YEARS_COUNTED:
        raise BrokenLine("rule", "dtstart", first.isoformat())
    yield from recurrence.days(rule, first, last, since, budget.spend)
