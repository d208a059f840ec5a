"""How rows were before this device corrected them: what an undo goes back to. Kept while what was said is (for a
month), and no longer than the rows themselves may be held. (feature B17)
"""

from collections.abc import Iterable, Sequence

from shared.register import Row, canonical
from shared.storage import Store
from shared.sync.change import Change, Insert, Patch
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER

UNDONE = ("refused", "parked")
"""What was not done needs no undo."""


class Undoing:
    """Works inside the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, changeset: str, actions: Sequence[ActionCall], changes: Iterable[Change]) -> None:
        """Keep the values that patches are about to replace, before they do. A bank account is not kept twice."""
        patches = {action.name for action in actions if action.name.endswith(".patch")}
        noted: dict[tuple[str, str], tuple[Row, Row]] = {}
        for change in changes:
            values = dict(change.values) if isinstance(change, Patch | Insert) else {}
            if f"{change.table}.patch" not in patches or REGISTER[change.table].klass in ("C", "D"):
                continue
            row = self._store.get(change.table, change.id) or {}
            before, after = noted.setdefault((change.table, change.id), ({}, {}))
            for name in values.keys() & REGISTER[change.table].patchable():
                before.setdefault(name, row.get(name))
                after[name] = values[name]
        for (table, id), (before, after) in noted.items():
            images = {"before": canonical(before), "after": canonical(after)}
            self._store.put("was", {"changeset": changeset, "tbl": table, "id": id, **images})

    def drop(self, changesets: Sequence[str]) -> None:
        """These need no undo any more."""
        if changesets:
            self._store.discard_among("was", "changeset", list(changesets))
