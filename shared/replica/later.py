"""What a newer server sent and this app's schema does not know: kept as it came, for the day the app is updated.

A row's hash covers these cells too, so a device of an older schema agrees with its server about every row it holds.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from shared.register import Register, Row, canonical
from shared.storage import Store


class Later:
    """Works inside the caller's transaction."""

    def __init__(self, store: Store, register: Register) -> None:
        self._store = store
        self._register = register
        self._none: bool | None = None

    def forget(self) -> None:
        """Drop what was remembered: the transaction was rolled back."""
        self._none = None

    @property
    def none(self) -> bool:
        """True when nothing is kept, as on every device that is as new as its server."""
        if self._none is None:
            self._none = not self._store.above("later", ("tbl", "id"), ("", ""), 1)
        return self._none

    def keep(self, table: str, ids: Sequence[str], cells: Mapping[str, Row]) -> None:
        """Of these rows keep these cells (by id), and nothing of those that have none any more."""
        self.drop(table, [id for id in ids if id not in cells])
        if cells:
            self._store.put("later", *({"tbl": table, "id": id, "cells": canonical(row)} for id, row in cells.items()))
            self._none = False

    def drop(self, table: str, ids: Sequence[str]) -> None:
        """These rows left."""
        if ids and not self.none:
            self._store.discard_among("later", "id", ids, tbl=table)

    def of(self, table: str, ids: Sequence[str]) -> dict[str, Row]:
        """The cells kept of these rows, by id."""
        if self.none:
            return {}
        return {line["id"]: _cells(line) for line in self._store.among("later", "id", ids, tbl=table)}

    def strays(self, held: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Kept cells of rows that nobody sent."""
        if self.none:
            return []
        return sorted({(line["tbl"], line["id"]) for line in self._store.find("later")} - set(held))

    def adopt(self) -> None:
        """Give the tables and fields that are known by now what was kept for them."""
        for line in self._store.find("later"):
            table, id, cells = line["tbl"], line["id"], _cells(line)
            if table not in self._register:
                continue
            names = self._register[table].names
            known = {name: value for name, value in cells.items() if name in names}
            row = self._store.get(table, id) or {**dict.fromkeys(names), "id": id}
            self._store.put(table, {**row, **known})
            rest = {name: value for name, value in cells.items() if name not in names}
            self._store.delete("later", table, id)
            if rest:
                self._store.put("later", {**line, "cells": canonical(rest)})
        self._none = None


def _cells(line: Row) -> Row:
    """The cells in a line of `later`; none when it cannot be read any more: then the row's hash differs."""
    try:
        cells = json.loads(line["cells"])
    except (TypeError, ValueError):
        return {}
    return cells if isinstance(cells, dict) else {}
