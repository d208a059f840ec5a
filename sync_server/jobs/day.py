"""The turn of the club's day: at the start of the server, and whenever it is midnight where the club is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date

from shared.actions.days import day_at, zone_of_club
from shared.domain.calendar import day_bounds
from shared.errors import TouchlineError
from sync_server.club import Club
from sync_server.turning import turn

log = logging.getLogger("touchline")

PAUSE_S = 0.02
"""Between two steps: whoever asked something meanwhile is answered first."""
LOOK_AGAIN_S = 600.0
"""A clock that was set, or a machine that slept through midnight, is noticed within this."""
RETRY_S = 60.0


class DayTurn:
    """Brings one club into each new day, once, in small steps."""

    def __init__(self, club: Club, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._club = club
        self._sleep = sleep

    def step(self) -> bool:
        """One step into today; True when today needs no more. Raises TouchlineError when the store cannot be used."""
        now = self._club.now()
        return turn(self._club.referee, day_at(self._club.referee.facts, now), now)

    async def run(self) -> None:
        """For as long as the server lives. Ends with its task."""
        while True:
            try:
                done = self.step()
                await self._sleep(self._rest() if done else PAUSE_S)
            except TouchlineError as problem:  # the weather of the database: tomorrow comes all the same
                log.warning("day not turned: %s", problem.code)
                await self._sleep(RETRY_S)

    def _rest(self) -> float:
        """Seconds until the next look: at midnight, or sooner."""
        facts, now = self._club.referee.facts, self._club.now()
        midnight = day_bounds(date.fromisoformat(day_at(facts, now)), zone_of_club(facts))[1]
        return min(LOOK_AGAIN_S, (midnight - now) / 1000 + 0.001)
