"""The server is restored a thousand times: python -m tests.simulation.restores --times 1000 [--first K]

Seeds in which backups are made and put back again and again, in the weather of every other seed. After each seed, when
all devices are back, nothing that was acknowledged in any life of the server may be lost, no invoice may have another
number than it had, and nothing that was deleted may be there. What a part prints as `next` is where the next begins.
"""

import argparse
import shutil
import sys
from collections import Counter

from tests.simulation.founding import found, scratch
from tests.simulation.seeds import one
from tests.simulation.tally import Tally

KINDS = {"acknowledged is durable": "lost", "renumbered": "renumbered", "nothing deleted returns": "returned"}


def main() -> int:
    """Run seeds until the server was restored often enough; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.restores", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--events", type=int, default=600, help="of one seed, before the sun shines")
    parser.add_argument("--trace", action="store_true", help="print the last steps of a seed that failed")
    wanted = parser.parse_args()
    folder, tally, broken, seed = scratch(), Tally(), Counter[str](), wanted.first
    try:
        founded = found(folder)
        while tally.faults["server restored"] < wanted.times:
            settings = {"full": seed % 10 == 0, "events": wanted.events, "restores": True, "trace": wanted.trace}
            problem = one(seed, founded, folder, tally, **settings)
            if problem is not None:
                kind = next((KINDS[name] for name in KINDS if f"Broken {name}" in problem), "otherwise broken")
                broken[kind] += 1
                print(f"seed {seed}: {problem}", file=sys.stderr, flush=True)
            seed += 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(tally.lines()))
    print("after a restore: " + ", ".join(f"{name} {n}" for name, n in sorted(tally.restored.items())))
    print(f"part: seeds {wanted.first} to {seed - 1}, next {seed}; {broken['otherwise broken']} otherwise broken")
    counts = ", ".join(f"{broken[kind]} {kind}" for kind in KINDS.values())
    print(f"restores: {tally.faults['server restored']}, {counts}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
