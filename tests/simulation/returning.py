"""The server wakes up in the past, and what must be there again when every device is back."""

import pickle
from typing import TYPE_CHECKING

from shared.refusals import Refusal
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.referee import SERVER
from tests.simulation import leaving, luggage, oracles
from tests.simulation.device import Device
from tests.simulation.founding import DAY
from tests.simulation.naive.again import begin, let_go
from tests.simulation.naive.club import Club, Place
from tests.simulation.naive.verbs_people import SIDES
from tests.simulation.oracles import DONE, must

if TYPE_CHECKING:
    from tests.simulation.wishes import Call
    from tests.simulation.world import World

LEDGER_DAYS = 2


def club_acts(world: "World", device: Device) -> None:
    """The server does something by itself, such as this person might wish."""
    wishes = [(name, args) for name, args in world.wisher.wish(device) if name != "parked.settle"]  # people do that
    if wishes:
        club_does(world, wishes)


def club_does(world: "World", wishes: "list[Call]") -> bool:
    """The server does this in one changeset, and the naive club too; False when both refuse it."""
    actions = [ActionCall(name, 1, args) for name, args in wishes]
    id, now = world.new_id("changeset"), world.now
    world.latest = max(world.latest, now)
    try:
        world.server.referee.perform(id, now, *actions)
        world.acknowledged[id] = "applied"
    except Refusal:
        world.note("the club refused itself", id)
    n = (world.server.store.get("device", SERVER) or {})["last_n"]
    wire = {"id": id, "device": SERVER, "n": n, "epoch": world.epoch, "seen": world.club.seq, "now": now}
    wire |= {"wall": now, "offset": 0, "actions": [action.to_wire() for action in actions]}
    world.decided_too([(SYSTEM.user, wire)])
    return world.club.outcomes[id][0] in DONE


def back_up(world: "World") -> None:
    """Put the server and the naive club aside, as they stand."""
    bytes_too = world.rng.random() < 0.5
    world.backup = (world.server.back_up(bytes_too=bytes_too), pickle.dumps(world.club), set(world.scans))


def trim(world: "World") -> None:
    """The ledger is trimmed, and so is the naive club's memory; much sooner here than devices let go."""
    before = world.now - LEDGER_DAYS * DAY
    world.server.trim(before)
    world.trimmed |= let_go(world.club, before)


def restore(world: "World") -> bool:
    """Both wake up in the past; False when nobody made a backup.

    What was acknowledged since comes back with the devices, or stands in the ledger and in the naive club's memory.
    """
    if world.backup is None:
        return False
    path, club, scans = world.backup
    old = world.club
    _remember(world, old)
    world.epoch = world.new_id("epoch")
    world.latest = max(world.latest, world.now)
    devices = [(device.id, device.user) for device in world.devices]
    world.server.restore(path, world.epoch, world.now, devices)
    world.club, world.scans = pickle.loads(club), set(scans)
    world.wisher.club = world.club
    begin(world.club, world.epoch, old.memory, old.lives)
    for word, places in old.stood.items():  # who might see them has seen them, whatever the server forgot
        world.club.stood[word] |= places
    world.note("restored", world.club.seq)
    world.decided_too([])
    world.server.spoken.clear()
    leaving.nobody_is_back(world)
    leaving.stays_shut(world)
    world.server.tend(world.now)
    luggage.hear_settled(world)
    for device in world.devices:
        device.forgiven |= device.answered().keys() - world.club.outcomes.keys()
    return True


def _remember(world: "World", old: Club) -> None:
    """What no restore may change: numbers that were given, and what was deleted."""
    numbers_stay(old, world.numbers)
    over = {place for place in old.let_go if old.blank.get(place) == old.removed_by[place]}  # see `keeping.night`
    alive = {place for place in world.ever_buried.keys() | old.removed.keys() if old.get(*place) is not None}
    world.ever_buried |= {place: old.removed_by[place] for place in old.removed.keys() - alive - over}
    for place, deletion in old.removed_by.items():
        world.ever_gone_with.setdefault(deletion, set()).add(place)
    for place in alive & old.reborn:  # somebody restored it, or gave another row this id
        world.ever_buried.pop(place, None)


def excused(world: "World") -> set[str]:
    """What some device kept once, and none does any more (its user may not see it, or it is too old), and what the
    ledger has let go of.
    """
    ever = world.trimmed.union(*(device.ever_kept | device.answered().keys() for device in world.devices))
    return ever.difference(*(device.kept() for device in world.devices)) - world.club.outcomes.keys()


def numbers_stay(club: Club, numbers: dict[str, tuple[str, int]]) -> None:
    """Promise 11: an invoice that was issued in any life has the number it had, and no other has that one."""
    for id, row in club.rows["invoice"].items():
        if row["status"] == "issued":
            number = numbers.setdefault(id, (row["series"], row["number"]))
            must("renumbered", number == (row["series"], row["number"]), f"{id} was {number}, is {row['number']}")
    must("renumbered", len(set(numbers.values())) == len(numbers), "two invoices under one number")


def all_is_back(world: "World") -> None:
    """Promises 1, 11 and 14, over all lives of the server, when every device is back."""
    club, lost, gone = world.club, [], excused(world)
    numbers_stay(club, world.numbers)
    oracles.acknowledged_is_stored(world.server, world.acknowledged.keys() - gone - club.untold.keys())
    for id, outcome in world.acknowledged.items():
        now, code = club.outcomes.get(id, ("nowhere", None))
        if outcome not in DONE or (now in DONE and id not in club.told_again):
            continue
        if code == "erased":
            world.tally.restored["erased"] += 1
            continue
        how = "done again" if now in DONE else f"set aside: {code}" if now == "parked" else "lost"
        if now == "refused" and id not in club.told_again:
            how = "refused to a twin"  # a cloned phone that had not heard the answer came first, as if it were new
        if now == "nowhere":
            how = "not kept any more" if id in gone else "waiting" if id in club.untold else "lost"
        world.tally.restored[how] += 1
        if how == "lost":
            lost.append(f"{id} was {outcome}, is {now} {code}")
    must("acknowledged is durable", not lost, lambda: f"lost: {lost[:4]} ({len(lost)})")
    back = returned(club, world.ever_buried, world.ever_gone_with)
    must("nothing deleted returns", not back, lambda: sorted(back))


def returned(club: Club, buried: dict[Place, str], gone_with: dict[str, set[Place]]) -> set[Place]:
    """What was deleted in any life and is here, though nobody restored it. A deletion that may not be done again (its
    author's right ended since) is set aside for the office: its rows are here until somebody decides. What went with
    something else may be back when that is: who restores an activity in a life that has no answer to it yet hears it
    from the phone that gave it.
    """
    here = {place: deletion for place, deletion in buried.items() if club.get(*place) is not None}
    waits = {place for place, deletion in here.items() if club.outcomes.get(deletion, ("nowhere",))[0] == "parked"}
    beside = {(table, id) for table, id in here if table in SIDES and ("contact", id) in club.reborn}
    along = {place for place, deletion in here.items() if _activity(club, place) in gone_with[deletion] & club.reborn}
    return here.keys() - waits - club.reborn - beside - along


def _activity(club: Club, place: Place) -> Place:
    """The activity that this row is about, if it is about one."""
    return "activity", str((club.get(*place) or {}).get("activity"))
