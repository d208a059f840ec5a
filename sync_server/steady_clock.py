"""The club's clock: that of the machine, unless it leaps forward and nobody else says so.

A machine that stood still for a winter and one whose clock is ten years ahead look alike to it. Believed blindly, the
second lets what it keeps for a year go at once, turns days that have not come, and stamps what no later word beats. So
after a leap time goes on from what is on record, at the clock's own pace: everything works, stamps follow each other,
and nothing is past its time that was not before. The second witness is a device: the first that brings something, with
a clock of its own that agrees with the machine's, and the leap is made. A code of an authenticator, which is a clock
too, does the same, so that an owner whose devices are all gone comes in. A clock put right is believed at once.

What it does not see: a leap of less than a week, and a machine and a phone that are wrong alike.
"""

import logging
from collections.abc import Callable
from datetime import date

from shared.actions.days import zone_of_club
from shared.domain.calendar import day_bounds
from shared.facts import Facts
from shared.register import Row

log = logging.getLogger("touchline")
DAY_MS = 24 * 60 * 60 * 1000
LEAP_MS = 7 * DAY_MS
"""A club that was shut for less than this asks nobody."""
ALIKE_MS = DAY_MS
"""Two clocks that are no further apart agree."""


class SteadyClock:
    """Answers UTC milliseconds, as the clock that it is given."""

    def __init__(self, clock: Callable[[], int], on_record: int) -> None:
        """`on_record` is the last moment that the club knows of (UTC ms), 0 when there is none."""
        self._clock = clock
        self._known = on_record or clock()
        self._last = self._known
        self.doubtful = False

    def __call__(self) -> int:
        """What time it is in the club."""
        now = self._clock()
        passed, self._last = now - self._last, now
        if now - self._known <= LEAP_MS:
            self._settle(now)
            return now
        if not self.doubtful:
            log.warning("the clock leapt: until a device agrees, time goes on from what is on record")
            self.doubtful = True
        elif 0 < passed <= LEAP_MS:
            self._known += passed
        return self._known

    @property
    def doubted(self) -> int | None:
        """What the machine's clock says (UTC ms) while nobody believes it; None when it is believed."""
        self()
        return self._clock() if self.doubtful else None

    def witness(self, wall: int) -> None:
        """A device that is known says what its own clock says (UTC ms)."""
        self()
        now = self._clock()
        if self.doubtful and abs(now - wall) <= ALIKE_MS:
            self._settle(now)

    def _settle(self, now: int) -> None:
        self._known = max(self._known, now)
        if self.doubtful:
            log.warning("the clock is believed again")
            self.doubtful = False


def on_record(facts: Facts, club: Row | None) -> int:
    """The last moment that this club knows of: its last entry, or the day that was turned last."""
    if club is None:
        return 0
    day = club["day"]
    began = 0 if day is None else day_bounds(date.fromisoformat(day), zone_of_club(facts))[0]
    return max(int(club["high_ms"]), began)
