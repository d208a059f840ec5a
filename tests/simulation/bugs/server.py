"""Bugs in the referee, the log and the checkpoints."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from shared.actions import book
from shared.errors import Fork
from shared.storage import SqliteStorage
from shared.sync import clock, merge
from shared.sync.protocol import Receipt
from sync_server import access, invariants
from sync_server.checkpoint import Checkpoints
from sync_server.log import Log
from sync_server.packages import Packages
from sync_server.referee import Referee
from sync_server.sight import Sight
from sync_server.store.tables import SERVER_REGISTER
from sync_server.tallies import Tallies
from tests.simulation.bugs.planting import both, verb


def acknowledged_before_commit() -> Any:
    """The reply goes out while the transaction is still open; the next one commits it."""

    @contextmanager
    def transaction(self: SqliteStorage, *, lasting: bool = True) -> Iterator[None]:
        if self.register is not SERVER_REGISTER:
            with real(self, lasting=lasting):
                yield
            return
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")
        yield

    def make(self: Packages, scopes: frozenset[str]) -> Any:
        """A file is attached outside transactions only."""
        if self._store.connection.in_transaction:
            self._store.connection.execute("COMMIT")
        return made(self, scopes)

    real, made = SqliteStorage.transaction, Packages.make
    return both(patch.object(SqliteStorage, "transaction", transaction), patch.object(Packages, "make", make))


def batch_is_split() -> Any:
    """Each changeset of a push in a transaction of its own."""

    def submit(self: Referee, user: str, device: str, changesets: Any, received_ms: int) -> Any:
        return [receipt for part in changesets for receipt in real(self, user, device, [part], received_ms)]

    real = Referee.submit
    return patch.object(Referee, "submit", submit)


def applied_twice() -> Any:
    """A repeated changeset is decided again."""

    def decide_one(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        device |= {"last_n": max(changeset.n, device["last_n"]), "epoch": club["epoch"]}
        return self._decide(club, device, user, changeset, received_ms)

    return patch.object(Referee, "_one", decide_one)


def fork_unseen() -> Any:
    """Same device and n with another id: taken for the changeset that was stored."""

    def decide_one(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        try:
            return real(self, club, device, user, changeset, received_ms)
        except Fork:
            known = self.store.find("receipt", device=device["id"], n=changeset.n)
            line = known[0] if known else {"outcome": "applied", "seq": club["seq"], "code": None}
            return Receipt(changeset.id, changeset.n, line["outcome"], line["seq"], line["code"])

    real = Referee._one
    return patch.object(Referee, "_one", decide_one)


def stamps_ignored() -> Any:
    """Whoever arrives last wins."""
    return patch.object(merge, "merge", lambda current, stamps, values, stamp: merge.Merged(dict(values), ()))


def loser_not_kept() -> Any:
    """What lost a merge is not written to history."""

    def write(self: Log, entry: Any, place: Any, written: Any) -> None:
        lost, written.lost = written.lost, {}
        real(self, entry, place, written)
        written.lost = lost

    real = Log._write
    return patch.object(Log, "_write", write)


def clock_believed() -> Any:
    """A clock in the future stamps in the future."""
    return patch(
        "sync_server.referee.effective",
        lambda received, estimated, lower: max(clock.Moment(max(0, estimated)), lower.after()),
    )


def no_departures() -> Any:
    """Rows that leave a scope are not announced."""
    return patch.object(Log, "_depart", lambda self, seq, place, scopes: None)


def roots_missing(table: str) -> Any:
    """Scopes are not worked out again when rows of this table change."""
    spread = {name: function for name, function in access.SPREAD.items() if name != table}
    return patch.object(access, "SPREAD", spread)


def tally_kept_on_delete() -> Any:
    """A deleted row stays in the digests."""

    def leave(self: Tallies, scopes: Any, name: str, row: int) -> None:
        if getattr(self, "_deleting", False):
            return
        real(self, scopes, name, row)

    def version(self: Log, entry: Any, place: Any, written: Any, known: Any, **more: Any) -> None:
        self._tallies._deleting = written.new is None
        real_version(self, entry, place, written, known, **more)
        self._tallies._deleting = False

    real, real_version = Tallies.leave, Log._version
    return both(patch.object(Tallies, "leave", leave), patch.object(Log, "_version", version))


def page_cut_short() -> Any:
    """When a page is full, its last row is lost."""

    def add(self: Checkpoints, draft: Any, versions: Any, beside: int = 0) -> int:
        taken = real(self, draft, versions, beside)
        if draft.full and taken:
            draft.rows[versions[taken - 1]["tbl"]].pop()
        return taken

    real = Checkpoints._add
    return patch.object(Checkpoints, "_add", add)


def no_restart() -> Any:
    """Grants that change between two pages are not noticed."""

    def page(self: Checkpoints, user: str, request: Any) -> Any:
        if request.more is not None:
            state = self._store.get("grant_state", user)
            now = 0 if state is None else state["seq"]
            request = replace(request, more=replace(request.more, grants=now))
        return real(self, user, request)

    real = Checkpoints.page
    return patch.object(Checkpoints, "page", page)


def history_for_everybody() -> Any:
    """Whoever asks reads what happened to any row."""
    return patch.object(Sight, "sees", lambda self, place: True)


def undo_unguarded() -> Any:
    """Undo takes back whatever is there by now."""
    undo = book.BOOK["row.undo", 1]

    def decide(facts: Any, call: Any) -> Any:
        row = facts.get(call.args["table"], call.args["id"]) or {}
        still = {name: row.get(name) for name in call.args["still"]}
        return undo.decide(facts, call._replace(args={**call.args, "still": still}))

    return verb("row.undo", decide)


def epoch_unseen() -> Any:
    """What was numbered for the server's life before a restore is decided as if there had been none."""

    def decide_one(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        return real(self, club, device, user, replace(changeset, epoch=club["epoch"]), received_ms)

    real = Referee._one
    return patch.object(Referee, "_one", decide_one)


def hole_unseen() -> Any:
    """A changeset is decided although one before it is missing."""

    def decide_one(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        if device["epoch"] == club["epoch"] and changeset.n > device["last_n"]:
            device["last_n"] = changeset.n - 1
        return real(self, club, device, user, changeset, received_ms)

    real = Referee._one
    return patch.object(Referee, "_one", decide_one)


def anyones_receipt() -> Any:
    """Who knows a changeset's id hears what became of it."""
    return patch.object(Referee, "_is_of", lambda self, receipt, device: True)


def grants_missing(table: str) -> Any:
    """Grants are not worked out again when rows of this table change."""

    def users_touched(facts: Any, name: str, rows: Any) -> Any:
        return set() if name == table else real(facts, name, rows)

    real = access.users_touched
    return patch.object(access, "users_touched", users_touched)


def number_drawn_from_count() -> Any:
    """A number is taken again after a refusal drew it: highest is one too high now and then."""
    from shared.actions import invoices

    def issue(facts: Any, call: Any) -> Any:
        (change,) = real(facts, call)
        gap = int(call.args["id"][-1] in "02468")
        return (type(change)(change.table, change.id, {**change.values, "number": change.values["number"] + gap}),)

    real = invoices._issue
    return both(verb("invoice.issue", issue), patch.object(invariants, "_series_are_gapless", lambda *given: None))
