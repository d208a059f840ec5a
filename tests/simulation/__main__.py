"""python -m tests.simulation --seeds 300 [--first K] [--events 1000] [--database postgresql] [--keep FILE] ...

With `--keep` what each handful of seeds did is kept in FILE: the same command goes on where it was stopped, and the
last lines sum up all of it.
"""

import argparse
import gc
import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from tests.postgres import cluster
from tests.simulation.founding import Founded, found, moved, scratch
from tests.simulation.kept import Kept
from tests.simulation.seeds import Part, share
from tests.simulation.shrink import steps_of
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
    jobs = min(wanted.jobs, wanted.seeds)
    last = wanted.first + wanted.seeds
    handfuls = [range(first, min(first + HANDFUL, last)) for first in range(wanted.first, last, HANDFUL)]
    kept = Kept(wanted.keep, handfuls) if wanted.keep else None
    todo = handfuls if kept is None else handfuls[len(kept.parts) :]
    work, parts, began = partial(share, wanted, folder, founded), list[Part](), time.monotonic()
    with nullcontext(_settle()) if jobs == 1 else ProcessPoolExecutor(jobs, initializer=_settle) as pool:
        for part in map(work, todo) if pool is None else pool.map(work, todo):
            parts.append(part)
            if kept is not None:
                kept.add(part)
    elapsed = time.monotonic() - began
    if kept is not None:
        parts, elapsed = kept.parts, kept.before + elapsed
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
    rate = tally.total / elapsed
    print(f"jobs: {jobs}, each {a_core:.0f} events a second of its core's time")
    print(f"simulate: {wanted.seeds} seeds, {failed} failures, {rate:.0f} events/s")
    return 1 if failed or missing else 0


def _settle() -> None:
    """Seldom look for rings of rubbish: a world goes whole when its seed ends, and few rings come before."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what the server uses")
    parser.add_argument("--events", type=int, default=EVENTS, help="of one seed, before the sun shines")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that share the seeds")
    parser.add_argument("--full-every", type=int, default=20, help="every so many seeds look at everything, always")
    parser.add_argument("--full", action="store_true", help="look at everything in every seed")
    parser.add_argument("--steps", type=steps_of, help="only these of each seed, as `shrink` prints them: 3,7-9")
    parser.add_argument("--keep", type=Path, help="a file for what was done, to go on from there")
    parser.add_argument("--trace", action="store_true", help="print the last steps of a seed that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
