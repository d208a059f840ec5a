"""How a job of the server goes on for as long as the server lives: after bad weather, and after a defect of ours.

A job that dies silently is worse than what it died of: letters, midnight and erasures would wait for somebody who looks
into the log. So all of them go round here: a defect is told with its trace, and the job comes again after a pause that
grows.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.errors import TouchlineError
from sync_server.defects import Broken, set_apart

log = logging.getLogger("touchline")
LOOK_S = 3.0
DEFECT_S = (60.0, 300.0, 1800.0)
"""After the first defect in a row, the second, and from the third on."""

Sleep = Callable[[float], Awaitable[object]]


async def go_round(what: str, go: Callable[[], Awaitable[object]]) -> None:
    """Look every few seconds whether there is something to do."""

    async def look() -> float:
        await go()
        return LOOK_S

    await keep_going(what, look, LOOK_S)


async def keep_going(
    what: str, go: Callable[[], Awaitable[float]], weather_s: float, sleep: Sleep = asyncio.sleep
) -> None:
    """For as long as the server lives: `go` answers the seconds until it is to be called again. The weather of the
    database is told in the log, and passes in `weather_s`; so is a defect.

    Ends with its task, even if a letter's last answer comes in that moment: before Python 3.12 `asyncio.wait_for`
    keeps the cancellation to itself then.
    """
    task, defects = asyncio.current_task(), 0
    while task is None or not task.cancelling():
        try:
            with set_apart(what):
                pause = await go()
            defects = 0
        except TouchlineError as problem:
            log.warning("no %s: %s", what, problem.code)
            pause = weather_s
        except Broken:
            pause = DEFECT_S[min(defects, len(DEFECT_S) - 1)]
            defects += 1
        await sleep(pause)
