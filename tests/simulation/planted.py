"""Bugs planted on purpose, to see the simulator catch them: python -m tests.simulation.planted

Each is a small change to the engine that somebody could make, or did make. `seed` is one that catches it; the table that
is printed says which promise it broke. The second half are real: the simulator found them in this engine.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shared.errors import Fork
from shared.replica import replica as replicas
from shared.replica.holdings import Holdings
from shared.replica.prediction import Prediction
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync import clock, merge
from shared.sync.change import Insert
from shared.sync.protocol import Continuation, Reply
from shared.tables import REGISTER
from sync_server import access, invariants, log
from sync_server.checkpoint import Checkpoints
from sync_server.ledger import SERVER_REGISTER
from sync_server.log import Log
from sync_server.referee import Referee
from sync_server.tallies import Tallies
from sync_server.workspace import Workspace
from tests.simulation.__main__ import one
from tests.simulation.founding import Founded, found, scratch
from tests.simulation.tally import Tally

EVENTS = 400


@dataclass(frozen=True)
class Planted:
    """A bug: what is done wrong, how it is put in, and a seed that finds it (looking at everything, if `full`)."""

    name: str
    put_in: Callable[[], Any]
    seed: int
    full: bool = False


# ---- on the server


def _acknowledged_before_commit() -> Any:
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

    real = SqliteStorage.transaction
    return patch.object(SqliteStorage, "transaction", transaction)


def _batch_is_split() -> Any:
    """Each changeset of a push in a transaction of its own."""

    def submit(self: Referee, user: str, device: str, changesets: Any, received_ms: int) -> Any:
        return [receipt for part in changesets for receipt in real(self, user, device, [part], received_ms)]

    real = Referee.submit
    return patch.object(Referee, "submit", submit)


def _applied_twice() -> Any:
    """A repeated changeset is decided again."""

    def one_(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        device |= {"last_n": max(changeset.n, device["last_n"]), "epoch": club["epoch"]}
        return self._decide(club, device, user, changeset, received_ms)

    return patch.object(Referee, "_one", one_)


def _fork_unseen() -> Any:
    """Same device and n with another id: taken for the changeset that was stored."""

    def one_(self: Referee, club: Any, device: Any, user: str, changeset: Any, received_ms: int) -> Any:
        try:
            return real(self, club, device, user, changeset, received_ms)
        except Fork:
            known = self._store.find("receipt", device=device["id"], n=changeset.n)
            line = known[0] if known else {"outcome": "applied", "seq": club["seq"], "code": None}
            return replicas.Receipt(changeset.id, changeset.n, line["outcome"], line["seq"], line["code"])

    real = Referee._one
    return patch.object(Referee, "_one", one_)


def _stamps_ignored() -> Any:
    """Whoever arrives last wins."""
    return patch.object(merge, "merge", lambda current, stamps, values, stamp: merge.Merged(dict(values), ()))


def _loser_not_kept() -> Any:
    """What lost a merge is not written to history."""

    def write(self: Log, entry: Any, place: Any, written: Any) -> None:
        lost, written.lost = written.lost, {}
        real(self, entry, place, written)
        written.lost = lost

    real = Log._write
    return patch.object(Log, "_write", write)


def _clock_believed() -> Any:
    """A clock in the future stamps in the future."""
    return patch(
        "sync_server.referee.effective",
        lambda received, estimated, lower: max(clock.Moment(max(0, estimated)), lower.after()),
    )


def _no_departures() -> Any:
    """Rows that leave a scope are not announced."""
    return patch.object(Log, "_depart", lambda self, seq, place, scopes: None)


def _roots_missing(table: str) -> Any:
    """Scopes are not worked out again when rows of this table change."""
    spread = {name: function for name, function in access.SPREAD.items() if name != table}
    return patch.object(access, "SPREAD", spread)


def _tally_kept_on_delete() -> Any:
    """A deleted row stays in the digests."""

    def leave(self: Tallies, scopes: Any, name: str, row: int) -> None:
        if getattr(self, "_deleting", False):
            return
        real(self, scopes, name, row)

    def version(self: Log, entry: Any, place: Any, written: Any, **more: Any) -> None:
        self._tallies._deleting = written.new is None  # type: ignore[attr-defined]
        real_version(self, entry, place, written, **more)
        self._tallies._deleting = False  # type: ignore[attr-defined]

    real, real_version = Tallies.leave, Log._version
    return _both(patch.object(Tallies, "leave", leave), patch.object(Log, "_version", version))


def _page_cut_short() -> Any:
    """When a page is full, its last row is lost."""

    def add(self: Checkpoints, draft: Any, versions: Any) -> None:
        real(self, draft, versions)
        if draft.full and versions:
            draft.rows[versions[-1]["tbl"]].pop()

    real = Checkpoints._add
    return patch.object(Checkpoints, "_add", add)


def _no_restart() -> Any:
    """Grants that change between two pages are not noticed."""

    def page(self: Checkpoints, user: str, request: Any) -> Any:
        if request.more is not None:
            state = self._store.get("grant_state", user)
            now = 0 if state is None else state["seq"]
            request = replace(request, more=replace(request.more, grants=now))
        return real(self, user, request)

    real = Checkpoints.page
    return patch.object(Checkpoints, "page", page)


def _number_drawn_from_count() -> Any:
    """A number is taken again after a refusal drew it: highest is one too high now and then."""
    from shared.actions import invoices

    def issue(facts: Any, call: Any) -> Any:
        (change,) = real(facts, call)
        gap = int(call.args["id"][-1] in "02468")
        return (type(change)(change.table, change.id, {**change.values, "number": change.values["number"] + gap}),)

    real = invoices._issue
    return _both(_verb("invoice.issue", issue), patch.object(invariants, "_series_are_gapless", lambda *given: None))


# ---- on the phone


def _queue_apart() -> Any:
    """The rows are shown in one transaction and the changeset is queued in the next."""

    def show(self: Prediction, changes: Any) -> str:
        about = real(self, changes)
        connection = self._store.connection  # type: ignore[attr-defined]
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        return about

    real = Prediction.show
    return patch.object(Prediction, "show", show)


def _receipt_not_stored() -> Any:
    """The queue is emptied, and nothing says what became of it."""

    def settle(self: Replica, receipts: Any, at: int) -> None:
        for receipt in receipts:
            self._store.discard("queue", id=receipt.id)

    return patch.object(Replica, "_settle", settle)


def _forgotten_when_sent() -> Any:
    """What was sent is taken for answered."""

    def request(self: Replica, wall: int) -> Any:
        made = real(self, wall)
        for changeset in made.push:
            self._store.discard("queue", id=changeset.id)
        return made

    real = Replica.request
    return patch.object(Replica, "request", request)


def _cursor_early() -> Any:
    """The cursor moves with the first page, not with the last."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is not None:
            early = {"cursor": reply.page.more.head}
            self._store.update("device", ("self",), early)
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def _cursor_forward() -> Any:
    """One too far: the next change is never asked for."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is None:
            reply = replace(reply, page=replace(reply.page, cursor=reply.page.cursor + 1))
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def _not_evicted() -> Any:
    """Rows of a scope that was withdrawn stay."""
    return patch.object(Holdings, "keep_only", lambda self, granted: None)


def _pages_torn() -> Any:
    """Each page is applied as it comes."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        if reply.page is not None and reply.page.more is not None:
            with self._store.transaction():
                self._apply([replace(reply.page, more=None)])
                self._holdings.flush()
        return real(self, reply, sent_at, received_at)

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def _pending_not_undone() -> Any:
    """New rows are laid over what is pending."""
    return patch.object(Prediction, "undo", lambda self: None)


# ---- real ones: each stood in this engine until the simulator found it


def _row_twice_in_a_page() -> Any:
    """Filled and moved again before the tail: counted twice."""

    def put(self: Holdings, table: str, puts: Any, carriers: Any) -> Any:
        found = real(self, table, puts, carriers)
        ids = [row[1 + puts.names.index("id")] for row in puts.rows]
        for place, id in enumerate(ids):
            if id in ids[place + 1 :]:
                held = self._store.get("held", table, id)
                self._leave({**held, "hash": f"{-int(held['hash'], 16) % (1 << 128):032x}"})
        return found

    real = Holdings.put
    return patch.object(Holdings, "put", put)


def _whole_row_stamped() -> Any:
    """Confirming somebody who had not answered wins over the answer that was given before."""

    def take(self: Log, entry: Any, klass: str, change: Any, rows: Any) -> None:
        real(self, entry, klass, change, rows)
        if isinstance(change, Insert) and klass == "mergeable":
            rows[change.table, change.id].stamps = merge.Stamps(entry.stamp.text(), {})

    real = Log._take
    return patch.object(Log, "_take", take)


def _own_making_wins() -> Any:
    """Create somebody, correct the name, sync: the correction is older than the making, and lost."""
    return patch.object(log, "lifted", lambda stamp, made: stamp)


def _second_home_forgotten() -> Any:
    """A child's account in the other home changes what a parent may see, and nobody works that out again."""

    def users_touched(facts: Any, table: str, rows: Any) -> Any:
        with patch.object(access, "guardians_of", lambda facts, contact: frozenset()):
            return real(facts, table, rows)

    real = access.users_touched
    return patch.object(access, "users_touched", users_touched)


def _deletion_swallowed() -> Any:
    """A scope that was lost and came back is filled; a row deleted in between stays on the phone."""

    def tail(self: Checkpoints, draft: Any, place: Continuation, at: Any, granted: Any) -> Any:
        end = real(self, draft, place, at, granted)
        older = frozenset(granted) - frozenset(place.fill)
        for deletion in list(draft.deletes):
            version = self._store.get("row_version", *deletion)
            if version["seq"] <= place.head and not self._audiences.scopes(version["audience"]) & older:
                draft.deletes.remove(deletion)
        return end

    real = Checkpoints._tail
    return patch.object(Checkpoints, "_tail", tail)


def _returns_unannounced() -> Any:
    """Deleted, moved out of sight, restored: phones that heard of neither keep the row."""

    def version(self: Log, entry: Any, place: Any, written: Any, **more: Any) -> None:
        self._silent = written.version is not None and bool(written.version["deleted"])  # type: ignore[attr-defined]
        real(self, entry, place, written, **more)
        self._silent = False  # type: ignore[attr-defined]

    def depart(self: Log, seq: int, place: Any, scopes: Any) -> None:
        if not getattr(self, "_silent", False):
            real_depart(self, seq, place, scopes)

    real, real_depart = Log._version, Log._depart
    return _both(patch.object(Log, "_version", version), patch.object(Log, "_depart", depart))


def _doubt_forgotten() -> Any:
    """A rotten cell that is found while pages are on their way is not fetched again."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        received = real(self, reply, sent_at, received_at)
        if received.done and received.equal:
            self._store.update("device", ("self",), {"doubt": 0})
        return received

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def _journal_keeps() -> Any:
    """Evicted rows stay in the journal and in the search index."""
    return patch.object(SqliteStorage, "scrub", lambda self: None)


def _detail_of_nobody() -> Any:
    """A phone number comes back although its owner does not."""
    from shared.actions import contacts

    def restore(facts: Any, call: Any) -> Any:
        with patch.object(contacts, "need", lambda *given: None):
            return real(facts, call)

    real = contacts._restore
    return _verb("row.restore", restore)


def _guard_before_merge() -> Any:
    """Archive an account and unlink its last person; the archiving loses its merge, and nobody looks again."""
    return _both(
        patch.object(invariants, "check", lambda before, after, changes: None),
    )


def _memory_outlives_rollback() -> Any:
    """A transaction that failed leaves its sums behind."""
    return _both(
        patch.object(Tallies, "forget", lambda self: None),
    )


def _cache_outlives_rollback() -> Any:
    """A transaction that failed leaves its rows behind."""
    return patch.object(Workspace, "_forget", lambda self: None)


def _verb(name: str, decide: Any) -> Any:
    from shared.actions import book

    return patch.dict(book.BOOK, {(name, 1): replace(book.BOOK[name, 1], decide=decide)})  # type: ignore[arg-type]


@contextmanager
def _both(*patches: Any) -> Iterator[None]:
    with ExitStack() as stack:
        for one_patch in patches:
            stack.enter_context(one_patch)
        yield


PLANTED = (
    Planted("acknowledged before commit", _acknowledged_before_commit, 1),
    Planted("a push split over transactions", _batch_is_split, 1),
    Planted("a repeated changeset decided again", _applied_twice, 1),
    Planted("a fork not noticed", _fork_unseen, 1),
    Planted("stamps ignored in merge", _stamps_ignored, 1),
    Planted("losers not kept in history", _loser_not_kept, 1),
    Planted("a clock in the future believed", _clock_believed, 1),
    Planted("departures not written", _no_departures, 1),
    Planted("scopes forget teams", lambda: _roots_missing("group_member"), 1),
    Planted("scopes forget families", lambda: _roots_missing("account_link"), 1),
    Planted("scopes forget holders", lambda: _roots_missing("resource"), 1),
    Planted("digests keep deleted rows", _tally_kept_on_delete, 1),
    Planted("a full page loses a row", _page_cut_short, 1),
    Planted("grants change between pages", _no_restart, 1),
    Planted("a series with gaps", _number_drawn_from_count, 1),
    Planted("queue outside the transaction", _queue_apart, 1, full=True),
    Planted("receipt not stored", _receipt_not_stored, 1),
    Planted("forgotten when sent", _forgotten_when_sent, 1),
    Planted("cursor moves early", _cursor_early, 1),
    Planted("cursor one too far", _cursor_forward, 1),
    Planted("withdrawn rows stay", _not_evicted, 1),
    Planted("pages applied one by one", _pages_torn, 1),
    Planted("pending not undone", _pending_not_undone, 1),
    Planted("real: a row twice in a page", _row_twice_in_a_page, 1),
    Planted("real: a made row stamped whole", _whole_row_stamped, 1),
    Planted("real: making beats correcting", _own_making_wins, 1),
    Planted("real: the second home forgotten", _second_home_forgotten, 1),
    Planted("real: deletion swallowed by a fill", _deletion_swallowed, 1),
    Planted("real: restored out of sight", _returns_unannounced, 1),
    Planted("real: doubt forgotten", _doubt_forgotten, 1),
    Planted("real: journal keeps evicted rows", _journal_keeps, 1, full=True),
    Planted("real: a detail of nobody", _detail_of_nobody, 1),
    Planted("real: guards asked before merging", _guard_before_merge, 1),
    Planted("sums outlive a rollback", _memory_outlives_rollback, 1),
    Planted("rows outlive a rollback", _cache_outlives_rollback, 1),
)


def caught(bug: Planted, founded: Founded, folder: Path, seeds: range | None = None) -> tuple[int, str] | None:
    """The first seed that finds the bug and what it says; None when none does."""
    for seed in seeds or range(bug.seed, bug.seed + 1):
        with bug.put_in():
            problem = one(seed, founded, folder, Tally(), full=bug.full, events=EVENTS)
        if problem is not None:
            return seed, problem
    return None


def main() -> int:
    """Plant each bug, run its seed (and a few more where that does not find it), print who caught what."""
    folder, found_all = scratch(), 0
    try:
        founded = found(folder)
        for bug in PLANTED:
            result = caught(bug, founded, folder) or caught(bug, founded, folder, range(1, 41))
            found_all += result is not None
            seed, says = result or ("-", "NOT CAUGHT")
            print(f"{bug.name:38} seed {seed:>3}  {says[:110]}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"planted: {len(PLANTED)} planted, {found_all} caught")
    return 0 if found_all == len(PLANTED) else 1


__all__ = ["PLANTED", "REGISTER", "caught"]

if __name__ == "__main__":
    sys.exit(main())
