"""One seed, and a handful of them."""

import argparse
import shutil
import sys
import time
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.founding import Founded
from tests.simulation.oracles import Broken
from tests.simulation.tally import Tally
from tests.simulation.world import World


@dataclass(frozen=True)
class Part:
    """What a handful of seeds did, and how long a core was busy with it: other programs here are no news about this."""

    tally: Tally
    failed: int
    seconds: float


@dataclass(frozen=True)
class Failure:
    """What broke in a seed, at which of its steps, and in words."""

    promise: str
    step: int
    says: str


def share(wanted: argparse.Namespace, folder: Path, founded: Founded, seeds: range) -> Part:
    """Run these of the wanted seeds."""
    tally, failed, began = Tally(), 0, time.process_time()
    for seed in seeds:
        full = wanted.full or bool(wanted.full_every and seed % wanted.full_every == 0)
        problem = one(
            seed, founded, folder, tally, full=full, events=wanted.events, trace=wanted.trace, steps=wanted.steps
        )
        if problem is not None:
            failed += 1
            mode = f"--events {wanted.events}" + (" --full" if full else "")
            mode += "" if founded.cluster is None else " --database postgresql"
            print(
                f"seed {seed} failed: {problem}\n"
                f"  again: python -m tests.simulation --first {seed} --seeds 1 {mode} --trace\n"
                f"  shorter: python -m tests.simulation.shrink --seed {seed} {mode}",
                file=sys.stderr,
                flush=True,
            )
    return Part(tally, failed, time.process_time() - began)


def one(
    seed: int,
    founded: Founded,
    folder: Path,
    tally: Tally,
    *,
    full: bool,
    events: int,
    trace: bool = False,
    steps: Collection[int] | None = None,
    restores: bool = False,
) -> str | None:
    """Run one seed; None when it kept every promise, else what broke. With `restores` the server is often restored."""
    failure = tried(seed, founded, folder, tally, full=full, events=events, trace=trace, steps=steps, restores=restores)
    return None if failure is None else failure.says


def tried(
    seed: int,
    founded: Founded,
    folder: Path,
    tally: Tally,
    *,
    full: bool,
    events: int,
    trace: bool = False,
    steps: Collection[int] | None = None,
    restores: bool = False,
) -> Failure | None:
    """The same, and at which step it broke; only these `steps` of it are run, when they are given."""
    home = folder / f"seed-{seed}"
    home.mkdir()
    world = World(seed, founded, home, full=full, events=events, steps=steps, restores=restores)
    failure = None
    try:
        world.run()
    except Exception as broken:  # noqa: BLE001 - whatever it is, it belongs to this seed
        where = traceback.extract_tb(broken.__traceback__)[-1]
        name = broken.__class__.__name__
        says = f"{name} {broken} ({Path(where.filename).name}:{where.lineno})"
        failure = Failure(broken.promise if isinstance(broken, Broken) else name, world.step, says)
        if trace:
            print("\n".join(world.trace), file=sys.stderr)
            traceback.print_exc()
    finally:
        world.close()
        shutil.rmtree(home, ignore_errors=True)
    if trace:
        print(f"trace {world.digest}", file=sys.stderr)
    tally.add(world.tally)
    return failure
