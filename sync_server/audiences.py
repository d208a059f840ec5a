"""Sets of scopes under a number. Rows with the same readers share one, so a scope costs a number a row, not a
line.
"""

import json

from shared.register import canonical
from shared.storage import Store
from sync_server.remembered import Remembered

Scopes = frozenset[str]


class Audiences(Remembered):
    """Interns scope sets, and remembers those that it saw."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers: dict[Scopes, int] = {}
        self._scopes: dict[int, Scopes] = {}
        self._carrying: dict[str, set[int]] = {}
        self._last: int | None = None

    def forget(self) -> None:
        """Drop what was remembered: a rolled-back transaction may have taken numbers back."""
        self._numbers.clear()
        self._scopes.clear()
        self._carrying.clear()
        self._last = None

    def number(self, scopes: Scopes) -> int:
        """The number of this set, made when it is new."""
        found = self._numbers.get(scopes)
        if found is None:
            found = self._look_up(scopes)
            self._numbers[scopes] = found
            self._scopes[found] = scopes
        return found

    def _look_up(self, scopes: Scopes) -> int:
        text = canonical(sorted(scopes))
        known = self._store.find("audience", scopes=text)
        if known:
            return int(known[0]["id"])
        if self._last is None:
            self._last = self._store.highest("audience", "id") or 0
        number = self._last = self._last + 1
        self._store.put("audience", {"id": number, "scopes": text})
        self._store.put("audience_scope", *({"scope": name, "audience": number} for name in sorted(scopes)))
        for name in scopes & self._carrying.keys():
            self._carrying[name].add(number)
        return number

    def scopes(self, number: int) -> Scopes:
        """The set under this number."""
        found = self._scopes.get(number)
        if found is None:
            row = self._store.get("audience", number)
            found = frozenset(json.loads(row["scopes"])) if row is not None else frozenset()
            self._scopes[number] = found
        return found

    def carrying(self, scope: str) -> frozenset[int]:
        """The numbers of all sets that hold this scope."""
        found = self._carrying.get(scope)
        if found is None:
            found = {row["audience"] for row in self._store.find("audience_scope", scope=scope)}
            self._carrying[scope] = found
        return frozenset(found)
