"""python -m tests.fuzz.requests --requests 100000 [--seed K] [--hole NAME]

Asks a real server, in a process of its own, whatever its own description offers: as seven people and as nobody, right,
nearly right, and wrong. No answer may be a fault, say a code that the description does not, or fail to come. The last
line counts.
"""

import argparse
import gzip
import http.client
import json
import shutil
import socket
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from tests.attacks import founding
from tests.attacks.arena import Arena, Device, arena_over
from tests.fuzz.asking import PEOPLE, Ask, Asker, Memory
from tests.simulation.founding import scratch

KEPT = Path("build/fuzz")
WARM = 2_000
MOST_GROWTH_MB = 50
OF_THE_FRAME = (400, 404, 405, 408, 413, 431)
"""What is answered before any door, as a text or a code without one: no such path, no such method, no HTTP."""
NOBODY_EVERY = 6
FEW = 200


@dataclass
class Answer:
    """Status, code where there is one, and the JSON where it is that."""

    status: int
    code: str = ""
    value: Any = None
    closes: bool = False


@dataclass
class Result:
    """What became of the requests."""

    asked: int = 0
    seconds: float = 0.0
    grown_mb: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    doors: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Wire:
    """One line to the server, made anew when it was closed."""

    def __init__(self, port: int) -> None:
        self._port, self._used = port, 0.0
        self._line: socket.socket | None = None

    def say(self, ask: Ask) -> Answer | None:
        """The answer; None when there came none."""
        if ask.odd or self._line is None or time.monotonic() - self._used > 3:
            self.close()
            self._line = socket.create_connection(("127.0.0.1", self._port), 30)
            if ask.odd:
                self._line.settimeout(0.1)
        self._used = time.monotonic()
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it hung up
                self._line.sendall(ask.raw)
            answer = heard(self._line, ask.method)
        except (http.client.HTTPException, OSError):
            self.close()
            return None
        if answer.closes or ask.odd:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


def heard(line: socket.socket, method: str) -> Answer:
    """The next answer on this line. Raises HTTPException, OSError."""
    with closing(http.client.HTTPResponse(line, method=method)) as response:
        response.begin()
        body = response.read()
        answer = Answer(response.status, closes=response.will_close)
        if response.headers.get("content-type") == "application/json" and body:
            if response.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            answer.value = json.loads(body)
            if isinstance(answer.value, dict) and response.status >= 400:
                answer.code = str(answer.value.get("code"))
        return answer


def complaint(ask: Ask, answer: Answer | None, described: dict[str, Any]) -> str:
    """What is wrong with this answer; nothing when it is one of those that were promised."""
    if answer is None:
        return "" if ask.odd else "no answer came"
    if answer.status >= 500:
        return f"a fault: {answer.status} {answer.code}"
    method, _, path = ask.door.partition(" ")
    told = described["paths"].get(path, {}).get(method.lower())
    if not answer.code or told is None:
        if told is None or answer.status in OF_THE_FRAME or str(answer.status) in told["responses"]:
            return ""
        return f"{answer.status} is not described"
    offered = told["responses"].get(str(answer.status), {}).get("content", {}).get("application/json", {})
    codes = offered.get("schema", {}).get("properties", {}).get("code", {}).get("enum", ())
    return "" if answer.code in codes else f"{answer.status} {answer.code} is not described"


class Crowd:
    """Devices of everybody, and who of them speaks next."""

    def __init__(self, arena: Arena, dice: Random) -> None:
        self._arena, self._dice = arena, dice
        self._devices = [arena.device(name) for name in PEOPLE]

    def next(self) -> Device | None:
        """Somebody, or nobody."""
        return None if self._dice.randrange(NOBODY_EVERY) == 0 else self._dice.choice(self._devices)

    def hear(self, who: Device, ask: Ask, answer: Answer) -> None:
        """A device that counts wrong counts on; for one that was signed out another of the same person signs in."""
        if answer.code == "out_of_order" and isinstance(answer.value.get("expected"), int):
            who.n = answer.value["expected"] - 1
        elif answer.status == 200 and isinstance(answer.value, dict) and ask.door == "POST /api/sync":
            who.n = max([one["n"] for one in answer.value.get("receipts", ())] or [who.n])
        elif answer.status == 401 and f"Bearer {who.token}".encode() in dict(ask.headers).values():
            self._replace(who)

    def _replace(self, who: Device) -> None:
        id = f"fuzz-{self._arena.new_id()}"
        address = f"192.0.2.{self._dice.randrange(250)}"
        if self._arena.sign_in(who.name, address=address, device=id).status_code == 200:
            self._devices[self._devices.index(who)] = Device(self._arena, who.name, id)


def fuzz(arena: Arena, requests: int, seed: int) -> Result:
    """Ask so often."""
    dice, memory, result = Random(seed), Memory(), Result()
    described = arena.line.get("/openapi.json").json()
    asker, crowd, wire = Asker(described, memory, dice), Crowd(arena, dice), Wire(arena.port)
    began, before = time.monotonic(), 0
    for result.asked in range(1, requests + 1):
        if result.asked == min(WARM, requests // 2):
            before = arena.memory_mb()
        who = crowd.next()
        ask = asker.ask(who)
        answer = wire.say(ask)
        result.doors[ask.door] += 1
        if said := complaint(ask, answer, described):
            result.wrong.append(f"WRONG {ask.door}: {said}\n    {kept(ask)}")
        if answer is not None:
            result.statuses[answer.status] += 1
            memory.hear(answer.value)
            if who is not None:
                crowd.hear(who, ask, answer)
    wire.close()
    result.seconds, result.grown_mb = time.monotonic() - began, arena.memory_mb() - before
    if arena.line.get("/api/health").status_code != 200:
        result.wrong.append("WRONG the server does not answer any more")
    return result


def kept(ask: Ask) -> str:
    """The file in which every byte of this request stands, in hex."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"request-{sha256(ask.raw).hexdigest()[:12]}.hex"
    path.write_text(ask.raw.hex() + "\n", encoding="ascii")
    return str(path)


def main() -> int:
    """0 when every answer was one of those that were promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.requests", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hole", default="none", help="`careless`: a bug that must be seen")
    wanted, folder = parser.parse_args(), scratch()
    try:
        founded = folder / "founded"
        founded.mkdir()
        founding.CROWD = FEW  # what is read in pages and packages is not looked for here
        founding.found(founded)
        with arena_over(founded, folder / "fuzzed", wanted.hole, module="tests.fuzz.server") as arena:
            result = fuzz(arena, wanted.requests, wanted.seed)
            traces = arena.log().count('"trace"')
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(*result.wrong[:20], sep="\n")
    print("doors:", ", ".join(f"{door} {count}" for door, count in sorted(result.doors.items()) if count > 20))
    print("answers:", ", ".join(f"{status} {count}" for status, count in sorted(result.statuses.items())))
    print(f"memory: {result.grown_mb:+} MB at its highest since request {WARM} (at most {MOST_GROWTH_MB})")
    print(f"speed: {result.asked / result.seconds:.0f} requests/s, {result.seconds:.0f} s, {traces} traces in the log")
    print(f"fuzz: {result.asked} requests, {len(result.wrong)} escaped")
    return int(bool(result.wrong) or result.grown_mb > MOST_GROWTH_MB or traces > 0)


if __name__ == "__main__":
    sys.exit(main())
