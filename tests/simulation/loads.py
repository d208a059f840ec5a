"""First loads in parts: in which seeds they happen, and how a phone fetches a package."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.register import Row
from shared.sync.protocol import Request
from sync_server.parts import near
from tests.simulation.naive.sight import Eyes

if TYPE_CHECKING:
    from tests.simulation.device import Device
    from tests.simulation.world import World

PARTED = (0, 2)
NEVER, ALWAYS = 2_000, 8
"""Rows from which a first load comes in two parts, the second as a package: no club here has so many, or each has."""
LOADED, FRESH = 0.75, 0.3
"""How many phones have everything when the story begins; fewer where a first load is the story."""


def parted(seed: int) -> bool:
    """Two seeds of five."""
    return seed % 5 in PARTED


def first_part(world: "World", user: str, request: Request) -> dict[str, dict[str, Row]] | None:
    """What a phone holds after the first part of its load. None where nobody can say: it compares what it has, and
    something near was granted since, which comes with the rest.
    """
    if request.has and not near(world.server.checkpoints.granted(user)) <= set(request.has):
        return None
    return Eyes(world.club, user).near().visible()


def fetch(world: "World", device: "Device", spoil: Callable[[bytes], bytes] = bytes) -> None:
    """The device fetches what is missing of its package; `spoil` is what happens to the bytes on the way."""
    world.tally.events["exchange"] += 1
    package, shelf = device.waits_for(), device.replica.staging.shelf
    assert package is not None
    assert shelf is not None
    have = shelf.have(package)
    data = world.server.package(device.id, package.id, have)
    if data is not None and have == 0:
        world.look_at_package(device, data)
    device.take_package(package, None if data is None else spoil(data))
    # How many bytes a package has depends on how its rows were gathered.
    world.note("package", device.name, "goes on" if have else "begins", "nothing" if data is None else "comes")
    world.settle(device)


def fetch_somehow(world: "World", device: "Device") -> None:
    """Whole, cut, spoilt, or with nothing at all."""
    chance = world.rng.random()
    if chance < 0.2:
        world.tally.faults["package cut"] += 1
        fetch(world, device, lambda data: data[: world.rng.randrange(len(data) + 1)])
    elif chance < 0.3:
        world.tally.faults["package spoilt"] += 1
        fetch(world, device, lambda data: data[:-1] + bytes([data[-1] ^ 1]) if data else data)
    else:
        fetch(world, device)
