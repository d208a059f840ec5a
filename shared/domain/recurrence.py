"""The days of a recurring event, as RFC 5545 (3.3.10) rules them, never more than are asked for.

Rules come from strangers too, and one that never matches (30 February) must not keep the program looking until the
year 9999, as general libraries do: here every period from the first day to the last asked for is looked at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Rule:
    """A rule that is understood. `by_day`: weekday (0 is Monday) and its place in the period, 0 for all."""

    frequency: str
    interval: int = 1
    count: int | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0


Pay = Callable[[int], None]


def _for_nothing(_: int) -> None:
    """A rule of our own is short."""


def days(rule: Rule, first: date, last: date, since: date | None = None, pay: Pay = _for_nothing) -> Iterator[date]:
    """The days of the rule from `first` (which is one of them when it fits) through `last`, in order.

    Days before `since` may be left out: only a rule that counts must be followed from its start. `pay` is called for
    each period with how many days are looked at for it, also when none of them fits; what it raises ends the search.
    """
    left, cost = rule.count, _cost(rule)
    start = first if since is None or rule.count is not None else max(first, since)
    for period in _periods(rule, first, last, start):
        pay(cost)
        if not period:
            continue
        chosen = sorted(set(period))
        if rule.by_position:
            chosen = sorted({chosen[place] for place in _places(rule.by_position, len(chosen))})
        for day in chosen:
            if day < first:
                continue
            if day > last or left == 0:
                return
            left = None if left is None else left - 1
            yield day


def _cost(rule: Rule) -> int:
    """How many days are looked at for one period, at most."""
    if rule.frequency == "DAILY":
        return 1
    if rule.frequency == "WEEKLY":
        return 7
    if rule.frequency == "MONTHLY":
        whole = 31
    elif rule.by_day and not rule.by_month:
        whole = 366
    else:
        whole = 31 * (len(rule.by_month) or (12 if rule.by_month_day else 1))
    return whole * (1 + len(rule.by_day)) + len(rule.by_position)


def _places(positions: Sequence[int], length: int) -> Iterator[int]:
    """Indices of BYSETPOS, which counts from 1 and backwards from -1, within what there is."""
    for position in positions:
        index = position - 1 if position > 0 else length + position
        if position and 0 <= index < length:
            yield index


def _periods(rule: Rule, first: date, last: date, since: date) -> Iterator[list[date]]:
    """The candidate days of every `interval`th day, week, month or year from that of `first`, about `since` on."""
    step, weekdays = rule.interval, {weekday for weekday, _ in rule.by_day}
    if rule.frequency == "DAILY":
        day = first + timedelta(days=(since - first).days // step * step)
        while day <= last:
            yield [day] if _fits(rule, day) and (not weekdays or day.weekday() in weekdays) else []
            day += timedelta(days=step)
    elif rule.frequency == "WEEKLY":
        start = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
        start += timedelta(days=(since - start).days // (7 * step) * 7 * step)
        wanted = weekdays or {first.weekday()}
        while start <= last:
            week = [start + timedelta(days=place) for place in range(7)]
            yield [day for day in week if day.weekday() in wanted and _fits(rule, day)]
            start += timedelta(days=7 * step)
    elif rule.frequency == "MONTHLY":
        number = first.year * 12 + first.month - 1
        number += (since.year * 12 + since.month - 1 - number) // step * step
        while number <= last.year * 12 + last.month - 1:
            yield _in_month(rule, number // 12, number % 12 + 1, first)
            number += step
    else:
        for year in range(first.year + (since.year - first.year) // step * step, last.year + 1, step):
            yield _in_year(rule, year, first)


def _fits(rule: Rule, day: date) -> bool:
    """BYMONTH and BYMONTHDAY as limits."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    if not rule.by_month_day:
        return True
    return day.day in rule.by_month_day or day.day - _length(day.year, day.month) - 1 in rule.by_month_day


def _length(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


def _in_month(rule: Rule, year: int, month: int, first: date) -> list[date]:
    if rule.by_month and month not in rule.by_month:
        return []
    month_days = [date(year, month, day + 1) for day in range(_length(year, month))]
    if not rule.by_month_day and not rule.by_day:
        return [day for day in month_days if day.day == first.day]
    return _among(rule, [day for day in month_days if _fits(rule, day)], month_days)


def _in_year(rule: Rule, year: int, first: date) -> list[date]:
    """BYDAY counts in the year unless BYMONTH is there; BYMONTHDAY alone means every month."""
    if rule.by_day and not rule.by_month:
        start = date(year, 1, 1)
        whole = [start + timedelta(days=day) for day in range((date(year + 1, 1, 1) - start).days)]
        return _among(rule, [day for day in whole if _fits(rule, day)], whole)
    everywhere = range(1, 13) if rule.by_month_day else (first.month,)
    months = rule.by_month or everywhere
    return [day for month in months for day in _in_month(rule, year, month, first)]


def _among(rule: Rule, days: list[date], period: list[date]) -> list[date]:
    """Of these days those on the weekdays of BYDAY, each counted in the whole period where it has a number."""
    if not rule.by_day:
        return days
    wanted: set[date] = set()
    for weekday, place in rule.by_day:
        same = [day for day in period if day.weekday() == weekday]
        wanted.update(same if place == 0 else [same[index] for index in _places((place,), len(same))])
    return [day for day in days if day in wanted]
