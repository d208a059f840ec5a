"""One replica: takes what the person does, asks the server, and receives its checkpoints, each in one
transaction.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from shared.errors import StoreFull, Unreachable
from shared.refusals import Invalid, Refusal
from shared.register import Register, Row, canonical
from shared.replica import lease
from shared.replica.answered import Answered
from shared.replica.arrival import arrive
from shared.replica.doubt import BY_BINS, Doubt, still
from shared.replica.facts import DeviceFacts
from shared.replica.holdings import Holdings
from shared.replica.later import Later
from shared.replica.outcomes import Committed, Received
from shared.replica.prediction import Prediction
from shared.replica.queue import BATCH_BYTES, Queue, check_carried
from shared.replica.shelf import Shelf
from shared.replica.staging import Staging
from shared.replica.undoing import Undoing
from shared.storage import SqliteStorage
from shared.sync.clock import offset_heard
from shared.sync.protocol import MAX_ACTIONS, ActionCall, Page, Reply, Request
from shared.tables import REGISTER, SCHEMA

REREAD_ROWS = 100
NOTED_EVERY_MS = 3_600_000
# While a first load is incomplete: whether the rest may come as a package, or in pages only.
PACKAGE_OR_PAGES, PAGES_ONLY = 1, 2


class Replica:
    """The device's side of the protocol. Reads no clock: times are passed in (UTC milliseconds)."""

    def __init__(
        self,
        store: SqliteStorage,
        app: str,
        shelf: Shelf | None = None,
        *,
        schema: int = SCHEMA,
        register: Register = REGISTER,
    ) -> None:
        """`register` holds the club's tables as this app (of this `schema`) knows them. `shelf` is where a package may
        wait; without one the device fetches pages only.
        """
        self._store = store
        self._app, self._schema = app, schema
        self._register = register
        self.staging = Staging(store, shelf)
        self._answered = Answered(store)
        self._queue = Queue(store, app, self._answered)
        self._later = Later(store, register)
        self._holdings = Holdings(store, register, self._later)
        self._doubt = Doubt(store, register, self._later)
        self._prediction = Prediction(store, register)
        self._undoing = Undoing(store)
        self._known: Row | None = None
        self._update()

    def _update(self) -> None:
        """Another version of the app opens this file: what is here takes its shape, and what was kept for it its
        place. Changesets stay as they were written.

        An app that was set back finds rows with cells it cannot read: these are fetched again, to be kept. What the
        newer one held of them was emptied, so the file is written anew.
        """
        state = self.state()
        if state is None or state["schema"] == self._schema:
            return
        with self._writing(lasting=True):
            self.staging.discard()  # a package is of the schema that it was asked for
            self._prediction.reshape()
            self._prediction.undo()
            self._later.adopt()
            doubt, unswept = state["doubt"], state["unswept"]
            if self._schema < (state["schema"] or 0):
                self._doubt.reread(("", ""), self._store.count("held") + 1)
                doubt, unswept = doubt or BY_BINS, 1
            self._note({**state, "schema": self._schema, "doubt": doubt, "unswept": unswept})
            self._prediction.redo(self._self())
        self.staging.clear_shelf()

    # ---- who this is

    def enrol(self, user: str, device: str, epoch: str, club_key: str | None = None) -> None:
        """Bind this store to one user, device and key of the club; an earlier queue and its data stay."""
        with self._writing(lasting=True):
            state = self.state()
            blank = {"cursor": 0, "grants_seq": 0, "last_n": 0, "offset": 0, "doubt": 0, "schema": self._schema}
            blank["partial"] = PACKAGE_OR_PAGES
            who = {"user": user, "device": device, "club_key": club_key}
            fresh = dict.fromkeys(self._store.register["device"].names) | blank | {"id": "self", "epoch": epoch} | who
            self._note(fresh if state is None else {**state, **who})
            if state is None or state["device"] != device:
                self._renumber()

    def state(self) -> Row | None:
        """The device row, or None before the first sign-in."""
        if self._known is None:
            self._known = self._store.get("device", "self")
        return None if self._known is None else dict(self._known)

    def _note(self, state: Row) -> None:
        self._store.put("device", state)
        self._known = state

    def _self(self) -> Row:
        state = self.state()
        if state is None:
            raise LookupError("this replica was never enrolled")
        return state

    def facts(self) -> DeviceFacts:
        """What actions and screens may ask here."""
        return self._prediction.facts(self.state())

    # ---- what the person does

    def commit(self, actions: Sequence[ActionCall], changeset: str, now: int) -> Committed:
        """Run actions on what is here, show the result, and queue the changeset: one transaction.

        A refusal on this device's own knowledge is answered at once and queues nothing.
        """
        asked = canonical([action.to_wire() for action in actions])
        if not 1 <= len(actions) <= MAX_ACTIONS or len(asked.encode(errors="surrogatepass")) > BATCH_BYTES:
            return Committed("refused", changeset, Invalid("actions", "too_long"))
        with self._writing(lasting=True):
            state = self._self()
            line = {
                "n": state["last_n"] + 1,
                "id": changeset,
                "actions": asked,
                "seen": state["cursor"],
                "now": now,
                "wall": now,
                "offset": state["offset"],
                "code": None,
                "schema": self._schema,
                "app": self._app,
                "seen_in": state["epoch"],
            }
            try:
                outcome, changes = self._prediction.run(self.facts(), state["user"], state["device"], line)
                check_carried(asked)
            except Refusal as refusal:
                return Committed("refused", changeset, refusal)
            self._undoing.note(changeset, actions, changes)
            about = self._prediction.show(changes)
            self._store.put("queue", {**line, "state": outcome, "about": about})
            self._note({**state, "last_n": line["n"]})
        return Committed(outcome, changeset)

    def waiting(self) -> int:
        """How many changesets the server has not answered, or must answer again."""
        return len(self._queue)

    # ---- asking

    def request(self, wall: int) -> Request:
        """The next exchange: everything unsent that fits one batch, and where this device stands."""
        state = self._self()
        more = self.staging.more()
        rollup, rows = self._holdings.rollup()
        by_bins = state["doubt"] == BY_BINS and rows > 0  # each page of it is about what is here
        cursor = state["cursor"] if by_bins or not state["doubt"] else 0
        partial = state["partial"] or 0
        return Request(
            state["device"],
            state["epoch"],
            self._schema,
            self._app,
            wall,
            # What was pushed with the first page is answered there; later pages need not carry it again.
            tuple(self._queue.unsent(state)) if more is None else (),
            cursor,
            state["grants_seq"],
            rollup,
            more,
            self._doubt.bins() if by_bins and more is None else None,
            (tuple(json.loads(state["granted"] or "[]")) if cursor else ()) if partial else None,
            partial == PAGES_ONLY or (partial > 0 and self.staging.shelf is None),
        )

    # ---- receiving

    def receive(self, reply: Reply, sent_at: int, received_at: int) -> Received:
        """Take one reply. Pages before the last are staged; the last applies all of them in one transaction.

        A changeset leaves the queue only here, with its receipt and the rows up to its effect.
        """
        if reply.page is not None and reply.page.more is not None:
            with self._store.transaction(lasting=False):
                self.staging.add(reply)
            return Received(False)
        staged = self.staging.count
        if staged and self.staging.wanted() is not None:  # what was fetched is not here any more
            self.restart()
            return Received(False)
        # A power cut may undo what the server said: then the same is asked for again.
        with self.staging.beside(), self._writing(lasting=False):
            state = self._self()
            news = bool(staged or reply.page is not None or reply.receipts)
            last, rollup, rows = None, None, int(state["rows"] or 0)
            if news:
                self._prediction.undo()
                pages = self._pages(self.staging.replies(staged, reply), received_at)
                last = arrive(pages, self._store, self._holdings, self._register)
                if state["doubt"] and last is not None and last.whole:
                    self._holdings.dropped |= self._doubt.drop_strays()
                    self._holdings.recount()
                self._holdings.flush()
                rollup, rows = self._holdings.rollup()
                part = int(state["partial"] or 0) * (last is None or last.part)
                self._answered.blank(self._holdings.gone, arrived=not part)
                self._answered.forget_old(reply.now)
                self._holdings.gone.clear()
            equal = last is None or last.rollup is None or last.rollup == rollup
            changed: Row = {
                "offset": offset_heard(state["offset"], reply.now, sent_at, received_at),
                "synced_at": received_at,
                "rows": rows,
                "unswept": int(bool(state["unswept"] or self._holdings.dropped or self._answered.silenced)),
            }
            doubt = still(state["doubt"], last, equal=equal)
            changed |= {"compared_at": received_at, "heard_at": reply.now, "latest_at": reply.now, "doubt": doubt}
            if not doubt:
                changed["lapsed"] = None
            if last is not None:
                changed |= {"cursor": last.cursor, "grants_seq": last.grants_seq, "partial": part}
                if last.grants is not None:
                    changed |= {"granted": canonical(list(last.grants))}
            state |= changed
            self._note(state)
            if news:
                self._prediction.redo(state)
                self.staging.discard()
        if self._holdings.dropped or staged or self._answered.silenced:  # a staged page may have held it, too
            self._holdings.dropped = self._answered.silenced = False
            self.staging.clear_shelf()
            self._store.scrub()
        return Received(True, equal, rows, bool(state["partial"]))

    @contextmanager
    def _writing(self, *, lasting: bool) -> Iterator[None]:
        """One transaction; what was remembered of it falls with it."""
        done = False
        try:
            with self._store.transaction(lasting=lasting):
                yield
            done = True
        finally:
            if not done:
                self._holdings.forget()
                self._prediction.forget()
                self._later.forget()
                self._answered.forget()
                self._known = None

    def _pages(self, replies: Iterable[Reply], at: int) -> Iterator[Page]:
        """The pages of these replies; what else they say is settled on the way."""
        for reply in replies:
            self._queue.settle(reply.receipts, at, self._self()["epoch"])
            if reply.page is not None:
                yield reply.page

    def without_package(self) -> None:
        """The package cannot be had: ask for the rest in pages."""
        with self._writing(lasting=True):
            self._note({**self._self(), "partial": PAGES_ONLY})
        self.restart()

    # ---- trouble

    def restart(self) -> None:
        """What this user may see changed between two pages: forget the staged ones."""
        with self._writing(lasting=True):
            self.staging.discard()
        self.staging.clear_shelf()
        self._store.scrub()

    def new_epoch(self, epoch: str) -> None:
        """The server was restored: count from 1 again, offer again what it may have lost, keep every unsent word,
        compare everything.
        """
        with self._writing(lasting=True):
            state = self._self()
            partial = PACKAGE_OR_PAGES if state["partial"] else 0  # packages of the old life are gone, not packages
            self._note({**state, "epoch": epoch, "doubt": BY_BINS, "partial": partial})
            self._answered.offer_all()
            self.staging.discard()
            self._renumber()
        self.staging.clear_shelf()
        self._store.scrub()

    def fork(self, device: str) -> None:
        """Another device answers to our id: take a new one; what was not sent is numbered again."""
        with self._writing(lasting=True):
            self._note({**self._self(), "device": device})
            self._renumber()

    def renumber(self, expected: int) -> None:
        """The server waits for another n: lines were lost here. What is left goes on from there, in its order."""
        with self._writing(lasting=True):
            self._renumber(expected)

    def _renumber(self, first: int = 1) -> None:
        state = {**self._self(), "last_n": self._queue.renumber(first)}
        self._note(state)
        self._prediction.undo()
        self._prediction.redo(state)

    def reread(self, count: int = REREAD_ROWS, at: int | None = None) -> int:
        """Read a slice of the stored rows again; answers how many differ from what was received. When it is the last of
        them, `at` (UTC ms) is kept: by then each row was read.

        A difference makes the next exchange compare bins, and fetch what differs; the queue is untouched.
        """
        with self._writing(lasting=False):
            state = self._self()
            after = tuple(json.loads(state["reread_at"])) if state["reread_at"] else ("", "")
            wrong, end = self._doubt.reread((after[0], after[1]), count)
            self._holdings.forget()
            if end == ("", "") and self._store.count("base"):  # under a pending change: not compared but made anew
                self._prediction.undo()
                self._prediction.redo(state)
            if wrong:  # pages on their way were asked for by what seemed to be here
                self.staging.discard()
            doubt = state["doubt"] or (BY_BINS if wrong else 0)
            whole = {"whole_at": at} if at is not None and end == ("", "") else {}
            self._note({**state, "reread_at": canonical(list(end)), "doubt": doubt, **whole})
        if wrong:
            self.staging.clear_shelf()
        return wrong

    def lapse(self, wall: int) -> bool:
        """Let go of rows whose lease has run out since the server was heard; True when some went.

        The next contact brings them back, as it does with rows that rotted. Asked at every start and now and then.
        """
        state = self.state()
        if state is None or state["heard_at"] is None:
            return False
        latest = max(wall + state["offset"], state["latest_at"])
        old = frozenset(self.lapsed())
        new = lease.lapsed(latest - state["heard_at"]) - old
        if new or latest - state["latest_at"] > NOTED_EVERY_MS:
            with self._writing(lasting=True):
                self._note({**state, "latest_at": latest})
                if new:
                    self._let_go(new, old)
        if new:
            self._holdings.dropped = False
            self.staging.clear_shelf()
            self._store.scrub()
        return bool(new)

    def _let_go(self, new: frozenset[str], old: frozenset[str]) -> None:
        self._prediction.undo()
        for table in sorted(new):
            self._holdings.evict((table, row["id"]) for row in self._store.find("held", tbl=table))
        self._holdings.evict(lease.repeated(self._store, new))
        self._holdings.flush()
        self._answered.let_go(new)
        self._answered.blank(self._holdings.gone)
        lease.make_anew(self._store)
        self._holdings.gone.clear()
        self.staging.discard()
        state = self._self()
        doubt = state["doubt"] or BY_BINS
        self._note({**state, "lapsed": canonical(sorted(new | old)), "doubt": doubt, "unswept": 1})
        self._prediction.redo(self._self())

    def sweep(self) -> bool:
        """Write the file anew when rows left since it was: copies of what SQLite moved may lie in it still. Asked at
        every start, since it takes as long as a copy of the whole; True when it was done.
        """
        state = self.state()
        if state is None or not state["unswept"]:
            return False
        with suppress(StoreFull, Unreachable):  # at another start, when there is room
            self._store.rewrite()
            with self._writing(lasting=True):
                self._note({**state, "unswept": 0})
            return True
        return False

    def lapsed(self) -> tuple[str, ...]:
        """The tables whose rows left because the server was not heard for so long."""
        state = self.state()
        return tuple(json.loads(state["lapsed"])) if state is not None and state["lapsed"] else ()
