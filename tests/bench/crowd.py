"""python -m tests.bench.crowd [--devices 200] [--minutes 10] [--scale 0.1]

Many devices work against one real server process at once: members, coaches and the office edit, answer and sync as
people do. Afterwards nothing may have failed, the log has no gap, and every device agrees with the server.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx

from mobile.courier import Courier
from mobile.device.secrets import secrets_in
from mobile.line import client_of
from mobile.replica_file import APP, open_replica
from mobile.writer import Writer
from shared.replica.replica import Replica
from sync_server.club import open_club
from sync_server.sign_in.users import NewUser, create_user
from tests.bench.club import PASSWORD, Made, make, new_id, now_ms
from tests.bench.server_process import Running, serving

SIGN_INS_AT_ONCE = 4
PAUSE_S = (2.0, 20.0)
"""Between two gestures of one person."""
ROLES = ("member",) * 6 + ("coach",) * 3 + ("secretary",)


@dataclass
class Heard:
    """What all devices together saw: seconds of each request, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    syncs: int = 0
    wishes: int = 0
    refused: int = 0


class Walker:
    """One person with one device."""

    def __init__(self, number: int, role: str, username: str, url: str, folder: Path, heard: Heard) -> None:
        self.role, self.username = role, username
        self._heard = heard
        self._dice = random.Random(number)
        self._client = client_of(url)
        self._client.event_hooks = {"request": [self._sent], "response": [self._answered]}
        self._began: dict[int, float] = {}
        folder.mkdir(parents=True)
        self.store = open_replica(folder).store
        self.replica = Replica(self.store, APP)
        self.courier = Courier(
            self._client,
            self.replica,
            secrets_in(folder),
            now=now_ms,
            new_id=new_id,
            tell=lambda _: None,
            changed=lambda: None,
        )
        self._writer = Writer(self.replica, now_ms, new_id, lambda: None)

    async def _sent(self, request: httpx.Request) -> None:
        self._began[id(request)] = time.perf_counter()

    async def _answered(self, response: httpx.Response) -> None:
        """Hook of httpx: the head of the answer is here."""
        seconds = time.perf_counter() - self._began.pop(id(response.request))
        if response.request.url.path == "/api/sync":
            self._heard.seconds.append(seconds)
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            self._heard.errors[f"status {response.status_code}"] += 1

    async def arrive(self, turns: asyncio.Semaphore) -> None:
        """Sign in and load."""
        async with turns:
            await self.courier.sign_in(self.username, PASSWORD, "crowd")
            await self.sync()

    async def sync(self) -> None:
        """One whole sync; what goes wrong is counted."""
        self._heard.syncs += 1
        if not await self.courier.sync():
            self._heard.errors[str(self.courier.progress.error)] += 1

    async def live(self, until: float) -> None:
        """Do something now and then, and sync after it."""
        await asyncio.sleep(self._dice.uniform(0, PAUSE_S[1]))
        while time.monotonic() < until:
            for _ in range(self._dice.choice((0, 1, 1, 3))):
                self._act()
            await self.sync()
            await asyncio.sleep(self._dice.uniform(*PAUSE_S))

    def _act(self) -> None:
        verb, table = self._dice.choice(DEEDS[self.role])
        row = self._some(table)
        if row is None:
            return
        args = {"id": row["id"], "set": {"label" if table == "contact_point" else "note": f"said {new_id()[-6:]}"}}
        if table == "activity_guest":
            answer = {"declared": self._dice.choice(("yes", "no"))} if "declare" in verb else {"confirmed": "present"}
            args = {"activity": row["activity"], "contact": row["contact"], **answer}
        self._heard.wishes += 1
        self._heard.refused += self._writer.do(verb, **args).refusal is not None

    def _some(self, table: str) -> dict[str, object] | None:
        found = self.store.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        if not found:
            return None
        place = self._dice.randrange(found)
        (id,) = self.store.connection.execute(f'SELECT id FROM "{table}" LIMIT 1 OFFSET ?', (place,)).fetchone()
        return self.store.get(table, id)

    async def leave(self) -> None:
        """Close the connection and the file."""
        await self._client.aclose()
        self.store.close()


DEEDS: dict[str, tuple[tuple[str, str], ...]] = {
    "member": (("attendance.declare", "activity_guest"), ("contact_point.patch", "contact_point")),
    "coach": (("attendance.confirm", "activity_guest"), ("activity.patch", "activity")),
    "secretary": (("contact_point.patch", "contact_point"), ("activity.patch", "activity")),
}


def people(made: Made, devices: int) -> list[tuple[str, str]]:
    """Users for so many devices, made in the club: (role, username)."""
    found = []
    with closing(open_club(made.settings.database, now_ms, keys=made.settings.key_file)) as club:
        for number in range(devices):
            role, contact = ROLES[number % len(ROLES)], made.workload.contacts[number % len(made.workload.contacts)]
            team = made.workload.teams[number % len(made.workload.teams)] if role == "coach" else None
            roles = () if role == "member" else ((role, team),)
            create_user(club, NewUser(f"crowd{number}", PASSWORD, contact, roles), now_ms())
            found.append((role, f"crowd{number}"))
    return found


async def crowd(server: Running, folder: Path, users: Sequence[tuple[str, str]], minutes: float) -> Heard:
    """Everybody arrives, lives and leaves; the figures are of the time in between."""
    heard = Heard()
    walkers = [
        Walker(number, role, name, server.url, folder / name, heard) for number, (role, name) in enumerate(users)
    ]
    turns = asyncio.Semaphore(SIGN_INS_AT_ONCE)
    await asyncio.gather(*(walker.arrive(turns) for walker in walkers))
    print(f"{len(walkers)} devices are there, {sum(heard.errors.values())} errors so far", flush=True)
    heard.seconds.clear()
    until = time.monotonic() + minutes * 60
    await asyncio.gather(*(walker.live(until) for walker in walkers))
    memory = server.memory_mb() or 0.0
    for _ in range(2):  # what the last one wrote, all others have heard by the second round
        for walker in walkers:
            await walker.sync()
    unequal = sum(walker.replica.waiting() > 0 or (walker.replica.state() or {})["doubt"] != 0 for walker in walkers)
    for walker in walkers:
        await walker.leave()
    heard.errors["not equal"] += unequal
    print(f"memory {memory:.0f} MB", flush=True)
    return heard


def gaps(made: Made) -> int:
    """How many numbers the log leaves out."""
    with closing(open_club(made.settings.database, now_ms, keys=made.settings.key_file)) as club:
        head, lines = club.store.highest("log", "seq") or 0, club.store.count("log")
    return head - lines


def main() -> int:
    """Let them come."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crowd", description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--scale", type=float, default=0.1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="touchline-crowd-") as name:
        folder = Path(name)
        made = make(folder / "club", wanted.scale)
        users = people(made, wanted.devices)
        with serving(made.settings.data) as server:
            heard = asyncio.run(crowd(server, folder / "devices", users, wanted.minutes))
        lost = gaps(made)
    errors = +heard.errors
    if errors:
        print(f"errors: {dict(errors)}", file=sys.stderr)
    cuts = quantiles(heard.seconds, n=100)
    print(f"{heard.wishes} wishes, {heard.refused} refused on the device, {heard.syncs} syncs")
    print(
        f"crowd: {wanted.devices} devices, {wanted.minutes:g} minutes, {len(heard.seconds)} requests,"
        f" {errors.total()} errors, {lost} gaps, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"
    )
    return 1 if errors or lost else 0


if __name__ == "__main__":
    sys.exit(main())
