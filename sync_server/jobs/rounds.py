"""What a job does that looks every few seconds whether there is something to do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.errors import TouchlineError

log = logging.getLogger("touchline")
LOOK_S = 3.0


async def go_round(what: str, go: Callable[[], Awaitable[object]]) -> None:
    """Go round for as long as the server lives; the weather of the database is told in the log, and passes.

    Ends with its task, even if a letter's last answer comes in that moment: before Python 3.12 `asyncio.wait_for`
    keeps the cancellation to itself then.
    """
    task = asyncio.current_task()
    while task is None or not task.cancelling():
        try:
            await go()
        except TouchlineError as problem:
            log.warning("no %s: %s", what, problem.code)
        await asyncio.sleep(LOOK_S)
