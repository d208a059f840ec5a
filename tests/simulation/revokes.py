"""A device is revoked a thousand times: python -m tests.simulation.revokes --times 1000 [--first K]

The real app and real couriers in one process. The revocation falls before, into or after any request of a first load
in pages, of pushes and of pulls, in bad weather, by whoever may revoke; the club goes on meanwhile. Afterwards it must
be exactly so: nothing that was written after it was read; the first answer that arrived wiped the device; each of its
changes was done before, or was set aside once.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from sync_server.checkpoint import Checkpoints
from sync_server.session import SignIn
from tests.house import House, copy_of, furnish
from tests.mobile.couriers import Device, desk_of
from tests.simulation.founding import canary
from tests.sync_server.desk import PASSWORD, Desk

PLACES = ("before", "inside", "after")
WEATHER = ("fine", "fine", "fine", "drop", "cut")
WHO = ("office", "own", "server")
PAGE = 3_000
"""Bytes of a page: a first load takes several."""


class Broken(AssertionError):
    """It was not so."""


class Line(httpx.AsyncBaseTransport):
    """The way of the device that will be revoked, at one place of one of its requests."""

    def __init__(self, story: "Story", under: httpx.AsyncBaseTransport) -> None:
        self._story, self._under = story, under
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request; the revocation may fall into it."""
        story, number = self._story, self.requests
        self.requests += 1
        body = await request.aread()
        if story.falls("before", number):
            story.revoke()
        weather = story.rng.choice(WEATHER) if story.stormy else "fine"
        if weather == "drop":
            raise httpx.ConnectError("no network", request=request)
        late, proof = story.revoked, "touchline-proof" in request.headers
        if late and proof:
            story.arrives()
        answer = await self._under.handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=self._slowly(number, body))
        )
        await answer.aread()
        if story.falls("after", number):
            story.revoke()
        if late or story.falls("inside", number):
            story.answered.append(answer.status_code)
        if weather == "cut":
            raise httpx.ReadTimeout("the reply was lost", request=request)
        if answer.status_code == httpx.codes.FORBIDDEN:
            story.ordered += 1
        return answer

    async def _slowly(self, number: int, body: bytes) -> AsyncIterator[bytes]:
        """The body in two halves: the server has looked at who asks before it has heard all of it."""
        yield body[: len(body) // 2]
        if self._story.falls("inside", number):
            self._story.revoke()
        yield body[len(body) // 2 :]


class Story:
    """One device, one revocation, and a club that goes on."""

    def __init__(self, house: House, folder: Path, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        self.house = house
        told = house.referee.audiences, house.referee.tallies
        house.checkpoints = Checkpoints(house.store, *told, page_bytes=PAGE)
        self.desk = desk_of(house, folder)
        self.stormy = False
        self.revoked = False
        self.at = (rng.choice(PLACES), rng.randrange(12))
        self.who = rng.choice(WHO)
        self.answered: list[int] = []
        self.ordered = 0
        self.set_aside: set[str] = set()
        self.after: list[str] = []
        self.made: list[str] = []
        self.device = _enrolled(self.desk, "karel")
        self.line = Line(self, self.device.network.under)
        self.device.network.under = self.line
        self.other = house.phone(*{"office": ("sara",), "own": ("karel", "other"), "server": ("olga",)}[self.who])
        self.other.sync()

    @property
    def id(self) -> str:
        """The device that is revoked."""
        return f"device-of-{self.device.name}"

    def falls(self, where: str, number: int) -> bool:
        """Whether the revocation falls here."""
        return self.at == (where, number)

    def revoke(self) -> None:
        """By the office or on another device of the same person, whose change arrives now; or at the server."""
        if self.revoked:
            return
        if self.who == "server":
            self.house.do("user_device.revoke", id=self.id)
        else:
            self.other.do("user_device.revoke", id=self.id)
            if self.other.sync() != ["applied"]:
                raise Broken("whoever may revoke a device does")
        self.revoked = True
        self.write()

    def write(self) -> None:
        """The club goes on: a word that everybody in the team may read."""
        word = canary(self.rng)
        self.house.do("activity.patch", id="training-u12", set={"note": word})
        if self.revoked:
            self.after.append(word)

    def wish(self) -> None:
        """The person goes on."""
        done = self.device.do("contact_point.patch", id="phone-of-piet", set={"label": canary(self.rng)})
        if done.refusal is None:
            self.made.append(done.changeset)

    def arrives(self) -> None:
        """A proof after the revocation: what it brings is set aside."""
        if self.device.store.count("staged") == 0:
            waits = {row["id"] for row in self.device.store.find("queue")}
            self.set_aside |= {id for id in waits if self.house.row("receipt", id) is None}

    # ---- the story

    def tell(self) -> Counter[str]:
        """Live through it, and look whether it was as it must be; answers what happened. Raises Broken."""
        if not self.device.sync() and not self.revoked:
            raise Broken("a first load in fine weather")
        self.stormy = True
        for _ in range(self.rng.randint(1, 4)):
            self._step()
        if not self.revoked:
            self.at = (self.rng.choice(PLACES[:2]), self.line.requests)
            self._step()
        if not self.revoked:
            self.revoke()
        if not self.device.wiped:
            self._step()
        self.stormy = False
        if not self.device.wiped:
            self.device.sync()
        return self._look()

    def _step(self) -> None:
        if self.device.wiped:
            return
        for _ in range(self.rng.randint(0, 2)):
            if self.device.replica.state() and self.device.store.get("contact_point", "phone-of-piet"):
                self.wish()
        if self.rng.random() < 0.6:
            self.write()
        self.device.sync()

    def _look(self) -> Counter[str]:
        self._nothing_was_read()
        if self.device.wiped != 1 or self.ordered < 1:
            raise Broken(f"wiped {self.device.wiped} times by {self.ordered} orders")
        outcomes = self._each_change_is_somewhere()
        if any(status not in (401, 403, 409) for status in self.answered):
            raise Broken(f"it was answered {self.answered}")
        row = self.house.row("user_device", self.id) or {}
        if row["revoked_at"] is None or row["wiped_at"] is None:
            raise Broken(f"the list says {row}")
        return outcomes + Counter([f"revoked {self.at[0]} a request", f"by {self.who}"])

    def _nothing_was_read(self) -> None:
        raw = self.device.store.connection.serialize()
        for word in self.after:
            if word.encode() in raw:
                raise Broken("what was written after the revocation was read")

    def _each_change_is_somewhere(self) -> Counter[str]:
        found: Counter[str] = Counter()
        parked = {row["changeset"]: row for row in self.house.store.find("parked_change")}
        if set(parked) != self.set_aside:
            raise Broken(f"set aside are {sorted(parked)}, and should be {sorted(self.set_aside)}")
        history = json.dumps([line["after"] for line in self.house.store.find("history", id="phone-of-piet")])
        for id in self.made:
            done = self.house.row("receipt", id)
            word = self._word(id, parked.get(id))
            if done is not None and id in parked:
                raise Broken("a change was done and set aside")
            if done is None and word is not None and word in history:
                raise Broken("a change of a revoked device was done")
            if done is None and id not in parked:
                raise Broken("a change is nowhere")
            found["done" if done is not None else "set aside"] += 1
        return found

    def _word(self, id: str, parked: dict[str, object] | None) -> str | None:
        """What this change would have written."""
        rows = self.device.store.find("queue", id=id)
        text = parked["asked"] if parked is not None else rows[0]["actions"] if rows else None
        return None if text is None else str(json.loads(str(text))[0]["args"]["set"]["label"])


def _enrolled(desk: Desk, name: str) -> Device:
    """A device that signed in, without the slow password."""
    device = Device(desk, name)
    key = device.signer.key.public_key().public_bytes_raw()
    desk.app.state.sessions.enrol(SignIn(name, PASSWORD, f"device-of-{name}", key, "phone", "phone"))
    device.replica.enrol(f"user-{name}", f"device-of-{name}", "epoch-1", desk.app.state.gate.public_key())
    return device


def one(seed: int, furnished: House, folder: Path) -> Counter[str]:
    """The story of one seed. Raises Broken."""
    place = folder / str(seed)
    place.mkdir()
    try:
        return Story(copy_of(furnished), place, seed).tell()
    finally:
        shutil.rmtree(place)


def main() -> int:
    """Tell stories; 0 when every one was as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.revokes", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    wanted = parser.parse_args()
    folder, seen, broken = Path(tempfile.mkdtemp(prefix="revokes-")), Counter[str](), 0
    furnished = furnish(House())
    try:
        for seed in range(wanted.first, wanted.first + wanted.times):
            try:
                seen += one(seed, furnished, folder)
            except Broken as problem:
                broken += 1
                print(f"seed {seed}: {problem}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(", ".join(f"{name} {n}" for name, n in sorted(seen.items())))
    print(f"revokes: {wanted.times}, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
