"""A repeating activity: which days it has, and what each of them is by the words of its series.

A series says its words by phases: each holds from its day on until the next one begins. The rule runs on local days and
the hours are local, so a training at 19:00 stays at 19:00 when the clocks change. A phase may shift its occurrences by
some days (Tuesday becomes Wednesday); the day that the rule gave keeps naming the occurrence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

from shared.domain.attendance import check_expects
from shared.domain.calendar import day_bounds, to_utc_ms
from shared.domain.derived_id import derived_id
from shared.domain.recurrence import DAYS, Rule, days
from shared.refusals import Invalid

MAX_OCCURRENCES = 200
"""What one gesture makes: two years of a training twice a week."""
MAX_PHASES = 40
MAX_SHIFT = 27
"""Days by which a phase moves its occurrences: less than four weeks."""
MAX_INTERVAL = 52
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)

UNITS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "start": ("start_at", "end_at", "all_day"),
    "end": ("start_at", "end_at", "all_day"),
    "shift": ("start_at", "end_at", "all_day"),
    "location": ("location",),
    "meeting_point": ("meeting_point",),
    "note": ("note",),
    "expects": ("expects",),
}
"""The fields of an activity that each word of a series decides; when it is, is one thing."""

_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY)(?:;INTERVAL=([1-9][0-9]?))?(?:;BYDAY=([-0-9A-Z,]+))?")
_BY_DAY = re.compile(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class Phase:
    """What a series says from the day `from_on` (`YYYY-MM-DD`) on.

    `start` and `end` are local, `19:00`; without a start it takes all day, an end that is not later than the start
    lies on the next day. `shift` is in days.
    """

    from_on: str
    title: str
    start: str | None = None
    end: str | None = None
    shift: int = 0
    location: str | None = None
    meeting_point: str | None = None
    note: str | None = None
    expects: str | None = None


@dataclass(frozen=True)
class Plan:
    """On which days a series takes place: those of `rule`, counted from the day `first_on` on. They are `shift` days
    later than the days that name its occurrences. `turn` counts how often some of them went: what is made from then on
    has ids of its own, for what was deleted does not come back under its old one.
    """

    rule: str
    first_on: str
    shift: int = 0
    turn: int = 0


def occurrence_id(series: str, day: date, turn: int = 0) -> str:
    """The id of the activity that a series has on a day of its rule, the same on every device."""
    return derived_id("occurrence", series, day.isoformat(), *([str(turn)] if turn else []))


def rule_of(text: str) -> Rule:
    """The rule in `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH` (the parts of RFC 5545 in this order, no others).

    A week's days have no place (`1MO`), a month's have one: `1` to `4`, or `-1` for the last; a day's rule has none of
    them. Raises Invalid `rule` `not_a_rule`.
    """
    found = _RULE.fullmatch(text)
    frequency, interval, by_day = found.groups() if found else ("", None, None)
    named = [_BY_DAY.fullmatch(part) for part in by_day.split(",")] if by_day else []
    wanted = tuple((DAYS.index(one[2]), int(one[1] or 0)) for one in named if one)
    placed = {place != 0 for _, place in wanted}
    fits = {"DAILY": placed == set(), "WEEKLY": placed <= {False}, "MONTHLY": placed <= {True}}.get(frequency, False)
    if not fits or len(wanted) < len(named) or len(set(wanted)) < len(wanted) or int(interval or 1) > MAX_INTERVAL:
        raise Invalid("rule", "not_a_rule")
    return Rule(frequency, int(interval or 1), by_day=wanted)


def planned_days(rule: str, first: date, until: date, after: date | None = None) -> list[date]:
    """The days of a series from `first` through `until`; only those later than `after`, where that is given.

    Raises Invalid `rule` `not_a_rule`, `first_on` or `until_on` `out_of_range` for a year that no club plans, and
    `until_on` `too_many` for more than MAX_OCCURRENCES.
    """
    _check_years(first_on=first, until_on=until)
    since = None if after is None else after + timedelta(days=1)
    wanted = (day for day in days(rule_of(rule), first, until, since) if since is None or day >= since)
    found = list(islice(wanted, MAX_OCCURRENCES + 1))
    if len(found) > MAX_OCCURRENCES:
        raise Invalid("until_on", "too_many")
    return found


def later_days(plan: Plan, until: date, after: date) -> list[date]:
    """The days that name the occurrences of a plan later than `after`, through `until`. Raises as `planned_days`
    does.
    """
    moved = timedelta(days=plan.shift)
    first = date.fromisoformat(plan.first_on)
    return [day - moved for day in planned_days(plan.rule, first, until + moved, after + moved)]


def replanned_days(rule: str, phases: Sequence[Phase], since: date, until: date) -> list[date]:
    """The days that name the occurrences of a series that from `since` through `until` takes place on the days of
    `rule`, each as far from them as its phase says. Raises as `planned_days` does.
    """
    first = since + timedelta(days=phase_at(phases, since.isoformat()).shift)
    shifts = {phase.shift for phase in phases}
    found = set()
    for day in planned_days(rule, first, until + timedelta(days=max(shifts))):
        for shift in shifts:
            name = day - timedelta(days=shift)
            if since <= name <= until and phase_at(phases, name.isoformat()).shift == shift:
                found.add(name)
    return sorted(found)


def counted_days(rule: str, first: date, count: int) -> list[date]:
    """The first `count` days of a series. Raises Invalid `rule` `not_a_rule`, `count` or `first_on` `out_of_range`."""
    _check_years(first_on=first)
    if not 1 <= count <= MAX_OCCURRENCES:
        raise Invalid("count", "out_of_range")
    return list(islice(days(rule_of(rule), first, LAST_DAY), count))


def _check_years(**given: date) -> None:
    for name, day in given.items():
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Invalid(name, "out_of_range")


def phase_at(phases: Sequence[Phase], day: str) -> Phase:
    """The phase that holds on a day; the first one also before it begins."""
    return next((one for one in reversed(phases) if one.from_on <= day), phases[0])


def changed(phases: Sequence[Phase], since: str | None, said: Mapping[str, Any]) -> tuple[Phase, ...]:
    """The phases after something else was said: from the day `since` on, or of the whole series (None).

    Later phases take it over and keep what is theirs besides.
    """
    if since is not None and all(one.from_on != since for one in phases) and since > phases[0].from_on:
        phases = sorted((*phases, replace(phase_at(phases, since), from_on=since)), key=lambda one: one.from_on)
    if len(phases) > MAX_PHASES:
        raise Invalid("from_on", "too_many")
    return tuple(replace(one, **said) if since is None or one.from_on >= since else one for one in phases)


def check_phase(phase: Phase) -> Phase:
    """The same phase. Raises Invalid `start`, `end`, `shift` or `expects` with `not_time`, `required`, `out_of_range`
    or `not_a_choice`.
    """
    for name, text in (("start", phase.start), ("end", phase.end)):
        if text is not None and not _CLOCK.fullmatch(text):
            raise Invalid(name, "not_time")
    if phase.end is not None and phase.start is None:
        raise Invalid("start", "required")
    check_expects(phase.expects)
    if abs(phase.shift) > MAX_SHIFT:
        raise Invalid("shift", "out_of_range")
    return phase


def occurrence(phase: Phase, day: date, zone: str) -> dict[str, Any]:
    """The fields of the activity on a day of the rule, as this phase says them; times in UTC ms."""
    words = {name: getattr(phase, name) for name in ("title", "location", "meeting_point", "note", "expects")}
    on = day + timedelta(days=phase.shift)
    if phase.start is None:
        return {**words, "start_at": day_bounds(on, zone)[0], "end_at": None, "all_day": 1}
    start = to_utc_ms(on, time.fromisoformat(phase.start), zone)
    end = None
    if phase.end is not None:
        night = timedelta(days=int(phase.end <= phase.start))
        end = max(start, to_utc_ms(on + night, time.fromisoformat(phase.end), zone))
    return {**words, "start_at": start, "end_at": end, "all_day": 0}


def to_json(phases: Sequence[Phase]) -> list[dict[str, Any]]:
    """Phases as a row keeps them."""
    return [asdict(one) for one in phases]


def from_json(value: Sequence[Mapping[str, Any]]) -> tuple[Phase, ...]:
    """Phases as a row kept them."""
    return tuple(Phase(**one) for one in value)
