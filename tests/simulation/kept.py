"""Thousands of seeds take hours: what each handful did is kept in a file, so that a run that was stopped goes on."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.simulation.seeds import Part
from tests.simulation.tally import Tally


class OtherRun(Exception):
    """The file was written by a run of other seeds."""


class Kept:
    """The parts that are done: the first of `handfuls`, in order. Raises OtherRun."""

    def __init__(self, file: Path, handfuls: Sequence[range]) -> None:
        self._file = file
        self._handfuls = handfuls
        self.parts: list[Part] = []
        self.before = 0.0
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
            self._take(json.loads(line))
        self._since = time.monotonic()

    def _take(self, line: dict[str, Any]) -> None:
        place = len(self.parts)
        if place >= len(self._handfuls) or line["seeds"] != _span(self._handfuls[place]):
            raise OtherRun(f"{self._file} is about seeds {line['seeds']}: take another file")
        tally = Tally(**{name: Counter(counts) for name, counts in line["tally"].items()})
        self.parts.append(Part(tally, line["failed"], line["seconds"]))
        self.before += line["elapsed"]

    def add(self, part: Part) -> None:
        """Another handful is done, in the order of seeds."""
        now = time.monotonic()
        line = {"seeds": _span(self._handfuls[len(self.parts)]), "failed": part.failed, "seconds": part.seconds}
        line |= {
            "elapsed": now - self._since,
            "tally": {name: dict(counts) for name, counts in vars(part.tally).items()},
        }
        self._since = now
        self.parts.append(part)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(line) + "\n")


def _span(seeds: range) -> list[int]:
    return [seeds.start, seeds.stop - 1]
