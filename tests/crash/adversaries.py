"""Who decides what of the unsynced writes reached the medium: the named ones, and any number of random ones."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.crash.medium import Life, Truncate, Unsynced, pieces

Choice = Callable[[list[Unsynced]], list[Unsynced]]


@dataclass(frozen=True)
class Named:
    """Always does the same. `old`: a journal that was deleted is still there."""

    name: str
    database: Choice
    journal: Choice
    old: bool = False
    grown: bool = False

    def life(self, file: str, lives: Sequence[Life]) -> Life:
        """See `Adversary`."""
        return lives[0 if self.old and _is_journal(file) else -1]

    def content(self, file: str, life: Life) -> bytes | None:
        """See `Adversary`."""
        choose = self.journal if _is_journal(file) else self.database
        return life.with_only(choose(life.unsynced), grown=self.grown)


def _is_journal(file: str) -> bool:
    return file.endswith(("-wal", "-journal"))


def nothing(ops: list[Unsynced]) -> list[Unsynced]:
    """None of it."""
    return []


def everything(ops: list[Unsynced]) -> list[Unsynced]:
    """All of it."""
    return ops


def _last_torn(ops: list[Unsynced], *, head: bool) -> list[Unsynced]:
    """All, but of the last one half of the sectors."""
    last = list(pieces(ops[-1:]))
    half = (len(last) + 1) // 2
    return ops[:-1] + (last[:half] if head else last[half:])


def _alike(name: str, choose: Choice, *, old: bool = False, grown: bool = False) -> Named:
    return Named(name, choose, choose, old, grown)


NAMED = (
    _alike("nothing", nothing, old=True),
    _alike("everything", everything),
    _alike("every second write", lambda ops: ops[::2]),
    _alike("the other writes", lambda ops: ops[1::2]),
    _alike("all but the last", lambda ops: ops[:-1]),
    _alike("only the last", lambda ops: ops[-1:]),
    _alike("the last torn after its head", lambda ops: _last_torn(ops, head=True)),
    _alike("the last torn before its tail", lambda ops: _last_torn(ops, head=False)),
    _alike("every second sector", lambda ops: list(pieces(ops))[::2]),
    _alike("backwards", lambda ops: ops[::-1]),
    _alike("grown and not filled", nothing, grown=True),
    Named("the database only", everything, nothing, old=True),
    Named("the journal only", nothing, everything),
)


class Chance:
    """Any subset of sectors, in any order, of any of the files that bore the name."""

    def __init__(self, seed: str) -> None:
        self.name = f"chance {seed}"
        self._rng = random.Random(seed)

    def life(self, file: str, lives: Sequence[Life]) -> Life:
        """See `Adversary`."""
        return self._rng.choice(lives) if self._rng.random() < 0.5 else lives[-1]

    def content(self, file: str, life: Life) -> bytes | None:
        """See `Adversary`."""
        rng = self._rng
        odds = rng.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        landed = [piece for piece in pieces(life.unsynced) if rng.random() < odds]
        if rng.random() < 0.5:
            landed = _shuffled(landed, rng)
        return life.with_only(landed, grown=rng.random() < 0.25)


def _shuffled(landed: list[Unsynced], rng: random.Random) -> list[Unsynced]:
    """Any order between two truncations: what was written after a file was cut is never cut with it."""
    runs: list[list[Unsynced]] = [[]]
    for piece in landed:
        if isinstance(piece, Truncate):
            runs += [[piece], []]
        else:
            runs[-1].append(piece)
    for run in runs:
        rng.shuffle(run)
    return [piece for run in runs for piece in run]
