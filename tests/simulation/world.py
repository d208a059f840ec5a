"""One seed: some phones, one server, bad weather, and a naive club that watches.

Everything random comes from one random.Random, everything timed from one virtual clock: the same seed is the same run.
"""

import hashlib
import heapq
import pickle
import random
import shutil
from collections import deque
from collections.abc import Collection, Set
from pathlib import Path

from shared.errors import Fork, Revoked
from shared.register import Row
from shared.replica.doubt import ALL
from shared.sync.protocol import ActionCall, Request
from tests.simulation import keeping, leaving, loads, luggage, oracles, replanning, sunshine, weather
from tests.simulation.device import Clock, Device, InTheAir
from tests.simulation.founding import DAY, EPOCH, PEOPLE, START, Founded
from tests.simulation.naive.club import Club, Place
from tests.simulation.naive.decide import decide, try_again
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import Broken, must
from tests.simulation.server import Server
from tests.simulation.tally import Tally
from tests.simulation.wishes import LONGEST, Call

SECOND = 1000
ROUND_TRIP = 500
ENVELOPE = 8_000
SMALL = 3_000
PAGES = (SMALL, 24_000, 256 * 1024)
STEPS = (9, 70, 500)
"""How pages are cut: bytes, and rows a question."""
FEWEST = 5
"""People who take part, and as many phones to begin with."""
OLDER = 0.3
LEAVING = (b'"deletes"', b'"evicts"', b'"grants"', b'"more"', b'"whole"')
"""In a page: rows may leave with it, and words about them too."""


class World:
    """Holds everything; `run` lets it happen."""

    def __init__(
        self,
        seed: int,
        founded: Founded,
        folder: Path,
        *,
        full: bool,
        events: int,
        steps: Collection[int] | None = None,
        restores: bool = False,
    ) -> None:
        """`steps`: only these of the run, where all are too many to understand what went wrong."""
        self.seed = seed
        self.steps = steps
        self.step = 0
        self.rng = random.Random(seed)
        self.full = full
        self.wanted = events
        self.folder = folder
        self._founded = founded
        self.now = self.latest = START
        self.club: Club = pickle.loads(founded.club)
        self.club.lives, self.club.memory = {EPOCH: 0}, []
        pages, step = self.rng.choice(PAGES), self.rng.choice(STEPS)
        if pages == SMALL and step != STEPS[0]:  # a pull of dozens of pages: one seed in nine is enough
            pages = PAGES[1]
        parted = loads.parted(seed)
        apart = loads.ALWAYS if parted else loads.NEVER
        self.server = Server(founded.keeper(seed, folder), founded.keys, folder, pages, step, apart)
        if parted:
            self.server.prepare(self.now)
        self.wisher = replanning.wisher_of(seed)(self.rng, self.club)
        kind = {"leaving": leaving.happens_in(seed), "years": keeping.happens_in(seed)}
        self.climate = weather.climate(self.rng, restores=restores, **kind)
        self.tally = Tally()
        self.late: list[tuple[int, int, bytes]] = []
        self.acknowledged: dict[str, str] = {}
        self.numbers: dict[str, tuple[str, int]] = {}
        self.ever_buried: dict[Place, str] = {}  # what was deleted in any life, and by which changeset
        self.ever_gone_with: dict[str, set[Place]] = {}  # all that a changeset deleted in any life
        self.decided: set[str] = set()
        self.trimmed: set[str] = set()
        self.scans: set[str] = set()
        self.settled: set[str] = set()
        self.gone = leaving.Gone()
        self.trace: deque[str] = deque(maxlen=60)
        self._hash = hashlib.sha256()
        self._made = 0
        self.epoch = EPOCH
        self.backup: tuple[str, bytes, set[str]] | None = None
        self.devices: list[Device] = []
        here = set(self.rng.sample(range(len(PEOPLE)), self.rng.randint(FEWEST, len(PEOPLE))))
        for user, _, _ in (person for place, person in enumerate(PEOPLE) if place in here):
            if self.rng.random() < (loads.FRESH if parted else loads.LOADED):
                self._phone(user, *founded.loaded[user])
            else:
                self.new_device(user)

    # ---- the story

    def run(self) -> None:
        """Let everything happen, then let the sun shine and look at the whole; sooner when nobody is left, for all were
        shut out or erased. Raises Broken.

        Each step draws from a seed of its own, so that one that is left out takes nothing from the others.
        """
        last = None if self.steps is None else max(self.steps, default=0)
        while self.devices and self.tally.total < self.wanted and self.step != last:
            self.step += 1
            if self.steps is None or self.step in self.steps:
                self.rng.seed(f"{self.seed} {self.step}")
                self.now += self._pause()
                self.deliver_late()
                weather.happens(self)
        sunshine.heal(self)

    def close(self) -> None:
        """Put everything away."""
        for device in self.devices:
            device.close()
        self.server.close()

    def _pause(self) -> int:
        scale = self.rng.random()
        if scale < 0.94:
            return self.rng.randint(50, 20 * SECOND)
        return self.rng.randint(0, DAY // 4) if scale < 0.99 else self.rng.randint(0, 4 * DAY)

    def note(self, *parts: object) -> None:
        """A line of the trace."""
        line = f"{self.now - START} " + " ".join(map(str, parts))
        self.trace.append(line)
        self._hash.update(line.encode() + b"\n")

    @property
    def digest(self) -> str:
        """The hash of the whole trace."""
        return self._hash.hexdigest()

    # ---- devices

    def new_id(self, noun: str) -> str:
        """An id of fixed length."""
        self._made += 1
        return f"{noun}-{self._made:06}"

    def new_device(self, user: str) -> Device:
        """A fresh phone in somebody's hand, without a row; now and then with last year's app."""
        id = self.new_id("device")
        device = self._phone(user, id, None if self.rng.random() < OLDER else self._founded.device)
        self.server.enrol(id, user)
        device.replica.enrol(user, id, self.epoch)
        return device

    def _phone(self, user: str, id: str, file: Path | None) -> Device:
        clock = Clock(
            self.rng.choice((0, self.rng.randint(-5000, 5000), self.rng.randint(-30 * DAY, 30 * DAY))),
            self.rng.choice((0, 0, self.rng.uniform(-1e-4, 1e-4))),
        )
        device = Device(self.folder, f"{user}-{id[-6:]}", user, clock)
        device.older = file is None
        if file is not None:
            shutil.copyfile(file, device.path)
        device.open()
        self.devices.append(device)
        return device

    def wall(self, device: Device) -> int:
        """What the phone's clock says now."""
        return device.clock.wall(self.now, START)

    def act(self, device: Device, *, blind: bool = False, calls: list[Call] | None = None) -> None:
        """The person does something, or just this; what the phone refuses by itself queues nothing."""
        if calls is None:
            calls = self.wisher.anything(device) if blind else self.wisher.wish(device)
        actions = [ActionCall(name, 1, args) for name, args in calls]
        id = self.new_id("changeset")
        luggage.packed(self, device, calls)
        commit = device.commit_blindly if blind else device.commit
        done = commit(actions, id, self.wall(device))
        self.tally.events["action"] += 1
        names = "+".join(name for name, _ in calls)
        self.note("act", device.name, names, done.state, done.refusal.code if done.refusal else "")
        if done.state == "refused":
            self.tally.outcomes["refused on the phone"] += 1
            must("a local refusal queues nothing", id not in device.queue(), id)
            return
        self.tally.verbs.update(name for name, _ in calls)
        device.said.add(id)
        if self.full:
            self.settle(device)

    def forgive(self, device: Device, before: Set[str]) -> None:
        """It heard an answer of another life: what it knows beyond `before` nobody remembers, or a twin had another
        answer in this life.
        """
        device.forgiven |= device.answered().keys() - (self.club.outcomes.keys() & before)

    def settle(self, device: Device) -> None:
        """Nothing the person did has vanished."""
        oracles.nothing_vanished(device, self.club, self.decided)
        oracles.nothing_left_on_the_shelf(device)
        if self.full and not device.blind:
            oracles.rebased(device)

    # ---- the server hears

    def hear(self, request: Request) -> None:
        """The server has answered, and nobody hears it."""
        self._decide(request)
        self._look_after()

    def _look_after(self) -> None:
        self.server.look_after(self.now)
        luggage.hear_settled(self)

    def _decide(self, request: Request) -> None:
        """Tell the naive club what the server decided, and compare: outcome by outcome, row by row."""
        self.latest = max(self.latest, self.now)
        store = self.server.store
        there = {row["id"] for row in store.among("receipt", "id", [part.id for part in request.push])}
        users = {row["id"]: row["user"] for row in store.among("device", "id", [part.device for part in request.push])}
        fresh = [part for part in request.push if part.id not in self.club.outcomes]
        missing = [part.id for part in fresh if part.id not in there]
        must("a push is one transaction", len(missing) in (0, len(fresh)), missing)
        if fresh and not missing:
            self.decided_too([(users[part.device], part.to_wire()) for part in fresh])
        leaving.hear_own(self)
        oracles.clocks_are_sane(self.server, self.latest)

    def decided_too(self, wires: list[tuple[str, Row]], *, again: bool = True) -> None:
        """What the server has decided in one transaction, the naive club decides too; then both are compared.

        `again`: what waits to be told again was tried, too.
        """
        before, told = self.club.seq, []
        for user, wire in wires:
            if wire["id"] not in self.club.outcomes:
                outcome, code = decide(self.club, user, wire, self.now)
                self.tally.outcomes[outcome] += 1
                if code:
                    self.tally.refusals[code] += 1
                told.append(wire)
        told += try_again(self.club, self.now) if again else []
        receipts = {row["id"]: row for row in self.server.store.among("receipt", "id", [wire["id"] for wire in told])}
        for wire in told:
            id, receipt = wire["id"], receipts.get(wire["id"], {})
            self.decided.add(id)
            (outcome, code), seq = self.club.outcomes[id], self.club.seqs[id]
            self.note("decided", id, outcome, code or "", seq)
            found = tuple(receipt.get(name) for name in ("outcome", "code", "seq"))
            if found != (outcome, code, seq):
                how = f"{wire} is {found} {receipt.get('detail')}, not {(outcome, code, seq)}"
                raise Broken("the referee decides as the naive club does", how)
            if outcome in ("applied", "merged"):
                scans = [call["args"]["id"] for call in wire["actions"] if call["name"].startswith("custody.")]
                self.scans.update(scans)
        must("both decided as much", self.server.head() == self.club.seq, (self.server.head(), self.club.seq))
        self.compare_moved(before + 1)

    def compare_moved(self, first: int) -> None:
        """The rows that history says were written since `first` are those of the naive club."""
        store, club = self.server.store, self.club
        for table, id in self.server.rows("SELECT DISTINCT tbl, id FROM history WHERE seq >= ?", first):
            row, naive = store.get(table, id), club.get(table, id)
            if table == "inbox_item" and row and naive and naive["detail"] is None:
                self.club.adopt(table, id, row["detail"])
                naive = club.get(table, id)
            if row != naive:
                one = {table: {id: row} if row else {}}
                oracles.same("merge is independent of order", "server", one, {table: {id: naive} if naive else {}})

    # ---- exchanges

    def send(self, device: Device) -> bytes:
        """The device asks."""
        self.tally.events["exchange"] += 1
        return device.ask(self.wall(device))

    def answered(self, device: Device, sent_at: int, answer: tuple[Request, int, bytes]) -> None:
        """The server has answered; the reply is in the air."""
        request, status, body = answer
        self._decide(request)
        if status == Revoked.status:
            leaving.set_aside(self, device, request)
        if status == 200:
            oracles.reply_keeps_secrets(self, device, body)
            room = 2 * self.server.page_bytes + 2 * LONGEST + 500 * len(request.push)
            must("pages are cut to size", len(body) <= room + ENVELOPE, len(body))
        look = self.full or self.rng.random() < 0.02
        visible = Eyes(self.club, device.user).visible() if look else None
        near = loads.first_part(self, device.user, request) if look else None
        device.air = InTheAir(sent_at, status, body, visible, near, self.epoch)
        self._look_after()

    def look_at_package(self, device: Device, data: bytes) -> None:
        """The first bytes of a package are on their way to the device; what stands in all of it is known."""
        oracles.package_keeps_secrets(self, device, data)

    def receive(self, device: Device) -> bool:
        """The device hears; True when its checkpoint is complete."""
        air = device.air
        assert air is not None
        device.air = None
        if air.status == Revoked.status:
            leaving.wiped(self, device)
            return True
        before, alone = device.answered().keys(), not device.store.count("staged")
        try:
            received = device.take(air, self.wall(device))
        except Fork:
            if leaving.kept_out(self, device):
                return True
            id = self.new_id("device")
            self.server.enrol(id, device.user)
            device.replica.fork(id)
            self.note("fork", device.name, id)
            return False
        self.note("hear", device.name, air.status, received)
        if air.epoch != self.epoch:
            self.forgive(device, before)
            self.look_what_is_kept(device)
            self.settle(device)
            return False
        self.look_what_is_kept(device)
        if alone and not any(word in air.body for word in LEAVING):
            oracles.answered_is_kept(self, device, device.answered().keys() - before)
        told = b'"receipts"' in air.body or b'"page"' in air.body
        if received is not None and received.done and told:  # all that waits was done again, with open eyes
            device.blind = False
        self.settle(device)
        if received is None or not received.done:
            return False
        self.acknowledge(device)
        must("digests agree", received.equal or device.rotten, lambda: f"{device.name} after a checkpoint")
        must("one bin heals", (device.replica.state() or {})["doubt"] != ALL, lambda: f"{device.name} needs everything")
        luggage.tidied(self, device)
        device.rotten = device.rotten and bool((device.replica.state() or {})["doubt"])
        visible = air.near if received.partial else air.visible
        if visible is not None and not device.rotten:
            oracles.checkpoint_is_whole(device, visible)
            if self.full:
                oracles.file_keeps_secrets(self, device, visible)
        return not received.partial

    def acknowledge(self, device: Device) -> None:
        """Note what this device has been told; what it was told first counts."""
        for id, (outcome, _) in device.answered().items():
            if id not in device.forgiven:
                self.acknowledged.setdefault(id, outcome)

    def look_what_is_kept(self, device: Device) -> None:
        """Note what this device would offer again; what it has let go of since cannot come back with it."""
        device.ever_kept |= device.answered().keys()

    def fetch(self, device: Device) -> None:
        """Exchange in fine weather until everything is sent and fetched."""
        while not self.exchange(device):
            self.now += ROUND_TRIP

    def exchange(self, device: Device) -> bool:
        """One round trip in fine weather; True when nothing is left to send or fetch."""
        if device.air is None and device.waits_for() is not None:
            loads.fetch(self, device)
            return False
        if device.air is None:
            sent_at = self.wall(device)
            body = self.send(device)
            self.answered(device, sent_at, self.server.answer(body, self.now))
        done = self.receive(device)
        return device.wiped or (done and not device.queue() and not device.offers() and not device.rotten)

    def deliver_late(self) -> None:
        """Requests that were held up or doubled arrive now; nobody waits for their replies."""
        while self.late and self.late[0][0] <= self.now:
            _, _, body = heapq.heappop(self.late)
            request, status, _ = self.server.answer(body, self.now)
            self.note("late", request.device, status)
            self.hear(request)

    def hold_up(self, body: bytes, *, longest: int) -> None:
        """Let a request arrive (again) some time later."""
        heapq.heappush(self.late, (self.now + self.rng.randint(1, longest), len(self.late), body))


__all__ = ["Broken", "World"]
