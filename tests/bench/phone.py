"""A device of the bench: the real replica on disk and the real courier, over loopback HTTP, with a meter."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import httpx

from mobile.courier import Courier
from mobile.device.secrets import secrets_in
from mobile.line import client_of
from mobile.replica_file import APP, open_replica
from mobile.writer import Writer
from shared.replica.replica import REREAD_ROWS, Replica
from tests.bench.club import PASSWORD, new_id, now_ms


class Meter:
    """Counts requests and every byte of HTTP/1.1 that they cost, headers included."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self.token = ""

    async def sent(self, request: httpx.Request) -> None:
        """Hook of httpx: request line, headers, empty line, body."""
        line = len(request.method) + len(request.url.raw_path) + len(b"  HTTP/1.1\r\n")
        self.requests += 1
        self.bytes += line + _headers(request.headers) + int(request.headers.get("content-length", 0))

    async def heard(self, response: httpx.Response) -> None:
        """Hook of httpx: the answer likewise; the body as it was packed."""
        self.token = response.headers.get("touchline-token", self.token)
        line = len(f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n")
        self.bytes += line + _headers(response.headers) + int(response.headers["content-length"])


def _headers(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + len(b": \r\n") for name, value in headers.raw) + len(b"\r\n")


class Reader(Replica):
    """A replica that can leave out the slice it reads again after each sync: that has a figure of its own."""

    rereads = True

    def reread(self, count: int = REREAD_ROWS, at: int | None = None) -> int:
        """As the replica does, when `rereads` is set."""
        return super().reread(count, at) if self.rereads else 0


class Phone:
    """One user's device in a fresh folder. All waiting is done inside: callers just call."""

    def __init__(self, folder: Path, url: str, username: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.loop = asyncio.new_event_loop()
        self.meter = Meter()
        hooks: dict[str, list[Any]] = {"request": [self.meter.sent], "response": [self.meter.heard]}
        self._client = client_of(url)
        self._client.event_hooks = hooks
        opened = open_replica(folder)
        self.store = opened.store
        self.replica = Reader(self.store, APP, opened.replica.staging.shelf)
        self._courier = Courier(
            self._client,
            self.replica,
            secrets_in(folder),
            now=now_ms,
            new_id=new_id,
            tell=lambda _: None,
            changed=lambda: None,
        )
        self.writer = Writer(self.replica, now_ms, new_id, lambda: None)
        self.loop.run_until_complete(self._courier.sign_in(username, PASSWORD, "bench"))

    def sync(self) -> None:
        """One whole sync, as the app does it. Raises when it did not come to its end."""
        if not self.loop.run_until_complete(self._courier.sync()):
            raise RuntimeError(f"sync failed: {self._courier.progress.error}")

    def exchange(self) -> None:
        """One round trip, as a sync makes it."""
        self.loop.run_until_complete(self._courier._exchange())

    def do(self, verb: str, **args: Any) -> None:
        """One gesture; it must be accepted here."""
        done = self.writer.do(verb, **args)
        if done.refusal is not None:
            raise done.refusal

    def rows(self) -> int:
        """How many rows of the club this device holds."""
        return self.store.count("held")

    def close(self) -> None:
        """Close the connection and the file."""
        self.loop.run_until_complete(self._client.aclose())
        self.loop.close()
        self.store.close()
