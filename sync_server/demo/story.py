"""The club's past as wishes with a time, told to the referee in the order of time."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import groupby
from random import Random
from typing import Any

from shared.domain.calendar import DEFAULT_ZONE, local_date, to_utc_ms
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.referee import SERVER, Wish

Progress = Callable[[int, int], None]

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
BATCH = 250
"""Wishes in one transaction."""

SYSTEM = "system"
MAX_WISH = 150


def act(verb: str, /, **args: Any) -> ActionCall:
    """One action of the first version of its verb."""
    return ActionCall(verb, 1, args)


@dataclass(frozen=True)
class Author:
    """Who wishes: a user on one of their devices."""

    user: str = SYSTEM
    device: str = SERVER


@dataclass(frozen=True)
class _Told:
    at: int
    by: str
    actions: tuple[ActionCall, ...]


@dataclass
class Story:
    """What will have happened until `now` (UTC ms). Chance and ids come from the seed alone.

    `by` is a name of the cast: who that is, is known when the story is performed.
    """

    now: int
    random: Random
    told: list[_Told] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The local day of `now`."""
        return local_date(self.now)

    def new_id(self, at: int | None = None) -> str:
        """UUIDv7 text made at `at` (UTC ms), random bits from the seed."""
        value = (self.now if at is None else at) << 80 | self.random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))

    def past(self, at: int) -> int:
        """`at`, or a moment shortly before now when that is still to come."""
        return min(at, self.now - HOUR)

    def moment(self, day: date, hour: int, minute: int = 0) -> int:
        """A local day and time as UTC ms."""
        return to_utc_ms(day, time(hour, minute), DEFAULT_ZONE)

    def evening(self, day: date) -> int:
        """Some minute between 18:00 and 21:59 of that day, when volunteers do their work."""
        return self.moment(day, self.random.randrange(18, 22), self.random.randrange(60))

    def day_between(self, first: date, last: date) -> date:
        """A day from `first` through `last`; `first` when that is later."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def tell(self, at: int, *actions: ActionCall, by: str = SYSTEM) -> None:
        """Something happened at `at`, which is not after now. Long lists become several changesets."""
        if at > self.now:
            raise ValueError(f"told before it happens: {at} is after {self.now}")
        for start in range(0, len(actions), MAX_WISH):
            self.told.append(_Told(at, by, actions[start : start + MAX_WISH]))

    def perform(self, club: Club, cast: Callable[[str, int], Author], progress: Progress) -> None:
        """Tell all of it to the club's referee. Raises Refused, which is a defect of the story."""
        parts = sorted(self.told, key=lambda part: part.at)
        done = 0
        for by, run in groupby(parts, key=lambda part: part.by):
            same = list(run)
            for start in range(0, len(same), BATCH):
                batch = same[start : start + BATCH]
                author = cast(by, batch[0].at)
                wishes = [Wish(self.new_id(part.at), part.at, part.actions) for part in batch]
                club.referee.perform_many(wishes, author.user, author.device)
                done += len(batch)
                progress(done, len(parts))
        self.told.clear()
