"""What the person did and the server has not answered, in the order in which it was done."""

import json
from collections.abc import Iterator, Sequence

from shared.errors import Malformed
from shared.refusals import Erased, Invalid
from shared.register import Row, canonical
from shared.replica.answered import Answered
from shared.replica.prediction import read_actions
from shared.replica.undoing import UNDONE, Undoing
from shared.storage import Store
from shared.sync import strict
from shared.sync.past import read_was
from shared.sync.protocol import MAX_BATCH, Changeset, Receipt

KEPT_RECEIPTS = 200
BATCH_BYTES = 700 * 1024
LINE_BYTES = 400

IN_A_REQUEST = "[[[{}]]]"
"""How deep actions lie there: in a request, its push, a changeset."""


def check_carried(actions: str) -> None:
    """Refuse actions (JSON) that no request carries: every try would fail on them, and all that waits with them.
    Raises Invalid.
    """
    try:
        strict.decode(IN_A_REQUEST.format(actions).encode())
    except UnicodeEncodeError as problem:
        raise Invalid("actions", "not_text") from problem
    except Malformed as problem:
        raise Invalid("actions", "not_text" if problem.code == "nul" else "not_json") from problem


class Queue:
    """Works inside the caller's transaction. A line leaves only with its receipt.

    What a restored server may have lost is offered again before anything else.
    """

    def __init__(self, store: Store, app: str, answered: Answered) -> None:
        self._store = store
        self._app = app
        self._answered = answered
        self._undoing = Undoing(store)

    def __len__(self) -> int:
        return self._store.count("queue") + self._answered.offered()

    def unsent(self, state: Row) -> Iterator[Changeset]:
        """As many as fit one batch, as this device (its line is `state`) sends them."""
        size = 0
        lines = self._answered.offers(MAX_BATCH)
        lines += self._store.above("queue", ("n",), (0,), MAX_BATCH - len(lines))
        for line in lines:
            cost = len(line["actions"].encode()) + LINE_BYTES
            if size and size + cost > BATCH_BYTES:
                return
            size += cost
            yield Changeset(
                line["id"],
                state["device"],
                line["n"],
                state["epoch"],
                read_actions(line["actions"]),
                line["seen"],
                line["now"],
                line["wall"],
                line["offset"],
                line["schema"] or state["schema"],
                line["app"] or self._app,
                None if line["seen_in"] in (None, state["epoch"]) else line["seen_in"],
                read_was(json.loads(line["was"])) if line.get("was") else None,
            )

    def settle(self, receipts: Sequence[Receipt], at: int, epoch: str) -> None:
        """What was answered leaves; the answers stay, the latest of them."""
        if not receipts:
            return
        lines = {line["id"]: line for line in self._store.among("queue", "id", [part.id for part in receipts])}
        answered = [(receipt, lines[receipt.id]) for receipt in receipts if receipt.id in lines]
        self._store.put("receipt", *(_kept(receipt, line, at) for receipt, line in answered[-KEPT_RECEIPTS:]))
        self._store.discard_among("queue", "n", [line["n"] for _, line in answered])
        self._answered.heard(receipts)
        self._answered.keep(answered, epoch)
        untold = {receipt.id for receipt, _ in answered[:-KEPT_RECEIPTS]}
        moot = [told.id for told, _ in answered if told.id in untold or told.outcome in UNDONE]
        # Its row may never have come here, so that nothing leaves which could take its words along.
        self._undoing.drop(moot + [told.id for told in receipts if told.code == Erased.code])
        old = self._store.count("receipt") - KEPT_RECEIPTS
        if old > 0:
            oldest = [row["id"] for row in self._store.above("receipt", ("at", "id"), (0, ""), old)]
            self._store.discard_among("receipt", "id", oldest)
            self._undoing.drop(oldest)

    def renumber(self, first: int) -> int:
        """Count from `first` again, in the same order; answers the last number."""
        first = self._answered.renumber(first)
        lines = self._store.find("queue")
        self._store.discard("queue")
        self._store.put("queue", *({**line, "n": n} for n, line in enumerate(lines, first)))
        return first - 1 + len(lines)


def _kept(receipt: Receipt, line: Row, at: int) -> Row:
    """What the sync page tells of an answered changeset."""
    return {
        "id": receipt.id,
        "n": line["n"],
        "outcome": receipt.outcome,
        "code": receipt.code,
        "detail": canonical(dict(receipt.detail)),
        "verbs": " ".join(action.name for action in read_actions(line["actions"])),
        "about": line["about"],
        "at": at,
    }
