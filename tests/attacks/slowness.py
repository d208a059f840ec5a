"""Lines by the hundred that send a byte now and then: heads, bodies, blank lines, and what comes after an answer."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack
from tests.attacks.bombs import NO_MORE_MB
from tests.attacks.server import SLOWEST_MS

HOST = b"Host: localhost\r\n"
BODY = HOST + b"Content-Type: application/json\r\nContent-Length: 900\r\n\r\n"
HALVES: Sequence[tuple[bytes, bytes]] = (
    (b"POST /api/session HTTP/1.1\r\n" + HOST + b"X-a: ", b"a"),
    (b"POST /api/session HTTP/1.1\r\n" + BODY + b"{", b" "),
    (b"GET /" + b"a", b"a"),
    (b"POST /api/welcome HTTP/1.1\r\n" + BODY, b" "),
    (b"", b"\r\n"),
    (b"POST /api/sync HTTP/1.1\r\n" + BODY, b" "),
)
"""What a line says at once, and what it then says now and then: half of them heads, half bodies."""
MANY = 500
SYNCS = 300
A_DEVICE = 50
PATIENCE_S = 2 * SLOWEST_MS / 1000 + 6


class Drip(threading.Thread):
    """Says a byte on every line, again and again, until the server has ended all of them or told to stop."""

    def __init__(self, lines: Sequence[socket.socket]) -> None:
        super().__init__()
        self._left = {line: HALVES[place % len(HALVES)][1] for place, line in enumerate(lines)}
        self.ends: Counter[str] = Counter()
        self.enough = threading.Event()

    @property
    def open(self) -> int:
        """Lines that the server has not ended."""
        return len(self._left)

    def run(self) -> None:
        """See Thread."""
        while self._left and not self.enough.wait(0.5):
            for line, byte in list(self._left.items()):
                self._say(line, byte)

    def _say(self, line: socket.socket, byte: bytes) -> None:
        try:
            line.send(byte)
            told = line.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            told = b""
        if told:
            self.ends[told[9:12].decode("latin-1")] += 1
        else:
            self.ends["closed"] += 1
            del self._left[line]


@contextmanager
def dripping(arena: Arena, many: int) -> Iterator[Drip]:
    """So many lines that say half of something."""
    with ExitStack() as held:
        lines = []
        for place in range(many):
            line = held.enter_context(socket.create_connection(("127.0.0.1", arena.port), 30))
            line.sendall(HALVES[place % len(HALVES)][0])
            line.setblocking(False)
            lines.append(line)
        drip = Drip(lines)
        drip.start()
        try:
            yield drip
        finally:
            drip.enough.set()
            drip.join()


def p99_of_syncs(devices: Sequence[Device]) -> float:
    """What others wait for a sync, 99 times of 100 (s). Each device has a limit a minute, so they take turns."""
    took = []
    for number in range(SYNCS):
        began = time.perf_counter()
        assert devices[number % len(devices)].sync(cursor=2**40).status_code == 200, "others are turned away"
        took.append(time.perf_counter() - began)
    return sorted(took)[SYNCS * 99 // 100 - 1]


@attack
def drip_on_five_hundred_lines(arena: Arena) -> None:
    """Five hundred lines of half heads and half bodies keep their places for ever, and everybody else waiting."""
    devices = [[arena.device("piet") for _ in range(SYNCS // A_DEVICE)] for _ in range(2)]
    calm, before = p99_of_syncs(devices[0]), arena.memory_mb()
    with dripping(arena, MANY) as drip:
        assert devices[1][-1].sync(cursor=2**40).status_code == 200
        assert drip.open > MANY // 2, "others are answered before the slow ones are sent away, and not after"
        attacked = p99_of_syncs(devices[1])
        deadline = time.monotonic() + PATIENCE_S
        while drip.open and time.monotonic() < deadline:
            time.sleep(0.1)
        assert drip.open == 0, f"{drip.open} lines are still open"
        ends = dict(drip.ends)
    more = arena.memory_mb() - before
    # How long others wait is told and not judged: a machine that is busy with something else would fail it. What is
    # judged is the order above, and that each of the three hundred syncs was answered.
    print(f"    {MANY} slow lines: others' p99 {attacked / calm:.1f} x that of calm, {more} MB more, ends {ends}")
    assert more < NO_MORE_MB
    assert ends["408"] > MANY // 2, "a half head and a half body are told that they are late"
    assert ends["401"] > 0, "who has no token hears it before the body"
