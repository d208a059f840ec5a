"""Six devices hand things round, none of them with the right time, mostly without a network. (promise 12)

    python -m tests.simulation.hands [--seeds 2000] [--first 1]

Of each seed's things it must hold: at most one custody is open after every fact, every scan that was made and not
refused is a a fact, and the club and every phone tell one chain, which a walk that knows nothing of the fold finds too.
"""

import argparse
import random
from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.custody import custody_of
from shared.domain.custody import Custody
from shared.sync.protocol import ActionCall
from tests.house import DAY, MINUTE, House, Phone, copy_of, furnish
from tests.simulation.naive.verbs_store import walk

PEOPLE = (("eef", "phone"), ("eef", "tablet"), ("olga", "phone"), ("karel", "phone"), ("cas", "phone"), ("eef", "desk"))
HOLDERS = (("group", "team-u12"), ("group", "team-u13"), ("contact", "contact-kim"), ("contact", "contact-bo"))
THINGS, STEPS, A_HOUSE = 2, 26, 25
"""Things of a seed, steps of it, and seeds that share a house with its devices."""
SHELF = "shelf-0001"


class Wrong(AssertionError):
    """What did not hold."""


def settled_house(furnished: House) -> tuple[House, list[Phone]]:
    """A club and six devices that have everything."""
    house = copy_of(furnished)
    house.do("resource.create", id=SHELF, name="Rek", kind="location")
    phones = [house.phone(user, name) for user, name in PEOPLE]
    for phone in phones:
        phone.sync()
    return house, phones


def one_seed(house: House, phones: Sequence[Phone], seed: int) -> int:
    """Play this seed on things of its own; answers how many scans it made. Raises Wrong."""
    rng = random.Random(seed)
    things = [f"thing-{seed:05}-{number}" for number in range(THINGS)]
    for number, thing in enumerate(things):
        kind = {"kind": "quantity", "quantity": 9} if number else {"kind": "single"}
        house.do("resource.create", id=thing, name=thing, **kind)
    for phone in phones:
        phone.skew = rng.choice((0, rng.randint(-30, 30) * DAY, rng.randint(-9, 9) * MINUTE))
        phone.sync()
    made: dict[str, str] = {}
    for step in range(STEPS):
        house.clock.wait(rng.randint(0, 3) * 20_000)
        phone = rng.choice(list(phones))
        if rng.random() < 0.25:
            phone.sync()
            continue
        if rng.random() < 0.08:
            phone.skew += rng.randint(-2, 2) * DAY
        verb, args = _scan(rng, phone, rng.choice(things))
        id = f"scan-{seed:05}-{step:03}"
        call = ActionCall(verb, 1, {"id": id, **args})
        if phone.replica.commit([call], _changeset(id), phone.now).state != "refused":
            made[id] = str(args["resource"])
    _quiet(phones)
    accepted = _accepted(house, made)
    for thing in things:
        _check(house, phones, thing, {id for id, about in accepted.items() if about == thing})
    return len(made)


def _scan(rng: random.Random, phone: Phone, thing: str) -> tuple[str, dict[str, Any]]:
    """What somebody does with this thing, going by what their phone shows."""
    kind, id = rng.choice(HOLDERS)
    to = {"to_kind": kind, "to_id": id}
    many = {"quantity": rng.randint(1, 3)} if thing.endswith("-1") and rng.random() < 0.8 else {}
    row, what = phone.row("resource", thing), rng.random()
    if row is not None and row["disputed"] and rng.random() < 0.4:
        return "custody.settle", {"resource": thing, "note": "x", **(to if rng.random() < 0.8 else {})}
    if what < 0.5:
        return "custody.hand_out", {"resource": thing, **to, **many}
    if what < 0.75:
        giver = {"from_kind": kind, "from_id": id} if many and rng.random() < 0.5 else {}
        return "custody.take_back", {"resource": thing, **many, **giver}
    if what < 0.85:
        return "custody.move", {"resource": thing, "to_kind": "resource", "to_id": SHELF}
    return "custody.report", {"resource": thing, "kind": rng.choice(("lost", "found", "damaged", "repaired"))}


def _quiet(phones: Sequence[Phone]) -> None:
    """Everybody hears everything."""
    for phone in (*phones, *phones):
        phone.sync()


def _accepted(house: House, made: Mapping[str, str]) -> dict[str, str]:
    """The scans of these, each with its thing, that the club did not refuse, such as settling what somebody settled."""
    outcomes = {id: (house.row("receipt", _changeset(id)) or {}).get("outcome") for id in made}
    if None in outcomes.values():
        raise Wrong(f"no answer to {[id for id, outcome in outcomes.items() if outcome is None]}")
    return {id: thing for id, thing in made.items() if outcomes[id] in ("applied", "merged")}


def _changeset(scan: str) -> str:
    return f"changeset-{scan}"


def _check(house: House, phones: Sequence[Phone], thing: str, accepted: set[str]) -> None:
    rows = house.store.find("custody_event", resource=thing)
    club = custody_of(rows)
    holders = 0
    for step in club.chain:
        holders += (step.opened is not None) - (step.closed is not None)
        if not 0 <= holders <= 1:
            raise Wrong(f"{thing}: {holders} custodies open after {step.event.id}")
    told = {row["id"] for row in rows}
    if told != accepted or [step.event.id for step in club.chain] != sorted(told, key=lambda id: _order(rows, id)):
        raise Wrong(f"{thing}: scans {sorted(accepted)}, facts {sorted(told)}")
    holder, disputes = walk(rows)
    resource = house.row("resource", thing) or {}
    found = {name: resource[name] or (0 if name == "disputed" else None) for name in holder}
    if found != holder:
        raise Wrong(f"{thing}: the club says {found}, a walk {holder}")
    pairs = [(first["id"], second["id"]) for first, second in disputes]
    if pairs != [(pair.first.id, pair.second.id) for pair in club.disputes]:
        raise Wrong(f"{thing}: disputes {pairs}")
    for phone in phones:
        if _story(custody_of(phone.store.find("custody_event", resource=thing))) != _story(club):
            raise Wrong(f"{thing}: another chain on {phone.device}")
        if phone.row("resource", thing) != resource:
            raise Wrong(f"{thing}: another holder on {phone.device}")


def _order(rows: Sequence[Mapping[str, Any]], id: str) -> tuple[str, str]:
    return next((row["stamp"], id) for row in rows if row["id"] == id)


def _story(custody: Custody) -> list[tuple[object, ...]]:
    chain: list[tuple[object, ...]] = [(step.event.id, step.closed, step.opened) for step in custody.chain]
    return [*chain, (custody.holder, custody.since, custody.status, custody.place, custody.shares)]


def run(seeds: int, first: int = 1, furnished: House | None = None) -> int:
    """So many seeds from `first` on; answers how many scans they made. Raises Wrong with the seed."""
    ground = furnished or furnish(House())
    scans = 0
    for at in range(first, first + seeds, A_HOUSE):
        house, phones = settled_house(ground)
        for seed in range(at, min(at + A_HOUSE, first + seeds)):
            try:
                scans += one_seed(house, phones, seed)
            except Wrong as wrong:
                raise Wrong(f"seed {seed} (of the house of {at}): {wrong}") from wrong
    return scans


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and say how much was scanned."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.hands", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args(arguments)
    scans = run(options.seeds, options.first)
    print(f"hands: {options.seeds} seeds, {scans:,} scans on {len(PEOPLE)} devices, 0 failures")


if __name__ == "__main__":
    main()
