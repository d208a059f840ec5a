"""Roles change again and again, and nobody keeps what they may not see: python -m tests.simulation.roles --seeds 1000

Short worlds in which roles, teams, families and holders change at any moment while phones pull in pages, push, fetch
packages and media, lose their leases and are loaded anew, in the weather of every other seed. What goes over the wire,
the files of a phone that did something, and after every change the files of every phone are searched for words that the
naive club says this person may not read. An answer holds nothing but what is in sight now; a file nothing but what was
at the last contact, what came since, and what the person has not sent yet.
"""

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import decompress

from shared.sync.protocol import Request
from tests.simulation import luggage, nights, oracles, returning, weather
from tests.simulation.founding import DAY, GROUPS, PEOPLE, Founded, found, scratch
from tests.simulation.fragile import TAILS
from tests.simulation.naive.club import Place, canaries
from tests.simulation.naive.days import day_of
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import Broken, must
from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.device import Device
    from tests.simulation.wishes import Call

STEPS = 120
ROLES = ("coach", "coach", "coach", "equipment", "treasurer", "secretary", "member", "owner")
PROMISE = "a device holds nothing outside its rights"


SHORT = "g-u10-001"
"""A team of a season that is over on the third day, in some of the seeds."""


def ends_a_season(seed: int) -> bool:
    """One seed of ten."""
    return seed % 10 == 4


class Knowledge:
    """What may be in the files of one phone: the rows that its person saw at the last contact, and what came since."""

    def __init__(self, places: set[Place]) -> None:
        self.places = places
        self.on_the_way = places
        self.came: set[str] = set()


class Watched(World):
    """A world that looks at everything that reaches a phone, and at everything the phone keeps."""

    def __init__(self, seed: int, founded: Founded, folder: Path) -> None:
        self.counts: Counter[str] = Counter()
        self.known: dict[str, Knowledge] = {}
        super().__init__(seed, founded, folder, full=False, events=0)
        for device in self.devices:
            self.known[device.name] = Knowledge(self._in_sight(device) if device.store.count("contact") else set())

    def _in_sight(self, device: "Device") -> set[Place]:
        visible = Eyes(self.club, device.user).visible()
        return {(table, id) for table, rows in visible.items() for id in rows}

    # ---- on the wire

    def send(self, device: "Device") -> bytes:
        """What goes up are the person's own words."""
        body = super().send(device)
        authors = self.wisher.authors
        strange = {word for word in canaries(body.decode()) if device.user not in authors.get(word, ())}
        must("confidentiality", not strange, lambda: f"{device.name} says {oracles.leaks(self, strange)}")
        return body

    def answered(self, device: "Device", sent_at: int, answer: tuple[Request, int, bytes]) -> None:
        """Every word of an answer, one's own too, stands where the person may see it now, or stands nowhere."""
        super().answered(device, sent_at, answer)
        words = canaries(oracles.ROLL_UP.sub("", answer[2].decode()))
        eyes, club, known = Eyes(self.club, device.user), self.club, self.known[device.name]
        for word in words:
            places = club.words.get(word, ())
            seen = not places or any(eyes.sees(table, club.rows[table][id]) for table, id in places)
            must(PROMISE, seen, lambda: f"on the wire to {device.name}: {oracles.leaks(self, {word})}")  # noqa: B023 - it is called at once, within this round
        self.counts["responses"] += 1
        known.came |= words
        known.on_the_way = self._in_sight(device)

    def look_at_package(self, device: "Device", data: bytes) -> None:
        """A package is an answer too."""
        super().look_at_package(device, data)
        self.counts["responses"] += 1
        self.known[device.name].came |= canaries(decompress(data).decode("latin-1"))

    def receive(self, device: "Device") -> bool:
        """After a whole checkpoint only what it showed may be there."""
        done, known = super().receive(device), self.known[device.name]
        if done and device.rotten:
            known.places = known.places | known.on_the_way
        elif done:
            known.places, known.came = known.on_the_way, set()
            luggage.evicted_bytes_left(self, device)
        return done

    def new_device(self, user: str) -> "Device":
        """A phone that has seen nothing yet."""
        device = super().new_device(user)
        self.known[device.name] = Knowledge(set())
        return device

    # ---- on the phones

    def search(self, devices: "Sequence[Device]") -> None:
        """Every file of these phones."""
        for device in devices:
            found: set[str] = set()
            for path in _files(device):
                self.counts["files"] += 1
                found |= canaries(path.read_bytes().decode("latin-1"))
            known, unsent = self.known[device.name], canaries(device.unsent())
            strange = {word for word in found - known.came - unsent if not self._may_keep(device, known, word)}
            must(PROMISE, not strange, lambda: f"in the files of {device.name}: {oracles.leaks(self, strange)}")  # noqa: B023 - it is called at once, within this round

    def _may_keep(self, device: "Device", known: Knowledge, word: str) -> bool:
        """It stands or stood in a row that was in sight; or it is the person's own and about nothing that is there.

        Before the rest of a first load came nobody knows which rows are out of sight. What nobody ever said is no
        canary: a sealed cell may hold any letters.
        """
        places, authors = self.club.stood.get(word, set()), self.wisher.authors.get(word, set())
        if places & known.places or not (places or authors):
            return True
        own = device.user in authors
        unknown = not places or any(self.club.get(*place) is None for place in places)
        return own and (unknown or bool((device.replica.state() or {})["partial"]))


def _files(device: "Device") -> list[Path]:
    """The replica, the shelf of media, their journals, and packages, whole or in part."""
    tails = (*TAILS, "-shm", "-journal")
    here = [path.with_name(path.name + tail) for path in (device.path, device.shelf_path) for tail in tails]
    beside = sorted(device.packages.iterdir()) if device.packages.exists() else []
    return [path for path in (*here, *beside) if path.exists()]


# ---- who may see what


def _any(world: World, table: str, **equals: object) -> str | None:
    ids = sorted(row["id"] for row in world.club.all(table, **equals))
    return world.rng.choice(ids) if ids else None


def _day(world: World, *, latest: int) -> str | None:
    return None if world.rng.random() < 0.4 else day_of(world.now + world.rng.randint(0, latest) * DAY)


def _teams(world: World) -> tuple[str, ...]:
    return (*GROUPS, SHORT) if ends_a_season(world.seed) else GROUPS


def _granted(world: World) -> "list[Call]":
    role = world.rng.choice(ROLES)
    group = world.rng.choice(_teams(world)) if role == "coach" else None
    args = {"id": world.new_id("ra"), "user": world.rng.choice(PEOPLE)[0], "role": role, "group": group}
    dates = {"from_on": _day(world, latest=2), "to_on": _day(world, latest=3)} if world.rng.random() < 0.5 else {}
    return [("role.grant", {**args, **dates})]


def _withdrawn(world: World) -> "list[Call]":
    id = _any(world, "role_assignment", present=1)
    last = {"to_on": _day(world, latest=2)} if world.rng.random() < 0.3 else {}
    return [("role.withdraw", {"id": id, **last})] if id else []


def _linked(world: World) -> "list[Call]":
    function = world.rng.choice(("parent", "child", "child", "guardian"))
    args = {"id": world.new_id("al"), "account": _any(world, "account"), "contact": _any(world, "contact")}
    more = {"may_act_for": int(function != "child"), "is_payer": world.rng.randint(0, 1)}
    return [("account.link", {**args, **more, "function": function})]


def _relinked(world: World) -> "list[Call]":
    id = _any(world, "account_link", present=1)
    row = world.club.get("account_link", id)
    if row is None:
        return []
    other = {"child": "parent"}.get(row["function"], "child")
    values = ({"may_act_for": 1 - (row["may_act_for"] or 0)}, {"is_payer": 1 - (row["is_payer"] or 0)})
    value: dict[str, object] = world.rng.choice((*values, values[0], {"function": other}))
    return [("account_link.patch", {"id": row["id"], "set": value})]


def _unlinked(world: World) -> "list[Call]":
    id = _any(world, "account_link", present=1)
    return [("account.unlink", {"id": id})] if id else []


def _ages(world: World) -> "list[Call]":
    """A child is of age already, will be one of these days, or is none after all."""
    id = _any(world, "account_link", function="child", present=1)
    link = world.club.get("account_link", id)
    if link is None or world.club.get("contact", link["contact"]) is None:
        return []
    born = world.rng.choice(("2014-01-31", "1990-01-31", _born(world, 1), _born(world, 2)))
    return [("contact_identity.patch", {"id": link["contact"], "set": {"birth_date": born}})]


def _born(world: World, days: int) -> str:
    """Eighteen years before a day that comes."""
    day = day_of(world.now + days * DAY)
    return f"{int(day[:4]) - 18}{day[4:]}"


def _joins(world: World) -> "list[Call]":
    """At once, or on a day that comes; until a day, or for good."""
    args = {"id": world.new_id("gm"), "contact": _any(world, "contact"), "group": world.rng.choice(_teams(world))}
    dates = {"from_on": _day(world, latest=2), "to_on": _day(world, latest=3)}
    return [("group.add_member", {**args, **dates, "function": "player"})]


def _leaves(world: World) -> "list[Call]":
    id = _any(world, "group_member", present=1)
    return [("group.remove_member", {"id": id, "to_on": _day(world, latest=2)})] if id else []


def _holds(world: World) -> "list[Call]":
    kind = world.rng.choice(("contact", "contact", "group"))
    args = {"id": world.new_id("ev"), "resource": _any(world, "resource")}
    return [("custody.hand_out", {**args, "to_kind": kind, "to_id": _any(world, kind)})]


CHANGES: "tuple[Callable[[World], list[Call]], ...]" = (
    *(_granted, _granted, _withdrawn, _withdrawn, _linked, _relinked, _relinked, _unlinked),
    *(_joins, _joins, _leaves, _leaves, _holds, _ages, _ages),
)

# ---- the story


def _changes(world: Watched, device: "Device") -> None:
    calls = world.rng.choice(CHANGES)(world)
    if calls and returning.club_does(world, calls):
        world.counts["changes"] += 1


def _day_turns(world: Watched, device: "Device") -> None:
    """Places in a team and roles begin and end by their dates."""
    before = world.club.seq
    world.now += DAY
    nights.turn_day(world, dies=False)
    world.counts["changes"] += world.club.seq - before


def _acts(world: Watched, device: "Device") -> None:
    world.act(device, blind=world.rng.random() < 0.1)


def _asks_history(world: Watched, device: "Device") -> None:
    places = [(table, id) for table, rows in world.club.rows.items() for id in rows] + list(world.club.removed)
    oracles.history_keeps_secrets(world, device, world.rng.sample(places, min(40, len(places))))
    world.counts["responses"] += 1


def _loads_anew(world: Watched, device: "Device") -> None:
    if len(world.devices) < weather.MAX_DEVICES:
        world.new_device(device.user)


KINDS: tuple[tuple[Callable[[Watched, "Device"], None], int], ...] = (
    (_changes, 30),
    (weather.exchanges, 42),
    (_acts, 12),
    (luggage.carries, 6),
    (_day_turns, 3),
    (_asks_history, 2),
    (weather._rots, 2),
    (weather._lapses, 1),
    (weather._device_killed_hearing, 1),
    (_loads_anew, 1),
)


def one(seed: int, founded: Founded, folder: Path) -> Counter[str]:
    """Live through one seed; answers what was changed and searched. Raises Broken."""
    home = folder / f"roles-{seed}"
    home.mkdir()
    world = Watched(seed, founded, home)
    try:
        _tell(world)
        return world.counts
    finally:
        world.close()
        shutil.rmtree(home, ignore_errors=True)


def _short_season(world: Watched) -> None:
    """Two children and two coaches in a team that is theirs for three days, while the season of the others runs on."""
    dates = {"start_on": "2026-07-01", "end_on": day_of(world.now + 2 * DAY)}
    calls: list[Call] = [
        ("season.create", {"id": "season-00", "name": "Autumn", **dates}),
        ("group.create", {"id": SHORT, "name": "u10", "kind": "team", "season": "season-00"}),
    ]
    for contact in ("c-kai0001", "c-lou0001"):
        place = {"id": f"gm-{contact}", "contact": contact, "group": SHORT, "function": "player"}
        calls.append(("group.add_member", place))
    coaching = {"role": "coach", "group": SHORT}
    calls += [("role.grant", {"id": f"ra-{user}", "user": user, **coaching}) for user in ("u-coach01", "u-membe01")]
    must("a season is made", returning.club_does(world, calls), "the short one was refused")


def _tell(world: Watched) -> None:
    if ends_a_season(world.seed):
        _short_season(world)
    kinds, weights = [kind for kind, _ in KINDS], [weight for _, weight in KINDS]
    for world.step in range(1, STEPS + 1):
        world.rng.seed(f"roles {world.seed} {world.step}")
        world.now += world._pause()
        world.deliver_late()
        changed, device = world.counts["changes"], world.rng.choice(world.devices)
        world.rng.choices(kinds, weights)[0](world, device)
        world.search(world.devices if world.counts["changes"] > changed else [device])
    for device in world.devices * 2:  # what came up in the first round, all hear of in the second
        world.fetch(device)
        world.search([device])
    for device in world.devices:
        visible = Eyes(world.club, device.user).visible()
        oracles.same("convergence", device.name, oracles.live_of(device), oracles.as_known(device, visible))


def main() -> int:
    """Run the seeds; 0 when nobody had what they may not have."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.roles", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1)
    wanted = parser.parse_args()
    folder, counts, broken, began = scratch(), Counter[str](), 0, time.process_time()
    try:
        founded = found(folder)
        for seed in range(wanted.first, wanted.first + wanted.seeds):
            try:
                counts += one(seed, founded, folder)
            except Broken as problem:
                broken += 1
                print(f"seed {seed}: {problem}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{(time.process_time() - began) / wanted.seeds:.2f} seconds of a core a seed")
    searched = f"{counts['responses']} responses and {counts['files']} files read"
    print(f"roles: {wanted.seeds} seeds, {counts['changes']} changes of roles, {searched}, {broken} canaries")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
