"""python -m tests.simulation --seeds 300 [--first K] [--events 400] [--full-every 20] [--trace]"""

import argparse
import shutil
import sys
import time
import traceback
from pathlib import Path

from tests.simulation.founding import Founded, found, scratch
from tests.simulation.tally import Tally
from tests.simulation.world import World

ENOUGH_SEEDS = 50


def main() -> int:
    """Run the seeds, print what happened; 0 when every promise was kept and everything was tried."""
    wanted = _arguments()
    folder = scratch()
    try:
        founded = found(folder)
        return _run(wanted, folder, founded)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(wanted: argparse.Namespace, folder: Path, founded: Founded) -> int:
    tally, failed = Tally(), []
    began = time.process_time()  # other programs on the machine are no news about this one
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        full = wanted.full or (wanted.full_every and seed % wanted.full_every == 0)
        problem = one(seed, founded, folder, tally, full=full, events=wanted.events, trace=wanted.trace)
        if problem is not None:
            failed.append(seed)
            print(f"seed {seed} failed: {problem}", file=sys.stderr)
            mode = " --full" if full else ""
            print(
                f"  again: python -m tests.simulation --first {seed} --seeds 1 --events {wanted.events}{mode} --trace",
                file=sys.stderr,
            )
    seconds = time.process_time() - began
    print("\n".join(tally.lines()))
    missing = tally.missing() if wanted.seeds >= ENOUGH_SEEDS else []
    if missing:
        print(f"never happened: {', '.join(missing)}", file=sys.stderr)
    print(f"simulate: {wanted.seeds} seeds, {len(failed)} failures, {tally.total / seconds:.0f} events/s")
    return 1 if failed or missing else 0


def one(
    seed: int, founded: Founded, folder: Path, tally: Tally, *, full: bool, events: int, trace: bool = False
) -> str | None:
    """Run one seed; None when it kept every promise, else what broke."""
    home = folder / f"seed-{seed}"
    home.mkdir()
    world = World(seed, founded, home, full=full, events=events)
    problem = None
    try:
        world.run()
    except Exception as broken:  # noqa: BLE001 - whatever it is, it belongs to this seed
        where = traceback.extract_tb(broken.__traceback__)[-1]
        problem = f"{broken.__class__.__name__} {broken} ({Path(where.filename).name}:{where.lineno})"
        if trace:
            print("\n".join(world.trace), file=sys.stderr)
            traceback.print_exc()
    finally:
        world.close()
        shutil.rmtree(home, ignore_errors=True)
    if trace:
        print(f"trace {world.digest}", file=sys.stderr)
    tally.add(world.tally)
    return problem


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--full-every", type=int, default=20, help="every so many seeds look at everything, always")
    parser.add_argument("--full", action="store_true", help="look at everything in every seed")
    parser.add_argument("--trace", action="store_true", help="print the last steps of a seed that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
