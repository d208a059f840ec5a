"""Rows that left a scope since a checkpoint began: said after what moved, as far as a page has room."""

from collections.abc import Iterator, Set

from shared.errors import Malformed
from shared.register import Row, canonical
from shared.storage import Store
from shared.sync import strict
from sync_server.audiences import Audiences

Place = tuple[int, str, str, str]  # seq, scope, table, id
LONGEST_PLACE = 4096
"""Bytes of such a place in a continuation."""


class Departures:
    """Reads them in order, `step` at a time."""

    def __init__(self, store: Store, audiences: Audiences, step: int) -> None:
        self._store = store
        self._audiences = audiences
        self._step = step

    def after(self, place: Place, granted: Set[str]) -> Iterator[tuple[Place, int, list[tuple[str, str]]]]:
        """Where each step came to, how many lines it looked at, and the (table, id) of rows that left a scope of these
        and are carried by no other of them.
        """
        while True:
            lines = self._store.above("departure", ("seq", "scope", "tbl", "id"), place, self._step)
            if lines:
                last = lines[-1]
                place = (last["seq"], last["scope"], last["tbl"], last["id"])
            gone = [(line["tbl"], line["id"]) for line in lines if line["scope"] in granted]
            yield place, len(lines), [left for left in dict.fromkeys(gone) if not self._carried(left, granted)]
            if len(lines) < self._step:
                return

    def _carried(self, row: tuple[str, str], granted: Set[str]) -> bool:
        version: Row | None = self._store.get("row_version", *row)
        return version is not None and bool(self._audiences.scopes(version["audience"]) & granted)


def text_of(place: Place) -> str:
    """As one part of a continuation: a device takes no more than five, and reads none."""
    return canonical(place)


def place_of(text: str) -> Place:
    """The same back; a device may have edited it. Raises Malformed."""
    found = strict.decode(text.encode(), LONGEST_PLACE)
    if not isinstance(found, list) or [type(part) for part in found] != [int, str, str, str] or found[0] < 0:
        raise Malformed("continuation")
    return found[0], found[1], found[2], found[3]
