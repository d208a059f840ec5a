"""What one act costs: time on the wall, time of the processors on both sides, bytes and requests."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Median seconds, mean processor seconds of device and server together, bytes and requests, each of one act.

    Other programs on the machine lengthen the seconds much and the processor time little.
    """

    seconds: float
    processor: float
    bytes: int
    requests: int
    runs: int


def timed(act: Callable[[], object], runs: int = 1) -> float:
    """Median seconds of one call."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
    return median(found)


def cost(
    act: Callable[[], object],
    runs: int,
    *,
    server: int,
    counters: Callable[[], tuple[int, int]],
    prepare: Callable[[], object] = lambda: None,
) -> Cost:
    """Do it `runs` times, each after `prepare`. `server` is a process; `counters` tells bytes and requests so far."""
    seconds, processor = [], 0.0
    size, requests = counters()
    for _ in range(runs):
        prepare()
        before = _processor(server)
        seconds.append(timed(act))
        processor += _processor(server) - before
    size, requests = (now - then for now, then in zip(counters(), (size, requests), strict=True))
    return Cost(median(seconds), processor / runs, size // runs, requests // runs, runs)


def _processor(server: int) -> float:
    """Processor seconds of this process and of that one (where the system tells)."""
    try:
        ticks = Path(f"/proc/{server}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    except OSError:
        return time.process_time()
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
