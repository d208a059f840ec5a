"""Which changesets of an earlier life are worth another try: those that read something that was written since.

A decision is made of facts and nothing else, so what was refused stays refused until one of the facts that it read is
another. Without this every push would try again all that ever waited.
"""

from collections.abc import Iterable, Iterator, Mapping

from shared.actions.erasing import ERASE
from shared.register import Row
from shared.rights import ACTOR_TABLES
from shared.storage import Store
from sync_server.facts import ServerFacts
from sync_server.log import Place, Written

Read = tuple[object, ...]
"""Something that was read: (table, id) a row, (table, field, value) what refers to one, (table,) all there is."""


Line = tuple[int, str, str]  # place, id, user


class NotingFacts(ServerFacts):
    """The same facts, and `read` tells what was asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.read: set[Read] = set()
        self.get = self._get  # usually the store's own
        self.find = self._find

    def _get(self, table: str, id: str) -> Row | None:
        self.read.add((table, id))
        return self._store.get(table, id)

    def _find(self, table: str, **equals: str | int | None) -> list[Row]:
        self.read.add((table, *next(iter(equals.items()), ())))
        return self._store.find(table, **equals)

    def deleted(self, table: str, id: str) -> Row | None:
        """See ServerFacts."""
        self.read.add((table, id))
        return super().deleted(table, id)

    def removed_with(self, table: str, id: str) -> list[tuple[str, Row]]:
        """See ServerFacts."""
        rows = super().removed_with(table, id)
        self.read |= {(table, id), *((name, row["id"]) for name, row in rows)}
        return rows

    def highest(self, table: str, field: str, **equals: str | int | None) -> int:
        """See ServerFacts."""
        self.read.add((table,))
        return super().highest(table, field, **equals)


class Lines:
    """What waits, in its old order, and what each read when it was refused last. In memory: a new process tries all."""

    def __init__(self) -> None:
        self.known = False
        self._lines: dict[str, Line] = {}
        self._stirred: set[str] = set()
        self._reads: dict[str, frozenset[Read]] = {}
        self._readers: dict[Read, set[str]] = {}
        self._before: dict[str, Line | None] = {}

    def learn(self, rows: Iterable[Row]) -> None:
        """These wait, and none was tried yet."""
        self.clear()
        self.known = True
        for row in rows:
            self._lines[row["id"]] = _line(row)
        self._stirred = set(self._lines)

    def clear(self) -> None:
        """Somebody else wrote meanwhile: nothing is known."""
        for part in (self._lines, self._stirred, self._reads, self._readers, self._before):
            part.clear()
        self.known = False

    def of(self, user: str) -> int:
        """How many of this user's wait."""
        return sum(whose == user for _, _, whose in self._lines.values())

    def add(self, row: Row) -> None:
        """This one waits from now on."""
        self._note(row["id"])
        self._lines[row["id"]] = _line(row)
        self._stirred.add(row["id"])

    def drop(self, id: str) -> None:
        """This one waits no more."""
        self._note(id)
        self._rest(id, frozenset())
        self._lines.pop(id, None)

    def rest(self, id: str, read: Iterable[Read]) -> None:
        """It was tried, and is not worth another try before one of these is written."""
        self._note(id)
        self._rest(id, frozenset(read))

    def stir(self, rows: Mapping[Place, Written], verbs: Iterable[str]) -> None:
        """These rows were written: whoever read one of them, or what refers to it, is worth another try."""
        if not self._lines:
            return
        if ERASE in verbs or any(table in ACTOR_TABLES for table, _ in rows):  # who one is, is remembered and not read
            self._stirred = set(self._lines)
            return
        for (table, id), row in rows.items():
            fields = {field for image in (row.old, row.new) if image is not None for field in image.items()}
            for read in ((table,), (table, id), *((table, *field) for field in fields)):
                self._stirred |= self._readers.get(read, set())

    def worth_a_try(self) -> Iterator[str]:
        """In their old order. What is stirred on the way comes in its turn; what stood before that, in the next."""
        for _, id, _ in sorted(self._lines.values()) if self._stirred else ():
            if id in self._stirred:
                yield id

    def kept(self) -> None:
        """The transaction was committed."""
        self._before.clear()

    def undone(self) -> None:
        """It was not: who waited then waits now, and what was tried in it counts for nothing."""
        for id, line in self._before.items():
            self._rest(id, frozenset())
            self._lines.pop(id, None)
            if line is not None:
                self._lines[id] = line
                self._stirred.add(id)
        self._before.clear()

    def _note(self, id: str) -> None:
        self._before.setdefault(id, self._lines.get(id))

    def _rest(self, id: str, read: frozenset[Read]) -> None:
        for one in self._reads.pop(id, ()):
            self._readers[one].discard(id)
            if not self._readers[one]:
                del self._readers[one]
        if read:
            self._reads[id] = read
        for one in read:
            self._readers.setdefault(one, set()).add(id)
        self._stirred.discard(id)


def _line(row: Row) -> Line:
    return int(row["place"]), row["id"], row["user"]
