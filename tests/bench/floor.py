"""What the same rows cost with nothing around them, measured in the same run: every figure is a ratio to this."""

import gzip
import http.client
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from shared.register import canonical
from shared.tables import REGISTER
from sync_server.settings import Database
from sync_server.store.database import open_store
from tests.bench.cost import Cost, cost, timed
from tests.bench.server_process import process

BATCH = 500
CONNECTIONS = 8
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Floor:
    """Seconds, and bytes where something travels."""

    insert: float
    read: float
    file: float
    file_bytes: int
    edit: Cost
    thousand: Cost
    no_op: Cost
    no_op_rate: float
    push: float
    rows: int


def measure(database: Database, folder: Path, runs: int) -> Floor:
    """The floor for the club that was imported into `database`; works in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = _rows(database)
    plain = folder / "plain.db"
    insert = timed(lambda: _insert(plain, rows), min(3, runs))
    read = timed(lambda: _read(plain), min(3, runs))
    file, size = _file_over_http(plain, folder / "fetched.db", min(3, runs))
    bodies = [
        (row[0], canonical(dict(zip(REGISTER[table].names, row, strict=True))))
        for table, found in rows.items()
        for row in found
    ]
    with process("tests.bench.row_server", str(folder / "rows.db"), probe="/") as server:
        peer = Peer(server.port, folder / "peer.db")
        push = timed(lambda: peer.push_all(bodies), 1)
        edits = [(id, f'{{"label":"{id}"}}') for id, _ in bodies[:1000]]
        with closing(peer):
            peer.seen = peer.pull(peer.seen_now())
            edit = peer.cost(lambda: peer.edit(edits[:1]), runs, server.pid)
            thousand = peer.cost(lambda: peer.edit(edits), min(5, runs), server.pid)
            no_op = peer.cost(lambda: peer.pull(peer.seen), runs * 5, server.pid)
            wanted = folder / "no_op.http"
            wanted.write_text(f"GET /?since={peer.seen} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        rate = fire(server.port, wanted, 1) / 1
    return Floor(insert, read, file, size, edit, thousand, no_op, rate, push, len(bodies))


def fire(port: int, request: Path, seconds: float) -> int:
    """How many times a server answers this request with 200, asked over several kept connections."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), str(request), str(seconds), str(CONNECTIONS)]
    good, bad = map(int, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    if bad:
        raise RuntimeError(f"{bad} of {good + bad} requests were not answered with 200")
    return good


def _rows(database: Database) -> Rows:
    with closing(open_store(database)) as store:
        return {table.name: [tuple(row.values()) for row in store.find(table.name)] for table in REGISTER}


def _insert(path: Path, rows: Rows) -> None:
    """All rows in one transaction."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("BEGIN")
        for table, found in rows.items():
            names = REGISTER[table].names
            columns = ", ".join(f'"{name}"' for name in names)
            plain.execute(f'CREATE TABLE "{table}" ({columns}, PRIMARY KEY (id))')
            plain.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(names))})', found)
        plain.execute("COMMIT")
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _read(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        return sum(len(plain.execute(f'SELECT * FROM "{table.name}"').fetchall()) for table in REGISTER)


def _file_over_http(source: Path, target: Path, runs: int) -> tuple[float, int]:
    """The database as one file, packed once, fetched, unpacked and opened."""
    packed = gzip.compress(source.read_bytes(), 6)

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    def fetch(port: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
            client.request("GET", "/")
            target.write_bytes(gzip.decompress(client.getresponse().read()))
        with closing(sqlite3.connect(target)) as opened:
            opened.execute("SELECT count(*) FROM contact").fetchone()

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        seconds = timed(partial(fetch, server.server_port), runs)
        server.shutdown()
    return seconds, len(packed)


class Peer:
    """A device of the row server: keeps rows in its own file."""

    def __init__(self, port: int, file: Path) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port)
        self._store = sqlite3.connect(file, isolation_level=None)
        self._store.execute("PRAGMA journal_mode = WAL")
        self._store.execute("CREATE TABLE row (id TEXT PRIMARY KEY, body TEXT)")
        self.seen = 0
        self.bytes = self.requests = 0

    def close(self) -> None:
        """Both ends."""
        self._http.close()
        self._store.close()

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        self._http.request(method, path, body or None)
        found = self._http.getresponse().read()
        length = f"\r\nContent-Length: {len(body)}" if body else ""
        sent = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._http.port}\r\nAccept-Encoding: identity"
        sent += f"{length}\r\n\r\n"
        heard = f"HTTP/1.1 200 OK\r\nContent-Length: {len(found)}\r\n\r\n"
        self.requests += 1
        self.bytes += len(sent) + len(body) + len(heard) + len(found)
        return json.loads(found)

    def push_all(self, rows: Sequence[tuple[str, str]]) -> None:
        """Everything, 500 rows a request."""
        for start in range(0, len(rows), BATCH):
            self._ask("POST", "/", json.dumps(rows[start : start + BATCH]).encode())

    def seen_now(self) -> int:
        """The server's counter."""
        return int(self._ask("GET", f"/?since={2**40}")["seq"])

    def pull(self, since: int) -> int:
        """Fetch what is new and keep it; answers the counter."""
        answer = self._ask("GET", f"/?since={since}")
        if answer["rows"]:
            self._keep(answer["rows"])
        return int(answer["seq"])

    def _keep(self, rows: Sequence[Sequence[str]]) -> None:
        self._store.execute("BEGIN")
        self._store.executemany("INSERT OR REPLACE INTO row VALUES (?, ?)", rows)
        self._store.execute("COMMIT")

    def edit(self, rows: Sequence[tuple[str, str]]) -> None:
        """Written here, pushed, and pulled by another device (which is this one again)."""
        self._keep(rows)
        self._ask("POST", "/", json.dumps(rows).encode())
        self.seen = self.pull(self.seen)

    def cost(self, act: Callable[[], object], runs: int, server: int) -> Cost:
        """What one such act costs."""
        return cost(act, runs, server=server, counters=lambda: (self.bytes, self.requests))
