"""Somebody leaves: a person is erased, a device is shut out. What must be so from then on, whatever is restored."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain.contact import display_name
from shared.refusals import Refusal
from shared.sync.past import OFFERED_MS
from shared.sync.protocol import Request
from sync_server.privacy.erasing import Erasing
from sync_server.sign_in.devices import revoke
from tests.simulation.device import Device
from tests.simulation.naive.again import let_go
from tests.simulation.naive.club import canaries
from tests.simulation.naive.deed import named_for
from tests.simulation.naive.silence import speaks_of
from tests.simulation.oracles import must, still_there, words_in_file

if TYPE_CHECKING:
    from tests.simulation.world import World

FEWEST_LEFT = 3
"""Phones that are left to go on with."""
NOBODY_BACK = "an erased person stays away"
SHUT_OUT = "a revoked device reads nothing more"


def happens_in(seed: int) -> bool:
    """Three seeds of ten: in the others everybody stays, so that what takes long to show has time."""
    return seed % 10 in (7, 8, 9)


@dataclass
class Gone:
    """What no restore may undo: contacts that were erased, and ids of devices that were shut out."""

    people: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)


def hear_own(world: "World", *, again: bool = False) -> bool:
    """The naive club decides what the server has wished by itself; False when nothing of it was kept."""
    spoken, world.server.spoken[:] = list(world.server.spoken), []
    new = [(user, wire) for user, wire in spoken if wire["id"] not in world.club.outcomes]
    there = world.server.store.among("receipt", "id", [wire["id"] for _, wire in new])
    kept = {row["id"] for row in there}
    wires = [(user, wire) for user, wire in new if wire["id"] in kept]
    if wires:
        world.latest = max(world.latest, world.now)
        world.decided_too(wires, again=again)
    return bool(wires)


# ---- a person


def erases(world: "World", device: Device) -> None:
    """An owner has somebody erased; what must be settled first is said, and then nothing happens."""
    club, server = world.club, world.server
    known = sorted({*club.rows["contact"], *(id for table, id in club.removed if table == "contact")} - club.erased)
    if not known:
        return
    contact = world.rng.choice(known)
    users = {row["id"] for row in club.all("user_profile", contact=contact)}
    if sum(one.user not in users for one in world.devices) < FEWEST_LEFT:
        return
    world.tally.events["erasure"] += 1
    server.now = world.now
    row = club.get("contact", contact) or club.removed["contact", contact]
    name, wanted = display_name(row["given_name"], row["family_name"]), _in_the_way(world, contact, users)
    said = None
    try:
        Erasing(server.club, server.blobs).erase(None, contact, name)
    except Refusal as refusal:
        said = refusal.code
    world.note("erased", contact, said or "")
    must("what must be settled first", said == wanted, f"{contact}: {said}, not {wanted}")
    if said is None:
        must("an erasure is decided", hear_own(world, again=True), contact)
        world.gone.people.add(contact)
        world.gone.devices |= {row["id"] for row in server.store.find("device") if row["user"] in users}
        world.trimmed |= let_go(world.club, world.now - OFFERED_MS, hush=True)
        nobody_is_back(world)


def _in_the_way(world: "World", contact: str, users: set[str]) -> str | None:
    if any(world.club.all("resource", holder_kind="contact", holder_id=contact)):
        return "still_holds"
    owners = {row["user"] for row in world.club.all("role_assignment", role="owner", present=1)}
    return "last_owner" if owners and owners <= users else None


def nobody_is_back(world: "World") -> None:
    """Who was erased is not here, in this life of the server or another; nor are their users, nor what was theirs."""
    store = world.server.store
    for contact in sorted(world.gone.people):
        must(NOBODY_BACK, store.get("contact", contact) is None, contact)
        for table in (
            "contact_point",
            "contact_address",
            "consent",
            "membership",
            "invitation",
            "calendar_feed",
            "evaluation",
            "notice_choice",
            "injury",
            "user_profile",
        ):
            must(NOBODY_BACK, not store.find(table, contact=contact), f"{table} of {contact}")


def nothing_is_left(world: "World") -> None:
    """When everybody has heard of it no byte says what stood nowhere but in rows about them: not on a device, in a
    row, in history, in the ledger, on the disk, in a package. For 30 days the ledger keeps what they said of others
    and was refused: it is about those.
    """
    club, server = world.club, world.server
    words = {word for word, places in club.stood.items() if _all_gone(world, places) and not club.words.get(word)}
    theirs = [row for place, row in club.removed.items() if place[0] == "medium" and place in club.hushed]
    words |= {word for row in theirs for word in canaries(world.wisher.bytes[row["sent_hash"]].decode("latin-1"))}
    words -= {word for *_, value in club.lost for word in canaries(str(value))}  # said of somebody who is still here
    if not words:
        return
    for device in world.devices:
        left = still_there(device, words & words_in_file(device))
        must(NOBODY_BACK, not left, lambda: f"{device.name} says {sorted(left)}")  # noqa: B023 - it is called at once, within this round
    cells = repr([row for table in server.store.register for row in server.store.find(table.name)])
    ledger = json.dumps([one.whole for one in server.ledger.read().promised])
    files = [path for path in server.disk.folder.rglob("*") if path.is_file()]
    beside = "\n".join(path.read_bytes().decode("latin-1") for path in files)
    of_others = {  # refused, so they stand in a line of their author's alone: who is gone said them of who is here
        word
        for calls in club.wires.values()
        for call in calls
        if not speaks_of(call, club.erased)
        for word in canaries(json.dumps(call))
    }
    for where, text, may in (("a cell", cells, set()), ("the ledger", ledger, of_others), ("a file", beside, set())):
        left = (words - may) & canaries(text)
        must(NOBODY_BACK, not left, lambda: f"{where}: {_where(world, left)}")  # noqa: B023 - it is called at once, within this round


def _all_gone(world: "World", places: set[tuple[str, str]]) -> bool:
    return bool(places) and all(place in world.club.hushed or place[1] in world.club.erased for place in places)


def _where(world: "World", words: set[str]) -> list[str]:
    return [f"{word} of {sorted(world.club.stood[word])}" for word in sorted(words)[:4]]


# ---- a device


def revokes(world: "World", device: Device) -> None:
    """Somebody at the server shuts a phone out."""
    if len(world.devices) <= FEWEST_LEFT or device.id in world.gone.devices or not _known(world, device.user):
        return
    world.tally.events["revocation"] += 1
    world.server.now = world.now
    revoke(world.server.club, device.user, device.id)
    hear_own(world, again=True)
    world.note("revoked", device.name)
    world.gone.devices.add(device.id)


def _known(world: "World", user: str) -> bool:
    return world.club.get("user_profile", user) is not None


def wiped(world: "World", device: Device) -> None:
    """It was told to go, and has gone."""
    world.note("wiped", device.name)
    world.tally.events["wiped"] += 1
    _put_away(world, device)


def kept_out(world: "World", device: Device) -> bool:
    """A new id is had by signing in. True when its user was erased meanwhile: then nobody can, and it is put away."""
    if _known(world, device.user):
        return False
    world.note("kept out", device.name)
    world.tally.events["kept out"] += 1
    _put_away(world, device)
    return True


def _put_away(world: "World", device: Device) -> None:
    world.trimmed |= device.ever_kept | device.answered().keys()
    device.close()
    device.wiped = True
    world.devices.remove(device)


def set_aside(world: "World", device: Device, request: Request) -> None:
    """What it brings is with the office, or was, but for words about who was erased."""
    must(SHUT_OUT, device.id in world.gone.devices, f"{device.name} was told to go")
    if not _known(world, device.user):
        return
    for changeset in request.push:
        done = changeset.id in world.club.outcomes
        place = "parked_change", named_for("parked", changeset.id)
        laid = done or world.club.get(*place) is not None or place in world.club.removed
        hushed = any(speaks_of(call.to_wire(), world.club.erased) for call in changeset.actions)
        must("what a revoked device brings is set aside", laid or hushed, f"{device.name} {changeset.id}")


def stays_shut(world: "World") -> None:
    """A backup that was put back opens no door."""
    opened = {id for id in world.gone.devices if world.server.is_open(id)}
    must(SHUT_OUT, not opened, lambda: sorted(opened))


LEAVING: "tuple[tuple[Callable[[World, Device], None], float], ...]" = ((erases, 1.5), (revokes, 0.6))
