"""One mutant in one process: python -m tests.mutants.trial --founded FILE (--bug NAME | --module NAME --site K) ...

The first test or seed that fails has caught it. Prints what that was as one line of JSON, the last.
"""

import argparse
import json
import pickle
import resource
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.planting import is_planted, plant

MEMORY = 3 * 2**30  # a mutant that never stops must not take the machine with it
EVENTS = 400
FULL_EVERY = 4
ONE_TEST_SECONDS = 60
ONE_STORE = "not postgresql"  # the engine is the same on both


class Watch:
    """Remembers the first test that fails."""

    def __init__(self) -> None:
        self.failed: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test, its setup or its teardown is done."""
        if report.failed and self.failed is None:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file was read."""
        if report.failed and self.failed is None:
            self.failed = f"{report.nodeid} cannot be collected"


def by_tests(tests: list[str], folder: Path) -> str | None:
    """The first of these tests that fails."""
    if not tests:
        return None
    watch = Watch()
    quiet = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-o", "addopts=", "-k", ONE_STORE]
    pytest.main([*quiet, f"--timeout={ONE_TEST_SECONDS}", f"--basetemp={folder}/pytest", *tests], plugins=[watch])
    return watch.failed


def by_seeds(founded: Any, folder: Path, seeds: range) -> str | None:
    """The first of these seeds of the simulator that fails, and what it says."""
    from tests.simulation.seeds import one
    from tests.simulation.tally import Tally

    for seed in seeds:
        problem = one(seed, founded, folder, Tally(), full=seed % FULL_EVERY == 0, events=EVENTS)
        if problem is not None:
            return f"seed {seed}: {problem}"
    return None


def of_program(wanted: argparse.Namespace, founded: Any, folder: Path) -> str | None:
    """Who catches a mutant that a program made; or the real engine, where no module is named."""
    if wanted.module:
        plant(wanted.module, wanted.site)
    caught = by_tests(wanted.tests, folder) or by_seeds(founded(), folder, range(1, wanted.seeds + 1))
    if wanted.module and caught is None and not is_planted(wanted.module):
        raise RuntimeError(f"{wanted.module} was never imported")
    return caught


def by_hand(wanted: argparse.Namespace, founded: Any, folder: Path) -> str | None:
    """Who catches a bug that was planted by hand: its seed, or else the tests, or else some more seeds."""
    from tests.mutants.handmade import BUGS
    from tests.simulation.planted import caught

    (bug,) = [bug for bug in BUGS if bug.name == wanted.bug]
    seed = caught(bug, founded(), folder) if bug.seed else None
    if seed is not None:
        return f"seed {seed[0]}: {seed[1]}"
    with bug.put_in():
        found = by_tests(wanted.tests, folder)
    if found is None:
        more = caught(bug, founded(), folder, range(1, wanted.seeds + 1))
        found = None if more is None else f"seed {more[0]}: {more[1]}"
    return found


def main() -> int:
    """Try one."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.trial")
    parser.add_argument("--founded", type=Path, required=True)
    parser.add_argument("--bug")
    parser.add_argument("--module")
    parser.add_argument("--site", type=int)
    parser.add_argument("--tests", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=0)
    wanted = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder = wanted.founded.parent / f"trial-{wanted.bug or wanted.module}-{wanted.site}".replace(" ", "-").replace(
        ":", ""
    )
    folder.mkdir()
    try:
        tried = by_hand if wanted.bug else of_program
        caught = tried(wanted, lambda: pickle.loads(wanted.founded.read_bytes()), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"caught": caught}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
