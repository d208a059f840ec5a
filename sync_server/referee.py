"""Runs every action again with the server's knowledge, decides, numbers the outcome, and answers with
receipts.

One push is one write transaction; each changeset in it stands or falls alone. A receipt is stored in the
transaction of its effects, so a push that is repeated is answered, not done again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from shared.actions import book
from shared.errors import EpochChanged, Fork, OutOfOrder, Refusal, SignInNeeded
from shared.facts import Overlay
from shared.register import MAX_INSTANT, Row, canonical
from shared.rights import ACTOR_TABLES, SYSTEM, Actor, actor
from shared.storage import Store
from shared.sync.clock import ZERO, Moment, Stamp, effective
from shared.sync.protocol import ActionCall, Changeset, Receipt
from shared.tables import REGISTER, SCHEMA
from sync_server import invariants, told
from sync_server.audiences import Audiences
from sync_server.facts import ServerFacts, image
from sync_server.log import Entry, Log, Place, Written
from sync_server.parking import Parking, Verdict
from sync_server.tallies import Tallies
from sync_server.workspace import Workspace

CLUB = "club"
SERVER = "server"


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

    def __init__(self, store: Store) -> None:
        self._store = work = Workspace(store)
        self.facts = ServerFacts(work)
        self.audiences = Audiences(work)
        self.tallies = Tallies(work)
        self._log = Log(work, self.facts, self.audiences, self.tallies)
        self._parking = Parking(work)
        self._actor_now: Actor | None = None

    def found(self, epoch: str) -> None:
        """Make the club's counter when there is none yet; `epoch` names this life of the server."""
        with self._store.transaction():
            if self._store.get("club", CLUB) is None:
                start = {"id": CLUB, "seq": 0, "epoch": epoch, "high_ms": 0, "high_counter": 0, "day": None}
                self._store.put("club", start)
            if self._store.get("device", SERVER) is None:
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
        }
        self._store.put("device", {"id": id, "user": user, "public_key": public_key, "name": name, **fresh})

    def perform(self, changeset: str, now: int, *actions: ActionCall) -> Receipt:
        """One changeset of the server's own, through the same door as everybody's. Raises Refusal when
        refused.
        """
        with self._writing(SYSTEM.user, SERVER) as (club, known):
            receipt = self._tell(club, known, SYSTEM.user, Wish(changeset, now, actions))
        if receipt.code is not None:
            raise Refused(receipt.code, receipt.detail)
        return receipt

    def submit(self, user: str, device: str, changesets: Sequence[Changeset], received_ms: int) -> list[Receipt]:
        """Decide what a device sent, in order of n; one receipt each.

        Raises OutOfOrder, Fork or EpochChanged before anything of the batch is kept, SignInNeeded for a
        device that is not this user's.
        """
        with self._writing(user, device) as (club, known):
            self._expect(changesets)
            receipts = [self._one(club, known, user, changeset, received_ms) for changeset in changesets]
            known["seen_at"] = received_ms
        return receipts

    def _expect(self, changesets: Sequence[Changeset]) -> None:
        """Read at once what deciding these will ask for one by one."""
        self._store.expect("receipt", ((changeset.id,) for changeset in changesets))
        self._parking.expect(changesets)
        if len(changesets) == 1:
            return
        about: dict[str, set[str]] = {}
        for changeset in changesets:
            for call in changeset.actions:
                _note_ids(call, about)
        self._store.read_ahead(about)

    def perform_many(self, wishes: Sequence[Wish], user: str = SYSTEM.user, device: str = SERVER) -> list[Receipt]:
        """Wishes of the server's own or told for a user, each heard at its own time; all stand, or none.

        Raises Refused for the first that was refused; `about["wish"]` is its place in `wishes`.
        """
        with self._writing(user, device) as (club, known):
            receipts = []
            for place, wish in enumerate(wishes):
                receipt = self._tell(club, known, user, wish)
                if receipt.code is not None:
                    raise Refused(receipt.code, {**receipt.detail, "wish": place})
                receipts.append(receipt)
        return receipts

    def _tell(self, club: Row, device: Row, user: str, wish: Wish) -> Receipt:
        """Decide a wish made here. Its number is drawn in the transaction, where nobody else draws it."""
        n = (device["last_n"] if device["epoch"] == club["epoch"] else 0) + 1
        when = (club["seq"], wish.now, wish.now, 0, SCHEMA)
        told = Changeset(wish.changeset, device["id"], n, club["epoch"], wish.actions, *when, app="server")
        return self._one(club, device, user, told, wish.now)

    @contextmanager
    def _writing(self, user: str, device: str) -> Iterator[tuple[Row, Row]]:
        """One write transaction with the club's counter and the device's; what was counted falls with it."""
        done = False
        try:
            with self._store.transaction():
                club, known = self._club(), self._device(user, device)
                self.audiences.at(club["seq"])
                self.tallies.at(club["seq"])
                yield club, known
                self._store.put("club", club)
                self._store.put("device", known)
                self.tallies.flush()
            done = True
            self.audiences.moved(club["seq"])
            self.tallies.moved(club["seq"])
        finally:
            self._actor_now = None
            self._parking.forget()
            if not done:
                self.audiences.forget()
                self.tallies.forget()

    def _club(self) -> Row:
        club = self._store.get("club", CLUB)
        if club is None:
            raise LookupError("the club was never founded")
        return club

    def _device(self, user: str, device: str) -> Row:
        row = self._store.get("device", device)
        if row is None or row["user"] != user or row["revoked_at"] is not None:
            raise SignInNeeded
        return row

    def _one(self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int) -> Receipt:
        if changeset.epoch != club["epoch"]:
            raise EpochChanged(club["epoch"])
        last = device["last_n"] if device["epoch"] == club["epoch"] else 0
        stored = self._store.get("receipt", changeset.id)
        if stored is not None and not self._is_of(stored, device):
            raise Fork
        if changeset.n <= last:
            if stored is None:
                raise Fork
            return _receipt(stored, changeset.n)
        if changeset.n != last + 1:
            raise OutOfOrder(last + 1)
        device |= {"last_n": changeset.n, "epoch": club["epoch"]}
        if stored is not None:
            return _receipt(stored, changeset.n)
        return self._decide(club, device, user, changeset, received_ms)

    def _is_of(self, receipt: Row, device: Row) -> bool:
        """Whether this device may hear the receipt: its own, or one of the device it was before it was renumbered."""
        if receipt["device"] == device["id"]:
            return True
        author = self._store.get("device", receipt["device"])
        return author is not None and author["user"] == device["user"]

    def _decide(self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int) -> Receipt:
        entry = self._entry(club, device, user, changeset, received_ms)
        verdict: Verdict | None = None
        try:
            rows = self._run(changeset, user, entry)
        except Refusal as refusal:
            verdict = self._parking.verdict(self._who(user), changeset, refusal)
            rows = self._log.merge(entry, [("fact", line) for line in told.not_done(entry, changeset, verdict)])
            self._parking.remember(user, changeset, parked=verdict.reason is not None)
        lost = self._log.append(entry, rows)
        if any(table in ACTOR_TABLES for table, _ in rows):
            self._actor_now = None
        if lost:
            line = told.superseded(entry, changeset, lost)
            self._log.extend(entry, self._log.merge(entry, [("fact", line)]))
        outcome, code, detail = told.outcome(verdict, lost)
        self._store.put("receipt", _stored(entry, changeset, outcome, code, detail))
        return Receipt(changeset.id, changeset.n, outcome, entry.seq, code, detail)

    def _run(self, changeset: Changeset, user: str, entry: Entry) -> dict[Place, Written]:
        """The rows as the changeset leaves them, merged, and looked at again. Raises Refusal."""
        decided = book.decide(
            self.facts,
            changeset.actions,
            self._who(user),
            now=min(max(0, changeset.now), MAX_INSTANT),
            stamp=entry.stamp.text(),
            estimated=max(0, min(entry.received_ms, changeset.wall + changeset.offset)),
            received=entry.received_ms,
        )
        rows = self._log.merge(entry, decided)
        after = Overlay(self.facts, REGISTER)
        for place, written in rows.items():
            after.lay(*place, written.new)
        invariants.check(self.facts, after, rows.keys())
        return rows

    def _who(self, user: str) -> Actor:
        """Who this is, worked out once a transaction as long as nothing moves that it is made of."""
        if user == SYSTEM.user:
            return SYSTEM
        if self._actor_now is None or self._actor_now.user != user:
            self._actor_now = actor(self.facts, user)
        return self._actor_now

    def _entry(self, club: Row, device: Row, user: str, changeset: Changeset, received_ms: int) -> Entry:
        """Draw the next seq and the changeset's moment; both counters move on."""
        own = Moment(device["last_ms"], device["last_counter"])
        moment = effective(received_ms, changeset.wall + changeset.offset, max(own, self._seen(changeset.seen)))
        high = max(Moment(club["high_ms"], club["high_counter"]), moment)
        whole = max(Moment(received_ms), high.after())
        club |= {"seq": club["seq"] + 1, "high_ms": whole.ms, "high_counter": whole.counter}
        device |= {"last_ms": moment.ms, "last_counter": moment.counter}
        return Entry(
            club["seq"],
            changeset.id,
            user,
            device["id"],
            Stamp(moment, device["id"], changeset.n),
            Stamp(whole, device["id"], changeset.n),
            received_ms,
            whole,
            tuple(action.name for action in changeset.actions),
        )

    def _seen(self, seq: int) -> Moment:
        """The highest moment that the author of a form opened at `seq` can have seen."""
        line = self._store.get("log", seq) if seq else None
        return ZERO if line is None else Moment(line["high_ms"], line["high_counter"])

    def turn_day(self, received_ms: int) -> int:
        """Work out every scope and grant again; answers how many had to move (0 when the log did its work)."""
        with self._writing(SYSTEM.user, SERVER) as (club, _):
            seq = club["seq"] + 1
            moved = self._log.recheck_all(seq)
            moved += sum(self._log.regrant(seq, user["id"]) for user in self._store.find("user_profile"))
            if moved:
                club["seq"] = seq
                self._store.put("log", _turned(seq, club, received_ms))
        return moved

    def granted(self, user: str) -> dict[str, int]:
        """The scopes a user is granted, each with the seq since which."""
        return {row["scope"]: row["seq"] for row in self._store.find("user_scope", user=user)}


def _note_ids(call: ActionCall, about: dict[str, set[str]]) -> None:
    """The ids that this action names, by whose they are: arguments bear the names of what they refer to."""
    for name, value in call.args.items():
        table = REGISTER.get(call.name.partition(".")[0] if name == "id" else name)
        if table is not None and isinstance(value, str):
            about.setdefault(table.owner, set()).add(value)


def _turned(seq: int, club: Row, received_ms: int) -> Row:
    return {
        "seq": seq,
        "changeset": None,
        "user": None,
        "device": None,
        "received_ms": received_ms,
        "high_ms": club["high_ms"],
        "high_counter": club["high_counter"],
        "verbs": "day.turn",
    }


def _stored(entry: Entry, changeset: Changeset, outcome: str, code: str | None, detail: dict[str, object]) -> Row:
    return {
        "id": changeset.id,
        "device": entry.device,
        "n": changeset.n,
        "epoch": changeset.epoch,
        "outcome": outcome,
        "seq": entry.seq,
        "code": code,
        "detail": canonical(detail) if detail else "{}",
    }


def _receipt(row: Row, n: int) -> Receipt:
    return Receipt(row["id"], n, row["outcome"], row["seq"], row["code"], image(row["detail"]) or {})
