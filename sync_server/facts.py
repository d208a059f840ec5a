"""The server's facts: it holds every row, so absence is knowledge."""

import json
from typing import Any

from shared.register import Row
from shared.storage import Store


class ServerFacts:
    """Facts over the club's whole store (see shared.facts.Facts)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Asked some twenty times a changeset; the store's answers are the facts, word for word.
        self.get = store.get
        self.find = store.find

    def complete(self, table: str) -> bool:
        """Always: the server has them all."""
        return True

    def deleted(self, table: str, id: str) -> Row | None:
        """The row as it was when it was removed, or None when it was not."""
        version = self._store.get("row_version", table, id)
        if version is None or not version["deleted"]:
            return None
        removal = self._store.get("history", version["seq"], table, id)
        return None if removal is None else image(removal["before"])

    def removed_with(self, table: str, id: str) -> list[tuple[str, Row]]:
        """The rows that left in the changeset that removed this one, itself included; not those whose id somebody took
        since.
        """
        version = self._store.get("row_version", table, id)
        if version is None or not version["deleted"]:
            return []
        lines = self._store.find("history", seq=version["seq"], kind="remove")
        there = (line for line in lines if line["before"] is not None and self._left_at(version["seq"], line))
        return [(line["tbl"], image(line["before"])) for line in there]

    def _left_at(self, seq: int, line: Row) -> bool:
        version = self._store.get("row_version", line["tbl"], line["id"])
        return version is not None and bool(version["deleted"]) and bool(version["seq"] == seq)

    def highest(self, table: str, field: str, **equals: str | int | None) -> int:
        """The largest value, 0 when there is none. A number that is kept for an invoice is taken."""
        highest = self._store.highest(table, field, **equals) or 0
        if (table, field) == ("invoice", "number"):
            highest = max(highest, self._store.highest("kept_number", "number", **equals) or 0)
        return highest

    def kept_number(self, invoice: str) -> tuple[str, int] | None:
        """See shared.facts.Facts."""
        row = self._store.get("kept_number", invoice)
        return None if row is None else (row["series"], row["number"])


def image(text: str | None) -> Any:
    """The value a json column holds, or None."""
    return None if text is None else json.loads(text)
