"""What may go wrong, and how often. Each kind of fault is one function; none of them is news to the promises."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from shared.errors import Revoked, StoreFull
from shared.sync import strict
from shared.sync.protocol import read_request
from sync_server.turning import recheck_all
from tests.simulation import keeping, loads, luggage, nights, oracles, returning
from tests.simulation.device import Device, InTheAir
from tests.simulation.founding import DAY
from tests.simulation.leaving import LEAVING
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import must
from tests.simulation.server import PORTAL

if TYPE_CHECKING:
    from tests.simulation.world import World

OnTheWay = Callable[["World", Device, int, bytes], None]
JSON_PORTALS = (b"[]", b'{"login":"http://portal.example"}', b'{"protocol":2,"now":1}', b'"welcome"', b"null", b"0")
MAX_DEVICES = 14
EVERYTHING = 100_000
OFTEN = (0.0, 0.3, 1.0, 1.0, 3.0)
FEWEST_ON_THE_WAY = 4


@dataclass(frozen=True)
class Climate:
    """How often what happens in one seed: weights added up, and the faults on the way.

    Faults hide each other: where everything happens always, nothing happens often enough in a row. So each seed has
    a swarm of its own: some kinds never, some more often.
    """

    weights: tuple[float, ...]
    on_the_way: "tuple[OnTheWay, ...]"


def climate(rng: random.Random, *, restores: bool = False, leaving: bool = False, years: bool = False) -> Climate:
    """Draw one: with many `restores`, with people and devices `leaving` for good, with `years` that pass."""
    shares = (1.0, 1.0, *(rng.choice(OFTEN) for _ in EVENTS[2:]))
    weights = [weight * share for (_, weight), share in zip(EVENTS, shares, strict=True)]
    if restores:
        weights = [RESTORES.get(kind, weight) for (kind, _), weight in zip(EVENTS, weights, strict=True)]
    some = rng.sample(ON_THE_WAY, rng.randint(FEWEST_ON_THE_WAY, len(ON_THE_WAY)))
    weights += [weight * (rng.choice(OFTEN) if leaving else 0.0) for _, weight in LEAVING]
    weights += [weight if years else 0.0 for _, weight in keeping.KEEPING]
    return Climate(tuple(accumulate(weights)), tuple(some))


def happens(world: "World") -> None:
    """One thing happens."""
    world.rng.choices(KINDS, cum_weights=world.climate.weights)[0](world, world.rng.choice(world.devices))


def acts(world: "World", device: Device) -> None:
    """Somebody does something, mostly what the app offers."""
    world.act(device, blind=world.rng.random() < 0.08)


def exchanges(world: "World", device: Device) -> None:
    """A phone asks or hears; in one of four cases something happens to it on the way."""
    if device.air is not None:
        world.receive(device)
        return
    if device.waits_for() is not None:
        loads.fetch_somehow(world, device)
        return
    sent_at = world.wall(device)
    body = world.send(device)
    if world.rng.random() < 0.25:
        fault = world.rng.choice(world.climate.on_the_way)
        world.note("fault", fault.__name__, device.name)
        fault(world, device, sent_at, body)
        return
    world.note("ask", device.name)
    world.answered(device, sent_at, world.server.answer(body, world.now))
    if world.rng.random() < 0.75:
        world.receive(device)


# ---- on the way


def _dropped(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["request dropped"] += 1


def _cut(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    """Decided and stored, and nobody hears of it."""
    world.tally.faults["reply cut"] += 1
    request, _, _ = world.server.answer(body, world.now)
    world.hear(request)


def _truncated(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["reply truncated"] += 1
    request, status, reply = world.server.answer(body, world.now)
    world.hear(request)
    _hears(world, device, InTheAir(sent_at, status, reply[: world.rng.randrange(len(reply))], None))


def _doubled(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    """The same request twice, one right after the other; the second reply is the one that is heard."""
    world.tally.faults["doubled at once"] += 1
    request, _, _ = world.server.answer(body, world.now)
    world.hear(request)
    world.answered(device, sent_at, world.server.answer(body, world.now))
    world.receive(device)


def _doubled_late(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["doubled late"] += 1
    world.hold_up(body, longest=30 * DAY)
    world.answered(device, sent_at, world.server.answer(body, world.now))
    world.receive(device)


def _late(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    """Given up by the phone, and still on its way: it overtakes nothing and is overtaken by all."""
    world.tally.faults["arrived late"] += 1
    world.hold_up(body, longest=world.rng.choice((60_000, 3_600_000, 3 * DAY)))


def _portal(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["captive portal"] += 1
    _hears(world, device, InTheAir(sent_at, 200, PORTAL, None))


def _json_portal(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["portal in json"] += 1
    _hears(world, device, InTheAir(sent_at, 200, world.rng.choice(JSON_PORTALS), None))


def _error(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    world.tally.faults["server error"] += 1
    _hears(world, device, InTheAir(sent_at, world.rng.choice((429, 500, 502, 503)), b'{"code":"fault"}', None))


def _server_killed(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    answer = world.server.answer_and_die(body, world.now, world.rng)
    if answer is not None:
        world.answered(device, sent_at, answer)
        return
    world.tally.faults["server killed"] += 1
    world.hear(read_request(strict.decode(body)))
    oracles.acknowledged_is_stored(world.server, world.acknowledged.keys() & world.club.outcomes.keys())


def _server_full(world: "World", device: Device, sent_at: int, body: bytes) -> None:
    answer = world.server.answer_when_full(body, world.now)
    if answer[1] == StoreFull.status:
        world.tally.faults["server full"] += 1
    world.answered(device, sent_at, answer)
    world.receive(device)


def _hears(world: "World", device: Device, air: InTheAir) -> None:
    """A reply that is none: nothing may change."""
    before = device.replica.state()
    received = device.take(air, world.wall(device))
    must("no fault is taken for a reply", received is None, lambda: f"{device.name} took {air.body[:80]!r}")
    must("no fault changes the device", before == device.replica.state(), device.name)
    world.settle(device)


# ---- to a phone


def _device_killed_acting(world: "World", device: Device) -> None:
    """Killed in the middle of a commit: the changeset is there or it is not, and so are its rows."""
    before = set(device.queue())
    events = world.tally.events["action"]
    died = device.dies(lambda: world.act(device), world.rng, 30)
    if died:
        world.tally.faults["device killed"] += 1
        world.tally.events["action"] = events
        device.air = None
        device.said |= device.queue() - before
        world.note("killed acting", device.name, len(device.queue()) - len(before))
        world.settle(device)


def _device_killed_hearing(world: "World", device: Device) -> None:
    """Killed while it takes a reply."""
    if device.air is None or device.air.status == Revoked.status:
        exchanges(world, device)
        return
    air, before = device.air, device.answered().keys()
    if device.dies(lambda: world.receive(device), world.rng, 220 if device.on_shelf() else 60):
        world.tally.faults["device killed"] += 1
        device.air = None
        if air.epoch != world.epoch:
            world.forgive(device, before)
        world.note("killed hearing", device.name, air.status)
        world.look_what_is_kept(device)
        world.acknowledge(device)
        world.settle(device)


def _device_full_acting(world: "World", device: Device) -> None:
    events = world.tally.events["action"]
    if device.runs_full(lambda: world.act(device)):
        world.tally.faults["device full"] += 1
        world.tally.events["action"] = events
        world.note("full acting", device.name)
        world.settle(device)


def _device_full_hearing(world: "World", device: Device) -> None:
    if device.air is None or device.air.status == Revoked.status:
        exchanges(world, device)
        return
    air = device.air
    if device.runs_full(lambda: world.receive(device)):
        world.tally.faults["device full"] += 1
    world.note("full hearing", device.name, air.status)
    world.settle(device)


def _reopened(world: "World", device: Device) -> None:
    """The app is closed and started again; a reply on its way is lost."""
    device.close()
    device.open()
    device.air = None
    world.tally.events["restart"] += 1
    world.note("reopened", device.name)
    world.settle(device)


def _clock_jumps(world: "World", device: Device) -> None:
    world.tally.faults["clock jump"] += 1
    device.clock.error = world.rng.choice((0, world.rng.randint(-30 * DAY, 30 * DAY), 30 * DAY, -30 * DAY))
    world.note("clock", device.name, device.clock.error)


def _rots(world: "World", device: Device) -> None:
    """One cell changes by itself: a full re-read or the next digest finds it, the checkpoint after that heals it."""
    if device.air is not None or device.older:
        return
    if world.rng.random() < 0.3:
        one = "SELECT carrier, tbl FROM tally LIMIT 1"
        device.store.connection.execute(f"UPDATE tally SET sum = ? WHERE (carrier, tbl) = ({one})", ("f" * 32,))
        device.replica.reread(EVERYTHING)
        world.tally.faults["cell rotted"] += 1
        device.rotten = True
        world.note("rots", device.name, "tally")
        return
    sql = "SELECT h.tbl, h.id FROM held h LEFT JOIN base b ON b.tbl = h.tbl AND b.id = h.id WHERE b.id IS NULL"
    rows = device.store.connection.execute(f"{sql} AND h.tbl IN ('contact', 'activity', 'setting')").fetchall()
    if not rows:
        return
    table, id = world.rng.choice(rows)
    column = {"contact": "photo", "activity": "opponent", "setting": "value"}[table]
    change = f'UPDATE "{table}" SET "{column}" = ?1 WHERE id = ?2 AND "{column}" IS NOT ?1'
    if not device.store.connection.execute(change, ('"rotten"', id)).rowcount:
        return  # it was rotten already: found then, and not healed yet
    world.tally.faults["cell rotted"] += 1
    device.rotten = True
    world.note("rots", device.name, table, id)
    found = sum(device.replica.reread(90) for _ in range(5))
    must("a rotten cell is found", found >= 1, f"{device.name} {table} {id}")


def _lapses(world: "World", device: Device) -> None:
    """Nothing is heard for so long that leases run out: not a byte of those tables stays but a person's own words."""
    seen = Eyes(world.club, device.user).visible()
    if device.air is not None or not device.replica.lapse(world.wall(device) + world.rng.choice((20, 130)) * DAY):
        return
    world.tally.faults["lease ran out"] += 1
    device.rotten = True  # until the next contact has brought them back
    world.note("lapses", device.name, *device.replica.lapsed())
    oracles.lapsed_left(world, device, seen)
    world.settle(device)


def _updated(world: "World", device: Device) -> None:
    """An app of last year is updated, with whatever waits in it, or a new one is set back."""
    if device.air is not None or device.on_shelf() or (not device.older and world.rng.random() < 0.8):
        return
    device.close()
    device.older = not device.older
    device.open()
    world.tally.faults["app set back" if device.older else "app updated"] += 1
    device.rotten = device.rotten or device.older  # what an older app cannot read is fetched again
    world.note("older" if device.older else "updated", device.name)
    world.settle(device)


def _cloned(world: "World", device: Device) -> None:
    if len(world.devices) >= MAX_DEVICES:
        return
    world.tally.faults["device cloned"] += 1
    twin = device.cloned(f"{device.user}-{world.new_id('twin')[-6:]}")
    world.devices.append(twin)
    world.note("cloned", device.name, twin.name)


def _new_device(world: "World", device: Device) -> None:
    if len(world.devices) >= MAX_DEVICES or world.club.get("user_profile", device.user) is None:
        return
    world.tally.faults["device new"] += 1
    world.note("new", world.new_device(device.user).name)


# ---- to the server


def _server_restarts(world: "World", device: Device) -> None:
    world.server.stop()
    world.server.start()
    world.tally.events["restart"] += 1
    world.note("server restarts")


def _server_clock_back(world: "World", device: Device) -> None:
    """Somebody corrects the server's clock; phones do not notice."""
    world.tally.faults["server clock back"] += 1
    world.now -= world.rng.randint(1, 10_000)
    world.note("server clock back")


def _backed_up(world: "World", device: Device) -> None:
    world.tally.events["backup"] += 1
    returning.back_up(world)
    world.note("backed up", world.club.seq)


def _server_restored(world: "World", device: Device) -> None:
    """Yesterday's backup: devices offer again what it has lost, and everybody compares everything."""
    if returning.restore(world):
        world.tally.faults["server restored"] += 1


def _club_acts(world: "World", device: Device) -> None:
    """The server does something by itself."""
    world.tally.events["action"] += 1
    returning.club_acts(world, device)


def _day_turns(world: "World", device: Device) -> None:
    """A night may pass. Dates become changes, and a job works out every scope again: that moves nothing more."""
    world.tally.events["day turned"] += 1
    world.now += world.rng.choice((0, DAY // 2, DAY))
    nights.turn_day(world, dies=world.rng.random() < 0.5)
    moved = recheck_all(world.server.referee, world.now)
    must("scopes are true", moved == 0, f"the day's turn moved {moved}")
    returning.trim(world)
    world.note("day turned")


ON_THE_WAY: tuple[OnTheWay, ...] = (
    _dropped,
    _cut,
    _cut,
    _truncated,
    _doubled,
    _doubled_late,
    _late,
    _portal,
    _json_portal,
    _error,
    _server_killed,
    _server_killed,
    _server_full,
    _server_full,
)
EVENTS: tuple[tuple[Callable[["World", Device], None], float], ...] = (
    (acts, 240),
    (exchanges, 36),
    (luggage.carries, 30),
    (luggage.power_cuts, 0.3),
    (_device_killed_acting, 2),
    (_device_killed_hearing, 3),
    (_device_full_acting, 3),
    (_device_full_hearing, 2),
    (_reopened, 0.5),
    (_clock_jumps, 1.2),
    (_rots, 0.5),
    (_lapses, 0.4),
    (_updated, 0.5),
    (_cloned, 0.25),
    (_new_device, 0.25),
    (_server_restarts, 0.3),
    (_server_clock_back, 0.4),
    (_backed_up, 0.6),
    (_server_restored, 0.15),
    (_club_acts, 1.5),
    (_day_turns, 0.5),
)
KINDS = tuple(kind for kind, _ in (*EVENTS, *LEAVING, *keeping.KEEPING))
RESTORES = {_backed_up: 2.0, _server_restored: 2.5, _club_acts: 6.0}
"""Weights of runs that are about restores."""

__all__ = ["Climate", "climate", "happens"]
