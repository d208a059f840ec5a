"""Bytes of media in bad weather: slices that are cut, doubled, late; processes that die between two of them; power cuts
that take what was not synced; servers that wake up in yesterday, with or without their folder.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from mobile.media.errand import Ask, Errand
from shared.errors import Malformed, StoreFull, Unreachable
from shared.rights import SYSTEM
from sync_server.referee import SERVER
from tests.simulation.device import SLICE, Device
from tests.simulation.fragile import raw_bytes
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import must
from tests.simulation.pictures import fate

if TYPE_CHECKING:
    from tests.simulation.world import World

PORTAL = b"<!DOCTYPE html>Welcome to FREE WIFI"
LONGEST_ERRAND = 40


# ---- one request


def serve(world: "World", device: Device, asked: Ask) -> tuple[int, bytes]:
    """The server answers, and the naive club hears what it settled."""
    found = world.server.bytes_from(device.user, device.id, asked, world.now)
    hear_settled(world)
    return found


def hear_settled(world: "World") -> None:
    """The naive club decides what the server has told the club by itself."""
    told, world.server.media.told[:] = list(world.server.media.told), []
    done = []
    for id, args, now in told:
        receipt = world.server.store.get("receipt", id)
        if receipt is None:
            continue
        wire = {"id": id, "device": SERVER, "n": receipt["n"], "epoch": world.epoch, "seen": receipt["seq"] - 1}
        wire |= {"now": now, "wall": now, "offset": 0}
        wire["actions"] = [{"name": "medium.settle", "version": 1, "args": args}]
        done.append((wire, args))
        world.latest = max(world.latest, now)
        world.note("settled", args["id"], args["state"], receipt["seq"])
    if done:
        world.decided_too([(SYSTEM.user, wire) for wire, _ in done])
    for wire, args in done:
        world.settled.add(args["id"])
        row = world.club.get("medium", args["id"])
        if args["state"] != "waiting" and world.club.outcomes[wire["id"]][0] == "applied" and row is not None:
            wanted = fate(row["kind"], world.wisher.bytes[row["sent_hash"]])
            must("bytes are what they are", (args["state"], args.get("code")) == wanted, f"{args} is {wanted}")
            verbatim = args.get("mime") != "application/pdf" or args["hash"] == row["sent_hash"]
            must("bytes are what they are", verbatim, f"{args} is no more what was sent")


def packed(world: "World", device: Device, calls: list[tuple[str, dict[str, Any]]]) -> None:
    """The bytes of a picture are kept before its row is made. Only a tampered app takes an id that is taken."""
    for name, args in calls:
        id = args.get("id")
        if name == "medium.add" and id not in device.posted and device.store.get("medium", str(id)) is None:
            device.post(str(id), world.wisher.bytes[args["sent_hash"]])


# ---- weather


def carries(world: "World", device: Device) -> None:
    """A phone sends a slice, or fetches what a screen shows; in one of three cases something happens on the way."""
    if not world.server.is_open(device.id):
        return
    if world.rng.random() < 0.3:
        _fetches(world, device)
        return
    device.errand = errand = device.errand or device.parcels.next(())
    if errand is None:
        return
    world.tally.events["slice"] += 1
    asked = errand.ask()
    world.note("slice", device.name, asked.medium, asked.offset, len(asked.data or b""))
    fault = world.rng.choice(ON_THE_WAY) if world.rng.random() < 0.34 else _fine
    fault(world, device, errand, asked)
    if errand.over or world.rng.random() < 0.1:  # the network went, or the app was closed
        device.errand = None
    _kept(world, device)


def _fine(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    errand.heard(asked, *serve(world, device, asked))


def _dropped(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    world.tally.faults["slice dropped"] += 1
    device.errand = None


def _cut(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    world.tally.faults["slice answered to nobody"] += 1
    serve(world, device, asked)
    device.errand = None


def _doubled(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    world.tally.faults["slice doubled"] += 1
    serve(world, device, asked)
    errand.heard(asked, *serve(world, device, asked))


def _reordered(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    """An older slice of any medium overtakes this one."""
    world.tally.faults["slice reordered"] += 1
    if device.late_asks:
        serve(world, device, world.rng.choice(device.late_asks))
    device.late_asks = [*device.late_asks[-8:], asked]
    errand.heard(asked, *serve(world, device, asked))


def _torn(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    """Taken, and the power fails before the answer: what came of a medium may be torn."""
    world.tally.faults["power cut"] += 1
    found = serve(world, device, asked)
    world.server.disk.power_cut(world.rng)
    errand.heard(asked, *found)


def _portal(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    world.tally.faults["portal for a slice"] += 1
    try:
        errand.heard(asked, 200, PORTAL)
    except Unreachable:
        device.errand = None
    must("no fault is taken for a reply", device.errand is None, device.name)


def _server_dies(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    """Killed, with a power cut: what was not synced is gone."""
    device.errand = None
    if world.server.bytes_and_die(device.user, device.id, asked, world.now, world.rng):
        world.tally.faults["power cut"] += 1
    hear_settled(world)
    stored_is_here(world)


def _server_full(world: "World", device: Device, errand: Errand, asked: Ask) -> None:
    """No room for bytes: nothing was taken, nothing is said to be stored."""
    with patch.object(Path, "open", _no_room):
        status, _ = serve(world, device, asked)
    if status == StoreFull.status:
        world.tally.faults["no room for bytes"] += 1
    device.errand = None


def _no_room(self: Path, *mode: str) -> Any:
    raise OSError(28, "no room")


ON_THE_WAY = (_dropped, _cut, _cut, _doubled, _doubled, _reordered, _reordered, _portal, _server_dies, _server_full)


def power_cuts(world: "World", device: Device) -> None:
    """The server's machine goes down between two requests."""
    world.tally.faults["power cut"] += 1
    world.server.disk.power_cut(world.rng)
    world.note("power cut")
    stored_is_here(world)


def stored_is_here(world: "World") -> None:
    """Promise 1, of bytes: what the club says is stored is on the disk, whole."""
    for row in world.server.store.find("medium", state="stored"):
        for name in (row["hash"], row["preview"]):
            path = None if name is None else world.server.blobs.find(name)
            must("stored bytes are durable", name is None or path is not None, f"{row['id']} {name}")
            if path is not None:
                must("stored bytes are durable", sha256(path.read_bytes()).hexdigest() == name, f"{row['id']} {name}")


def _fetches(world: "World", device: Device) -> None:
    """Some medium that anybody has: fetched when the person may see it, and absent otherwise."""
    rows = sorted(world.club.rows["medium"])
    if rows:
        world.tally.events["fetch"] += 1
        fetch(world, device, world.rng.choice(rows))


def fetch(world: "World", device: Device, id: str) -> None:
    """Ask the server; keep what came on the phone when its row is there."""
    row = world.club.rows["medium"][id]
    may = Eyes(world.club, device.user).sees("medium", row) and row["state"] == "stored"
    data = None
    try:
        data = world.server.media.find(device.user, id).path.read_bytes()
    except Malformed as problem:
        must("who may see a row gets its bytes", not may and problem.code == "absent", f"{device.name} {id} {row}")
    if data is None:
        return
    must("bytes go where their row goes", may, f"{device.name} got {id}")
    must("stored bytes are whole", sha256(data).hexdigest() == row["hash"], id)
    if device.store.get("medium", id) is not None:
        for start in range(0, len(data), SLICE):
            device.shelf.add(row["hash"], len(data), start, data[start : start + SLICE])


# ---- what must hold


def _kept(world: "World", device: Device) -> None:
    """Bytes of a medium stay with their author until the server has them, whatever is acknowledged before."""
    lines = [line["actions"] for line in device.store.find("queue") if "medium.add" in line["actions"]]
    for medium, data in device.posted.items():
        name = sha256(data).hexdigest()
        asked = any(medium in line and name in line for line in lines)  # a fool may take the id for other bytes
        row = world.club.get("medium", medium)
        if ("medium", medium) in world.club.removed or (row is None and not asked):
            device.let_go.add(medium)  # deleted, or refused: the inbox may keep it, or not
        waits = row is not None and (row["state"], row["by_user"], row["sent_hash"]) == ("waiting", device.user, name)
        if (asked or waits) and medium not in device.let_go and medium not in world.settled:
            must("unsent bytes stay", device.shelf.has(name), f"{device.name} {medium}")


def tidied(world: "World", device: Device) -> None:
    """After a checkpoint: no byte of a medium whose row is not here, but for what the person has not sent yet."""
    _kept(world, device)
    device.parcels.tidy()
    _kept(world, device)
    if world.full:
        evicted_bytes_left(world, device)


def evicted_bytes_left(world: "World", device: Device) -> None:
    """Not a piece is in the file of which neither a row nor an unsent parcel speaks."""
    rows = device.store.find("medium")
    allowed = {parcel["hash"] for parcel in device.shelf.parcels()}
    allowed = allowed.union(*({row["hash"], row["preview"], row["sent_hash"]} for row in rows))
    known = dict(world.wisher.bytes)
    known |= {path.name: path.read_bytes() for path in world.server.disk.folder.glob("whole/*/*")}
    may = {piece for name, data in known.items() if name in allowed for piece in _pieces(data)}
    file = raw_bytes(device.shelf_path)
    for name, data in known.items():
        left = [piece for piece in _pieces(data) if piece not in may and piece in file]
        must("evicted bytes leave the file", not left, lambda: f"{device.name} keeps {name[:8]}")  # noqa: B023 - it is called at once, within this round


def _pieces(data: bytes) -> list[bytes]:
    """Pieces as they stand in a file; short ones may be anybody's."""
    pieces = (data[start : start + SLICE] for start in range(0, len(data), SLICE))
    return [b64encode(piece) for piece in pieces if len(piece) > 30]


def drain(world: "World", device: Device, *, rough: bool) -> bool:
    """Send everything; True when something was settled, so that rows moved. While it is `rough`, slices still come
    twice and in another order, and the power fails.
    """
    tried: set[str] = set()
    settled = False
    while (errand := device.parcels.next(tried)) is not None:
        tried.add(errand.medium)
        for _ in range(LONGEST_ERRAND):
            if errand.over:
                break
            asked = errand.ask()
            if rough and world.rng.random() < 0.5:
                world.rng.choice((_doubled, _reordered, _torn))(world, device, errand, asked)
            else:
                _fine(world, device, errand, asked)
        must("liveness", errand.over, f"{device.name} never ends with {errand.medium}")
        settled = settled or errand.settled
    return settled


def everything_arrived(world: "World") -> None:
    """After quiet, and one power cut more: what a device of its author has, or of who may see it, is stored or
    rejected; who may see it gets it, and others do not.
    """
    world.server.disk.power_cut(world.rng)
    stored_is_here(world)
    for id, row in world.club.rows["medium"].items():
        having = [
            device
            for device in world.devices
            if device.shelf.has(row["sent_hash"])
            and (device.user == row["by_user"] or device.store.get("medium", id) is not None)
        ]
        must("bytes arrive", row["state"] != "waiting" or not having, f"{id} waits, and {having[:1]} has it")
    for device in world.devices:
        for parcel in device.shelf.parcels():
            row = world.club.rows["medium"].get(parcel["medium"])
            waits = not device.parcels.forgotten(parcel["medium"])
            # A fool took the id while the server had forgotten it, or the office did it after all: it is theirs now.
            other = row is None or (row["sent_hash"], row["by_user"]) != (parcel["hash"], device.user)
            must("nothing stays unsent", waits and other, f"{device.name} {parcel} {row}")
        for id in sorted(world.club.rows["medium"]):
            fetch(world, device, id)
