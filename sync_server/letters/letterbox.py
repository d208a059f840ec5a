"""What an invitation has that no device may know: the hash of its secret, and the letter that is to be written.

Kept in the transaction that decides about the invitation, so both are there exactly as long as it waits.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.derived_id import derived_id
from shared.domain.invitation import DAY_MS, PACE_MS, is_plain
from shared.register import Row
from shared.rights import SYSTEM
from shared.storage import Store
from shared.sync.protocol import Changeset
from sync_server.facts import image
from sync_server.letters.noticing import Noticing
from sync_server.log import Entry, Place, Written

ANEW = ("invitation.make", "invitation.renew")
INVITATION, FORGOTTEN, MOVED = "invitation", "forgotten", "moved"
SAYS = frozenset(("kind", "value"))
"""Fields of a contact point by which it is an address."""
TAKEN_MS = 5 * 60 * 1000
"""How long whoever writes a letter has it to themselves; after a crash it is written again then."""


class Letterbox:
    """Follows what the referee decides."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noticing = Noticing(store)

    def follow(self, entry: Entry, changeset: Changeset, rows: Mapping[Place, Written]) -> None:
        """Keep what the invitations among these rows need, and let go of what they need no more; note what people must
        hear of.
        """
        self._noticing.follow(entry, rows)
        self._moved(entry, rows)
        about = [(id, written.new) for (table, id), written in rows.items() if table == INVITATION]
        for id, new in about:
            if new is None or new["state"] != "waiting" or _anew(changeset, id) is not None:
                self._forget(id)
        for id, new in about:
            if new is not None and new["state"] == "waiting" and (said := _anew(changeset, id)) is not None:
                if new["how"] == "mail":
                    self._store.put("outbox", self._paced(letter(INVITATION, id, new["asked_at"]), new))
                else:
                    self._store.put("invitation_secret", {"id": id, "hash": said["secret_hash"]})

    def _moved(self, entry: Entry, rows: Mapping[Place, Written]) -> None:
        """An address by which somebody gets in again hears that it is none any more, whoever said so: else a takeover
        would be silent. What it was stands in history, where an erasure finds it. Not one that its author takes back
        within a day: it was a typing error, or of a stranger whom somebody wanted a letter sent to.
        """
        if entry.user == SYSTEM.user or entry.again or not self._writes():
            return
        for (table, id), written in rows.items():
            old, new = written.old, written.new
            if table != "contact_point" or old is None or old["kind"] != "email":
                continue
            stands = new is not None and (old["kind"], old["value"]) == (new["kind"], new["value"])
            signs_in = not stands and self._store.find("user_profile", contact=old["contact"])
            if signs_in and not self._is_slip(entry, id):
                self._store.put("outbox", letter(MOVED, f"{entry.seq}:{id}", entry.received_ms))

    def _is_slip(self, entry: Entry, id: str) -> bool:
        """Whether whoever changes this address now wrote it less than a day ago."""
        lines = [line for line in self._store.find("history", tbl="contact_point", id=id) if line["seq"] < entry.seq]
        wrote = [line["seq"] for line in lines if line["kind"] != "patch" or SAYS & (image(line["after"]) or {}).keys()]
        said = self._store.get("log", max(wrote, default=0))
        return said is not None and said["user"] == entry.user and entry.received_ms < said["received_ms"] + DAY_MS

    def _writes(self) -> bool:
        """Whether this server has a mail server to give letters to."""
        said = image((self._store.get("setting", "server") or {}).get("value"))
        return isinstance(said, dict) and bool(said.get("mail"))

    def _paced(self, line: Row, invitation: Mapping[str, Any]) -> Row:
        """Letters to plain members leave one after the other; who forgot a password, or gets a role, waits for none."""
        if not is_plain(invitation["purpose"], invitation["role"]):
            return line
        last = self._store.highest("outbox", "next_at", kind=INVITATION, tries=0) or 0
        return {**line, "next_at": max(line["next_at"], last + PACE_MS)}

    def _forget(self, id: str) -> None:
        self._store.delete("invitation_secret", id)
        for line in self._store.find("outbox", about=id):
            self._store.delete("outbox", line["id"])


def letter(kind: str, about: str, at: int) -> Row:
    """A letter to be written, asked for at `at` (UTC ms): asked for twice at once it is still one."""
    return {"id": derived_id("letter", kind, about, str(at)), "kind": kind, "about": about, "tries": 0, "next_at": at}


def _anew(changeset: Changeset, id: str) -> Mapping[str, Any] | None:
    """What the author said to make or renew this invitation; the last word counts."""
    said = [call.args for call in changeset.actions if call.name in ANEW and call.args["id"] == id]
    return said[-1] if said else None
