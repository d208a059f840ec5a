"""The door for wishes: run one action here, commit its changes and its changeset together, wake the courier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mobile.foresight import Foreseen, Touched
from shared.actions import book
from shared.errors import StoreFull, Unknown
from shared.refusals import NoRoom, Refusal
from shared.replica.replica import Replica
from shared.rights import actor
from shared.sync.change import Change, Insert, Patch
from shared.sync.protocol import ActionCall


@dataclass(frozen=True)
class Done:
    """What became of a wish: waiting for the server, pending its decision, or refused with the reason."""

    state: str
    refusal: Refusal | None
    changeset: str


class Writer:
    """`now` answers UTC milliseconds, `new_id` a UUIDv7, `wake` is told that something waits."""

    def __init__(
        self, replica: Replica, now: Callable[[], int], new_id: Callable[[], str], wake: Callable[[], None]
    ) -> None:
        self._replica = replica
        self._now = now
        self._wake = wake
        self.new_id = new_id

    def do(self, verb: str, **args: Any) -> Done:
        """One gesture, one action. It is on disk when this returns."""
        return self.do_all((verb, args))

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> Done:
        """Several actions of one gesture: they stand or fall together."""
        actions = [ActionCall(verb, 1, args) for verb, args in wishes]
        changeset = self.new_id()
        try:
            committed = self._replica.commit(actions, changeset, self._now())
        except StoreFull:
            return Done("refused", NoRoom(), changeset)
        if committed.refusal is None:
            self._wake()
        return Done(committed.state, committed.refusal, changeset)

    def would(self, *wishes: tuple[str, dict[str, Any]]) -> Foreseen:
        """What these wishes of one gesture would change on this device now; nothing happens."""
        state = self._replica.state()
        if state is None:
            return Foreseen()
        facts, now = self._replica.facts(), self._now()
        actions = [ActionCall(verb, 1, args) for verb, args in wishes]
        who, about = actor(facts, state["user"]), max(0, now + (state["offset"] or 0))
        try:
            decided = book.decide(facts, actions, who, now=now, stamp="", estimated=about, received=None)
        except Refusal as refusal:
            return Foreseen(refusal=refusal)
        except Unknown:
            return Foreseen()
        return Foreseen(tuple(_touched(change) for _, change in decided))

    def may(self, verb: str, **args: Any) -> bool:
        """Whether this person may, as far as this device can tell; what it cannot tell is not offered."""
        state = self._replica.state()
        if state is None:
            return False
        facts = self._replica.facts()
        try:
            return book.allowed(facts, actor(facts, state["user"]), verb, args)
        except (Refusal, Unknown):
            return False


def _touched(change: Change) -> Touched:
    if isinstance(change, Insert):
        return Touched("come", change.table, change.id, change.values)
    if isinstance(change, Patch):
        return Touched("change", change.table, change.id, change.values)
    return Touched("go", change.table, change.id, {})
