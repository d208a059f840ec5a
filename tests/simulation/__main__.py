"""python -m tests.simulation --seeds 300 [--first K] [--events 1000] [--database postgresql] [--full] [--trace]"""

import argparse
import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.postgres import cluster
from tests.simulation.founding import Founded, found, moved, scratch
from tests.simulation.seeds import share
from tests.simulation.tally import Tally

ENOUGH_SEEDS = 50
HANDFUL = 4
EVENTS = 1000


def main() -> int:
    """Run the seeds, print what happened; 0 when every promise was kept and everything was tried."""
    wanted = _arguments()
    folder = scratch()
    try:
        founded = found(folder)
        if wanted.database == "postgresql":
            founded = moved(founded, cluster())
        return _run(wanted, folder, founded)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(wanted: argparse.Namespace, folder: Path, founded: Founded) -> int:
    """A job takes a handful of seeds whenever it is free; a seed is the same run wherever it runs."""
    jobs, began = min(wanted.jobs, wanted.seeds), time.monotonic()
    last = wanted.first + wanted.seeds
    handfuls = [range(first, min(first + HANDFUL, last)) for first in range(wanted.first, last, HANDFUL)]
    work = partial(share, wanted, folder, founded)
    if jobs == 1:
        parts = list(map(work, handfuls))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            parts = list(pool.map(work, handfuls))
    tally, failed = Tally(), 0
    for part in parts:
        tally.add(part.tally)
        failed += part.failed
    print("\n".join(tally.lines()))
    if founded.impossible:
        print(f"not to be had on {wanted.database}: {', '.join(founded.impossible)}")
    missing = tally.missing(founded.impossible) if wanted.seeds >= ENOUGH_SEEDS else []
    if missing:
        print(f"never happened: {', '.join(missing)}", file=sys.stderr)
    a_core = tally.total / sum(part.seconds for part in parts)
    rate = tally.total / (time.monotonic() - began)
    print(f"jobs: {jobs}, each {a_core:.0f} events a second of its core's time")
    print(f"simulate: {wanted.seeds} seeds, {failed} failures, {rate:.0f} events/s")
    return 1 if failed or missing else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what the server uses")
    parser.add_argument("--events", type=int, default=EVENTS, help="of one seed, before the sun shines")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that share the seeds")
    parser.add_argument("--full-every", type=int, default=20, help="every so many seeds look at everything, always")
    parser.add_argument("--full", action="store_true", help="look at everything in every seed")
    parser.add_argument("--trace", action="store_true", help="print the last steps of a seed that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
