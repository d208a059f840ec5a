"""One seed, and a handful of them."""

import argparse
import shutil
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.founding import Founded
from tests.simulation.tally import Tally
from tests.simulation.world import World


@dataclass(frozen=True)
class Part:
    """What a handful of seeds did, and how long a core was busy with it: other programs here are no news about this."""

    tally: Tally
    failed: int
    seconds: float


def share(wanted: argparse.Namespace, folder: Path, founded: Founded, seeds: range) -> Part:
    """Run these of the wanted seeds."""
    tally, failed, began = Tally(), 0, time.process_time()
    for seed in seeds:
        full = wanted.full or bool(wanted.full_every and seed % wanted.full_every == 0)
        problem = one(seed, founded, folder, tally, full=full, events=wanted.events, trace=wanted.trace)
        if problem is not None:
            failed += 1
            mode = " --full" if full else ""
            mode += "" if founded.cluster is None else " --database postgresql"
            again = f"python -m tests.simulation --first {seed} --seeds 1 --events {wanted.events}{mode} --trace"
            print(f"seed {seed} failed: {problem}\n  again: {again}", file=sys.stderr, flush=True)
    return Part(tally, failed, time.process_time() - began)


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
