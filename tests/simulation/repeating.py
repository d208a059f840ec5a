"""Wishes about series: few and short ones, so that phones that hear nothing of each other meet in one."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulation.founding import DAY, START
from tests.simulation.naive.club import canaries
from tests.simulation.naive.days import day_of

if TYPE_CHECKING:
    from tests.simulation.wishes import Call, Wisher

Wish = Callable[["Wisher", random.Random], "Call"]
RULES = (
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=YEARLY",
)
CLOCKS = ("00:30", "02:30", "19:00", "23:45")


def some_day(rng: random.Random, first: int, last: int) -> str:
    """A day so many days from the start."""
    return day_of(START + rng.randint(first, last) * DAY)


def _create(wisher: "Wisher", rng: random.Random) -> "Call":
    args: dict[str, Any] = {"id": wisher.id("as", "activity_series"), "kind": "training", "title": wisher.word()}
    args |= {"rule": rng.choice(RULES), "first_on": some_day(rng, -10, 10), "location": wisher.word()}
    args |= {"count": rng.randint(0, 5)} if rng.random() < 0.5 else {"until_on": some_day(rng, 0, 40)}
    if rng.random() < 0.9:
        args |= {"start": rng.choice(CLOCKS), "end": rng.choice((*CLOCKS, None))}
    group = wisher.pick("group") if rng.random() < 0.9 else None
    return "activity_series.create", {**args, "zone": "Europe/Brussels", "group": group}


def which(wisher: "Wisher", rng: random.Random) -> tuple[str, str]:
    """A series and mostly the day of one of its occurrences."""
    one = wisher.pick("activity", "WHERE occurs_on IS NOT NULL")
    day = wisher.field("activity", one, "occurs_on")
    if day is None or rng.random() < 0.1:
        return wisher.pick("activity_series"), some_day(rng, -10, 40)
    return wisher.field("activity", one, "series"), day


def _change(wisher: "Wisher", rng: random.Random) -> "Call":
    series, day = which(wisher, rng)
    said: tuple[dict[str, Any], ...] = (
        {"start": rng.choice(CLOCKS)},
        {"start": rng.choice(CLOCKS), "end": rng.choice((*CLOCKS, None, "24:00"))},
        {"start": None, "end": None},
        {"shift": rng.choice((-1, 1, 7, 28))},
        {"location": wisher.word(), "note": None},
        {"title": wisher.word(), "expects": rng.choice((None, "player coach"))},
        {},
    )
    args = {"id": series, "set": rng.choice(said), "edited_too": rng.random() < 0.2}
    if rng.random() < 0.2:
        args["still"] = {"start": rng.choice(CLOCKS)}
    if rng.random() < 0.3:
        return "activity_series.change", {**args, "scope": "all"}
    return "activity_series.change", {**args, "scope": "following", "from_on": day}


def _extend(wisher: "Wisher", rng: random.Random) -> "Call":
    return "activity_series.extend", {"id": wisher.pick("activity_series"), "until_on": some_day(rng, 10, 60)}


def _on_or_off(wisher: "Wisher", rng: random.Random) -> "Call":
    """From a day on it is called off, or those that were take place after all."""
    series, day = which(wisher, rng)
    if rng.random() < 0.5:
        return "activity_series.cancel", {"id": series, "from_on": day, "reason": wisher.word()}
    return "activity_series.reinstate", {"id": series, "days": [day, some_day(rng, 0, 20)]}


def move(wisher: "Wisher", rng: random.Random) -> "Call":
    """Another hour or place; some remember the old one wrongly."""
    id = wisher.pick("activity", "WHERE occurs_on IS NOT NULL" if rng.random() < 0.6 else "")
    if rng.random() < 0.5:
        wanted: dict[str, Any] = {"location": wisher.word()}
    else:
        start = START + rng.randint(0, 30) * DAY
        wanted = {"start_at": start, "end_at": start + rng.choice((3_600_000, -1))}
    still = {name: wisher.field("activity", id, name) for name in wanted}
    for name, value in still.items():
        for word in canaries(value) if isinstance(value, str) else ():
            wisher.quotes(word)
        if rng.random() < 0.05:
            still[name] = None
    return "activity.move", {"id": id, "set": wanted, "still": still}


REPEATING: dict[str, Wish] = {
    "activity.move": move,
    "activity_series.create": _create,
    "activity_series.change": _change,
    "activity_series.extend": _extend,
    "activity_series.cancel": _on_or_off,
}
