"""One seed: days in the life of the town, in weather, and in the end what the oracle says of it."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.actions.days import day_at
from shared.errors import StoreFull, TouchlineError
from shared.refusals import Refusal
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.jobs.notices import TRIES, waiting
from sync_server.referee import SERVER, Wish
from sync_server.turning import turn
from tests.house import DAY, HOUR, MINUTE, START
from tests.simulation.fragile import Killed
from tests.simulation.keepers import Files
from tests.simulation.post.deeds import DEEDS, Deed
from tests.simulation.post.office import SENDER, Office, Sky, driven, settings_in
from tests.simulation.post.oracle import NOTHING, Oracle, must
from tests.simulation.post.town import SHUT, Town

LABEL_KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"weather").digest()).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
STEPS = 70
LONGEST_STORM = 16 * HOUR
FINE_DAYS = 3
A_LAST_LOOK = 5 * MINUTE
AMPLE = 50 * MINUTE
"""Before something begins: what was changed by then is told in time, in fine weather."""


@dataclass
class Outcome:
    """What a seed came to."""

    letters: int
    pushes: int
    kills: int
    trace: str


class Play:
    """The story of one seed."""

    def __init__(self, seed: int, founded: Path, town: Town, folder: Path, key: bytes) -> None:
        self.rng = random.Random(seed)
        self.town = town.copy()
        self.oracle = Oracle(self.town)
        for id, one in self.town.activities.items():
            one.changed_at = START
            for name in self.town.people:
                self.oracle.raw.known[name, id] = self.oracle.folded.known[name, id] = one.state
            for device in self.town.devices:
                self.oracle.woken.known[device, id] = one.state
        self.oracle.look(START)
        settings = settings_in(folder, key)
        self.office = Office(Files(folder, founded), settings, self.oracle, self.rng, START + HOUR, self._meanwhile)
        self.fine_since = self.office.now
        self.bad_at = START
        self.count = 0
        self.pending: tuple[str, Deed] | None = None
        self.backups: list[tuple[str, Town]] = []
        habits = random.Random(seed * 7 + 1)
        self.profile = {name: habits.choice((0.0, 0.0, 0.04, 0.15)) for name in vars(Sky())}
        self.restores = habits.random() < 0.3
        self.began = self.restored_on = ""

    # ---- what happens

    def run(self) -> Outcome:
        """Play it. Raises Broken."""
        for _ in range(STEPS):
            self._step()
        self._fine()
        office = self.office
        office.trace.append(str(sorted(self.town.activities.items())))
        digest = sha256("\n".join(office.trace).encode()).hexdigest()
        return Outcome(self.oracle.letters, sum(self.oracle.pushed.values()), office.kills, digest)

    def _step(self) -> None:
        rng = self.rng
        self._weather()
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            self._deed()
        if self.restores and rng.random() < 0.06:
            self._restore()
        self._pass(rng.choice((5_000, MINUTE, 4 * MINUTE, 11 * MINUTE, HOUR, 5 * HOUR)))
        for _ in range(rng.choice((1, 1, 2))):
            self._rounds()

    def _pass(self, ms: int) -> None:
        """Time passes; what begins meanwhile was told in time, unless the weather was bad since it last changed."""
        office, until = self.office, self.office.now + ms
        for id, one in sorted(self.town.activities.items(), key=lambda entry: min(entry[1].starts)):
            first = min(one.starts)
            if office.now < first - A_LAST_LOOK < until:
                office.now = first - A_LAST_LOOK
                self._rounds()
                if self.bad_at < one.changed_at < first - AMPLE:
                    self.oracle.in_time(id)
        office.now = max(office.now, until)
        self.bad_at = office.now if vars(office.sky) != vars(Sky()) else self.bad_at

    def _weather(self) -> None:
        """Storms come and go; none is longer than a letter lives."""
        rng, office = self.rng, self.office
        stormy = office.now - self.fine_since < LONGEST_STORM and rng.random() < 0.7
        if not stormy:
            self.fine_since = office.now
        strength = {name: rng.choice((0.5, 1, 3)) if stormy else 0.0 for name in self.profile}
        self.bad_at = office.now if stormy else self.bad_at
        office.sky = Sky(**{name: rate * strength[name] for name, rate in self.profile.items()})

    def _rounds(self) -> None:
        """A round of each job, whatever happens to the server meanwhile."""
        office, rng = self.office, self.rng
        jobs: list[Callable[[], Any]] = [
            lambda: driven(office.post.round()),
            lambda: driven(office.notices.round()),
            lambda: turn(office.referee, day_at(office.referee.facts, office.now), office.now),
        ]
        rng.shuffle(jobs)
        for job in jobs:
            self._job(job)

    def _job(self, job: Callable[[], Any]) -> None:
        office, rng = self.office, self.rng
        dies = rng.random() < office.sky.kills
        full = not dies and rng.random() < office.sky.full
        keeper = office.keeper
        trouble = keeper.dying(office.store, rng) if dies else keeper.full(office.store) if full else nullcontext()
        office.fused = dies
        try:
            with trouble:
                job()
            office.all_noted()
        except Killed:
            self._died()
        except TouchlineError as problem:
            office.trace.append(f"{office.now} {problem.code}")
        office.fused = False
        self._day_begins()

    def _day_begins(self) -> None:
        """What was to be back yesterday is asked for; not on the day of a restore, for it may have been."""
        store, day = self.office.store, day_at(self.office.referee.facts, self.office.now)
        turns = (store.get("club", "club") or {})["day"] == day or store.get("turning", day) is not None
        if not turns or day == self.began:
            return
        self.began = day
        yesterday = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        for what, lent in sorted(self.town.lent.items()):
            if lent.due_on == yesterday and day != self.restored_on:
                lent.asked = True
                self.oracle.once(what)
        self.oracle.look(self.office.now)

    def _died(self) -> None:
        self.office.died()
        if self.pending is not None:
            changeset, deed = self.pending
            self.pending = None
            kept = self.office.store.get("receipt", changeset)
            if deed.puts is not None:
                kept = self.office.store.get(deed.puts[0], deed.puts[1]["id"])
                kept = kept if kept == deed.puts[1] else None
            if kept is not None:
                self._done(deed)

    # ---- deeds

    def _meanwhile(self) -> None:
        self._deed()

    def _deed(self) -> None:
        """Somebody does something; the server may die of it."""
        self.count += 1
        deed = self.rng.choice(DEEDS)(self.town, self.rng, f"{self.count:03}", self.office.now)
        if deed is None:
            return
        office, rng = self.office, self.rng
        inside, user, device = office.busy, SYSTEM.user, SERVER
        if self.restores:  # what was told by phones would come back with them, and there are none here
            deed = replace(deed, by=None)
        if deed.by is not None:
            user, device = f"user-{deed.by}", f"phone-{deed.by}"
        changeset = f"deed-{self.count:05}"
        calls = tuple(ActionCall(verb, 1, args) for verb, args in deed.calls)
        dies = not inside and rng.random() < office.sky.kills
        self.pending = changeset, deed
        try:
            with office.keeper.dying(office.store, rng) if dies else nullcontext():
                if deed.puts is not None:
                    with office.store.transaction():
                        office.store.put(*deed.puts)
                else:
                    office.referee.perform_many([Wish(changeset, office.now, calls)], user, device)
        except Killed:
            if inside:
                raise
            self._died()
            return
        except (StoreFull, Refusal) as problem:
            office.trace.append(f"{deed.calls} {getattr(problem, 'code', '')} {getattr(problem, 'about', '')}")
            self.pending = None
            return
        self.pending = None
        self._done(deed)

    def _done(self, deed: Deed) -> None:
        """The club knows of it: the town too."""
        self.office.trace.append(f"{self.office.now} {deed.by}: {deed.calls}")
        before = {id: one.state for id, one in self.town.activities.items()}
        deed.tell(self.town)
        for id in deed.about:
            self.oracle.changed(id, before.get(id, NOTHING), deed.by, self.office.now)
        self.oracle.look(self.office.now)
        for name in deed.moves:
            self.oracle.moved_house(name, self.office.now)
        for number in deed.issues:
            row = self.office.store.get("invoice", number)
            if row is not None:
                said = f"{row['series']}-{row['number']:05d}"
                self.town.bills[said] = str(row["account"])
                self.oracle.billed(said)
        for template in deed.shares:
            self.oracle.once(template)
        self.oracle.links_owed |= set(deed.invites)

    def _restore(self) -> None:
        """A backup is made, or one that was made is put back; what was done since is told again from the ledger."""
        office = self.office
        if not self.backups:
            self.backups.append((office.keeper.back_up(office.store), self.town))
            return
        backup, _ = self.backups.pop()
        office.trace.append(f"{office.now} restored")
        office.restore(backup)
        for device, (name, endpoint) in self.town.devices.items():
            row = office.store.get("push_address", device)  # as it was: the app says it again when it is opened
            if endpoint != SHUT:
                self.town.devices[device] = (name, "" if row is None else str(row["endpoint"]))
        for lent in self.town.lent.values():
            lent.asked = False
        self.restored_on = day_at(office.referee.facts, office.now)
        self.oracle.restored()

    # ---- in the end

    def _fine(self) -> None:
        """The sun shines for days."""
        office = self.office
        office.sky = Sky()
        for _ in range(FINE_DAYS * 12):
            self._pass(2 * HOUR)
            for _ in range(3):
                self._rounds()
        self.oracle.excuse(self._given_up())
        self.oracle.look(office.now)
        self.oracle.in_the_end(office.now + DAY)
        left = waiting(office.club)
        assert left["to tell"] == 0 and left["on its way"] == 0, left
        assert office.store.count("outbox") == 0

    def _given_up(self) -> set[str]:
        """Who lost something, as `touchline letters` says: it was refused, or tried as often as is promised."""
        office, readers = self.office, set[str]()
        for row in office.store.find("notice", next_at=None):
            id = f"<{row['id']}@{SENDER.partition('@')[2]}>"
            refused = id in office.refused or row["device"] in office.refused
            must(refused or office.tried[row["device"] or id] + office.kills >= TRIES, f"{id} is given up too soon")
            to = office.addresses.get(id)
            readers |= {str(row["device"])} if to is None else {*self.town.at(to)}
        return readers
