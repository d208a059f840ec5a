"""The server as far as it writes and wakes: a process over a file, killed at will, and the mail and push servers."""

import json
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from shared.domain.invitation import hash_of
from sync_server.checkpoint import Checkpoints
from sync_server.jobs.notices import Notices
from sync_server.jobs.post import Post
from sync_server.letters import receivers
from sync_server.letters.mail import Bounced, Unsent, Unsure
from sync_server.outside import MemoryLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.settings import MailServer, Settings
from tests.simulation.ear import Here
from tests.simulation.fragile import Killed
from tests.simulation.keepers import Files
from tests.simulation.post.letters import Read, read
from tests.simulation.post.oracle import Counted, Oracle, about

SENDER = "club@kvweer.example"
HANGS_MS = 30_000
"""How long somebody waits for a mail server that says nothing."""


@dataclass
class Sky:
    """The weather of one hour: how likely each thing is, for a letter or a push."""

    never: float = 0.0
    later: float = 0.0
    hangs: float = 0.0
    cut: float = 0.0
    kills: float = 0.0
    full: float = 0.0
    meanwhile: float = 0.0


@dataclass
class Office:
    """One process at a time. `meanwhile` is what may happen while somebody waits for an answer."""

    keeper: Files
    settings: Settings
    oracle: Oracle
    rng: random.Random
    now: int
    meanwhile: Callable[[], None] = lambda: None
    sky: Sky = field(default_factory=Sky)
    trace: list[str] = field(default_factory=list)
    open_ones: list[Counted] = field(default_factory=list)
    open_wakes: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)
    kills: int = 0
    made: int = 0
    busy: bool = False
    fused: bool = False
    """Whether it dies at some statement, and at no other moment."""

    def __post_init__(self) -> None:
        self.ledger = MemoryLedger()
        self.start()

    def start(self) -> None:
        """A new process on what the last one left."""
        self.store = self.keeper.open()
        self.referee = Referee(self.store, self.ledger)
        self.referee.found("epoch-1")
        back = look_back(self.store, self.referee, self.ledger, self.new_id, self.now)
        assert back is None, "nothing was restored"
        told = self.referee.audiences, self.referee.tallies
        cut = Checkpoints(self.store, *told)
        self.club = Here(self.store, self.referee, cut, lambda: self.now, self.store.close, ids=self.new_id)
        self.post = Post(self.club, self.settings, SENDER, self.send)
        self.notices = Notices(self.club, self.settings, SENDER, self.send, self.wake)

    def new_id(self) -> str:
        """Ids count up, so the same seed is the same run."""
        self.made += 1
        return f"made-{self.made:05}"

    def died(self) -> None:
        """The process is gone; what it had sent and not noted may come once more."""
        self.kills += 1
        self.trace.append("killed")
        for counted in self.open_ones:
            self.oracle.in_doubt(counted)
        for endpoint in self.open_wakes:
            self.oracle.wake_in_doubt(endpoint)
        self.open_ones.clear()
        self.open_wakes.clear()
        self.busy = False
        self.store.close()
        self.start()
        for line in self.store.find("notice", held=1):  # in hand when its server died: who knows how far it came
            to = receivers.mail_of(self.store, line["contact"]) or ""
            self.oracle.in_doubt((to, place[1]) for place in json.loads(line["what"]))

    def restore(self, backup: str) -> None:
        """The server is gone; a new one starts from the backup, and says so."""
        self.store.close()
        self.keeper.restore(backup)
        self.store = self.keeper.open()
        referee = Referee(self.store, self.ledger)
        back = look_back(self.store, referee, self.ledger, self.new_id, self.now, restored=True)
        assert back is not None
        self.died()

    # ---- the world outside

    def _dies(self) -> bool:
        return not self.fused and self.rng.random() < self.sky.kills

    async def send(self, message: EmailMessage) -> None:
        """A mail server in this weather. The sender waits here, so anything may happen meanwhile."""
        letter, rng, sky = read(message), self.rng, self.sky
        self.all_noted()
        opens = self._opens(letter)
        self.oracle.written(letter, opens, self.now)
        self.tried[letter.id] += 1
        self.addresses[letter.id] = letter.to
        if rng.random() < sky.meanwhile:
            self.busy = True
            self.meanwhile()
            self.busy = False
        if self._dies():
            self.oracle.in_doubt(about(letter))
            raise Killed
        fate = rng.random()
        for part, problem in ((sky.never, Bounced), (sky.later, Unsent)):
            if fate < part:
                self.trace.append(f"{self.now} {problem.__name__} {letter.to} {letter.id}")
                if problem is Bounced:
                    self.refused.add(letter.id)
                    self.oracle.bounced(letter, opens)
                raise problem
            fate -= part
        if fate < sky.hangs:
            self.now += HANGS_MS
            self.oracle.in_doubt(about(letter))
            self.trace.append(f"{self.now} hangs {letter.to} {letter.id}")
            raise Unsure
        counted = self.oracle.arrived(letter, opens)
        self.trace.append(
            f"{self.now} taken {letter.to} {letter.id} {letter.said} {letter.bills} {letter.once} {letter.links}"
        )
        if fate - sky.hangs < sky.cut:
            self.oracle.in_doubt(counted)
            self.trace.append("and its line was cut")
            raise Unsure
        self.open_ones.append(counted)
        if self._dies():
            raise Killed

    def _opens(self, letter: Read) -> dict[str, str]:
        hashes = {hash_of(secret): secret for secret in letter.links}
        rows = self.store.among("invitation_secret", "hash", sorted(hashes))
        return {hashes[row["hash"]]: str(row["id"]) for row in rows}

    def all_noted(self) -> None:
        """Whoever sends the next one knows what became of the last."""
        self.open_ones.clear()
        self.open_wakes.clear()

    async def wake(self, endpoint: str, now: int, urgent: bool) -> None:
        """A push service in this weather."""
        del now, urgent
        self.all_noted()
        self.oracle.waking(endpoint, self.now)
        untold = {row["id"] for row in self.store.find("to_tell") if row["first_at"] is not None}
        device = endpoint.rpartition("/")[2]
        self.tried[device] += 1
        rng, sky = self.rng, self.sky
        if self._dies():
            raise Killed
        fate = rng.random()
        if fate < sky.later:
            raise Unsent
        if fate < sky.later + sky.never / 4:
            self.refused.add(device)
            self.oracle.gone(endpoint, self.now)
            raise Bounced
        self.oracle.woke(endpoint, untold)
        self.open_wakes.append(endpoint)
        self.trace.append(f"{self.now} woken {endpoint}")
        if rng.random() < sky.cut:
            self.oracle.wake_in_doubt(endpoint)
            raise Unsure
        if self._dies():
            raise Killed


def driven(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it to its end: nothing in this town makes anybody wait but the weather, which answers at once."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("somebody waits for something that is not weather")


def settings_in(folder: Path, key: bytes) -> Settings:
    """What this server was told, with a key that is the same in each run."""
    (folder / "keys").write_bytes(key)
    mail = MailServer("mail.example", 25, "none", "", "", SENDER)
    hosts = ("test",)
    return Settings(
        folder, folder / "web", "127.0.0.1", 8000, hosts, mail=mail, url="https://kvweer.example", keys=folder / "keys"
    )
