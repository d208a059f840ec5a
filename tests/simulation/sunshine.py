"""The weather clears: every queue drains, and everything is looked at."""

from typing import TYPE_CHECKING

from shared.sync.protocol import ActionCall
from tests.simulation import keeping, leaving, luggage, oracles, returning, weather
from tests.simulation.device import Device
from tests.simulation.naive.decide import would
from tests.simulation.naive.sight import Eyes
from tests.simulation.naive.verbs_evaluations import evaluation_of
from tests.simulation.oracles import Broken, must

if TYPE_CHECKING:
    from tests.simulation.world import World

SECOND = 1000
ROUND_TRIP = 500
GUESSES = 4
DRAIN_WITHIN = 60 * SECOND


def heal(world: "World") -> None:
    """The last late requests arrive, the weather clears: every queue drains, and all are alike."""
    while world.late:
        world.now = max(world.now, world.late[0][0])
        world.deliver_late()
    world.note("heal")
    keeping.last_night(world)
    for rough in (True, False, False):  # what arrives in the second round, all hear of in the third
        world.server.tend(world.now)  # as every day: what is said to be stored and is not here is asked for again
        luggage.hear_settled(world)
        start = world.now
        for device in list(world.devices):
            world.now = start
            while not world.exchange(device):
                world.now += ROUND_TRIP
                must("liveness", world.now - start <= DRAIN_WITHIN, f"{device.name} still has {device.queue()}")
            if not device.wiped and luggage.drain(world, device, rough=rough):
                world.fetch(device)
        world.now += SECOND
    oracles.club_is_right(world)
    for device in world.devices:
        visible = Eyes(world.club, device.user).visible()
        must("queues drain", not device.queue(), device.name)
        oracles.same("convergence", device.name, oracles.live_of(device), oracles.as_known(device, visible))
        if world.full or world.rng.random() < 0.2:
            rotten = device.replica.reread(weather.EVERYTHING)
            must("stored rows are what was received", rotten == 0, f"{device.name}: {rotten}")
        oracles.history_keeps_secrets(world, device, _some_places(world))
        _guesses_well(world, device)
    returning.all_is_back(world)
    luggage.everything_arrived(world)
    leaving.nobody_is_back(world)
    leaving.nothing_is_left(world)
    leaving.stays_shut(world)
    keeping.nothing_is_left(world)
    world.note("end", world.club.seq)


def _some_places(world: "World") -> list[tuple[str, str]]:
    """Rows that somebody may ask the history of: any at all, also those that were deleted."""
    known = [(table, id) for table, rows in world.club.rows.items() for id in rows] + list(world.club.removed)
    return world.rng.sample(known, min(25, len(known)))


def _guesses_well(world: "World", device: Device) -> None:
    """A phone that is up to date refuses what the server would refuse, and shows as done what it would accept."""
    for _ in range(GUESSES):
        actions = [ActionCall(name, 1, args) for name, args in world.wisher.wish(device)]
        state, code = device.guess(actions, world.now)
        wire = {"id": "guess", "device": device.id, "n": 10**6, "seen": world.club.seq, "now": world.now}
        wire |= {"wall": world.now, "offset": 0, "actions": [action.to_wire() for action in actions]}
        verdict = would(world.club, device.user, wire, world.now)
        unaware = ("gone", would(world.club, device.user, wire, world.now, aware=False))
        knows_less = (verdict == "erased" and code in unaware) or _unawares(world, device, actions, verdict)
        if state != "pending" and code != verdict and not knows_less:
            how = f"{device.name} says {state} {code or ''}, the club {verdict}: {wire}"
            raise Broken("a phone knows what it refuses", how)


def _unawares(world: "World", device: Device, actions: list[ActionCall], verdict: str | None) -> bool:
    """A coach who is done reads what a player said, who does not see that and believes it can be taken up again. Who
    signed once does not see the signature any more. And an app of last year knows no places in which things lie.
    """
    if verdict == "with_its_box" and device.older:
        return True
    eyes = Eyes(world.club, device.user)
    signed = [world.club.get("custody_signature", str(a.args["id"])) for a in actions if a.name == "custody.sign"]
    if verdict == "exists" and any(row is not None and not eyes.sees("custody_signature", row) for row in signed):
        return True
    taken_up = [action.args for action in actions if action.name == "self_evaluation.reopen"]
    coachs = [world.club.get("evaluation", evaluation_of(args, "coach")) for args in taken_up]
    return verdict == "evaluation_final" and any(row is not None and not eyes.sees("evaluation", row) for row in coachs)
