"""Digest bookkeeping: (scope, table) tallies gathered in memory through a transaction and written once at its
end.
"""

from collections.abc import Iterable, Sequence

from shared.storage import Store
from shared.sync.digest import Tally, roll_up, scope_lines, text_of


class Tallies:
    """Counts and sums of row hashes per (scope, table)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moved: dict[tuple[str, str], list[int]] = {}
        self._lines: dict[str, str] = {}  # of scopes that did not move since they were asked for

    def enter(self, scopes: Iterable[str], table: str, row: int) -> None:
        """A row of this hash is now carried by these scopes."""
        self._move(scopes, table, 1, row)

    def leave(self, scopes: Iterable[str], table: str, row: int) -> None:
        """A row of this hash is no longer carried by these scopes."""
        self._move(scopes, table, -1, -row)

    def _move(self, scopes: Iterable[str], table: str, count: int, row: int) -> None:
        for name in scopes:
            moved = self._moved.setdefault((name, table), [0, 0])
            moved[0] += count
            moved[1] += row

    def flush(self) -> None:
        """Write what moved; called once before COMMIT."""
        names = sorted({name for name, _ in self._moved})
        before = {(row["scope"], row["tbl"]): row for row in self._store.among("digest", "scope", names)}
        lines = []
        for (name, table), (count, moved) in self._moved.items():
            row = before.get((name, table))
            tally = (Tally() if row is None else _tally(row["count"], row["sum"])).joined(Tally(count, moved))
            lines.append({"scope": name, "tbl": table, "count": tally.count, "sum": text_of(tally.sum)})
            self._lines.pop(name, None)
        self._store.put("digest", *lines)
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
                found[row["scope"]].append((row["tbl"], _tally(row["count"], row["sum"])))
            self._lines |= {name: scope_lines(name, tallies) for name, tallies in found.items()}
        return roll_up({name: self._lines[name] for name in wanted})


def _tally(count: int, text: str) -> Tally:
    return Tally(count, int(text, 16))
