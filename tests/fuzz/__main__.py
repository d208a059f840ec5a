"""python -m tests.fuzz --inputs 1000000 [--seed K] [--only NAME] [--replay FILE]

Hands generated and spoilt inputs to every decoder there is. Only what a decoder declares may come out of it; anything
else is kept as hex, with the command that plays it again. The last line counts.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.decoder import Decoder
from tests.fuzz.everything import ALL
from tests.fuzz.trial import HEAD, fuzzed, keep, memory_mb, outcome

KEPT = Path("build/fuzz")
MOST_GROWTH_MB = 50


def run(decoders: Sequence[Decoder], inputs: int, seed: int) -> int:
    """Share these inputs out; answers how many came through, or 1 when memory grew without end."""
    whole = sum(decoder.share for decoder in decoders)
    before, began, escaped, done = memory_mb(), time.monotonic(), 0, 0
    print(HEAD)
    for decoder in decoders:
        tally = fuzzed(decoder, seed, round(inputs * decoder.share / whole))
        print(tally.line, *keep(tally, KEPT), sep="\n", flush=True)
        escaped, done = escaped + len(tally.escaped), done + tally.inputs
    after, took = memory_mb(), time.monotonic() - began
    grown = after - before
    print(f"memory: {before:.0f} MB before, {after:.0f} MB after, {grown:+.0f} MB (at most {MOST_GROWTH_MB})")
    print(f"speed: {done / took:.0f} inputs/s with making them, {took:.0f} s, seed {seed}")
    print(f"fuzz: {done} inputs, {escaped} escaped")
    return escaped or int(grown > MOST_GROWTH_MB)


def main() -> int:
    """0 when nothing escaped and memory stayed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="how many, of all decoders together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the decoder of this name")
    parser.add_argument("--replay", type=Path, help="a file in hex that was kept; with --only")
    wanted = parser.parse_args()
    warnings.simplefilter("ignore")  # of broken pictures, by the thousand
    chosen = [one for one in ALL if wanted.only in ("", one.name)]
    if not chosen:
        parser.error(f"no such decoder; there are: {', '.join(one.name for one in ALL)}")
    if wanted.replay is None:
        return int(run(chosen, wanted.inputs, wanted.seed) > 0)
    said = [outcome(one, bytes.fromhex(wanted.replay.read_text(encoding="ascii"))) for one in chosen]
    print(*(f"{one.name}: {told}" for one, told in zip(chosen, said, strict=True)), sep="\n")
    return int(any(isinstance(told, str) for told in said))


if __name__ == "__main__":
    sys.exit(main())
