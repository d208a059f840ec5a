"""Self-doubt: counts and sums of row hashes per (scope, table), compared at the end of every sync.

A sum modulo 2**128, not XOR: duplicates cancel in XOR. Empty fields do not enter a hash, so a field that only
a newer schema knows changes nothing until somebody fills it in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from shared.register import Table

MODULUS = 1 << 128


def row_hash(table: Table, row: Mapping[str, object]) -> int:
    """128-bit hash of a row's table, names and non-empty values.

    No name and no text holds a NUL, so they mark where things begin: one before a text, two before a number, three
    before the next name.
    """
    cells = [table.name]
    for name, value in zip(table.names, map(row.get, table.names), strict=True):
        if type(value) is str:
            cells.append(f"{name}\0{value}")
        elif value is not None:
            cells.append(f"{name}\0\0{value}")
    return int.from_bytes(blake2b("\0\0\0".join(cells).encode(), digest_size=16).digest(), "big")


def text_of(number: int) -> str:
    """32 hex digits, as hashes and sums are stored and sent."""
    return f"{number % MODULUS:032x}"


@dataclass(frozen=True)
class Tally:
    """Rows counted and their hashes summed."""

    count: int = 0
    sum: int = 0

    def plus(self, row: int) -> "Tally":
        """With one more row of this hash."""
        return Tally(self.count + 1, (self.sum + row) % MODULUS)

    def minus(self, row: int) -> "Tally":
        """With one row of this hash less."""
        return Tally(self.count - 1, (self.sum - row) % MODULUS)

    def joined(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.count + other.count, (self.sum + other.sum) % MODULUS)

    @property
    def empty(self) -> bool:
        """True when nothing is in it."""
        return self.count == 0 and self.sum == 0


def scope_lines(scope: str, tallies: Iterable[tuple[str, Tally]]) -> str:
    """One line for each (table, tally) of a scope, in order of table; empty tallies do not count."""
    lines = sorted((table, t.count, text_of(t.sum)) for table, t in tallies if not t.empty)
    return "".join(f"{scope} {table} {count} {total}\n" for table, count, total in lines)


def roll_up(lines: Mapping[str, str]) -> str:
    """One 32-digit text over the lines of all scopes."""
    return blake2b("".join(lines[scope] for scope in sorted(lines)).encode(), digest_size=16).hexdigest()
