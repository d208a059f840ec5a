"""The real server core on a real file, spoken to in bytes, and killed at will."""

import json
import random
from pathlib import Path
from typing import Any

from shared.errors import EpochChanged, OutOfOrder, SignInNeeded, TouchlineError
from shared.storage import SqliteStorage
from shared.sync import strict
from shared.sync.protocol import Reply, Request, read_request
from sync_server.checkpoint import Checkpoints
from sync_server.ledger import SERVER_REGISTER
from sync_server.referee import Referee
from tests.simulation.fragile import Killed, copy_store, full_disk, fused

PORTAL = b"<!DOCTYPE html><html><body>Welcome to FREE WIFI. Accept the terms to go on.</body></html>"


class Server:
    """One process at a time over one store."""

    def __init__(self, folder: Path, page_bytes: int, step: int) -> None:
        self._folder = folder
        self._lives = 0
        self.page_bytes = page_bytes
        self._cut = {"page_bytes": page_bytes, "step": step}
        self.path = folder / "server.db"
        self.start()

    def start(self) -> None:
        """A new process on what the last one left."""
        self.store = SqliteStorage(self.path, SERVER_REGISTER, synchronous="OFF", alone=True)
        self.referee = Referee(self.store)
        self.checkpoints = Checkpoints(self.store, self.referee.audiences, self.referee.tallies, **self._cut)

    def stop(self) -> None:
        """The process is gone; its files stay."""
        self.store.close()

    def head(self) -> int:
        """The last seq."""
        club = self.store.get("club", "club")
        return int(club["seq"]) if club else 0

    def answer(self, body: bytes, now: int) -> tuple[Request, int, bytes]:
        """What POST /api/sync does: decide what was pushed, cut a page of what is new."""
        request = read_request(strict.decode(body))
        try:
            reply = self._reply(request, now)
        except TouchlineError as problem:
            return request, problem.status, _told(problem)
        return request, 200, json.dumps(reply.to_wire(), ensure_ascii=False, separators=(",", ":")).encode()

    def _reply(self, request: Request, now: int) -> Reply:
        device, club = self.store.get("device", request.device), self.store.get("club", "club")
        if device is None or club is None:
            raise SignInNeeded
        if request.epoch != club["epoch"]:
            raise EpochChanged(club["epoch"])
        push = request.push
        receipts = self.referee.submit(device["user"], device["id"], push, now) if push else []
        page = self.checkpoints.page(device["user"], request)
        return Reply(now, tuple(receipts), page)

    def answer_and_die(self, body: bytes, now: int, rng: random.Random) -> tuple[Request, int, bytes] | None:
        """Killed before or after some statement of the answer; None when it died. Then a new process starts."""
        self._lives += 1
        copy = self._folder / f"server-{self._lives}.db"
        answer = None
        try:
            with fused(self.store, rng.randint(1, 80), after=rng.random() < 0.5, files=self.path, copy=copy):
                answer = self.answer(body, now)
        except Killed:
            self.stop()
            self.path = copy
            self.start()
            return None
        return answer

    def answer_when_full(self, body: bytes, now: int) -> tuple[Request, int, bytes]:
        """With a full disk: answers 507, or fits what it has to write into pages that were free."""
        with full_disk(self.store):
            return self.answer(body, now)

    def back_up(self) -> Path:
        """A copy of everything, put aside."""
        self._lives += 1
        backup = self._folder / f"backup-{self._lives}.db"
        copy_store(self.path, backup)
        return backup

    def restore(self, backup: Path, epoch: str) -> None:
        """The server is gone; a new one starts from the backup, in a new epoch."""
        self.stop()
        self._lives += 1
        self.path = self._folder / f"restored-{self._lives}.db"
        copy_store(backup, self.path)
        self.start()
        with self.store.transaction():
            self.store.update("club", ("club",), {"epoch": epoch})

    def enrol(self, device: str, user: str) -> None:
        """Let a device speak for a user."""
        with self.store.transaction():
            self.referee.enrol_device(device, user, None, "simulated")


def _told(problem: TouchlineError) -> bytes:
    body: dict[str, Any] = {"code": problem.code}
    if isinstance(problem, EpochChanged):
        body["epoch"] = problem.epoch
    if isinstance(problem, OutOfOrder):
        body["expected"] = problem.expected
    return json.dumps(body).encode()
