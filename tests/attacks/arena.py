"""A running server that is attacked, and devices in the hands of people who mean it harm."""

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from shared.storage import SqliteStorage
from shared.sync.protocol import ActionCall
from shared.tables import SCHEMA
from sync_server.outside import FileLedger
from sync_server.referee import Referee
from sync_server.store.tables import SERVER_REGISTER
from tests.attacks.founding import device_of
from tests.attacks.server import clock_of, settings_of
from tests.bench.server_process import free_port
from tests.sync_server.desk import JSON, PASSWORD, proof, public_key

STARTS_WITHIN_S = 60
ALONE = httpx.Limits(max_keepalive_connections=0)
"""Each request on a line of its own: an answer that cuts the line harms no other."""
Json = dict[str, Any]
Wish = tuple[str, Json]


class Arena:
    """One server process over one folder. Every attacker is handed a device that nobody used before."""

    def __init__(self, folder: Path, hole: str = "none", module: str = "tests.attacks.server") -> None:
        self.folder, self._hole, self._module = folder, hole, module
        self._taken: Counter[str] = Counter()
        self._ids = 0
        self.port = 0

    def start(self) -> None:
        """Serve; returns when the server answers."""
        self.port = free_port()
        command = [sys.executable, "-m", self._module, str(self.folder), self._hole, str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._child = subprocess.Popen(command, stderr=log)
        self.line = httpx.Client(base_url=f"http://localhost:{self.port}", timeout=60, limits=ALONE)
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if time.monotonic() > deadline or self._child.poll() is not None:
                raise RuntimeError(self.log())
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return self.line.get("/api/health").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End this server process, and no other."""
        self.line.close()
        self._child.terminate()
        self._child.wait(20)

    def log(self) -> str:
        """All that the server wrote."""
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def now(self) -> int:
        """UTC ms, as the club's clock says."""
        return clock_of(self.folder)()

    def processor_s(self) -> float:
        """Seconds of a processor that the server used so far."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def memory_mb(self) -> int:
        """The most that the server ever held in memory."""
        lines = Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

    def epoch(self) -> str:
        """The name of this life of the server."""
        return str(self.line.get("/api/health").json()["epoch"])

    def new_id(self) -> str:
        """An id that nobody used."""
        self._ids += 1
        return f"attack-{self._ids:06}"

    def device(self, name: str) -> "Device":
        """A fresh device of this person, with a token."""
        number = self._taken[name]
        self._taken[name] += 1
        return Device(self, name, device_of(name, number))

    def row(self, table: str, *key: Any) -> Json | None:
        """A row as it stands in the database."""
        with closing(SqliteStorage(settings_of(self.folder).database, SERVER_REGISTER)) as store:
            return store.get(table, *key)

    def rows(self, table: str, **equals: Any) -> list[Json]:
        """The rows that match, as they stand in the database."""
        with closing(SqliteStorage(settings_of(self.folder).database, SERVER_REGISTER)) as store:
            return store.find(table, **equals)

    def revoke(self, device: str) -> None:
        """The club takes a device away, as a person at the server would."""
        with closing(SqliteStorage(settings_of(self.folder).database, SERVER_REGISTER)) as store:
            known = store.get("device", device) or {}
            calls = [ActionCall("user_device.revoke", 1, {"id": device})]
            if store.get("user_device", device) is None:
                calls.insert(0, ActionCall("user_device.add", 1, {"id": device, "user": known["user"]}))
            referee = Referee(store, FileLedger(settings_of(self.folder).ledger))
            referee.perform(self.new_id(), self.now(), *calls)

    def sign_in(self, name: str, password: str = PASSWORD, address: str = "192.0.2.1", **other: str) -> httpx.Response:
        """As it comes through the club's proxy from this address."""
        device = other.get("device", f"new-{self.new_id()}")
        wish = {"username": name, "password": password, "device": device, "public_key": public_key(device), "name": "x"}
        return self.line.post("/api/session", json={**wish, **other}, headers={"X-Forwarded-For": address})


class Device:
    """A device that speaks for a person, and says whatever its attacker wants."""

    def __init__(self, arena: Arena, name: str, id: str) -> None:
        self.arena, self.name, self.id = arena, name, id
        self.epoch, self.n, self.token = arena.epoch(), 0, ""
        answer = self.post("/api/sync", self.request(cursor=2**40), proof(id, self.stranger_nonce(), id))
        self.token = answer.headers["Touchline-Token"]
        self.nonce = answer.headers["Touchline-Nonce"]

    def stranger_nonce(self) -> str:
        """What the server gives to anybody."""
        return self.arena.line.post("/api/sync", json={}).headers["Touchline-Nonce"]

    @property
    def headers(self) -> dict[str, str]:
        """What this device's requests carry."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, path: str, value: Any, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """JSON, with this device's token or other headers."""
        body = json.dumps(value).encode()
        return self.arena.line.post(
            path, content=body, headers={**JSON, **(self.headers if headers is None else headers)}
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A GET with this device's token."""
        return self.arena.line.get(path, headers={**self.headers, **headers})

    def put(self, id: str, offset: int, data: bytes) -> httpx.Response:
        """A slice of a medium."""
        headers = {**self.headers, "Content-Type": "application/octet-stream"}
        return self.arena.line.put(f"/api/media/{id}/bytes?offset={offset}", content=data, headers=headers)

    def request(self, **other: Any) -> Json:
        """A request for everything, with parts that were swapped for others."""
        standing = {"cursor": 0, "grants_seq": 0, "rollup": None, "wall": self.arena.now(), "push": []}
        return {
            "protocol": 1,
            "device": self.id,
            "epoch": self.epoch,
            "schema": SCHEMA,
            "app": "attack",
            **standing,
            **other,
        }

    def sync(self, **other: Any) -> httpx.Response:
        """One exchange."""
        return self.post("/api/sync", self.request(**other))

    def changeset(self, *wishes: Wish, **other: Any) -> Json:
        """The next changeset of this device."""
        self.n += 1
        now, actions = self.arena.now(), [{"name": verb, "version": 1, "args": args} for verb, args in wishes]
        times = {"seen": 0, "now": now, "wall": now, "offset": 0}
        return {"id": self.arena.new_id(), "n": self.n, "actions": actions, **times, **other}

    def push(self, *changesets: Json) -> list[str]:
        """Send these; answers "applied", "refused not_allowed" ... or ["status code"] for the whole."""
        answer = self.sync(push=list(changesets), cursor=2**40)
        assert answer.status_code < 500, "a push is never a fault of ours"
        if answer.status_code != 200:
            return [f"{answer.status_code} {answer.json()['code']}"]
        receipts = answer.json().get("receipts", [])
        return [f"{one.get('outcome', 'applied')} {one.get('code') or ''}".strip() for one in receipts]

    def do(self, verb: str, /, **args: Any) -> str:
        """One action; what became of it."""
        [said] = self.push(self.changeset((verb, args)))
        return said

    def pages(self, **first: Any) -> list[Json]:
        """Every page of one checkpoint."""
        found, more = [], None
        while True:
            page = self.sync(**first, **({} if more is None else {"more": more})).json()["page"]
            found.append(page)
            more = page.get("more")
            if more is None:
                return found


def cells(pages: Sequence[Json]) -> str:
    """All that these pages say, as one text."""
    return json.dumps(pages, ensure_ascii=False)


@contextmanager
def arena_over(founded: Path, folder: Path, hole: str = "none", **how: str) -> Iterator[Arena]:
    """A server over a copy of the founded club."""
    shutil.copytree(founded, folder)
    arena = Arena(folder, hole, **how)
    arena.start()
    try:
        yield arena
    finally:
        arena.stop()
