"""Digest bookkeeping: (scope, table) tallies gathered in memory through a transaction and written once at its
end.
"""

from collections.abc import Iterable, Sequence

from shared.storage import Store
from shared.sync.digest import Moves, Tally, number_of, roll_up, scope_lines, text_of
from sync_server.remembered import Remembered

MOST_REMEMBERED = 10_000
"""Scopes: a few hundred bytes each."""


class Tallies(Remembered):
    """Counts and sums of row hashes per (scope, table)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moved = Moves[frozenset[str]]()  # rows with the same readers together
        self._kept: dict[str, dict[str, Tally]] = {}  # by scope and table, of scopes that were asked for
        self._lines: dict[str, str] = {}  # of scopes that did not move since they were asked for

    def enter(self, scopes: frozenset[str], table: str, row: int) -> None:
        """A row of this hash is now carried by these scopes."""
        self._moved.enter(scopes, table, row)

    def leave(self, scopes: frozenset[str], table: str, row: int) -> None:
        """A row of this hash is no longer carried by these scopes."""
        self._moved.leave(scopes, table, row)

    def flush(self) -> None:
        """Write what moved; called once before COMMIT."""
        moved = self._moved.unfolded()
        scopes = moved.carriers
        kept = self._of(scopes)
        before = {(name, table): tally for name in scopes for table, tally in kept[name].items()}
        lines = []
        for (name, table), tally in sorted(moved.onto(before).items()):  # sets have no order, a run and a file must
            kept[name][table] = tally
            lines.append({"scope": name, "tbl": table, "count": tally.count, "sum": text_of(tally.sum)})
        self._store.put("digest", *lines)
        for name in scopes:
            self._lines.pop(name, None)
        self._moved.clear()

    def forget(self) -> None:
        """Drop what moved and what was remembered: the transaction was rolled back."""
        self._kept.clear()
        self._lines.clear()
        self._moved.clear()

    def _of(self, scopes: Sequence[str]) -> dict[str, dict[str, Tally]]:
        """The tallies of at least these scopes, as stored."""
        if len(self._kept) > MOST_REMEMBERED:
            self._kept.clear()
        missing = [name for name in scopes if name not in self._kept]
        self._kept |= {name: {} for name in missing}
        for row in self._store.among("digest", "scope", missing):
            self._kept[row["scope"]][row["tbl"]] = Tally(row["count"], number_of(row["sum"]))
        return self._kept

    def rows(self, scopes: Sequence[str]) -> dict[str, int]:
        """How many rows each of these scopes carries, as stored."""
        kept = self._of(scopes)
        return {name: sum([tally.count for tally in kept[name].values()]) for name in scopes}

    def rollup(self, scopes: Iterable[str]) -> str:
        """One text over everything these scopes carry, as stored."""
        wanted = frozenset(scopes)
        missing = sorted(wanted - self._lines.keys())
        kept = self._of(missing)
        self._lines |= {name: scope_lines(name, kept[name].items()) for name in missing}
        return roll_up({name: self._lines[name] for name in wanted})
