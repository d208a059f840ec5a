"""A device's facts: what one replica holds, honest about what it does not."""

from collections.abc import Iterable

from shared.errors import Unknown
from shared.register import Row
from shared.storage import Store


class DeviceFacts:
    """What one replica holds. `whole` names the tables that reach this device completely."""

    def __init__(self, store: Store, whole: Iterable[str] = ()) -> None:
        self._store = store
        self._known = store.register
        self._whole = frozenset(whole)

    def get(self, table: str, id: str) -> Row | None:
        """See Facts. What this app has no table for it cannot know."""
        if table not in self._known:
            raise Unknown
        return self._store.get(table, id)

    def find(self, table: str, **equals: str | int | None) -> list[Row]:
        """See Facts."""
        if table not in self._known:
            raise Unknown
        return self._store.find(table, **equals)

    def complete(self, table: str) -> bool:
        """See Facts."""
        return table in self._whole

    def deleted(self, table: str, id: str) -> Row | None:
        """See Facts."""
        raise Unknown

    def removed_with(self, table: str, id: str) -> list[tuple[str, Row]]:
        """See Facts."""
        raise Unknown

    def highest(self, table: str, field: str, **equals: str | int | None) -> int:
        """See Facts."""
        raise Unknown

    def kept_number(self, invoice: str) -> tuple[str, int] | None:
        """See Facts: the server's to know."""
        return None
