"""Runs every action again with the server's knowledge, decides, numbers the outcome, and answers with
receipts.

One push is one write transaction; each changeset in it stands or falls alone. A receipt is stored in the
transaction of its effects, so a push that is repeated is answered, not done again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from shared.actions import book
from shared.errors import EpochChanged, Fork, OutOfOrder, SignInNeeded, StoreFull
from shared.facts import Overlay
from shared.refusals import Refusal
from shared.register import Row
from shared.rights import SYSTEM
from shared.storage import Store
from shared.sync.clock import ZERO, Moment, Stamp, effective
from shared.sync.past import Was
from shared.sync.protocol import MAX_ACTIONS, ActionCall, Changeset, Receipt
from shared.tables import REGISTER, SCHEMA
from sync_server import entries, invariants, told
from sync_server.actors import Actors
from sync_server.audiences import Audiences
from sync_server.facts import ServerFacts
from sync_server.letters.letterbox import Letterbox
from sync_server.log import Entry, Log, Place, Written
from sync_server.outside import NOBODY, Ledger, NoLedger
from sync_server.parking import Parking, Verdict
from sync_server.past import Past, changeset_of, moments
from sync_server.privacy.erased import ErasedPeople
from sync_server.retrying import NotingFacts
from sync_server.tallies import Tallies
from sync_server.workspace import Workspace

CLUB = "club"
SERVER = "server"
SETTLE = "medium.settle"


class Refused(Refusal):
    """The server refused a wish of its own: `code` and `about` are those of the receipt."""

    def __init__(self, code: str, about: Mapping[str, Any]) -> None:
        super().__init__(**about)
        self.code = code


@dataclass(frozen=True)
class Wish:
    """One changeset that the server makes by itself: its id, when it was wished (UTC ms), and what."""

    changeset: str
    now: int
    actions: tuple[ActionCall, ...]


class Referee:
    """The one writer of a club."""

    def __init__(self, store: Store, ledger: Ledger | None = None) -> None:
        self.store = work = Workspace(store)
        self._ledger = ledger or NoLedger()
        self._promises = entries.Promises(self._ledger)
        self.facts = ServerFacts(work)
        self.audiences = Audiences(work)
        self.erased = ErasedPeople(work, self.audiences)
        self.past = Past(work, self.erased)
        self.tallies = Tallies(work)
        self.log = Log(work, self.facts, self.audiences, self.tallies)
        self._parking = Parking(work)
        self._letterbox = Letterbox(work)
        self._actors = Actors(self.facts)
        self._remembered = (self.audiences, self.tallies, self._actors, self.erased, self.past)
        self.settled_again = False

    def found(self, epoch: str) -> None:
        """Make the club's counter when there is none yet; `epoch` names this life of the server."""
        with self.store.transaction():
            if self.store.get("club", CLUB) is None:
                start = {"id": CLUB, "seq": 0, "epoch": epoch, "high_ms": 0, "high_counter": 0}
                self.store.put("club", {**start, "day": None, "restored_on": None, "schema": SCHEMA})
            if not self.store.count("life"):
                epoch = str((self.store.get("club", CLUB) or {})["epoch"])
                self.store.put("life", {"id": epoch, "place": 1, "seq": 0})
            if self.store.get("device", SERVER) is None:
                self.enrol_device(SERVER, SYSTEM.user, None, SERVER)

    def enrol_device(self, id: str, user: str, public_key: str | None, name: str) -> None:
        """Let this device speak for this user; inside the caller's transaction."""
        fresh = {
            "last_n": 0,
            "last_ms": 0,
            "last_counter": 0,
            "epoch": None,
            "seen_at": None,
            "revoked_at": None,
            "locked_at": None,
            "quarantined_at": None,
            "set_aside": None,
            "wiped_at": None,
        }
        self.store.put("device", {"id": id, "user": user, "public_key": public_key, "name": name, **fresh})

    def trim_ledger(self, before: int, erased: frozenset[str] = NOBODY) -> int:
        """Let go of what no restore needs of the time before (UTC ms), and of words about what bears these ids; answers
        how many promises. Raises StoreFull.
        """
        with self.store.transaction():
            return self._ledger.trim(before, erased)

    def perform(self, changeset: str, now: int, *actions: ActionCall) -> Receipt:
        """One changeset of the server's own, through the same door as everybody's. Raises Refusal when
        refused.
        """
        with self.writing(SYSTEM.user, SERVER) as (club, known):
            wish = Wish(changeset, now, actions)
            self._parking.expect([wish])
            receipt = self.tell(club, known, SYSTEM.user, wish)
            self.tell_again(club, known, now)
        if receipt.code is not None:
            raise Refused(receipt.code, receipt.detail)
        return receipt

    def submit(self, user: str, device: str, changesets: Sequence[Changeset], received_ms: int) -> list[Receipt]:
        """Decide what a device sent, in order of n; one receipt each.

        Raises OutOfOrder, Fork or EpochChanged before anything of the batch is kept, SignInNeeded for a
        device that is not this user's.
        """
        with self.writing(user, device) as (club, known):
            self._expect(changesets)
            receipts = [self._one(club, known, user, changeset, received_ms) for changeset in changesets]
            known["seen_at"] = received_ms
            if self.tell_again(club, known, received_ms):
                receipts = [self._as_it_stands(receipt) for receipt in receipts]
            return self.erased.told(changesets, receipts)

    def _expect(self, changesets: Sequence[Changeset]) -> None:
        """Read at once what deciding these will ask for one by one."""
        self.store.expect("receipt", ((changeset.id,) for changeset in changesets))
        self._parking.expect(changesets)
        if len(changesets) == 1:
            return
        about: dict[str, set[str]] = {}
        for changeset in changesets:
            for call in changeset.actions:
                _note_ids(call, about)
        self.store.read_ahead(about)

    def perform_many(self, wishes: Sequence[Wish], user: str = SYSTEM.user, device: str = SERVER) -> list[Receipt]:
        """Wishes of the server's own or told for a user, each heard at its own time; all stand, or none.

        Raises Refused for the first that was refused; `about["wish"]` is its place in `wishes`.
        """
        with self.writing(user, device) as (club, known):
            receipts = []
            for place, wish in enumerate(wishes):
                receipt = self.tell(club, known, user, wish)
                if receipt.code is not None:
                    raise Refused(receipt.code, {**receipt.detail, "wish": place})
                receipts.append(receipt)
            self.tell_again(club, known, wishes[-1].now if wishes else 0)
        return receipts

    def tell(self, club: Row, device: Row, user: str, wish: Wish) -> Receipt:
        """Decide a wish made here. Its number is drawn in the transaction, where nobody else draws it."""
        assert len(wish.actions) <= MAX_ACTIONS, "more than the ledger can tell again"
        n = (device["last_n"] if device["epoch"] == club["epoch"] else 0) + 1
        when = (club["seq"], wish.now, wish.now, 0, SCHEMA)
        told = Changeset(wish.changeset, device["id"], n, club["epoch"], wish.actions, *when, app="server")
        self._promises.own(told.id)
        return self._one(club, device, user, told, wish.now)

    @contextmanager
    def writing(self, user: str, device: str) -> Iterator[tuple[Row, Row]]:
        """One write transaction with the club's counter and the device's; what was counted falls with it."""
        done = False
        try:
            with self.store.transaction():
                self._promises.find_out(self.store)
                club, known = self._club(), self._device(user, device)
                for memory in self._remembered:
                    memory.at(club["seq"])
                yield club, known
                self.store.put("club", club)
                self.store.put("device", known)
                for id, at in self._promises.revoked.items():
                    self.store.update("device", (id,), {"revoked_at": at})
                self.tallies.flush()
                self._promises.write()
            done = True
            self._promises.committed(club["epoch"], club["seq"])
            for memory in self._remembered:
                memory.moved(club["seq"])
        except StoreFull:
            self._promises.broken()
            raise
        finally:
            self._parking.forget()
            self._promises.forget()
            if not done:
                for memory in self._remembered:
                    memory.forget()

    def _club(self) -> Row:
        club = self.store.get("club", CLUB)
        if club is None:
            raise LookupError("the club was never founded")
        return club

    def _device(self, user: str, device: str) -> Row:
        row = self.store.get("device", device)
        if row is None or row["user"] != user or (row["revoked_at"], row["locked_at"]) != (None, None):
            raise SignInNeeded
        return row

    def _one(self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int) -> Receipt:
        if changeset.epoch != club["epoch"]:
            raise EpochChanged(club["epoch"])
        last = device["last_n"] if device["epoch"] == club["epoch"] else 0
        stored = self.store.get("receipt", changeset.id)
        if stored is not None and not self._is_of(stored, device):
            raise Fork
        if changeset.n <= last:
            if stored is None:
                raise Fork
            return entries.receipt(stored, changeset.n)
        if changeset.n != last + 1:
            raise OutOfOrder(last + 1)
        device |= {"last_n": changeset.n, "epoch": club["epoch"]}
        if stored is not None:
            return entries.receipt(stored, changeset.n)
        return self._decide(club, device, user, changeset, received_ms)

    def _is_of(self, receipt: Row, device: Row) -> bool:
        """Whether this device may hear the receipt: its own, or one of the device it was before it was renumbered."""
        if receipt["device"] == device["id"]:
            return True
        author = self.store.get("device", receipt["device"])
        return author is not None and author["user"] == device["user"]

    def _decide(self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int) -> Receipt:
        was = self.past.was(changeset, club["epoch"])
        entry = self._entry(club, device, user, changeset, received_ms, was)
        verdict: Verdict | None = None
        try:
            rows = self._run(self.past.still(changeset, was, club["epoch"]), user, entry, self.facts)
        except Refusal as refusal:
            verdict = self._verdict(club["epoch"], user, changeset, refusal, was)
            lines = told.not_done(entry, changeset, verdict)  # which a copy of its device may have brought before
            fresh = [line for line in lines if self.facts.get(line.table, line.id) is None]
            rows = self.log.merge(entry, [("fact", line) for line in fresh])
            self._parking.remember(user, changeset, None if verdict.reason is None else self._unmade(entry, changeset))
        if was is not None:
            self.past.settle(user, changeset, was, club["epoch"], verdict)
        return self._write(entry, changeset, rows, verdict, was)

    def _verdict(self, epoch: str, user: str, changeset: Changeset, refusal: Refusal, was: Was | None) -> Verdict:
        if was is not None:
            return self.past.verdict(was, refusal)
        saw = replace(changeset, seen=self.past.seen(changeset, epoch))
        return self._parking.verdict(self._actors.who(user), saw, refusal)

    def _write(
        self,
        entry: Entry,
        changeset: Changeset,
        rows: dict[Place, Written],
        verdict: Verdict | None,
        was: Was | None = None,
    ) -> Receipt:
        """Append one entry with its receipt."""
        lost = self.log.append(entry, rows)
        self._promises.shut_out(rows)
        self._actors.touched(table for table, _ in rows)
        self.past.lines.stir(rows, entry.verbs)
        self._letterbox.follow(entry, changeset, rows)
        if lost and (was is None or was.outcome == "merged"):  # what once stood uncontested was not told of then
            line = told.superseded(entry, changeset, lost)
            self.log.extend(entry, self.log.merge(entry, [("fact", line)]))
        outcome, code, detail = told.outcome(verdict, lost)
        if was is not None and verdict is None:
            outcome = was.outcome
        if was is None and verdict is None:
            self._promises.note(entry, changeset, outcome, rows)
        if verdict is None:
            self.erased.scrub(entry, changeset, rows)
        self.store.put("receipt", entries.stored(entry, changeset, outcome, code, detail))
        return Receipt(changeset.id, changeset.n, outcome, entry.seq, code, detail, entry.moments)

    # ---- told again

    def tell_again(self, club: Row, known: Row, received_ms: int) -> bool:
        """Try what waits, in the order in which it once stood, until nothing moves; True when something did.

        Inside `writing`, whose club and device these are.
        """
        moved = any_moved = self.past.waits(club["epoch"])
        while moved:
            moved = False
            for line in self.past.waiting():
                moved = self._tell_again(club, known, line, received_ms) or moved
        return any_moved

    def _tell_again(self, club: Row, known: Row, line: Row, received_ms: int) -> bool:
        """Try one; True when it was done. What the office has settled is left."""
        changeset, user, facts = changeset_of(line), str(line["user"]), NotingFacts(self.store)
        parked = facts.get("parked_change", told.parked_id(changeset.id))
        was = changeset.was
        if was is None or (parked is not None and parked["state"] != "waiting"):
            self.past.told(changeset.id)
            return False
        mine = known if known["id"] == line["device"] else self.store.get("device", line["device"])
        trial, device = dict(club), dict(mine or {"id": line["device"], "last_ms": 0, "last_counter": 0})
        entry = self._entry(trial, device, user, changeset, received_ms, was)
        try:
            rows = self._run(self.past.still(changeset, was, club["epoch"]), user, entry, facts)
        except Refusal as refusal:
            self.past.refused(line, refusal, facts.read)
            return False
        club |= trial
        if mine is known:
            known |= device
        elif mine is not None:
            self.store.put("device", device)
        if parked is not None:
            done = told.after_all(changeset.id, received_ms)
            rows |= self.log.merge(entry, [("fact", change) for change in done])
        self._write(entry, changeset, rows, None, was)
        self.past.told(changeset.id)
        self.settled_again |= any(call.name == SETTLE for call in changeset.actions)
        return True

    def _as_it_stands(self, receipt: Receipt) -> Receipt:
        stored = self.store.get("receipt", receipt.id)
        return receipt if stored is None else entries.receipt(stored, receipt.n)

    def _run(self, changeset: Changeset, user: str, entry: Entry, facts: ServerFacts) -> dict[Place, Written]:
        """The rows as the changeset leaves them, merged, and looked at again. Raises Refusal."""
        decided = book.decide(facts, changeset.actions, self._actors.who(user), **entries.when(entry, changeset))
        rows = self.log.merge(entry, self.past.unburied(decided))
        after = Overlay(facts, REGISTER)
        for place, written in rows.items():
            after.lay(*place, written.new)
        invariants.check(facts, after, rows.keys())
        return rows

    def _unmade(self, entry: Entry, changeset: Changeset) -> set[Place]:
        """What this changeset, which is parked, would have made: with ids that follow from others, and those inside."""
        who = self._actors.who(entry.user)
        return book.would_make(self.facts, changeset.actions, who, **entries.when(entry, changeset))

    def _entry(
        self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int, was: Was | None
    ) -> Entry:
        """Draw the next seq and the changeset's moment, or take the one it had; the counters move on."""
        own, high = Moment(device["last_ms"], device["last_counter"]), Moment(club["high_ms"], club["high_counter"])
        if was is None:
            lower = max(own, self._seen(self.past.seen(changeset, club["epoch"])))
            moment = effective(received_ms, changeset.wall + changeset.offset, lower)
            whole = high = max(Moment(received_ms), max(high, moment).after())
        else:
            moment, whole = moments(was, received_ms)
            high, received_ms = max(high, moment, whole), whole.ms
        own = max(own, moment)
        club |= {"seq": club["seq"] + 1, "high_ms": high.ms, "high_counter": high.counter}
        device |= {"last_ms": own.ms, "last_counter": own.counter}
        return Entry(
            club["seq"],
            changeset.id,
            user,
            device["id"],
            Stamp(moment, device["id"], changeset.n),
            Stamp(whole, device["id"], changeset.n),
            received_ms,
            high,
            tuple(action.name for action in changeset.actions),
            again=was is not None,
        )

    def _seen(self, seq: int) -> Moment:
        """The highest moment in what an author held who had received everything up to `seq`."""
        line = self.store.get("log", seq) if seq else None
        return ZERO if line is None else Moment(line["high_ms"], line["high_counter"])

    def granted(self, user: str) -> dict[str, int]:
        """The scopes a user is granted, each with the seq since which."""
        return {row["scope"]: row["seq"] for row in self.store.find("user_scope", user=user)}


def _note_ids(call: ActionCall, about: dict[str, set[str]]) -> None:
    """The ids that this action names, by whose they are: arguments bear the names of what they refer to."""
    for name, value in call.args.items():
        table = REGISTER.get(call.name.partition(".")[0] if name == "id" else name)
        if table is not None and isinstance(value, str):
            about.setdefault(table.owner, set()).add(value)
