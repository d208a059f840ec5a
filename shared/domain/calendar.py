"""Days and times. Instants are UTC milliseconds; a person sees them in an IANA zone.

`zoneinfo` reads the machine's zone files or the package `tzdata`: Pyodide and Windows need that package.
Names of days and months are words and live in the catalogues: this module gives their numbers.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.refusals import Invalid

DEFAULT_ZONE = "Europe/Brussels"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2})(?:\s*[:.uUhH]\s*([0-9]{2})?|([0-9]{2}))")


@dataclass(frozen=True)
class Moment:
    """A local day and time in numbers. `weekday` is 1 (Monday) to 7 (Sunday), as in ISO 8601."""

    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int


@lru_cache(maxsize=32)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone called `name`. Raises Invalid `zone` `unknown_zone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise Invalid("zone", "unknown_zone") from problem


def to_local(ms: int, zone: str = DEFAULT_ZONE) -> datetime:
    """The instant as a local, aware datetime. Raises Invalid for a zone or a year that does not exist."""
    try:
        return (_EPOCH + ms * _MILLISECOND).astimezone(zone_of(zone))
    except OverflowError as problem:
        raise Invalid("time", "out_of_range") from problem


def to_utc_ms(day: date, at: time, zone: str = DEFAULT_ZONE) -> int:
    """The instant of a local day and time.

    A time that the clock skips in spring is moved forward by the gap; of a time that comes twice in autumn
    the first is meant (PEP 495, fold 0).
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone_of(zone))
    return (local - _EPOCH) // _MILLISECOND


def local_date(ms: int, zone: str = DEFAULT_ZONE) -> date:
    """The local day of an instant."""
    return to_local(ms, zone).date()


def day_bounds(day: date, zone: str = DEFAULT_ZONE) -> tuple[int, int]:
    """First instant of a local day and first instant of the next: 23, 24 or 25 hours apart."""
    return to_utc_ms(day, time(), zone), to_utc_ms(day + timedelta(days=1), time(), zone)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of `day` (ISO 8601)."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def moment(ms: int, zone: str = DEFAULT_ZONE) -> Moment:
    """The parts of an instant, for a sentence that the catalogue composes."""
    local = to_local(ms, zone)
    return Moment(local.year, local.month, local.day, local.isoweekday(), local.hour, local.minute)


def numeric_date(day: date, language: str = "nl", *, year: bool = True) -> str:
    """`24/11/2026` (nl, fr, en), `24.11.2026` (de); without the year `24/11` and `24.11.`."""
    if language[:2].lower() == "de":
        return f"{day.day:02}.{day.month:02}.{day.year:04}" if year else f"{day.day:02}.{day.month:02}."
    short = f"{day.day:02}/{day.month:02}"
    return f"{short}/{day.year:04}" if year else short


def clock(ms: int, zone: str = DEFAULT_ZONE) -> str:
    """`19:30`: local time, 24 hours."""
    local = to_local(ms, zone)
    return f"{local.hour:02}:{local.minute:02}"


def parse_date(text: str, field: str = "date", *, today: date | None = None) -> date:
    """The day in `24/11/2026`, `24-11-26`, `24.11.2026` or `2026-11-24`; day before month, as in Europe.

    Two digits of a year mean the year nearest before the end of next year (`today` given), else 20xx.
    Raises Invalid `required`, `not_date`.
    """
    bare = text.strip()
    if not bare:
        raise Invalid(field, "required")
    if found := _YEAR_FIRST.fullmatch(bare):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(bare):
        day, month = int(found[1]), int(found[2])
        year = int(found[3]) if len(found[3]) == 4 else _century(int(found[3]), today)
    else:
        raise Invalid(field, "not_date")
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise Invalid(field, "not_date") from problem


def coming_day(text: str, field: str, today: date) -> date:
    """A typed day of something to come: without a year the next one there is, `5/12` on 28/11/2026 or `3.1.`.

    Raises Invalid `required`, `not_date`.
    """
    bare = text.strip().rstrip("/.- ")
    if sum(bare.count(sign) for sign in "/.- ") != 1:
        return parse_date(bare, field, today=today)
    day = parse_date(f"{bare}/{today.year}", field)
    return day if day >= today else parse_date(f"{bare}/{today.year + 1}", field)


def parse_time(text: str, field: str = "time") -> time:
    """The time in `19:30`, `19u30`, `19h30`, `19.30`, `1930` or `19u`.

    Raises Invalid `required`, `not_time`.
    """
    bare = text.strip()
    if not bare:
        raise Invalid(field, "required")
    found = _CLOCK.fullmatch(bare)
    if found is None:
        raise Invalid(field, "not_time")
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if hour > 23 or minute > 59:
        raise Invalid(field, "not_time")
    return time(hour, minute)


def _century(two_digits: int, today: date | None) -> int:
    year = 2000 + two_digits
    return year - 100 if today is not None and year > today.year + 1 else year
