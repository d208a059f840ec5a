"""Where two sides differ: 256 sums over everything a device holds, so that only what is in a bad bin travels.

A row falls in a bin by its id, so a row that differs, is missing or is one too many spoils one bin, on both sides
the same. Its weight is made of its hash and of the scopes that carry it here: a row held through the wrong scopes
differs too.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b
from zlib import crc32

BINS = 256
DIGITS = 16
MODULUS = 1 << 64
SHAPE = re.compile(f"[0-9a-f]{{{BINS * DIGITS}}}")


def bin_of(id: str) -> int:
    """The bin (0 to 255) of the rows with this id."""
    return crc32(id.encode()) % BINS


def carrier_hash(scopes: Iterable[str]) -> int:
    """128 bits of the scopes that carry a row."""
    return int.from_bytes(blake2b("\n".join(sorted(scopes)).encode(), digest_size=16).digest(), "big")


class Bins:
    """One sum for each bin."""

    def __init__(self) -> None:
        self._sums = [0] * BINS

    def add(self, id: str, row: int, carrier: int) -> None:
        """Count in a row with this `row_hash`, carried by scopes with this `carrier_hash`."""
        self._sums[bin_of(id)] += row ^ carrier

    def text(self) -> str:
        """All sums, 16 hex digits each, as they travel."""
        return "".join(f"{total % MODULUS:0{DIGITS}x}" for total in self._sums)


def is_bins(text: str) -> bool:
    """True for what `Bins.text` may have written."""
    return SHAPE.fullmatch(text) is not None


def differing(here: str, there: str) -> tuple[int, ...]:
    """The bins whose sums are not the same in both texts."""
    starts = range(0, BINS * DIGITS, DIGITS)
    return tuple(place // DIGITS for place in starts if here[place : place + DIGITS] != there[place : place + DIGITS])
