"""A second device is let in while time passes, a thief is quicker, and the server dies: one, and the right one."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.domain.pairing import hash_of, six_digits
from sync_server.sign_in.pairing import Pairings
from tests.house import MINUTE, House, copy_of
from tests.simulation.fragile import Killed, burning
from tests.sync_server.desk import Desk, public_key

SEEDS, STEPS = 5, 10
OWNERS = ("karel", "piet")
THIEF = "thief"


class Broken(AssertionError):
    """Somebody was let in who may not, or is not on the list."""


class Play:
    """Two people, each with a phone that is signed in and a tablet that is not, and a thief who sees every code."""

    def __init__(self, house: House, folder: Path, seed: int) -> None:
        self.house, self.folder, self.rng = house, folder, random.Random(seed)
        self.codes: dict[str, str] = {}
        self.seen: list[str] = []
        self.shows: dict[str, tuple[str, str, str]] = {}
        self.tickets: dict[str, str] = {}
        self.meant: dict[str, str] = {}
        self.made = 0
        self.start()

    def start(self) -> None:
        """A new process: what it had in memory is gone."""
        self.desk = Desk(self.house, self.folder)
        self.tokens = {name: self.desk.token(name) for name in OWNERS}

    def ask(self, name: str, path: str, wish: Any) -> Any:
        """What a phone asks; None where the answer is no."""
        self.tokens[name] = self.desk.token(name)
        answer = self.desk.post(f"/api/pairing{path}", wish, self.tokens[name])
        return answer.json() if answer.status_code == 200 else None

    def offer(self, name: str) -> None:
        """The phone shows a code."""
        found = self.ask(name, "", {})
        if found is not None:
            self.codes[name] = found["code"]
            self.seen.append(found["code"])

    def claim(self, who: str, code: str) -> None:
        """Some device brings a code; what it shows then follows from the answer."""
        self.made += 1
        device = f"tablet-{who}-{self.made:03}"
        wish = {"code": code, "device": device, "public_key": public_key(device), "name": device, "kind": "phone"}
        answer = self.desk.post("/api/pairing/claim", wish)
        if answer.status_code == 200:
            self.tickets[device] = answer.json()["ticket"]
            digits = six_digits(hash_of(code), answer.json()["key"], public_key(device))
            self.shows[who] = (device, code, digits)

    def settle(self, name: str) -> None:
        """The person compares what both show. Meanwhile somebody may be quicker, or the server dies."""
        found, code = self.ask(name, "/look", {}), self.codes.get(name, "")
        newcomer = None if found is None else found["newcomer"]
        if newcomer is None:
            return
        shown = six_digits(hash_of(code), public_key(name), newcomer["public_key"])
        device, _, digits = self.shows.get(name, ("", "", ""))
        same = digits == shown
        if same:
            self.meant[device] = f"user-{name}"
        if self.rng.random() < 0.3:
            self.claim(THIEF, code)
        said = f"{self.rng.randrange(10**6):06}" if self.rng.random() < 0.1 else shown
        left = self.rng.randint(1, 40) if self.rng.random() < 0.4 else 10**9
        try:
            with burning(self.house.store, left, after=self.rng.random() < 0.5, burn=lambda: None):
                self.ask(name, "/settle", {"digits": said, "same": same})
        except Killed:
            self.house.store.connection.rollback()
            self.start()

    def step(self) -> None:
        """Somebody pairs, and things come in between."""
        rng, name = self.rng, self.rng.choice(OWNERS)
        self.house.clock.wait(8 * MINUTE)
        if rng.random() < 0.9:
            self.offer(name)
        quick = [name, *([THIEF] if rng.random() < 0.5 else [])]
        rng.shuffle(quick)
        for who in quick:
            self.house.clock.wait(rng.choice((5_000, 5_000, 40_000, 3 * MINUTE)))
            self.claim(who, rng.choice((*[self.codes[name]] * 5, *self.seen[-1:])) if name in self.codes else "0" * 26)
        if rng.random() < 0.1:
            self.start()
        for _ in range(2):  # who does not know whether it came through asks again
            self.settle(name)
        self.look()

    def look(self) -> None:
        """Nobody is in whom no person meant, and whoever is in stands in the list of that person."""
        for row in self.house.store.find("device"):
            if row["id"].startswith("tablet-"):
                if self.meant.get(row["id"]) != row["user"]:
                    raise Broken(f"{row['id']} speaks for {row['user']}")
                if self.house.row("user_device", row["id"]) is None:
                    raise Broken(f"{row['id']} is on no list")
        for device, ticket in list(self.tickets.items())[-4:]:
            answer = self.desk.post("/api/pairing/wait", {"ticket": ticket})
            signed_in = answer.json().get("signed_in") if answer.status_code == 200 else None
            if signed_in is not None and signed_in["user"] != self.meant.get(device):
                raise Broken(f"{device} is told that it is {signed_in['user']}")


def played(furnished: House, folder: Path) -> int:
    """So many seeds; answers how many devices were let in. Raises Broken."""
    let_in = 0
    for seed in range(1, SEEDS + 1):
        play = Play(copy_of(furnished), folder, seed)
        for _ in range(STEPS):
            play.step()
        play.house.clock.wait(60 * MINUTE)
        play.start()
        play.offer("karel")
        play.claim("karel", play.codes["karel"])
        device, _, digits = play.shows["karel"]
        play.meant[device] = "user-karel"
        assert play.ask("karel", "/settle", {"digits": digits, "same": True}) == {"let_in": True}
        play.look()
        let_in += sum(row["id"].startswith("tablet-") for row in play.house.store.find("device"))
    return let_in


def test_the_one_whom_the_person_means_is_let_in_and_nobody_else(furnished: House, tmp_path: Path) -> None:
    assert played(furnished, tmp_path) > 2 * SEEDS


@contextmanager
def the_quicker_one_wins() -> Iterator[None]:
    """Whoever brings the code last is the newcomer, and digits are not compared."""

    def claim(self: Pairings, code: str, newcomer: Any, address: str) -> Any:
        self._open(hash_of(code)).newcomer = None
        return real(self, code, newcomer, address)

    def settle(self: Pairings, device: str, digits: str, *, same: bool) -> Any:
        return self.look(device).newcomer if same else None

    real = Pairings.claim
    with patch.object(Pairings, "claim", claim), patch.object(Pairings, "settle", settle):
        yield


def test_a_thief_who_is_quicker_would_be_found_out(furnished: House, tmp_path: Path) -> None:
    with the_quicker_one_wins(), pytest.raises(Broken):
        played(furnished, tmp_path)
