"""python -m tests.mutants [--tool 80] [--seeds 10] [--jobs 2] [--from K] [--only TEXT] [--list]

Plants each mutant in a process of its own and prints who caught it; the last line counts. What is printed is kept in
`build/mutants.jsonl`, so that `--from K` goes on from there.
"""

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.choice import ROOT, Mutant, drawn
from tests.mutants.handmade import BUGS
from tests.mutants.nearby import ALL, tests_of
from tests.simulation.founding import found, scratch

KEPT = ROOT / "build" / "mutants.jsonl"
ENOUGH = 0.95
LONGEST_SECONDS = 600


@dataclass(frozen=True)
class Trial:
    """A mutant and how it is tried."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Who caught a mutant; nobody, when None."""

    name: str
    caught: str | None


def by_hand() -> list[Trial]:
    """The bugs that people thought of."""
    return [Trial(bug.name, ("--bug", bug.name, "--tests", *ALL)) for bug in BUGS]


def by_program(mutants: list[Mutant]) -> list[Trial]:
    """Those that a program made."""
    return [
        Trial(one.name, ("--module", one.module, "--site", str(one.site), "--tests", *tests_of(one.path)))
        for one in mutants
    ]


def tried(trial: Trial, founded: Path, seeds: int) -> Verdict:
    """Try one, in a process of its own where hashes and examples are the same each time."""
    command = [sys.executable, "-m", "tests.mutants.trial", "--founded", str(founded), "--seeds", str(seeds)]
    environment = {**os.environ, "CI": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, *trial.arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Verdict(trial.name, f"still running after {LONGEST_SECONDS} seconds")
    if done.returncode:
        raise RuntimeError(f"{trial.name}: {done.stderr[-2000:]}")
    return Verdict(trial.name, json.loads(done.stdout.splitlines()[-1])["caught"])


def kept_before(first: int, trials: list[Trial]) -> list[Verdict]:
    """The verdicts of an earlier run on the mutants before `first`. Raises SystemExit when they were others."""
    lines = KEPT.read_text().splitlines()[: first - 1] if first > 1 and KEPT.exists() else []
    verdicts = [Verdict(**json.loads(line)) for line in lines]
    if [one.name for one in verdicts] != [one.name for one in trials[: first - 1]]:
        raise SystemExit(f"{KEPT} does not hold the first {first - 1} of these mutants: begin anew")
    return verdicts


def run(trials: list[Trial], founded: Path, wanted: argparse.Namespace) -> Iterator[Verdict]:
    """Try all, some at a time; verdicts come in order."""
    with ThreadPoolExecutor(wanted.jobs) as pool:
        yield from pool.map(lambda trial: tried(trial, founded, wanted.seeds), trials)


def main() -> int:
    """Plant, try, count."""
    wanted = _arguments()
    mutants, equal = drawn(wanted.tool)
    trials = [one for one in (*by_hand(), *by_program(mutants)) if wanted.only in one.name]
    if wanted.list:
        print("\n".join(f"{number:3} {one.name}" for number, one in enumerate(trials, 1)))
        return 0
    verdicts = kept_before(wanted.start, trials)
    folder = scratch()
    try:
        founded = folder / "founded.pickle"
        founded.write_bytes(pickle.dumps(found(folder)))
        fails = tried(Trial("no mutant", ("--tests", *ALL)), founded, wanted.seeds).caught
        if fails is not None:
            raise SystemExit(f"fails without a mutant: {fails}")
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text("".join(json.dumps(vars(one)) + "\n" for one in verdicts))
        for verdict in run(trials[len(verdicts) :], founded, wanted):
            verdicts.append(verdict)
            print(f"{len(verdicts):3} {verdict.name}\n      {verdict.caught or 'SURVIVED'}"[:400], flush=True)
            with KEPT.open("a") as kept:
                kept.write(json.dumps(vars(verdict)) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _count(verdicts, equal)


def _count(verdicts: list[Verdict], equal: list[Mutant]) -> int:
    for one in equal:
        print(f"equal, not planted: {one.name}: {one.why_equal}")
    for one in verdicts:
        if one.caught is None:
            print(f"survived: {one.name}")
    caught = sum(one.caught is not None for one in verdicts)
    print(f"mutants: {len(verdicts)} planted, {caught} caught")
    return 0 if caught >= ENOUGH * len(verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--tool", type=int, default=80, help="how many of those that a program makes")
    parser.add_argument("--seeds", type=int, default=10, help="of the simulator, for what no test catches")
    parser.add_argument("--jobs", type=int, default=2, help="how many are tried at a time")
    parser.add_argument("--from", type=int, default=1, dest="start", help="go on from this one")
    parser.add_argument("--only", default="", help="those whose line contains this")
    parser.add_argument("--list", action="store_true", help="print them, try none")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
