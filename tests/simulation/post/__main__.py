"""python -m tests.simulation.post [--seeds 200] [--first 1] [--trace]

A club writes letters and wakes browsers in bad weather. The last line says how many seeds there were, how many broke
a promise, and how many letters a mail server took.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.simulation.post.oracle import Broken
from tests.simulation.post.play import LABEL_KEY, Outcome, Play
from tests.simulation.post.town import Town, found


def one(seed: int, founded: Path, town: Town) -> tuple[Outcome | None, str, list[str]]:
    """Play this seed; answers what it came to, or what broke and the last steps."""
    with tempfile.TemporaryDirectory() as folder:
        play = Play(seed, founded, town, Path(folder), LABEL_KEY)
        try:
            return play.run(), "", []
        except (AssertionError, Broken) as broken:
            return None, str(broken), play.office.trace


def main() -> int:
    """Run the seeds; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.post", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="print the steps of a seed that failed")
    wanted = parser.parse_args()
    failed = letters = 0
    with tempfile.TemporaryDirectory() as folder:
        founded, town = found(Path(folder))
        for seed in range(wanted.first, wanted.first + wanted.seeds):
            outcome, problem, trace = one(seed, founded, town)
            if outcome is None:
                failed += 1
                print(f"seed {seed}: {problem}", file=sys.stderr, flush=True)
                if wanted.trace:
                    print("\n".join(trace), file=sys.stderr)
            else:
                letters += outcome.letters
    print(f"post: {wanted.seeds} seeds, {failed} failures, {letters} letters")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
