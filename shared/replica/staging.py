"""What waits for the last page of its checkpoint: the pages before it, and the package that the first one names."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

from shared.register import Row, canonical
from shared.replica.shelf import Shelf
from shared.storage import SqliteStorage
from shared.sync.package import Package, read_package
from shared.sync.protocol import Continuation, Reply, read_continuation, read_reply


class Staging:
    """Pages wait in the store, a package on the shelf; without a shelf there are no packages."""

    def __init__(self, store: SqliteStorage, shelf: Shelf | None) -> None:
        self._store = store
        self.shelf = shelf
        if not self.count:  # a kill may have come before the shelf was cleared
            self.clear_shelf()

    @property
    def count(self) -> int:
        """How many pages wait."""
        return self._store.highest("staged", "id") or 0

    def add(self, reply: Reply) -> None:
        """Another page before the last one; inside the caller's transaction."""
        self._store.put("staged", {"id": self.count + 1, "body": canonical(reply.to_wire())})

    def more(self) -> Continuation | None:
        """Where the checkpoint under way goes on."""
        count = self.count
        return read_continuation(self._staged(count)["page"]["more"]) if count else None

    def replies(self, count: int, last: Reply) -> Iterator[Reply]:
        """The staged replies and the last one, in order, never two of them in memory."""
        for number in range(1, count + 1):
            yield read_reply(self._staged(number))
        yield last

    def _staged(self, id: int) -> Row:
        row = self._store.get("staged", id)
        found: Row = json.loads(row["body"]) if row is not None else {}
        return found

    def wanted(self) -> Package | None:
        """The package that the checkpoint under way names and that is not on the shelf yet."""
        package = self._package()
        return None if package is None or (self.shelf is not None and self.shelf.ready(package)) else package

    def _package(self) -> Package | None:
        first = self._store.get("staged", 1)
        if first is None or '"package":' not in first["body"]:
            return None
        named = json.loads(first["body"])["page"].get("package")
        return None if named is None else read_package(named)

    def beside(self) -> AbstractContextManager[None]:
        """The package of the checkpoint under way, where there is one, beside the replica; outside a transaction."""
        package = self._package()
        if package is None or self.shelf is None:
            return nullcontext()
        return self.shelf.attached(package, self._store.connection)

    def discard(self) -> None:
        """Forget the pages; inside the caller's transaction, after which the shelf is to be cleared."""
        self._store.discard("staged")

    def clear_shelf(self) -> None:
        """No page waits any more, so no package does."""
        if self.shelf is not None:
            self.shelf.clear()
