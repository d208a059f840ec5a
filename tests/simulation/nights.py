"""The server works into a new day, and the naive club follows."""

from typing import TYPE_CHECKING

from tests.simulation.naive.days import day_of, turns
from tests.simulation.naive.decide import decide
from tests.simulation.naive.deed import named_for
from tests.simulation.oracles import must

if TYPE_CHECKING:
    from tests.simulation.world import World


def turn_day(world: "World", *, dies: bool) -> None:
    """Step by step; the server may die at any statement. Both do the same, once a day."""
    server, club = world.server, world.club
    day, last = day_of(world.now), (server.store.get("club", "club") or {})["day"] or ""
    speaker = server.store.get("device", "server") or {}
    n = speaker["last_n"] if speaker["epoch"] == world.epoch else 0  # after a restore it counts from the start
    server.turn(day, world.now, world.rng if dies else None)
    first = club.seq + 1
    for verb, id in turns(club, last, day) if last < day else ():
        n += 1
        wire = {"id": named_for("day", day, verb, id), "device": "server", "n": n, "epoch": world.epoch}
        wire |= {
            "seen": club.seq,
            "now": world.now,
            "wall": world.now,
            "offset": 0,
            "actions": [{"name": verb, "args": {"id": id, "day": day}}],
        }
        outcome, code = decide(club, "system", wire, world.now)
        must("a day turns what it finds", outcome == "applied", f"{verb} {id}: {outcome} {code}")
        world.tally.events[verb] += 1
    must("a day turns once", server.head() == club.seq, f"{server.head()}, not {club.seq}")
    world.latest = max(world.latest, world.now)
    world.compare_moved(first)
