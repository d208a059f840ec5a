"""The server in a process of its own, as `touchline serve` runs it, on a port that is free.

`python -m tests.bench.server_process FOLDER WEB DATABASE PORT` is that process; an empty DATABASE is the folder's.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from sync_server.app import create_app, log_to_stderr
from sync_server.club import collect_seldom, open_club
from sync_server.serving import server_of
from sync_server.settings import Database
from tests.bench.club import now_ms, settings_in

STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float | None:
        """Resident memory now, in MB; None where the system does not tell."""
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return None
        kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
        return int(kilobytes) / 1024


def free_port() -> int:
    """A loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(module: str, *arguments: str, probe: str) -> Iterator[Running]:
    """Run a module that serves on a port, given as its last argument; wait until it answers `probe`; end it."""
    port = free_port()
    command = [sys.executable, "-m", module, *arguments, str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as child:
        try:
            _wait(child, f"http://127.0.0.1:{port}{probe}")
            yield Running(port, child.pid)
        finally:
            child.terminate()


def _wait(child: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and child.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"no answer from {url}")


def serving(
    folder: Path, web: Path = Path("build/web"), database: Database | None = None
) -> AbstractContextManager[Running]:
    """The club of this folder (or of this PostgreSQL database), and the web edition in that one, served."""
    return process("tests.bench.server_process", str(folder), str(web), str(database or ""), probe="/api/health")


def main(folder: str, web: str, database: str, port: str) -> None:
    """Serve one club with the bench's limits, and with the log lines that every server writes."""
    settings = replace(settings_in(Path(folder), database or None), web=Path(web), port=int(port))
    log_to_stderr()
    collect_seldom()
    app = create_app(settings, open_club(settings.database, now_ms, settings.ledger, keys=settings.key_file))
    server_of(app, settings, app.state.pokes.end).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
