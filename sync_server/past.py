"""What the club knows of its earlier lives, and of changesets that were decided in one of them and must be told again.

A restored server has lost what came after its backup. Devices offer it again, and the ledger tells what was the
server's own; in which order, nobody can say. So each is told with the moments that it had, what was deleted later is
passed over, and what cannot be done yet waits until something else has come in.
"""

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from shared.actions.erasing import ERASE, erases
from shared.actions.retention import EXPIRE, expires
from shared.actions.verb import Klass
from shared.refusals import Erased, Gone, NumberUnknown, Refusal
from shared.register import Row, canonical
from shared.storage import Store
from shared.sync.change import Change, Insert
from shared.sync.clock import Moment, moment_of
from shared.sync.past import Was
from shared.sync.protocol import ActionCall, Changeset, read_changeset
from shared.tables import REGISTER
from sync_server.limits import MOST_WAITING
from sync_server.outside import Promised, Told
from sync_server.parking import Verdict
from sync_server.privacy.erased import ErasedPeople
from sync_server.remembered import Remembered
from sync_server.retrying import Lines, Read

LIVES_APART = 40  # bits of a seq: an entry of a later life stands after all of an earlier one
DONE = ("applied", "merged")
RESTORED = "restored"
HANGS = {"dependency": "dependency", "unknown_action": "newer_app", "invalid": "newer_app"}
ISSUE = "invoice.issue"
RESTORE = "row.restore"
ANSWERS = "attendance"
"""Verbs about an activity, whose row has no id among their arguments."""
Decided = tuple[Klass, Change]


class AsBefore(Refusal):
    """It was not done in an earlier life, for this reason, and is not done now."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class Past(Remembered):
    """Works inside the write transaction of the caller."""

    def __init__(self, store: Store, erased: ErasedPeople) -> None:
        self._store = store
        self._erased = erased
        self._lives: tuple[str, Mapping[str, Row]] = ("", {})
        self._waits: dict[str, bool] = {}
        self._told_at: int | None = None
        self.lines = Lines()

    def at(self, seq: int) -> None:
        """See Remembered."""
        if seq != self._seq:
            self.lines.clear()
        super().at(seq)

    def moved(self, seq: int) -> None:
        """See Remembered."""
        super().moved(seq)
        self.lines.kept()

    def forget(self) -> None:
        """A transaction was rolled back."""
        self._lives = ("", {})
        self._waits.clear()
        self.lines.undone()

    def lives(self, epoch: str) -> Mapping[str, Row]:
        """The lives of this server up to `epoch`, by name."""
        if self._lives[0] != epoch:
            self._lives = (epoch, {row["id"]: row for row in self._store.find("life")})
        return self._lives[1]

    # ---- what was

    def was(self, changeset: Changeset, epoch: str) -> Was | None:
        """What a changeset was in an earlier life; None for one that is new. No device says so of this life."""
        if changeset.was is not None and changeset.was.epoch != epoch and changeset.was.epoch in self.lives(epoch):
            return changeset.was
        line = self._store.get("untold", changeset.id) if self.waits(epoch) else None
        return None if line is None else changeset_of(line).was

    def place(self, was: Was, epoch: str) -> int:
        """Where it stood among all that was ever decided here."""
        return int(self.lives(epoch)[was.epoch]["place"]) << LIVES_APART | was.seq

    def seen(self, changeset: Changeset, epoch: str) -> int:
        """Up to which seq of this life the author had seen what there is: never more than what all lives share."""
        if changeset.seen_in in (None, epoch):
            return changeset.seen
        lives = self.lives(epoch)
        saw = lives.get(changeset.seen_in or "")
        later = [row["seq"] for row in lives.values() if saw is not None and row["place"] > saw["place"]]
        return min(changeset.seen, *later) if later else 0

    def still(self, changeset: Changeset, was: Was | None, epoch: str) -> Changeset:
        """What is left to be done of it: not what was said of rows that are gone since, or of who was erased.

        Raises Erased when nothing is left, AsBefore when it was not done then, NumberUnknown for an invoice whose
        number nobody remembers: it may stand on paper.
        """
        changeset = self._erased.spared(changeset)
        self._told_at = None
        if was is None:
            return changeset
        if was.outcome not in DONE:
            raise AsBefore(was.code or "invalid")
        place = self.place(was, epoch)
        if all(call.name != RESTORE for call in changeset.actions):  # which brings back what was deleted before it
            self._told_at = place
        for call in changeset.actions:
            if call.name == ISSUE and self._store.get("kept_number", str(call.args.get("id"))) is None:
                raise NumberUnknown(table="invoice", id=str(call.args.get("id"))[:64])
        told = (call for call in changeset.actions if not self._gone(call, place) and not self._renewed(call, was))
        return replace(changeset, actions=tuple(told))

    def unburied(self, decided: list[Decided]) -> list[Decided]:
        """What was decided of the changeset that `still` was asked of last, without the evenings of its series that
        were deleted after it had been said: no call names them.
        """
        at = self._told_at
        if at is None:
            return decided
        return [one for one in decided if not (_is_evening(one[1]) and self._buried("activity", one[1].id, at))]

    def _gone(self, call: ActionCall, place: int) -> bool:
        """Whether this is about a row that is not here because it was deleted after it had been said."""
        table, id = call.name.partition(".")[0], call.args.get("id")
        if table == ANSWERS:
            table, id = "activity", call.args.get("activity")
        if call.name == ERASE or table not in REGISTER or not isinstance(id, str):
            return False
        return self._buried(table, id, place)

    def _buried(self, table: str, id: str, place: int) -> bool:
        if self._store.get(table, id) is not None:
            return False
        grave = self._store.get("grave", table, id)
        if grave is not None:
            return bool(grave["place"] >= place)
        version = self._store.get("row_version", table, id)
        return version is not None and bool(version["deleted"])

    def _renewed(self, call: ActionCall, was: Was) -> bool:
        """Whether this let go of a row of which something was said since: a sheet of somebody who came back."""
        place = expires(call)
        version = None if place is None else self._store.get("row_version", *place)
        if version is None or version["deleted"]:
            return False
        fields = json.loads(version["stamps"] or "{}")
        newest = max([version["stamp"], *fields.values()])
        return newest != "" and moment_of(newest) > Moment(*was.moments[2:])

    def verdict(self, was: Was, refusal: Refusal) -> Verdict:
        """What was refused stays so, what was set aside too; what was done and cannot be done now waits."""
        if was.outcome == "refused" or isinstance(refusal, Erased):
            return Verdict(refusal, None)
        if was.outcome == "parked":
            return Verdict(refusal, HANGS.get(refusal.code, "right_ended"))
        return Verdict(refusal, RESTORED)

    # ---- what waits

    def waits(self, epoch: str) -> bool:
        """Whether anything waits to be told again."""
        if epoch not in self._waits:
            self._waits = {epoch: bool(self._store.above("untold", ("place", "id"), (0, ""), 1))}
        return self._waits[epoch]

    def hold(self, user: str, changeset: Changeset, was: Was, epoch: str, refusal: Refusal | None = None) -> None:
        """Keep it until it can be told."""
        needs = refusal.about if isinstance(refusal, Gone) else {}
        line = {
            "id": changeset.id,
            "place": self.place(was, epoch),
            "user": user,
            "device": changeset.device,
            "body": canonical(replace(changeset, was=was).to_wire()),
            "tbl": needs.get("table") if "id" in needs and needs.get("table") in REGISTER else None,
            "needs": needs.get("id"),
            "code": None if refusal is None else refusal.code,
        }
        self._store.put("untold", line)
        self.lines.add(line)
        self._waits = {epoch: True}

    def settle(self, user: str, changeset: Changeset, was: Was, epoch: str, verdict: Verdict | None) -> None:
        """It was told again: done, or not to be done, or held until it can be; too much of one user is the office's."""
        if verdict is not None and verdict.reason == RESTORED and self._has_room(user, changeset.id):
            self.hold(user, changeset, was, epoch, verdict.refusal)
        elif self.waits(epoch):
            self.told(changeset.id)

    def _has_room(self, user: str, id: str) -> bool:
        self._learn()
        return self.lines.of(user) < MOST_WAITING or self._store.get("untold", id) is not None

    def _learn(self) -> None:
        if not self.lines.known:
            self.lines.learn(self._store.find("untold"))

    def refused(self, line: Row, refusal: Refusal, read: Set[Read]) -> None:
        """It was tried, and waits on until something of what it read is written: why is remembered for who asks. What
        nobody may say any more waits no more, nor what is past its time: the night after finds that by itself.
        """
        if isinstance(refusal, Erased) or all(call.name == EXPIRE for call in changeset_of(line).actions):
            self.told(line["id"])
            return
        self.lines.rest(line["id"], {*read, *_about(line)})
        if line["code"] != refusal.code:
            self._store.update("untold", (line["id"],), {"code": refusal.code})

    def told(self, id: str) -> None:
        """It waits no more."""
        self._store.delete("untold", id)
        self.lines.drop(id)
        self._waits.clear()

    def waiting(self) -> Iterator[Row]:
        """What waits and is worth a try, as it stood once; without what certainly cannot be done yet."""
        self._learn()
        for id in self.lines.worth_a_try():
            line = self._store.get("untold", id)
            if line is None:
                self.lines.drop(id)
                continue
            place = (line["tbl"], line["needs"])
            if line["tbl"] is None or self._store.get(*place) or self._store.get("row_version", *place):
                yield line
            elif any(self._gone(call, line["place"]) for call in changeset_of(line).actions):
                yield line  # what it needs will not come, and some of it needs not be done any more
            else:
                self.lines.rest(id, _about(line))

    # ---- a new life

    def begin(self, told: Told, epoch: str, seq: int) -> int:
        """Take over from the ledger what this database has lost; answers how many changesets will be told again."""
        for table in ("life", "grave", "kept_number"):
            self._store.discard(table)
        self.lines.clear()
        lives = {**told.lives, epoch: seq}
        rows = [{"id": name, "place": place, "seq": began} for place, (name, began) in enumerate(lives.items(), 1)]
        self._store.put("life", *rows)
        self.forget()
        promised = told.standing
        self._bury(promised, epoch)
        self._remember_erased(promised)
        self._keep_numbers(promised)
        for device, at in told.revoked.items():
            if self._store.get("device", device) is not None:
                self._store.update("device", (device,), {"revoked_at": at})
        missing = [one for one in promised if one.whole and self._store.get("receipt", one.id) is None]
        for one in missing:
            changeset = read_changeset(one.whole)
            self.hold(one.user, changeset, Was(one.epoch, one.seq, one.outcome, None, one.moments), epoch)
        return len(missing)

    def _remember_erased(self, promised: list[Promised]) -> None:
        """Who was erased since the backup, and what was theirs: nobody brings it back before it is erased again."""
        for one in promised:
            calls = () if one.whole is None else read_changeset(one.whole).actions
            for contact in filter(None, map(erases, calls)):
                self._erased.note(contact, {contact, *(id for _, id in one.gone)})

    def _bury(self, promised: list[Promised], epoch: str) -> None:
        graves: dict[tuple[str, str], int] = {}
        lives = self.lives(epoch)
        for one in promised:
            place = int(lives[one.epoch]["place"]) << LIVES_APART | one.seq
            graves.update(dict.fromkeys(one.gone, place))
            for back in one.back:
                graves.pop(back, None)
        self._store.put("grave", *({"tbl": tbl, "id": id, "place": at} for (tbl, id), at in graves.items()))

    def _keep_numbers(self, promised: list[Promised]) -> None:
        """Each number for its invoice; of two records for one number or one invoice, the later tells the truth."""
        numbers: dict[str, tuple[str, int]] = {}
        holders: dict[tuple[str, int], str] = {}
        for one in promised:
            for series, number, invoice in one.numbers:
                numbers.pop(holders.pop((series, number), ""), None)
                holders.pop(numbers.pop(invoice, ("", 0)), None)
                numbers[invoice], holders[series, number] = (series, number), invoice
        lines = ({"id": id, "series": series, "number": number} for id, (series, number) in numbers.items())
        self._store.put("kept_number", *lines)


def moments(was: Was, received_ms: int) -> tuple[Moment, Moment]:
    """When it counts, and when what does not merge of it does: as it did, and never later than now."""
    ms, counter, whole_ms, whole_counter = was.moments
    now = Moment(received_ms)
    return min(Moment(ms, counter), now), min(Moment(whole_ms, whole_counter), now)


def changeset_of(line: Row) -> Changeset:
    """The changeset in a line of `untold`."""
    return read_changeset(json.loads(line["body"]))


def _about(line: Row) -> Iterator[Read]:
    """What is looked at before it is tried: what it needs, and what it speaks of."""
    yield line["tbl"], line["needs"]
    for call in changeset_of(line).actions:
        yield call.name.partition(".")[0], call.args.get("id")


def _is_evening(change: Change) -> bool:
    return isinstance(change, Insert) and change.table == "activity" and change.values.get("occurs_on") is not None
