"""The turn of the club's day: at the start of the server, and whenever it is midnight where the club is."""

import asyncio
from datetime import date

from shared.actions.days import day_at, zone_of_club
from shared.domain.calendar import day_bounds
from sync_server.club import Club
from sync_server.jobs.rounds import Sleep, keep_going
from sync_server.turning import turn

PAUSE_S = 0.02
"""Between two steps: whoever asked something meanwhile is answered first."""
LOOK_AGAIN_S = 600.0
"""A clock that was set, or a machine that slept through midnight, is noticed within this."""
RETRY_S = 60.0


class DayTurn:
    """Brings one club into each new day, once, in small steps."""

    def __init__(self, club: Club, sleep: Sleep = asyncio.sleep) -> None:
        self._club = club
        self._sleep = sleep

    def step(self) -> bool:
        """One step into today; True when today needs no more. Raises TouchlineError when the store cannot be used."""
        now = self._club.now()
        return turn(self._club.referee, day_at(self._club.referee.facts, now), now)

    async def run(self) -> None:
        """For as long as the server lives. Ends with its task."""
        # The weather of the database, or a defect: tomorrow comes all the same.
        await keep_going("turn of the day", self._on, RETRY_S, self._sleep)

    async def _on(self) -> float:
        return self._rest() if self.step() else PAUSE_S

    def _rest(self) -> float:
        """Seconds until the next look: at midnight, or sooner."""
        facts, now = self._club.referee.facts, self._club.now()
        midnight = day_bounds(date.fromisoformat(day_at(facts, now)), zone_of_club(facts))[1]
        return min(LOOK_AGAIN_S, (midnight - now) / 1000 + 0.001)
