"""Real ones: each stood in this engine until the simulator found it, and is put back here."""

from typing import Any
from unittest.mock import patch

from shared.replica.holdings import Holdings
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync import merge
from shared.sync.change import Insert
from shared.sync.protocol import Continuation, Reply
from sync_server import access, invariants, log
from sync_server.checkpoint import Checkpoints
from sync_server.log import Log
from sync_server.tallies import Tallies
from sync_server.workspace import Workspace
from tests.simulation.bugs.planting import both, verb


def row_twice_in_a_page() -> Any:
    """Filled and moved again before the tail: counted twice."""

    def put(self: Holdings, table: str, puts: Any, carriers: Any) -> Any:
        lines = real(self, table, puts, carriers)
        ids = [row[1 + puts.names.index("id")] for row in puts.rows]
        for line in lines:
            for _ in range(ids.count(line["id"]) - 1):
                self._moved.enter(line["carrier"], table, int(line["hash"], 16))
        return lines

    real = Holdings._put
    return patch.object(Holdings, "_put", put)


def whole_row_stamped() -> Any:
    """Confirming somebody who had not answered wins over the answer that was given before."""

    def take(self: Log, entry: Any, klass: str, change: Any, rows: Any) -> None:
        real(self, entry, klass, change, rows)
        if isinstance(change, Insert) and klass == "mergeable":
            rows[change.table, change.id].stamps = merge.Stamps(entry.stamp.text(), {})

    real = Log._take
    return patch.object(Log, "_take", take)


def own_making_wins() -> Any:
    """Create somebody, correct the name, sync: the correction is older than the making, and lost."""
    return patch.object(log, "lifted", lambda stamp, made: stamp)


def second_home_forgotten() -> Any:
    """A child's account in the other home changes what a parent may see, and nobody works that out again."""

    def users_touched(facts: Any, table: str, rows: Any) -> Any:
        with patch.object(access, "guardians_of", lambda facts, contact: frozenset()):
            return real(facts, table, rows)

    real = access.users_touched
    return patch.object(access, "users_touched", users_touched)


def deletion_swallowed() -> Any:
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


def returns_unannounced() -> Any:
    """Deleted, moved out of sight, restored: phones that heard of neither keep the row."""

    def version(self: Log, entry: Any, place: Any, written: Any, **more: Any) -> None:
        self._silent = written.version is not None and bool(written.version["deleted"])
        real(self, entry, place, written, **more)
        self._silent = False

    def depart(self: Log, seq: int, place: Any, scopes: Any) -> None:
        if not getattr(self, "_silent", False):
            real_depart(self, seq, place, scopes)

    real, real_depart = Log._version, Log._depart
    return both(patch.object(Log, "_version", version), patch.object(Log, "_depart", depart))


def doubt_forgotten() -> Any:
    """A rotten cell that is found while pages are on their way is not fetched again."""

    def receive(self: Replica, reply: Reply, sent_at: int, received_at: int) -> Any:
        received = real(self, reply, sent_at, received_at)
        if received.done and received.equal:
            self._note({**self._self(), "doubt": 0})
        return received

    real = Replica.receive
    return patch.object(Replica, "receive", receive)


def journal_keeps() -> Any:
    """Evicted rows stay in the journal and in the search index."""
    return patch.object(SqliteStorage, "scrub", lambda self: None)


def detail_of_nobody() -> Any:
    """A phone number comes back although its owner does not."""
    from shared.actions import contacts

    def restore(facts: Any, call: Any) -> Any:
        with patch.object(contacts, "need", lambda *given: None):
            return real(facts, call)

    real = contacts._restore
    return verb("row.restore", restore)


def guard_before_merge() -> Any:
    """Archive an account and unlink its last person; the archiving loses its merge, and nobody looks again."""
    return both(
        patch.object(invariants, "check", lambda before, after, changes: None),
    )


def memory_outlives_rollback() -> Any:
    """A transaction that failed leaves its sums behind."""
    return both(
        patch.object(Tallies, "forget", lambda self: None),
    )


def cache_outlives_rollback() -> Any:
    """A transaction that failed leaves its rows behind."""
    return patch.object(Workspace, "_forget", lambda self: None)
