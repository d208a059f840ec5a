"""What stands in for a part of the server once a hole is dug there."""

from pathlib import Path
from typing import Any

from sync_server.exchange import feeds

TRUE_FACTS = feeds.ServerFacts


class AsItWasMade:
    """Facts in which nobody took a calendar's address back."""

    def __init__(self, store: Any) -> None:
        self._facts = TRUE_FACTS(store)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)

    def find(self, table: str, **equals: Any) -> Any:
        rows = self._facts.find(table, **equals)
        return [{**row, "revoked_at": None} for row in rows] if table == "calendar_feed" else rows


def as_it_lies(store: Any, ledger: Any, path: Path) -> Any:
    """The store as it is, unsealed."""
    return store, ledger, False
