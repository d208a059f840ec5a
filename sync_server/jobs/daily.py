"""What is looked after at the start of the server and then every day; each by itself, so that one that breaks leaves
the others alone.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from shared.sync.past import OFFERED_MS
from sync_server.club import Club
from sync_server.jobs.day import PAUSE_S
from sync_server.jobs.notices import drop_dead
from sync_server.jobs.rounds import keep_going
from sync_server.keys.vault import expire
from sync_server.media.desk import Media
from sync_server.privacy.erasing import drop_bytes
from sync_server.privacy.retention import Retention
from sync_server.restoring import say_what_waits
from sync_server.sign_in.second_factor import SecondSteps

EVERY_DAY_S = 24 * 3600.0
SWEEP_S = 3600.0
"""What was erased does not stay in a package for longer than a day, though nobody asks for it."""
AGAIN_S = 600.0
"""The database was away, or there was no room."""

Job = Callable[[], Coroutine[Any, Any, None]]


def daily_jobs(club: Club, media: Media) -> list[Job]:
    """All of them. Each goes on for as long as the server lives."""
    steps: dict[str, Callable[[], object]] = {
        "care of media": media.tend,
        "bytes of who was erased": lambda: drop_bytes(club.store, media.blobs),
        "last days of numbers": lambda: expire(club.store, club.now()),
        "end of dead notices": lambda: drop_dead(club),
        "mending of second steps": SecondSteps(club).mend,
        "word of what waits": lambda: say_what_waits(club.store),
        "trimming of the ledger": lambda: club.referee.trim_ledger(club.now() - OFFERED_MS, club.referee.erased.ids()),
    }
    jobs = [_every(EVERY_DAY_S, what, step) for what, step in steps.items()]
    jobs.append(lambda: keep_going("retention", lambda: _let_go(club), AGAIN_S))
    if (packages := club.packages) is not None:
        jobs.append(_every(SWEEP_S, "sweep of the packages", packages.sweep))
    return jobs


def _every(pause_s: float, what: str, step: Callable[[], object]) -> Job:
    async def go() -> float:
        step()
        return pause_s

    return lambda: keep_going(what, go, AGAIN_S)


async def _let_go(club: Club) -> float:
    """What is past its time, in steps: whoever asked something meanwhile is answered first."""
    job = Retention(club)
    while True:
        if job.step():
            return EVERY_DAY_S
        await asyncio.sleep(PAUSE_S)
