"""python -m tests.simulation.shrink --seed K [--events 1000] [--full] [--database postgresql]

A seed that fails does so after hundreds of steps, of which a handful matter. This leaves out steps as long as the same
promise breaks, and prints the command that runs what is left. (Zeller and Hildebrandt, "Simplifying and isolating
failure-inducing input", 2002.)
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence

from tests.postgres import cluster
from tests.simulation.founding import found, moved, scratch
from tests.simulation.seeds import Failure, tried
from tests.simulation.tally import Tally

Steps = tuple[int, ...]
Run = Callable[[Steps | None], Failure | None]


def shrunk(run: Run) -> tuple[Steps, Failure] | None:
    """The fewest steps found that still break the promise which the whole run breaks; None when it breaks none."""
    first = run(None)
    if first is None:
        return None

    def fails(steps: Steps) -> Steps | None:
        """The same steps up to where they fail, when they do."""
        failure = run(steps)
        if failure is None or failure.promise != first.promise:
            return None
        return tuple(step for step in steps if step <= failure.step)

    kept = fails(tuple(range(1, first.step + 1))) or tuple(range(1, first.step + 1))
    parts = 2
    while len(kept) > 1:
        smaller = _without_a_part(kept, parts, fails)
        if smaller is not None:
            kept, parts = smaller, max(2, parts - 1)
        elif parts >= len(kept):
            break
        else:
            parts = min(len(kept), parts * 2)
    last = run(kept)
    return None if last is None else (kept, last)


def _without_a_part(steps: Steps, parts: int, fails: Callable[[Steps], Steps | None]) -> Steps | None:
    """The steps without one of so many parts of them, if these still fail; the latest are left out first."""
    size = -(-len(steps) // parts)
    for start in range((parts - 1) * size, -1, -size):
        rest = steps[:start] + steps[start + size :]
        if rest and len(rest) < len(steps) and (found := fails(rest)):
            return found
    return None


def told(steps: Sequence[int]) -> str:
    """As `--steps` takes them: 3,7-9."""
    spans: list[list[int]] = []
    for step in steps:
        if spans and spans[-1][1] == step - 1:
            spans[-1][1] = step
        else:
            spans.append([step, step])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def steps_of(text: str) -> frozenset[int]:
    """What `told` wrote. Raises ValueError."""
    found: set[int] = set()
    for span in text.split(","):
        first, _, last = span.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def main() -> int:
    """Shrink one seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.shrink", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    wanted = parser.parse_args()
    folder = scratch()
    try:
        founded = found(folder)
        if wanted.database == "postgresql":
            founded = moved(founded, cluster())

        def run(steps: Steps | None) -> Failure | None:
            chosen = None if steps is None else frozenset(steps)
            return tried(wanted.seed, founded, folder, Tally(), full=wanted.full, events=wanted.events, steps=chosen)

        result = shrunk(run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if result is None:
        print(f"seed {wanted.seed} keeps every promise")
        return 0
    steps, failure = result
    mode = " --full" if wanted.full else ""
    mode += "" if wanted.database == "sqlite" else f" --database {wanted.database}"
    print(f"{len(steps)} steps are enough: {failure.says}")
    print(
        f"  again: python -m tests.simulation --first {wanted.seed} --seeds 1 --events {wanted.events}{mode}"
        f" --steps {told(steps)} --trace"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
