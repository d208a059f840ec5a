"""Self-doubt: counts and sums of row hashes per (scope, table), compared at the end of every sync.

A sum modulo 2**128, not XOR: duplicates cancel in XOR. Empty fields do not enter a hash, so a field that only
a newer schema knows changes nothing until somebody fills it in.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

from shared.register import Table

MODULUS = 1 << 128
Carrier = TypeVar("Carrier", int, str, frozenset[str])


def row_hash(table: Table, row: Mapping[str, object]) -> int:
    """128-bit hash of a row's table, names and non-empty values. Cells of other names do not enter it."""
    return _hash(table.name, zip(table.in_order, map(row.get, table.in_order), strict=True))


def cells_hash(table: str, cells: Mapping[str, object]) -> int:
    """The same of a row as it was sent, whichever of its cells a schema knows."""
    return _hash(table, sorted(cells.items()))


def _hash(table: str, named: Iterable[tuple[str, object]]) -> int:
    """No name and no text holds a NUL, so they mark where things begin: one before a text, two before a number, three
    before the next name. Cells come in order of their names, wherever a schema puts them.
    """
    cells = [table]
    for name, value in named:
        if type(value) is str:
            cells.append(f"{name}\0{value}")
        elif value is not None:
            cells.append(f"{name}\0\0{value}")
    return int.from_bytes(blake2b("\0\0\0".join(cells).encode(), digest_size=16).digest(), "big")


def text_of(number: int) -> str:
    """32 hex digits, as hashes and sums are stored and sent."""
    return f"{number % MODULUS:032x}"


def number_of(text: str) -> int:
    """What `text_of` wrote."""
    return int(text, 16)


@dataclass(frozen=True)
class Tally:
    """Rows counted and their hashes summed."""

    count: int = 0
    sum: int = 0

    def joined(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.count + other.count, (self.sum + other.sum) % MODULUS)

    @property
    def empty(self) -> bool:
        """True when nothing is in it."""
        return self.count == 0 and self.sum == 0


NOTHING = Tally()


class Moves(Generic[Carrier]):
    """What entered and left since the tallies were last written, by what carries it and table."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Carrier, str], list[int]] = {}

    def enter(self, carrier: Carrier, table: str, row: int) -> None:
        """A row of this hash is now carried."""
        moved = self._sums.setdefault((carrier, table), [0, 0])
        moved[0] += 1
        moved[1] += row

    def enter_all(self, carrier: Carrier, table: str, count: int, total: int) -> None:
        """So many rows, whose hashes are this together, are now carried."""
        moved = self._sums.setdefault((carrier, table), [0, 0])
        moved[0] += count
        moved[1] += total

    def leave(self, carrier: Carrier, table: str, row: int) -> None:
        """A row of this hash is carried no more."""
        moved = self._sums.setdefault((carrier, table), [0, 0])
        moved[0] -= 1
        moved[1] -= row

    def unfolded(self: "Moves[frozenset[str]]") -> "Moves[str]":
        """The same for every single name in a set that carried."""
        found = Moves[str]()
        for (carrier, table), (count, total) in self._sums.items():
            for name in carrier:
                moved = found._sums.setdefault((name, table), [0, 0])
                moved[0] += count
                moved[1] += total
        return found

    def clear(self) -> None:
        """Forget all of it: it was written, or never happened."""
        self._sums.clear()

    @property
    def carriers(self) -> list[Carrier]:
        """Those whose tallies move."""
        return list(dict.fromkeys(carrier for carrier, _ in self._sums))

    def onto(self, kept: Mapping[tuple[Carrier, str], Tally]) -> dict[tuple[Carrier, str], Tally]:
        """The tallies that move, as they are now, from what was kept of them."""
        return {place: kept.get(place, NOTHING).joined(Tally(*moved)) for place, moved in self._sums.items()}


def scope_lines(scope: str, tallies: Iterable[tuple[str, Tally]]) -> str:
    """One line for each (table, tally) of a scope, in order of table; empty tallies do not count."""
    lines = sorted((table, t.count, text_of(t.sum)) for table, t in tallies if not t.empty)
    return "".join(f"{scope} {table} {count} {total}\n" for table, count, total in lines)


def roll_up(lines: Mapping[str, str]) -> str:
    """64 bits over the lines of all scopes, as 11 letters: every request says them, and no two clubs compare theirs."""
    digest = blake2b("".join(lines[scope] for scope in sorted(lines)).encode(), digest_size=8).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
