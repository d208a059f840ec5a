"""How often something repeats: chosen in a form, and said in a sentence ("Elke week op dinsdag en donderdag")."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mobile.reader.repeating import Series
from mobile.widgets.fields_form import Entry
from mobile.words import Words
from shared.domain.calendar import coming_day
from shared.domain.recurrence import DAYS
from shared.domain.series import rule_of
from shared.refusals import Invalid

ONCE = ""
OTHER = "other"
"""A rhythm that no form offers, of a series that came from elsewhere."""
REPEATS = (ONCE, "week", "fortnight", "month", "day")
WEEKS = ("week", "fortnight")
RULES = {"week": "FREQ=WEEKLY", "fortnight": "FREQ=WEEKLY;INTERVAL=2", "month": "FREQ=MONTHLY", "day": "FREQ=DAILY"}
MOST = 3
"""Figures of a number of times; more is a day."""


def entries(words: Words) -> tuple[Entry, ...]:
    """What a form asks about it: how often, on which days of the week, and until when."""
    often = tuple((name, words(f"repeat.{name or 'once'}")) for name in REPEATS)
    days = tuple((DAYS[number - 1], words(f"weekday.short.{number}")) for number in range(1, 8))
    again = ("repeat", *REPEATS[1:])
    return (
        Entry("repeat", words("repeat.how"), ONCE, choices=often),
        Entry("weekdays", words("repeat.weekdays"), choices=days, many=True, beside=("repeat", *WEEKS)),
        Entry("until", words("repeat.until"), hint="30/06", pick="day", beside=again),
    )


def typed(series: Series, on: str) -> dict[str, str]:
    """How often and on which days, as it is typed, of the occurrence on this day of the rule and of what follows."""
    found, moved = rule_of(series.plan.rule), series.said(on).shift - series.plan.shift
    first = date.fromisoformat(series.plan.first_on)
    weekly = {1: "week", 2: "fortnight"}.get(found.interval, OTHER)
    once = {"DAILY": "day", "MONTHLY": "month" if found.by_day and not moved else OTHER}
    repeat = weekly if found.frequency == "WEEKLY" else once[found.frequency] if found.interval == 1 else OTHER
    days = [day for day, _ in found.by_day] or [first.weekday()]
    numbers = sorted((day + moved) % 7 for day in days) if found.frequency == "WEEKLY" else []
    return {"repeat": repeat, "weekdays": " ".join(DAYS[number] for number in numbers)}


def again(words: Words, values: Mapping[str, str]) -> tuple[Entry, ...]:
    """The same of a series that is there: another rhythm, or the one it has."""
    often = tuple((name, words(f"repeat.{name}")) for name in REPEATS[1:])
    kept = ((OTHER, words("repeat.other")),) if values["repeat"] == OTHER else ()
    days = tuple((DAYS[number - 1], words(f"weekday.short.{number}")) for number in range(1, 8))
    return (
        Entry("repeat", words("repeat.how"), values["repeat"], choices=(*kept, *often)),
        Entry("weekdays", words("weekdays.on"), values["weekdays"], choices=days, many=True, beside=("repeat", *WEEKS)),
    )


def apart(old: str, new: str) -> int:
    """The days from one weekday of a week to another of the same week: `TU` to `TH` is 2."""
    return DAYS.index(new) - DAYS.index(old)


def rule(repeat: str, weekdays: str, first: date) -> str:
    """The rule that was chosen; a month repeats the weekday of its first day, "the second Tuesday"."""
    if repeat in WEEKS and weekdays:
        return f"{RULES[repeat]};BYDAY={','.join(weekdays.split())}"
    if repeat == "month":
        place = (first.day - 1) // 7 + 1
        return f"{RULES[repeat]};BYDAY={place if place < 5 else -1}{DAYS[first.weekday()]}"
    return RULES[repeat]


def until(text: str, first: date) -> dict[str, Any]:
    """Through which day, or how many times: `30/6` or `10`. Raises Invalid `until`."""
    bare = text.strip()
    if bare.isdecimal() and len(bare) <= MOST:
        return {"count": int(bare)}
    last = coming_day(text, "until", first)
    if last < first:
        raise Invalid("until", "before_start")
    return {"until_on": last.isoformat()}


def sentence(words: Words, series: Series) -> str:
    """How often, and through which day."""
    return words("rhythm.until", rhythm=_often(words, series), day=words.iso_day(series.until_on))


def _often(words: Words, series: Series) -> str:
    plan = series.plan
    found, first = rule_of(plan.rule), date.fromisoformat(plan.first_on)
    moved = series.said(series.until_on).shift - plan.shift
    if found.frequency == "DAILY":
        return words.plural("rhythm.daily", found.interval)
    if found.frequency == "WEEKLY":
        numbers = [(day + moved) % 7 + 1 for day in [day for day, _ in found.by_day] or [first.weekday()]]
        return words.plural("rhythm.weekly", found.interval, days=_listed(words, sorted(numbers)))
    if not found.by_day:
        return words.plural("rhythm.monthly", found.interval, day=first.day)
    names = [
        words("rhythm.place", place=words(f"rhythm.place.{place}"), weekday=words(f"weekday.{day + 1}"))
        for day, place in found.by_day
    ]
    return words.plural("rhythm.placed", found.interval, days=words("rhythm.and").join(names))


def _listed(words: Words, numbers: list[int]) -> str:
    names = [words(f"weekday.{number}") for number in numbers]
    *most, last = names
    return words("rhythm.and").join((", ".join(most), last)) if most else last


def arguments(texts: Mapping[str, str], first: date) -> dict[str, Any]:
    """The rule and the end of a series, as its verb wants them. Raises Invalid `until`."""
    wanted = {"rule": rule(texts["repeat"], texts["weekdays"], first), "first_on": first.isoformat()}
    return {**wanted, **until(texts["until"], first)}
