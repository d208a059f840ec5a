"""Which mutants: drawn by a seed from all changes that can be made to the engine, so that a commit has its own list."""

import ast
import random
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.explained import EQUAL
from tests.mutants.operators import sites

ROOT = Path(__file__).resolve().parents[2]
SEED = 2026
FEWEST = 2  # of each module
SYNC = ("bins", "change", "clock", "digest", "merge", "package", "past", "protocol", "scope", "strict", "wipe", "wire")
REPLICA = (
    *("adoption", "answered", "arrival", "cells", "doubt", "facts", "holdings", "later", "lease", "prediction"),
    *("queue", "replica", "rollup", "shelf", "staging", "undoing"),
)
SERVER = (
    *("access", "audiences", "checkpoint", "departures", "entries", "log", "parking", "past", "referee"),
    *("sign_in/shutting", "tallies"),
)
MODULES = (
    *(f"shared/sync/{name}.py" for name in SYNC),
    *(f"shared/replica/{name}.py" for name in REPLICA),
    *(f"sync_server/{name}.py" for name in SERVER),
)


@dataclass(frozen=True)
class Mutant:
    """One change that a program made up: `site` is its place among all that can be made to the module."""

    path: str
    site: int
    line: int
    operator: str
    change: str
    text: str

    @property
    def module(self) -> str:
        """As it is imported."""
        return self.path.removesuffix(".py").replace("/", ".")

    @property
    def name(self) -> str:
        """Where, and what was changed."""
        return f"{self.path}:{self.line} [{self.operator}] {self.change}"

    @property
    def why_equal(self) -> str | None:
        """Why nobody can tell it from the real module, when that was found out."""
        known = [equal.why for equal in EQUAL if equal.is_about(self.path, self.text, self.change)]
        return known[0] if known else None


def of_module(path: str) -> list[Mutant]:
    """Every mutant of a module, those that are equal to it too."""
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.splitlines()
    return [
        Mutant(path, number, site.line, site.operator, site.change, lines[site.line - 1].strip())
        for number, site in enumerate(sites(ast.parse(source, path)))
    ]


def drawn(count: int, seed: int = SEED) -> tuple[list[Mutant], list[Mutant]]:
    """About `count` mutants, from each module by its size; and those that were drawn and are known to be equal."""
    everything = {path: of_module(path) for path in MODULES}
    total = sum(map(len, everything.values()))
    chosen: list[Mutant] = []
    equal: list[Mutant] = []
    for path, mutants in everything.items():
        random.Random(f"{seed} {path}").shuffle(mutants)
        wanted = max(FEWEST, round(count * len(mutants) / total))
        taken = [mutant for mutant in mutants if mutant.why_equal is None][:wanted]
        last = mutants.index(taken[-1])
        equal += [mutant for mutant in mutants[:last] if mutant.why_equal is not None]
        chosen += sorted(taken, key=lambda mutant: mutant.site)
    return chosen, equal
