"""Figures of devices that sync with a server process over loopback HTTP."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from tests.bench.club import Made, now_ms
from tests.bench.cost import Cost, cost, timed
from tests.bench.floor import Floor, fire
from tests.bench.phone import Phone
from tests.bench.report import Figure
from tests.bench.server_process import Running, serving

THOUSAND = 1000
LOADS = 3


@dataclass(frozen=True)
class Stage:
    """A served club with a folder for its devices."""

    made: Made
    server: Running
    folder: Path
    floor: Floor
    runs: int

    def phone(self, username: str) -> Phone:
        """A fresh device of this user, signed in."""
        return Phone(Path(tempfile.mkdtemp(dir=self.folder)), self.server.url, username)


@contextmanager
def stage(made: Made, folder: Path, floor: Floor, runs: int) -> Iterator[Stage]:
    """Serve this club while the block runs."""
    with serving(made.settings.data, database=made.settings.elsewhere) as server:
        yield Stage(made, server, folder, floor, runs)


def load(phone: Phone) -> tuple[float, int]:
    """Seconds and bytes until a fresh device holds all that its user may see; sign-in is not counted."""
    phone.meter.bytes = 0
    seconds = timed(phone.sync)
    return seconds, phone.meter.bytes


def first_load_coach(on: Stage) -> tuple[Figure, str]:
    """One team of 20: until the coach can use it. And what the rest costs, which the role matrix gives all staff.

    The median of three devices; for the first of them the rest is made.
    """
    parts, rests, usable, rows = [], [], 0, 0
    for _ in range(LOADS):
        with closing(on.phone("coach")) as phone:
            phone.meter.bytes = 0
            parts.append((timed(phone.exchange), phone.meter.bytes))
            usable = phone.rows()
            rests.append((timed(phone.sync), phone.meter.bytes))
            rows = phone.rows()
    seconds, size = (median(part) for part in zip(*parts, strict=True))
    rest, whole = (median(part) for part in zip(*rests, strict=True))
    note = f"of use with {usable:,} rows; the whole took {seconds + rest:.2f} s, {int(whole):,} bytes, {rows:,} rows"
    return Figure(seconds * 1000, "ms", None, int(size), LOADS), f"{note}; the first {parts[0][0] + rests[0][0]:.2f} s"


class Pair:
    """Two devices of the office that hold everything; one writes, both sync."""

    def __init__(self, on: Stage) -> None:
        self.one, self.other = on.phone("secretary"), on.phone("office")
        self._points, self._server = on.made.workload.points, on.server.pid
        self._number = count(1)
        another = on.phone("secretary")
        with closing(another):
            self._loads = [load(phone) for phone in (another, self.one, self.other)]
        self.one.sync()

    def first_load(self, floor: Floor) -> Figure:
        """Nearly the whole club, on fresh devices of the office: the first waits until its package was made."""
        seconds, size = (median(parts) for parts in zip(*self._loads, strict=True))
        return Figure(seconds, "s", floor.file, int(size), len(self._loads))

    @property
    def very_first(self) -> float:
        """Seconds of the load for which the package was made."""
        return self._loads[0][0]

    def close(self) -> None:
        """Both."""
        self.one.close()
        self.other.close()

    def write(self, how_many: int) -> None:
        """Edits of as many contact points."""
        for place in range(how_many):
            point = self._points[place % len(self._points)]
            self.one.do("contact_point.patch", id=point, set={"label": f"label {next(self._number)}"})

    def carry(self) -> None:
        """Both syncs: push, then pull."""
        self.one.sync()
        self.other.sync()

    def _counters(self) -> tuple[int, int]:
        one, other = self.one.meter, self.other.meter
        return one.bytes + other.bytes, one.requests + other.requests

    def edit(self, runs: int) -> Cost:
        """One edit from A to B: written, pushed, pulled."""

        def act() -> None:
            self.write(1)
            self.carry()

        act()  # the tokens are fetched and the caches are warm
        return cost(act, runs, server=self._server, counters=self._counters)

    def thousand(self, runs: int) -> Cost:
        """A thousand edits made offline: both syncs."""
        written = partial(self.write, THOUSAND)
        return cost(self.carry, runs, server=self._server, counters=self._counters, prepare=written)

    def no_op(self, runs: int, *, rereads: bool = False) -> Cost:
        """A sync with nothing new, without or with the slice that is read again."""
        self.other.sync()
        self.other.replica.rereads = rereads
        found = cost(self.other.sync, runs, server=self._server, counters=self._counters)
        self.other.replica.rereads = True
        return found


def no_op_rate(on: Stage, pair: Pair, seconds: float) -> Figure:
    """One server process, one request that is up to date, fired over several connections by another process."""
    pair.other.sync()
    body = json.dumps(pair.other.replica.request(now_ms()).to_wire(), separators=(",", ":")).encode()
    head = (
        f"POST /api/sync HTTP/1.1\r\nHost: 127.0.0.1:{on.server.port}\r\n"
        f"Authorization: Bearer {pair.other.meter.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    wanted = on.folder / "no_op.http"
    wanted.write_bytes(head.encode() + body)
    answered = fire(on.server.port, wanted, seconds)
    return Figure(answered / seconds, "/s", on.floor.no_op_rate, None, answered)
