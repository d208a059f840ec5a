"""Bugs in the replica: its queue, its cursor, what it shows and what it holds."""

import json
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from shared.replica import lease
from shared.replica.arrival import lay
from shared.replica.doubt import Doubt
from shared.replica.holdings import Holdings
from shared.replica.later import Later
from shared.replica.prediction import Prediction
from shared.replica.queue import Queue
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync.protocol import Reply


def queue_apart() -> Any:
    """The rows are shown in one transaction and the changeset is queued in the next."""

    def show(self: Prediction, changes: Any) -> str:
        about = real(self, changes)
        connection = self._store.connection
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        return about

    real = Prediction.show
    return patch.object(Prediction, "show", show)


def receipt_not_stored() -> Any:
    """The queue is emptied, and nothing says what became of it."""

    def settle(self: Queue, receipts: Any, at: int, epoch: str) -> None:
        for receipt in receipts:
            self._store.discard("queue", id=receipt.id)

    return patch.object(Queue, "settle", settle)


def forgotten_when_sent() -> Any:
    """What was sent is taken for answered."""

    def request(self: Replica, wall: int) -> Any:
        made = real(self, wall)
        for changeset in made.push:
            self._store.discard("queue", id=changeset.id)
        return made

    real = Replica.request
    return patch.object(Replica, "request", request)


def cursor_early() -> Any:
    """The cursor moves with the first page, not with the last."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is not None:
            early = {"cursor": reply.page.more.head}
            self._note({**self._self(), **early})
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def cursor_forward() -> Any:
    """One too far: the next change is never asked for."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is None:
            reply = replace(reply, page=replace(reply.page, cursor=reply.page.cursor + 1))
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def cursor_back() -> Any:
    """One too short: the last change is asked for again and again."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is None:
            reply = replace(reply, page=replace(reply.page, cursor=max(0, reply.page.cursor - 1)))
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def seen_forgotten() -> Any:
    """The server is not told what the author had before their eyes."""

    def unsent(self: Queue, state: Any) -> Any:
        return (replace(changeset, seen=0) for changeset in real(self, state))

    real = Queue.unsent
    return patch.object(Queue, "unsent", unsent)


def offset_forgotten() -> Any:
    """How far the phone's clock is off is not kept."""

    def note(self: Replica, state: Any) -> None:
        real(self, {**state, "offset": 0})

    real = Replica._note
    return patch.object(Replica, "_note", note)


def epoch_not_counted() -> Any:
    """After a restore of the server the phone goes on counting where it was."""

    def new_epoch(self: Replica, epoch: str) -> None:
        with patch.object(Replica, "_renumber", lambda self, first=1: None):
            real(self, epoch)

    real = Replica.new_epoch
    return patch.object(Replica, "new_epoch", new_epoch)


def epoch_not_doubted() -> Any:
    """After a restore of the server the phone compares nothing."""

    def new_epoch(self: Replica, epoch: str) -> None:
        real(self, epoch)
        self._note({**self._self(), "doubt": 0})

    real = Replica.new_epoch
    return patch.object(Replica, "new_epoch", new_epoch)


def first_image_lost() -> Any:
    """A second change of a row keeps the row as the first one left it."""

    def show(self: Prediction, changes: Any) -> str:
        for change in changes:
            self._store.delete("base", change.table, change.id)
        return real(self, changes)

    real = Prediction.show
    return patch.object(Prediction, "show", show)


def staged_pages_stay() -> Any:
    """Pages of a checkpoint that was given up are applied with the next one."""

    def restart(self: Replica) -> None:
        return None

    return patch.object(Replica, "restart", restart)


def nothing_lasts() -> Any:
    """No transaction waits for the disk."""

    def transaction(self: SqliteStorage, *, lasting: bool = True) -> Any:
        return real(self, lasting=False)

    real = SqliteStorage.transaction
    return patch.object(SqliteStorage, "transaction", transaction)


def not_evicted() -> Any:
    """Rows of a scope that was withdrawn stay."""
    return patch.object(Holdings, "keep_only", lambda self, granted: None)


def pages_torn() -> Any:
    """Each page is applied as it comes."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is not None:
            with self._store.transaction():
                lay(reply.page, self._holdings)
                self._holdings.flush()
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def pending_not_undone() -> Any:
    """New rows are laid over what is pending."""
    return patch.object(Prediction, "undo", lambda self: None)


def bad_bin_not_emptied() -> Any:
    """What the server does not have is not taken away when a bin is healed."""

    def drop(self: Holdings, kept: Any, bins: Any) -> None:
        if bins is None:
            real(self, kept, bins)

    real = Holdings.drop_all_but
    return patch.object(Holdings, "drop_all_but", drop)


def rot_not_marked() -> Any:
    """A rotten row is noticed, and still held for what it was: its bin does not differ."""

    def hashes(self: Doubt, table: str, ids: Any) -> Any:
        found = real(self, table, ids)
        for held in self._store.among("held", "id", list(ids), tbl=table):
            if found[held["id"]] != held["hash"]:
                self._store.update("tally", (held["carrier"], table), {"sum": "0"})
        return {held["id"]: held["hash"] for held in self._store.among("held", "id", list(ids), tbl=table)}

    real = Doubt._hashes
    return patch.object(Doubt, "_hashes", hashes)


def unread_thrown_away() -> Any:
    """What an older app does not know is hashed and not kept."""
    return patch.object(Later, "keep", lambda self, table, ids, cells: None)


def kept_never_read() -> Any:
    """The app is updated, and what was kept for it stays where it is."""
    return patch.object(Later, "adopt", lambda self: None)


def images_of_another_shape() -> Any:
    """First images from before an update are not understood after it."""
    return patch.object(Prediction, "reshape", lambda self: None)


def lease_without_end() -> Any:
    """The screens are told that rows went, and the rows stay."""

    def let_go(self: Replica, new: Any, old: Any) -> None:
        self._note({**self._self(), "lapsed": json.dumps(sorted(new | old))})

    return patch.object(Replica, "_let_go", let_go)


def inbox_repeats() -> Any:
    """Bank accounts go with their lease, and the inbox repeats them."""
    return patch.object(lease, "repeated", lambda store, tables: iter(()))


def lapsed_for_ever() -> Any:
    """Rows go with their lease, and nobody asks for them again."""

    def let_go(self: Replica, new: Any, old: Any) -> None:
        real(self, new, old)
        self._note({**self._self(), "doubt": 0})

    real = Replica._let_go
    return patch.object(Replica, "_let_go", let_go)
