"""The digest of everything held, kept in memory: what moves is moved, the rest is not counted anew."""

from collections.abc import Iterable, Mapping

from shared.sync.digest import Tally, roll_up, scope_lines


class Rollup:
    """Tallies unfolded by scope, and the line that each scope puts into the digest."""

    def __init__(self, carriers: Mapping[int, frozenset[str]], tallies: Iterable[tuple[int, str, Tally]]) -> None:
        self._carriers = dict(carriers)
        self._tables: dict[str, dict[str, Tally]] = {}
        self._lines: dict[str, str] = {}
        self._digest: str | None = None
        self.rows = 0
        for carrier, table, tally in tallies:
            self.move(carrier, table, tally)

    def carry(self, carrier: int, scopes: Iterable[str]) -> None:
        """A carrier that is new here."""
        self._carriers[carrier] = frozenset(scopes)

    def move(self, carrier: int, table: str, moved: Tally) -> None:
        """So many rows with this sum came (or, where it is negative, went)."""
        self.rows += moved.count
        for scope in self._carriers.get(carrier, ()):
            tables = self._tables.setdefault(scope, {})
            tables[table] = moved.joined(tables[table]) if table in tables else moved
            self._lines.pop(scope, None)
            self._digest = None

    def digest(self) -> str:
        """As the server works it out."""
        if self._digest is None:
            for scope, tables in self._tables.items():
                if scope not in self._lines:
                    self._lines[scope] = scope_lines(scope, tables.items())
            self._digest = roll_up(self._lines)
        return self._digest
