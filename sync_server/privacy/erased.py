"""People who were erased: what of them leaves the club's books, and what nobody may say of them any more.

Rows go through the log like all others. Here goes what the log itself remembers: history, receipts, words that wait,
secrets. On devices their rows are evicted and not deleted, so that what was said about them leaves with them. Rows
whose time is over (`shared/actions/retention.py`) leave the books in the same way; of those more may be said again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from shared.actions.erasing import about, erases, quotes, sides_of, speaks_of, texts
from shared.actions.retention import expires
from shared.refusals import Erased
from shared.register import Row, canonical
from shared.storage import Store
from shared.sync.protocol import Changeset, Receipt
from sync_server.audiences import Audiences
from sync_server.facts import image
from sync_server.letters.receivers import first_of, heir_of
from sync_server.log import Entry, Place, Written
from sync_server.remembered import Remembered

NO_HASH = "0" * 32
ROW, BYTES = "row", "bytes"
TELLING = ("refused", "parked", "merged")
"""Outcomes of which a receipt tells more."""
SECRETS = (
    ("user_secret", "id"),
    ("second_factor", "id"),
    ("recovery_code", "user"),
    ("user_scope", "user"),
    ("grant_state", "id"),
    ("push_address", "user"),
)


class ErasedPeople(Remembered):
    """Works inside the write transaction of the caller."""

    def __init__(self, store: Store, audiences: Audiences) -> None:
        self._store = store
        self._audiences = audiences
        self._ids: frozenset[str] | None = None

    def forget(self) -> None:
        """A transaction was rolled back, or another process wrote."""
        self._ids = None

    def ids(self, contact: str | None = None) -> frozenset[str]:
        """The ids of all that was erased, or of what was this contact's."""
        if contact is not None:
            return frozenset(row["id"] for row in self._store.find("erased", kind=ROW, contact=contact))
        if self._ids is None:
            self._ids = frozenset(row["id"] for row in self._store.find("erased", kind=ROW))
        return self._ids

    def note(self, contact: str, ids: Set[str], kind: str = ROW) -> None:
        """These were this contact's: nobody says anything of them again."""
        self._store.put("erased", *({"id": id, "kind": kind, "contact": contact} for id in sorted(ids)))
        self._ids = None

    def spared(self, changeset: Changeset) -> Changeset:
        """What of it may still be said: nothing about somebody who was erased. Raises Erased when that is nothing."""
        ids = self.ids()
        left = tuple(call for call in changeset.actions if not speaks_of(call, ids)) if ids else changeset.actions
        if len(left) == len(changeset.actions):
            return changeset
        if not left:
            raise Erased
        return replace(changeset, actions=left)

    def told(self, changesets: Sequence[Changeset], receipts: Sequence[Receipt]) -> list[Receipt]:
        """The answers, marked where a changeset says something of somebody who was erased: a device that kept it for a
        restore lets go of its words, whatever became of it.
        """
        ids = self.ids()
        if not ids:
            return list(receipts)
        marked = {one.id for one in changesets if any(speaks_of(call, ids) for call in one.actions)}
        return [replace(receipt, code=Erased.code) if receipt.id in marked else receipt for receipt in receipts]

    def scrub(self, entry: Entry, changeset: Changeset, rows: Mapping[Place, Written]) -> None:
        """After an entry that erased somebody, or let go of what is past its time: it leaves the books too."""
        if any(map(expires, changeset.actions)):
            self._expired(entry, {place for place, row in rows.items() if row.new is None})
        contacts = {contact for contact in map(erases, changeset.actions) if contact is not None}
        if not contacts:
            return
        for contact in sorted(contacts):
            self._scrub(entry, contact, rows)

    def _scrub(self, entry: Entry, contact: str, rows: Mapping[Place, Written]) -> None:
        users = {id for (table, id), row in rows.items() if table == "user_profile" and row.new is None}
        removed = {place for place, row in rows.items() if row.new is None}
        before = dict(self._long_gone({contact}, users))
        blanked = {place for place, row in rows.items() if place[0] in BLANKED and row.new is not None}
        images = [*before.values(), *(row.old for place, row in rows.items() if place in removed and row.old)]
        names = {str(one[name]) for one in images for name in ("hash", "preview", "sent_hash") if one.get(name)}
        ids = {contact, *(id for _, id in removed | before.keys())}
        self.note(contact, names, BYTES)
        self.note(contact, ids)
        for place in sorted(removed | before.keys()):
            self._depart(entry.seq, place)
        self._hush(removed | before.keys() | blanked)
        self._forget_words(ids)
        self._hand_on_letters(contact, [row.old for row in rows.values() if row.old is not None and row.new is None])
        self._forget_letters(ids | {str(one["username"]) for one in images if one.get("username")})
        self._forget_users(users, entry.received_ms)

    def _expired(self, entry: Entry, removed: Set[Place]) -> None:
        """Nobody restores these or reads what they were, and devices let go of what was said about them."""
        for place in sorted(removed):
            self._depart(entry.seq, place)
        self._hush(removed)
        for _, id in sorted(place for place in removed if place[0] == "user_device"):
            self._store.update("device", (id,), {"name": ""})

    def _hush(self, places: Set[Place]) -> None:
        """History keeps that something was done to these, when and by whom, and no word of it."""
        for place in sorted(places):
            lines = self._store.find("history", tbl=place[0], id=place[1])
            self._store.put("history", *({**line, "before": None, "after": None, "lost": None} for line in lines))

    def _long_gone(self, contacts: Set[str], users: Set[str]) -> Iterator[tuple[Place, Row]]:
        """Rows of theirs that were removed before, as they were."""
        whose = {"contact": contacts, "user": users}
        fields: dict[str, list[str]] = {}  # an invitation is for a contact, and was used by a user
        for into in ("contact", "user_profile"):
            for table, field in about(into):
                fields.setdefault(table.name, []).append(field)
        beside = {"contact", *(table.name for table in sides_of("contact"))}
        for line in self._store.find("history", kind="remove"):
            row = image(line["before"]) if line["tbl"] in fields or line["tbl"] in beside else None
            if row is None:
                continue
            if line["id"] in contacts or any(row.get(field) in whose[field] for field in fields.get(line["tbl"], ())):
                yield (line["tbl"], line["id"]), row

    def _depart(self, seq: int, place: Place) -> None:
        """Nobody sees it any more: devices let go of it and of what was said about it."""
        version = self._store.get("row_version", *place)
        if version is None or not version["deleted"]:
            return
        for name in sorted(self._audiences.scopes(version["audience"])):
            self._store.put("departure", {"seq": seq, "scope": name, "tbl": place[0], "id": place[1]})
        bare = {"audience": self._audiences.number(frozenset()), "hash": NO_HASH, "stamps": None}
        self._store.put("row_version", {**version, **bare})

    def _forget_words(self, ids: Set[str]) -> None:
        for outcome in TELLING:
            for row in self._store.find("receipt", outcome=outcome):
                if quotes(row, "detail", set(ids)):
                    self._store.put("receipt", {**row, "detail": "{}"})
        for line in self._store.find("untold"):
            body = json.loads(line["body"])
            left = [action for action in body["actions"] if not _about(action, ids)]
            if not left:
                self._store.delete("untold", line["id"])
            elif len(left) < len(body["actions"]):
                self._store.put("untold", {**line, "body": canonical({**body, "actions": left})})
        self._store.discard_among("unmade", "id", sorted(ids))

    def _hand_on_letters(self, contact: str, gone: Sequence[Row]) -> None:
        """Who shared their address keeps the letter that was made for both of them."""
        points = [row for row in gone if row.get("kind") == "email" and row.get("contact") == contact]
        heir = heir_of(self._store, first_of(points)["value"]) if points else None
        for line in self._store.find("notice", contact=contact, device=None) if heir is not None else ():
            self._store.put("notice", {**line, "contact": heir})

    def _forget_letters(self, about: Set[str]) -> None:
        """What would be written to them, by the invitation or the user name that it is about; and what would let in."""
        self._store.discard_among("outbox", "about", sorted(about))
        self._store.discard_among("notice", "contact", sorted(about))
        self._store.discard_among("invitation_secret", "id", sorted(about))

    def _forget_users(self, users: Set[str], at: int) -> None:
        for user in sorted(users):
            for table, field in SECRETS:
                self._store.discard(table, **{field: user})
            for device in self._store.find("device", user=user):
                self._store.put("device", {**device, "name": "", "revoked_at": device["revoked_at"] or at})


BLANKED = ("account", "inbox_item", "parked_change")
"""Tables of which a row may lose its words and stay."""


def _about(action: Any, ids: Set[str]) -> bool:
    return not ids.isdisjoint(texts(action))
