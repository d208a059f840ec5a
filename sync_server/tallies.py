"""Digest bookkeeping: (scope, table) tallies gathered in memory through a transaction and written once at its
end.
"""

from collections.abc import Iterable, Sequence

from shared.register import Row
from shared.storage import Store
from shared.sync.digest import Moves, Tally, number_of, roll_up, scope_lines, text_of
from sync_server.remembered import Remembered


class Tallies(Remembered):
    """Counts and sums of row hashes per (scope, table)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moved = Moves[frozenset[str]]()  # rows with the same readers together
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
        kept = {(row["scope"], row["tbl"]): _tally(row) for row in self._store.among("digest", "scope", scopes)}
        lines = [
            {"scope": name, "tbl": table, "count": tally.count, "sum": text_of(tally.sum)}
            for (name, table), tally in sorted(moved.onto(kept).items())  # sets have no order, a run and a file must
        ]
        self._store.put("digest", *lines)
        for name in scopes:
            self._lines.pop(name, None)
        self._moved.clear()

    def forget(self) -> None:
        """Drop what moved and what was remembered: the transaction was rolled back."""
        self._lines.clear()
        self._moved.clear()

    def rows(self, scopes: Sequence[str]) -> dict[str, int]:
        """How many rows each of these scopes carries, as stored."""
        counts = dict.fromkeys(scopes, 0)
        for row in self._store.among("digest", "scope", scopes):
            counts[row["scope"]] += row["count"]
        return counts

    def rollup(self, scopes: Iterable[str]) -> str:
        """One text over everything these scopes carry, as stored."""
        wanted = frozenset(scopes)
        missing = sorted(wanted - self._lines.keys())
        if missing:
            found: dict[str, list[tuple[str, Tally]]] = {name: [] for name in missing}
            for row in self._store.among("digest", "scope", missing):
                found[row["scope"]].append((row["tbl"], _tally(row)))
            self._lines |= {name: scope_lines(name, tallies) for name, tallies in found.items()}
        return roll_up({name: self._lines[name] for name in wanted})


def _tally(row: Row) -> Tally:
    return Tally(row["count"], number_of(row["sum"]))
