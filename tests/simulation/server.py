"""The real server core on a real store, spoken to in bytes, and killed at will."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

from mobile.media.errand import Ask
from shared.errors import EpochChanged, OutOfOrder, Restart, SignInNeeded, TouchlineError
from shared.register import Row
from shared.storage import SqliteStorage
from shared.sync import scope, strict
from shared.sync.protocol import Reply, Request, read_request
from sync_server.checkpoint import Checkpoints
from sync_server.keys.key_file import KeyFile
from sync_server.keys.sealed_ledger import SealedLedger
from sync_server.media.blobs import Blobs
from sync_server.outside import MemoryLedger
from sync_server.packages import Packages
from sync_server.packing import pack_sets, pack_slices
from sync_server.privacy import erasing
from sync_server.privacy.retention import Retention
from sync_server.restoring import Restored, look_back
from sync_server.sign_in.shutting import Gate, ShutOut
from sync_server.turning import turn
from tests.simulation.disk import Desk, Disk, answer
from tests.simulation.ear import Ear, Here
from tests.simulation.fragile import Killed
from tests.simulation.keepers import Keeper
from tests.simulation.sealed import Front

MONTH = 30 * 24 * 60 * 60 * 1000
"""How long a package lives here: phones ask at their ease, and what is old must be right all the same."""
TURNED = 150
PORTAL = b"<!DOCTYPE html><html><body>Welcome to FREE WIFI. Accept the terms to go on.</body></html>"


class Server:
    """One process at a time over one store."""

    def __init__(self, keeper: Keeper, keys: Path, folder: Path, page_bytes: int, step: int, apart: int) -> None:
        self._keeper, self._keys = keeper, keys
        self._folder = folder
        self.disk = Disk(folder / "media")
        self._settled = self._own = 0
        self.spoken: list[tuple[str, Row]] = []
        self.page_bytes = page_bytes
        self._cut = {"page_bytes": page_bytes, "step": step, "apart": apart}
        self.now = 0
        self.outside = MemoryLedger()
        self.ledger = SealedLedger(self.outside, KeyFile(keys))
        self.start()

    def start(self) -> None:
        """A new process on what the last one left."""
        self.store = Front(self._keeper.open(), self._keys)
        self.referee = Ear(self.store, self.ledger, self.spoken)
        back = look_back(self.store, self.referee, self.ledger, str, 0)
        assert back is None, "nothing was restored"
        self.packages = Packages(self._folder / "packages", self.store, self._pack, lambda: self.now, life=MONTH)
        told = self.referee.audiences, self.referee.tallies
        self.checkpoints = Checkpoints(self.store, *told, package=self.packages.find, **self._cut)
        told = self.store, self.referee, self.checkpoints, lambda: self.now, self.store.close, self.packages
        self.club = Here(*told, ids=self._own_id)
        self.gate = Gate(self.club, self._keys)
        self.blobs = Blobs(self.disk.folder)
        self.media = Desk(self.club, self.blobs, self._new_id)
        self.referee.settled_again = True  # at its start a server looks whether all bytes are here

    def _new_id(self) -> str:
        self._settled += 1
        return f"settled-{self._settled:06}"

    def _own_id(self) -> str:
        self._own += 1
        return f"own-{self._own:08}"

    def _pack(self, scopes: frozenset[str], target: Path) -> tuple[int, int]:
        if isinstance(self.store.raw, SqliteStorage):
            return pack_sets(self.store.connection, scopes, target)
        return pack_slices(self.store, scopes, target)

    def stop(self) -> None:
        """The process is gone; what it stored stays."""
        self.store.close()

    def close(self) -> None:
        """The story is over."""
        self.stop()
        self._keeper.close()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The answer to a question that no server asks; `?` stands for each value."""
        return list(self.store.connection.execute(sql.replace("?", self._keeper.mark), values))

    def head(self) -> int:
        """The last seq."""
        club = self.store.get("club", "club")
        return int(club["seq"]) if club else 0

    def answer(self, body: bytes, now: int) -> tuple[Request, int, bytes]:
        """What POST /api/sync does: decide what was pushed, cut a page of what is new."""
        request, self.now = read_request(strict.decode(body)), now
        try:
            reply = self._reply(request, now)
        except TouchlineError as problem:
            return request, problem.status, _told(problem)
        return request, 200, json.dumps(reply.to_wire(), ensure_ascii=False, separators=(",", ":")).encode()

    def _reply(self, request: Request, now: int) -> Reply:
        device, club = self.store.get("device", request.device), self.store.get("club", "club")
        if device is None or club is None or device["locked_at"] is not None:
            raise SignInNeeded
        if device["revoked_at"] is not None:
            self._set_aside(request, ShutOut(device["id"], device["user"], "nonce"))
        if request.epoch != club["epoch"]:
            raise EpochChanged(club["epoch"])
        push = request.push
        receipts = self.referee.submit(device["user"], device["id"], push, now) if push else []
        worth = self.checkpoints.worth_packing(device["user"], request)
        if worth and self.packages.find(worth) is None:
            self.packages.make(worth)
        page = self.checkpoints.page(device["user"], request)
        return Reply(now, tuple(receipts), page)

    def _set_aside(self, request: Request, out: ShutOut) -> NoReturn:
        """What POST /api/sync does for a device that was revoked: its work is set aside, and it is told to go. Where
        there is no room for its work it keeps that, and comes again.
        """
        epoch = self.club.epoch
        if request.epoch != epoch and request.epoch in self.referee.past.lives(epoch):
            raise EpochChanged(epoch)
        if request.more is not None:
            raise Restart
        self.gate.take(out, request.push)
        raise out

    def is_open(self, device: str) -> bool:
        """Whether this device may ask for anything."""
        row = self.store.get("device", device)
        return row is not None and row["revoked_at"] is None and row["locked_at"] is None

    def prepare(self, now: int) -> None:
        """Have a package for the scopes of every user: the club goes on while it waits to be fetched."""
        self.now = now
        for row in self.store.find("user_profile"):
            scopes = self.checkpoints.granted(row["id"]) & scope.WHOLE - {scope.CLUB}
            if scopes and self.packages.find(scopes) is None:
                self.packages.make(scopes)

    def package(self, device: str, id: str, first: int) -> bytes | None:
        """What GET /api/packages/<id> does: its bytes from the first one on, for who is granted all of it."""
        row = self.store.get("device", device)
        granted = self.checkpoints.granted(row["user"]) if row is not None and self.is_open(device) else None
        path = None if granted is None else self.packages.open(id, granted)
        return None if path is None else path.read_bytes()[first:]

    def answer_and_die(self, body: bytes, now: int, rng: random.Random) -> tuple[Request, int, bytes] | None:
        """Killed before or after some statement of the answer; None when it died. Then a new process starts."""
        store = self.store
        try:
            with self._keeper.dying(store, rng):
                answer = self.answer(body, now)
        except Killed:
            store.close()
            self.start()
            return None
        return answer

    def answer_when_full(self, body: bytes, now: int) -> tuple[Request, int, bytes]:
        """With a full disk: answers 507, or fits what it has to write into pages that were free.

        Where the keeper cannot fill it, the disk has room.
        """
        if not self._keeper.fills:
            return self.answer(body, now)
        with self._keeper.full(self.store):
            return self.answer(body, now)

    def turn(self, day: str, now: int, rng: random.Random | None) -> None:
        """Into a new day, a few rows a step; with `rng` the process dies at some statement, and a new one goes on."""
        if rng is not None:
            store = self.store
            try:
                with self._keeper.dying(store, rng):
                    self._turn(day, now)
            except Killed:
                store.close()
                self.start()
        self._turn(day, now)

    def _turn(self, day: str, now: int) -> None:
        while not turn(self.referee, day, now, TURNED):
            pass

    def let_go(self, now: int, rng: random.Random, dies: int | None) -> Iterator[None]:
        """What is past its time goes, a step each round; in the one numbered `dies` the process does, and a new one
        begins the night anew.
        """
        self.now, number, job = now, 0, Retention(self.club)
        done = False
        while not done:
            store = self.store
            try:
                with self._keeper.dying(store, rng) if number == dies else nullcontext():
                    done = job.step()
            except Killed:
                store.close()
                self.start()
                job = Retention(self.club)
            number += 1
            yield

    def bytes_from(self, user: str, device: str, asked: Ask, now: int) -> tuple[int, bytes]:
        """What GET and PUT /api/media/<id>/bytes do."""
        self.now = now
        with self.disk.watched():
            return answer(self.media, user, device, asked)

    def bytes_and_die(self, user: str, device: str, asked: Ask, now: int, rng: random.Random) -> bool:
        """Killed at some statement, with a power cut; False when it answered before. `media.told` says what it said."""
        store = self.store
        try:
            with self._keeper.dying(store, rng):
                self.bytes_from(user, device, asked, now)
        except Killed:
            told = self.media.told
            store.close()
            self.disk.power_cut(rng)
            self.start()
            self.media.told[:] = told
            return True
        return False

    def tend(self, now: int) -> None:
        """What a server does at its start: bytes that are said to be here and are not are asked for again, those of who
        was erased go once more.
        """
        self.now = now
        with self.disk.watched():
            self.media.tend()
        erasing.drop_bytes(self.store, self.blobs)

    def look_after(self, now: int) -> None:
        """What a server does when a reply is on its way."""
        self.now = now
        with self.disk.watched():
            self.media.look_after()

    def trim(self, before: int) -> None:
        """What a server does each day with its ledger."""
        self.referee.trim_ledger(before)

    def back_up(self, *, bytes_too: bool) -> str:
        """A copy of the rows, and perhaps of the bytes, put aside."""
        backup = self._keeper.back_up(self.store)
        if bytes_too:
            self.disk.copy_to(self._kept(backup))
        return backup

    def _kept(self, backup: str) -> Path:
        return self._folder / f"media-of-{Path(backup).name}"

    def restore(self, backup: str, epoch: str, now: int, devices: Sequence[tuple[str, str]]) -> Restored:
        """The server is gone; a new one starts from the backup. These devices (id, user) sign in again where it does
        not know them. When nothing is lost, somebody has to say that this is a backup.
        """
        self.stop()
        self._keeper.restore(backup)
        if self._kept(backup).is_dir():
            self.disk.become(self._kept(backup))
        self.store = Front(self._keeper.open(), self._keys)
        self.referee = Ear(self.store, self.ledger, self.spoken)
        for device, user in devices:
            if self.store.get("device", device) is None:
                self.enrol(device, user)
        back = look_back(self.store, self.referee, self.ledger, lambda: epoch, now)
        back = back or look_back(self.store, self.referee, self.ledger, lambda: epoch, now, restored=True)
        self.stop()
        self.start()
        assert back is not None, "a backup was not noticed"
        return back

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
