"""The turn of the club's day in a seed: the server works into it, may die on the way, and the naive club follows."""

from typing import TYPE_CHECKING

from tests.simulation.naive.days import day_of, turns
from tests.simulation.naive.decide import decide
from tests.simulation.naive.deed import named_for
from tests.simulation.oracles import must

if TYPE_CHECKING:
    from tests.simulation.world import World


def turn_day(world: "World", *, dies: bool) -> None:
    """The server works into its day, step by step, and may die at any statement; the naive club follows."""
    store, day = world.server.store, day_of(world.now)
    last = (store.get("club", "club") or {})["day"] or ""
    n = (store.get("device", "server") or {})["last_n"] if _counts_on(world) else 0
    world.server.turn(day, world.now, world.rng if dies else None)
    first = world.club.seq + 1
    for verb, id in turns(world.club, last, day) if last < day else ():
        n += 1
        changeset = named_for("day", day, verb, id)
        wire = {
            "id": changeset,
            "device": "server",
            "n": n,
            "epoch": world.epoch,
            "seen": world.club.seq,
            "now": world.now,
        }
        wire |= {"wall": world.now, "offset": 0, "actions": [{"name": verb, "args": {"id": id, "day": day}}]}
        outcome, code = decide(world.club, "system", wire, world.now)
        must("a day turns what it finds", outcome == "applied", lambda: f"{verb} {id}: {outcome} {code}")  # noqa: B023 - it is called at once, within this round
        world.tally.events[verb] += 1
    must("a day turns once", world.server.head() == world.club.seq, f"{world.server.head()}, not {world.club.seq}")
    world.latest = max(world.latest, world.now)
    world.compare_moved(first)


def _counts_on(world: "World") -> bool:
    """Whether the server's own changesets go on counting; after a restore they start again."""
    return bool((world.server.store.get("device", "server") or {})["epoch"] == world.epoch)
