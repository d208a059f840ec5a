"""Inputs into one decoder, counted: what it took, what it refused, what came out that it never declared."""

import gc
import os
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.fuzz.decoder import Decoder
from tests.fuzz.mutation import one_input

MOST_KEPT = 5
"""Inputs that are kept of one decoder: the first tells most."""
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass
class Tally:
    """What became of the inputs of one decoder. `escaped` are inputs with what came out; `slowest` in seconds."""

    name: str
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    grown_mb: float = 0.0
    escaped: list[tuple[bytes, str]] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """All of them."""
        return self.accepted + self.refused + len(self.escaped)

    @property
    def line(self) -> str:
        """For the table."""
        rate = self.inputs / self.seconds if self.seconds else 0.0
        return (
            f"{self.name:18} {self.inputs:>8} {self.accepted:>8} {self.refused:>8} {len(self.escaped):>7} {rate:>9.0f}"
            f" {self.slowest * 1000:>9.1f} {self.grown_mb:>8.1f}"
        )


HEAD = "decoder              inputs accepted  refused escaped  inputs/s slowest ms  MB more"


def outcome(decoder: Decoder, data: bytes) -> str | bool:
    """Whether the decoder took this input; what came out where it was nothing that it declares."""
    try:
        return decoder.read(data) is not None
    except decoder.declared:
        return False
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # noqa: BLE001 - whatever comes out is what is looked for, a panic of Rust too
        place = traceback.extract_tb(problem.__traceback__)[-1]
        return f"{type(problem).__name__}: {problem!s:.200} ({Path(place.filename).name}:{place.lineno})"


def tried(decoder: Decoder, inputs: Iterable[bytes]) -> Tally:
    """Hand the decoder each of these."""
    tally = Tally(decoder.name)
    before = memory_mb()
    for data in inputs:
        began = time.process_time()
        said = outcome(decoder, data)
        took = time.process_time() - began
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
        if isinstance(said, str):
            tally.escaped.append((data, said))
        else:
            tally.accepted += said
            tally.refused += not said
    tally.grown_mb = memory_mb() - before
    return tally


def fuzzed(decoder: Decoder, seed: int, count: int) -> Tally:
    """The first `count` inputs of this seed. The samples go first: what is loaded once is no growth."""
    for sample in decoder.samples:
        outcome(decoder, sample)
    return tried(decoder, (one_input(decoder, seed, number) for number in range(count)))


def memory_mb() -> float:
    """What this process holds now, with nothing lying about."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_KB / 1024


def keep(tally: Tally, folder: Path) -> list[str]:
    """Write down the first inputs that came through, in hex; answers how each is played again."""
    lines = []
    for data, said in tally.escaped[:MOST_KEPT]:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{tally.name}-{sha256(data).hexdigest()[:12]}.hex"
        path.write_text(data.hex() + "\n", encoding="ascii")
        lines.append(f"ESCAPED {tally.name}: {said}\n    python -m tests.fuzz --only {tally.name} --replay {path}")
    return lines
