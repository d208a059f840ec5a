"""Questions about the inbox: what was refused, overtaken, set aside or is in dispute, in names. (feature
B2)
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mobile.reader.equipment import Equipment, Quarrel
from mobile.reader.outbox import Deed, Outbox
from shared.actions.requests import REQUESTED
from shared.actions.users import sealed
from shared.domain.contact import display_name
from shared.register import canonical

REQUESTS = frozenset((REQUESTED, "request_done", "request_dropped"))
Kind = Literal["refused", "superseded", "parked", "disputed", "told"]


@dataclass(frozen=True)
class Message:
    """One matter. `deeds` is what its reader did; `lost` which fields somebody else's later word replaced;
    `thing` is the name of the resource in dispute.

    `kept` are the values that stand instead: (table, field, value).

    Of a parked change `state` says what became of it (waiting, done, dropped) and `reason` why it is parked; `laid` is
    its id for its author. `parked` is its id for whoever decides about it: the office, for what `by` did. `sealed`: its
    words may be laid before nobody else.

    Of a correction that was asked for, `wanted` are (table, field, what stands here, what it should be), `whose` the
    name of whom it is about, and `words` what the office answered.
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
    state: str = ""
    reason: str = ""
    parked: str | None = None
    by: str = ""
    laid: str | None = None
    kept: tuple[tuple[str, str, Any], ...] = ()
    sealed: bool = False
    wanted: tuple[tuple[str, str, Any, Any], ...] = ()
    whose: str = ""
    words: str = ""


class Inbox:
    """The inbox of whoever holds this device."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._outbox = Outbox(connection)
        self._equipment = Equipment(connection)

    def messages(self, user: str | None, done: bool = False, limit: int = 60) -> tuple[Message, ...]:
        """What asks for attention, the newest first; with `done` what was settled."""
        rows = self._db.execute(
            """SELECT i.id, i.kind, i.code, opened('inbox_item', i.id, 'detail', i.detail), i.created_at,
                      i.done_at IS NOT NULL, p.state, p.reason, p.id
               FROM inbox_item i
               LEFT JOIN parked_change p ON p.user = i.user AND p.changeset = coalesce(i.changeset, i.id)
               WHERE i.user = ? AND (i.done_at IS NOT NULL) = ? ORDER BY i.created_at DESC, i.id LIMIT ?""",
            (user, int(done), limit),
        )
        own = (
            replace(self._message(*row), state=state or "", reason=reason or "", laid=laid)
            for *row, state, reason, laid in rows
        )
        found = (*own, *self._of_others(user, done, limit))
        return tuple(sorted(found, key=lambda message: -message.at)[:limit])

    def _of_others(self, user: str | None, done: bool, limit: int) -> list[Message]:
        """What others did and the office decides about; only the office's devices hold such rows."""
        rows = self._db.execute(
            """SELECT p.id, p.code, p.asked, p.created_at, p.state, p.reason, u.username, c.given_name, c.family_name
               FROM parked_change p LEFT JOIN user_profile u ON u.id = p.user LEFT JOIN contact c ON c.id = u.contact
               WHERE p.user <> ? AND (p.state <> 'waiting') = ? ORDER BY p.created_at DESC, p.id LIMIT ?""",
            (user, int(done), limit),
        )
        return [
            replace(
                self._message(id_, "parked", code, canonical({"asked": json.loads(asked or "[]")}), at, int(done)),
                state=state,
                reason=reason,
                parked=id_,
                by=display_name(given, family) or str(username or ""),
            )
            for id_, code, asked, at, state, reason, username, given, family in rows
        ]

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
            kept=self._kept(detail.get("lost") or ()),
            sealed=sealed(detail.get("asked") or ()),
            **self._wanted(code, detail),
        )

    def _wanted(self, code: str | None, detail: Mapping[str, Any]) -> dict[str, Any]:
        """What was asked of the office, and its answer; nothing of anything else."""
        if code not in REQUESTS:
            return {}
        wanted: list[tuple[str, str, Any, Any]] = []
        whose = ""
        for action in detail.get("asked") or ():
            table, id_ = str(action["name"]).partition(".")[0], action["args"]["id"]
            stands, whose = self._outbox.row(table, id_), whose or self._outbox.name("contact", id_)
            wanted += [(table, name, stands.get(name), value) for name, value in action["args"]["set"].items()]
        return {"wanted": tuple(wanted), "whose": whose, "words": str(detail.get("words") or "")}

    def _kept(self, lost: Sequence[Sequence[str]]) -> tuple[tuple[str, str, Any], ...]:
        """What stands now in the fields that gave way."""
        found: list[tuple[str, str, Any]] = []
        for table, id_, *names in lost:
            row = self._outbox.row(table, id_)
            found += [(table, name, row[name]) for name in names if name in row]
        return tuple(found)
