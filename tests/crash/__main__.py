"""python -m tests.crash --points 5000 [--first K]: power cuts at random points of made-up stories."""

import argparse
import shutil
import sys
import time

from tests.crash.chapters import phone_chapters, server_chapters
from tests.crash.story import Broken
from tests.house import House, furnish
from tests.simulation.founding import scratch

EACH = 60  # cuts of one story


def main() -> int:
    """Cut, look, and say what was broken; 0 when nothing was."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--points", type=int, default=5000, help="power cuts to look at")
    parser.add_argument("--first", type=int, default=1, help="the first story's seed")
    wanted = parser.parse_args()
    furnished, folder, began = furnish(House()), scratch(), time.monotonic()
    looked = broken = 0
    seed = wanted.first
    try:
        while looked < wanted.points:
            tell = server_chapters if seed % 3 == 0 else phone_chapters
            each = min(EACH, wanted.points - looked)
            home = folder / str(seed)
            try:
                tell(furnished, seed, home, each)
            except Broken as problem:
                broken += 1
                print(f"story {seed}: {problem}\n  again: python -m tests.crash --first {seed} --points {EACH}")
            looked += each
            seed += 1
            shutil.rmtree(home, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    took = time.monotonic() - began
    print(f"crash: {looked} cuts in {seed - wanted.first} stories, {broken} broken, {looked / took:.0f} cuts/s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
