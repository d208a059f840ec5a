"""What somebody is in the middle of, kept in the device's own store: it outlives the page, and goes with the person.

It never travels. A draft holds ids and figures and no words: what an id is called, this device knows for as long as its
person may know it.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from shared.errors import StoreFull
from shared.register import canonical
from shared.replica.replica import Replica
from shared.storage import Store


class Drafts:
    """By name, of the person who is signed in."""

    def __init__(self, store: Store, replica: Replica) -> None:
        self._store = store
        self._replica = replica

    def keep(self, name: str, body: Mapping[str, Any]) -> None:
        """From now on this is the draft; an empty one is none. A full disk keeps the last one, and stops no work."""
        state = self._replica.state()
        if state is None:
            return
        with suppress(StoreFull), self._store.transaction():
            if body:
                self._store.put("draft", {"id": name, "user": state["user"], "body": canonical(body)})
            else:
                self._store.delete("draft", name)

    def read(self, name: str) -> Mapping[str, Any]:
        """What was kept; empty where nothing was, or by somebody else, or where it cannot be read any more."""
        row, state = self._store.get("draft", name), self._replica.state()
        if row is None or state is None or row["user"] != state["user"]:
            return {}
        try:
            body = json.loads(row["body"] or "")
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
