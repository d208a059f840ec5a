"""Questions about the inbox: what was refused, overtaken, set aside or is in dispute, in names. (feature
B2)
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mobile.reader.equipment import Equipment, Quarrel
from mobile.reader.outbox import Deed, Outbox

Kind = Literal["refused", "superseded", "parked", "disputed"]


@dataclass(frozen=True)
class Message:
    """One matter. `deeds` is what its reader did; `lost` which fields somebody else's later word replaced;
    `thing` is the name of the resource in dispute.
    """

    id: str
    kind: Kind
    code: str | None
    about: Mapping[str, Any]
    deeds: tuple[Deed, ...]
    lost: tuple[str, ...]
    resource: str | None
    thing: str
    quarrel: Quarrel | None
    at: int
    done: bool


class Inbox:
    """The inbox of whoever holds this device."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._outbox = Outbox(connection)
        self._equipment = Equipment(connection)

    def messages(self, user: str | None, done: bool = False, limit: int = 60) -> tuple[Message, ...]:
        """What asks for attention, the newest first; with `done` what was settled."""
        rows = self._db.execute(
            """SELECT id, kind, code, detail, created_at, done_at IS NOT NULL FROM inbox_item
               WHERE user = ? AND (done_at IS NOT NULL) = ? ORDER BY created_at DESC, id LIMIT ?""",
            (user, int(done), limit),
        )
        return tuple(self._message(*row) for row in rows)

    def open_count(self, user: str | None) -> int:
        """How many matters ask for attention."""
        query = "SELECT count(*) FROM inbox_item WHERE user = ? AND done_at IS NULL"
        return int(self._db.execute(query, (user,)).fetchone()[0])

    def _message(self, id_: str, kind: Kind, code: str | None, text: str | None, at: int, done: int) -> Message:
        detail = json.loads(text) if text else {}
        resource = detail.get("resource")
        thing = self._equipment.resource(resource) if resource else None
        about = detail.get("about")
        return Message(
            id=id_,
            kind=kind,
            code=code,
            about=about if isinstance(about, dict) else {},
            deeds=self._outbox.deeds(detail.get("asked")),
            lost=tuple(str(name) for line in detail.get("lost") or () for name in line[2:]),
            resource=resource,
            thing=thing.item.name if thing is not None else "",
            quarrel=thing.quarrel if thing is not None else None,
            at=at or 0,
            done=bool(done),
        )
