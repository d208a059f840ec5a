"""Who came how often: marks of activities added up by player and by month. Nothing is divided but what was marked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.domain.attendance import CAME, Confirmed

MARKS: tuple[Confirmed, ...] = ("present", "late", "excused", "absent")


@dataclass(frozen=True)
class Mark:
    """One person at one activity of this local day."""

    contact: str
    day: date
    confirmed: Confirmed


@dataclass(frozen=True)
class Turnout:
    """How often somebody, or all of a team, was there."""

    counts: Mapping[Confirmed, int] = field(default_factory=dict)

    def of(self, mark: Confirmed) -> int:
        """How many of these marks."""
        return self.counts.get(mark, 0)

    @property
    def marked(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def came(self) -> int:
        """Present or late."""
        return sum(self.of(mark) for mark in MARKS if mark in CAME)

    @property
    def share(self) -> int | None:
        """How many of a hundred came, rounded half up; None where nothing was marked."""
        return None if not self.marked else (200 * self.came + self.marked) // (2 * self.marked)


@dataclass(frozen=True)
class Season:
    """A team's marks: of all together, by contact, by month (its first day), by both."""

    whole: Turnout
    players: Mapping[str, Turnout]
    months: Mapping[date, Turnout]
    by_month: Mapping[tuple[str, date], Turnout]


def season_of(marks: Iterable[Mark]) -> Season:
    """The figures of these marks; months in their order, without those in which nothing was marked."""
    whole: Counter[Confirmed] = Counter()
    players: dict[str, Counter[Confirmed]] = {}
    months: dict[date, Counter[Confirmed]] = {}
    both: dict[tuple[str, date], Counter[Confirmed]] = {}
    for mark in marks:
        month = mark.day.replace(day=1)
        for counted in (
            whole,
            players.setdefault(mark.contact, Counter()),
            months.setdefault(month, Counter()),
            both.setdefault((mark.contact, month), Counter()),
        ):
            counted[mark.confirmed] += 1
    return Season(
        Turnout(whole),
        {contact: Turnout(counted) for contact, counted in players.items()},
        {month: Turnout(months[month]) for month in sorted(months)},
        {place: Turnout(counted) for place, counted in both.items()},
    )
