"""Little that becomes much: compressed, nested, long, many, without an end, and slow."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack
from tests.attacks.authority import package_of
from tests.attacks.server import SLOWEST_MS
from tests.sync_server.desk import JSON

DOORS = ("/api/sync", "/api/session", "/api/history", "/api/labels")
MEGABYTE = 1024 * 1024
NO_MORE_MB = 96
"""By how much the server may swell. Each bomb below would take more, if it went off."""
ZIPPED = {**JSON, "Content-Encoding": "gzip"}


def defused(arena: Arena, device: Device, bodies: list[bytes], headers: dict[str, str], *said: int) -> None:
    """At every door each body is turned down, and the server did not swell."""
    before = arena.memory_mb()
    for path in DOORS:
        for body in bodies:
            answer = arena.line.post(path, content=body, headers={**headers, **device.headers})
            assert answer.status_code in said, (path, body[:60], answer.status_code, answer.text)
    assert arena.memory_mb() - before < NO_MORE_MB


@attack
def inflate(arena: Arena) -> None:
    """A kilobyte that unpacks to a gigabyte; and packed twice, and many in a row."""
    much = gzip.compress(b" " * 100 * MEGABYTE)
    bodies = [much, gzip.compress(much), much[:50_000], gzip.compress(b'{"a":"' + b"x" * 32 * MEGABYTE)]
    bodies.append(b"".join(gzip.compress(b"[" * 1000) for _ in range(1000)))
    defused(arena, arena.device("piet"), bodies, ZIPPED, 400, 413)


@attack
def nest(arena: Arena) -> None:
    """Brackets within brackets exhaust the parser, open or closed, in keys and strings, behind escapes."""
    bodies = [b"[" * 500_000, b"[" * 400_000 + b"]" * 400_000, b'{"a":' * 150_000 + b"1" + b"}" * 150_000]
    bodies += [
        b'["' + b'\\"[' * 300_000 + b'"' + b"[" * 40 + b"]" * 41,
        b'"' * MEGABYTE,
        b'{"' + b"\\\\" * 400_000 + b'":[[' * 50,
    ]
    piet, deep = arena.device("piet"), json.loads("[" * 40 + "]" * 40)
    defused(arena, piet, bodies, JSON, 400)
    assert piet.do("contact_point.patch", id="phone-of-piet", set={"label": deep}) == "400 too_deep"


@attack
def count_to_infinity(arena: Arena) -> None:
    """Numbers without end: digits by the million, exponents, and what is no number at all."""
    bodies = [b"9" * 1_000_000, b'{"cursor":' + b"9" * 900_000 + b"}", b"[1e999999999]", b"[-" + b"1" * 5000 + b"]"]
    bodies += [
        b"[NaN]",
        b"[Infinity]",
        b"[1.0]",
        b"[0x10]",
        b"[9223372036854775808]",
        b"[-9223372036854775809]",
        b"[00]",
    ]
    defused(arena, arena.device("piet"), bodies, JSON, 400)


@attack
def fill_a_megabyte(arena: Arena) -> None:
    """As much as a body may hold: keys by the ten thousand, one string, and a byte too many."""
    keys = json.dumps({f"k{n}": n for n in range(60_000)}).encode()
    twice = b"{" + b'"a":1,' * 100_000 + b'"a":1}'
    defused(arena, arena.device("piet"), [keys, twice, b'"' + b"x" * (MEGABYTE - 2) + b'"'], JSON, 400)
    defused(arena, arena.device("piet"), [b" " * (MEGABYTE + 1), b'{"a":"' + b"x" * 2 * MEGABYTE], JSON, 413)


@attack
def push_by_the_thousand(arena: Arena) -> None:
    """More changesets than a batch may hold, more actions than a gesture, a field larger than a field."""
    piet = arena.device("piet")
    wish = ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "x"}})
    small = {**piet.changeset(("x", {})), "actions": [{"name": "x", "version": 1, "args": {}}]}
    assert piet.push(*[small] * 501) == ["413 too_many_changesets"]
    piet.n = 0
    assert piet.push(piet.changeset(*[wish] * 201)) == ["400 action_count"]
    piet.n = 0
    assert piet.do("contact_point.patch", id="phone-of-piet", set={"label": "x" * 70_000}) == "refused invalid"
    assert piet.do("contact_point.patch", id="x" * 900_000, set={"label": "x"}).startswith("refused")
    lines: Any = [{"id": "same-same", "description": "", "quantity": 1, "unit_cents": 1}] * 11_000
    assert piet.do("invoice.draft", id=arena.new_id(), account="family-peeters", lines=lines) == "refused invalid"


def endless(piece: bytes) -> Iterator[bytes]:
    """A body that says no length and does not end by itself."""
    for _ in range(64):
        yield piece


@attack
def send_without_a_length(arena: Arena) -> None:
    """A chunked body is read to its end, which never comes."""
    piet = arena.device("piet")
    for path in DOORS:
        answer = arena.line.post(path, content=endless(b" " * 65_536), headers={**JSON, **piet.headers})
        assert answer.status_code == 413
    for headers in (JSON, {"Content-Type": "text/plain"}):
        answer = arena.line.post("/api/sync", content=endless(b" " * 65_536), headers=headers)
        assert answer.status_code == 401, "a stranger's body is not even read"


@attack
def ask_for_a_thousand_ranges(arena: Arena) -> None:
    """One file is asked for in a thousand pieces that overlap: the answer is larger than the file, or never ends."""
    sara = arena.device("sara")
    path = f"/api/packages/{package_of(sara)}"
    size = len(sara.get(path).content)
    for piece in ("0-", "0-0", "-1", "0-999999999", "5-1"):
        answer = sara.get(path, Range="bytes=" + ",".join([piece] * 1000))
        assert answer.status_code in (200, 206, 400, 416), (piece, answer.status_code)
        assert len(answer.content) <= 2 * size
    for text in ("bytes=" + "9" * 5000 + "-", "bytes=-" + "9" * 5000, "bytes=a-b", "lines=1-2", "bytes=" + "," * 5000):
        assert sara.get(path, Range=text).status_code in (200, 206, 400, 416), text[:20]


def waits(arena: Arena, asked: int) -> float:
    """The 99th percentile (s) of what others wait for an answer."""
    took = []
    for _ in range(asked):
        began = time.perf_counter()
        assert arena.line.get("/api/health").status_code == 200
        took.append(time.perf_counter() - began)
    return sorted(took)[asked * 99 // 100 - 1]


def end_of(line: socket.socket, deadline: float) -> bytes:
    """The first line of what the server said in the end."""
    line.settimeout(max(0.01, deadline - time.monotonic()))
    try:
        return line.recv(100).split(b"\r\n")[0]
    except TimeoutError:
        return b"still open"


@attack
def send_slowly_by_the_hundred(arena: Arena) -> None:
    """A hundred bodies that come a byte at a time keep everybody else waiting, and their places for ever."""
    head = (
        "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    )
    calm = waits(arena, 300)
    with ExitStack() as lines:
        slow = [lines.enter_context(socket.create_connection(("127.0.0.1", arena.port), 30)) for _ in range(100)]
        for line in slow:
            line.sendall(head.encode() + b"{")
        attacked = min(waits(arena, 300) for _ in range(3))
        for line in slow:
            line.sendall(b" ")
        deadline = time.monotonic() + 2 * SLOWEST_MS / 1000
        ends = {end_of(line, deadline) for line in slow}
    assert attacked < 10 * calm, f"{attacked:.4f} s where {calm:.4f} s were enough"
    assert ends == {b"HTTP/1.1 408 Request Timeout"}


BY_DAY = ",".join(f"{place}MO" for place in range(1, 54))
EVENT = "BEGIN:VEVENT\nUID:{{n}}\nSUMMARY:x\nDTSTART{}\nEND:VEVENT\n"
CHANGE = "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n{}END:STANDARD\n"
PLAIN = EVENT.format(":20261201T190000Z")
NEVER = EVENT.format(":20030101\nRRULE:FREQ=DAILY;COUNT=9;BYMONTH=2;BYMONTHDAY=30")
LONG_AGO = EVENT.format(":20030101\nRRULE:FREQ=DAILY;COUNT=7000")
EVERY_YEAR = EVENT.format(";TZID=z:{year}0101T190000")
CHANGES = CHANGE.format(f"RRULE:FREQ=YEARLY;BYDAY={BY_DAY}\n") * 50


def filled(event: str, zone: str = "") -> str:
    """A calendar of 500 KB of such events."""
    zone = f"BEGIN:VTIMEZONE\nTZID:z\n{zone}\nEND:VTIMEZONE\n" if zone else ""
    count = (500_000 - len(zone)) // (len(event) + 5) if event else 0
    events = "".join(event.replace("{n}", str(n)).replace("{year}", str(1970 + n % 230)) for n in range(count))
    return f"BEGIN:VCALENDAR\n{zone}{events}{PLAIN}END:VCALENDAR\n"


@attack
def wear_out_the_reader_of_calendars(arena: Arena) -> None:
    """A coach hands over a calendar whose reading keeps the server from all else: rules that never match, that count
    from long ago, zones of many beginnings, zones that change by the thousand."""
    karel = arena.device("karel")

    def spent(text: str) -> float:
        before = arena.processor_s()
        answer = karel.post("/api/agenda/plan", {"group": "team-u12", "text": text})
        assert answer.status_code in (200, 422), answer.text
        return arena.processor_s() - before

    usual = spent(filled(PLAIN))
    hostile = {
        "never": filled(NEVER),
        "long ago": filled(LONG_AGO),
        "beginnings": filled("", "BEGIN:STANDARD\n" * 30_000),
        "names": filled("", "TZID;\n" * 80_000),
        "changes": filled(EVERY_YEAR, CHANGES),
    }
    for name, text in hostile.items():
        cost = spent(text)
        assert cost < 3 * usual, f"{name}: {cost:.1f} s of a processor, where a plain one costs {usual:.1f}"
