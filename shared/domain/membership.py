"""Memberships and seasons. The state of a membership follows from its dates; "ex-member" is a state, never a
type.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared.domain.contact import fold

State = Literal["future", "current", "expired", "ended"]

SEASON_STARTS = (7, 1)
"""Month and day on which a Belgian sports season starts, unless the club says otherwise."""

_EX_MEMBER_TYPES = (
    "ex member", "former member", "past member",
    "ex lid", "oud lid", "gewezen lid", "voormalig lid",
    "ex membre", "ancien membre", "ancienne membre",
    "ex mitglied", "ehemaliges mitglied",
)  # fmt: skip


@dataclass(frozen=True)
class Season:
    """From its first to its last day, both included."""

    start: date
    end: date

    @property
    def name(self) -> str:
        """`2026-2027`, or `2026` for a season within one calendar year."""
        same = self.start.year == self.end.year
        return str(self.start.year) if same else f"{self.start.year}-{self.end.year}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def season_of(day: date, starts: tuple[int, int] = SEASON_STARTS) -> Season:
    """The season that `day` falls in. `starts` is (month, day); 29 February is no season start."""
    month, first = starts
    start = date(day.year, month, first)
    if day < start:
        start = date(day.year - 1, month, first)
    return Season(start, date(start.year + 1, month, first) - timedelta(days=1))


def next_season(season: Season) -> Season:
    """The season of the same length in years that begins the day after `season` ends."""
    start = season.end + timedelta(days=1)
    return season_of(start, (start.month, start.day))


def state(start: date, end: date | None, end_reason: str | None, today: date) -> State:
    """Where a membership stands on `today`; `end` is its last day.

    `future` before its start; `current` through its last day; after it `ended` when somebody ended it (there
    is a reason), else `expired`: it ran out and waits for renewal. One that was ended before it began is
    `ended`.
    """
    if end is not None and (today > end or end < start):
        return "ended" if end_reason else "expired"
    return "future" if today < start else "current"


def names_ex_member(type_name: str) -> bool:
    """Whether the name of a membership type says ex-member: warn that a membership should be ended (feature
    43).
    """
    words = f" {fold(type_name)} "
    return any(f" {name}" in words for name in _EX_MEMBER_TYPES)


def age_category(birth_year: int, season: Season) -> int:
    """The n of U<n>: the age reached in the calendar year in which the season ends (Royal Belgian FA youth
    ages).
    """
    return season.end.year - birth_year
