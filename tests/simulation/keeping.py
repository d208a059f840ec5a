"""Years pass: people leave the club, phones lie in drawers, and at night the server lets go of what nobody needs."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.sync.past import OFFERED_MS
from tests.simulation import leaving, nights, oracles, returning
from tests.simulation.device import Device
from tests.simulation.founding import DAY, GROUPS
from tests.simulation.naive.club import canaries
from tests.simulation.naive.days import day_of
from tests.simulation.naive.keeping import forget, over, says_nothing
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import must, still_there, words_in_file

if TYPE_CHECKING:
    from tests.simulation.wishes import Call
    from tests.simulation.world import World

IN_TIME = "nothing is kept past its time"
YEAR = 365 * DAY
LATELY = ("queue", "sent", "was")
STEPS = 30
"""In which of the steps of a night the server may die: there are some twenty."""


def happens_in(seed: int) -> bool:
    """One seed of ten: in the others no year passes, so that rows are at hand to do something with."""
    return seed % 10 == 6


def seasons_follow_in(seed: int) -> bool:
    """A few of those: as years pass the club makes its next season, and whoever was in the last one is out of it."""
    return seed % 40 == 36


# ---- what people do


def leaves(world: "World", device: Device) -> None:
    """The office hears that somebody leaves: no team, no membership, no role any more."""
    if not Eyes(world.club, device.user).office:
        return
    here = sorted({row["contact"] for row in device.store.find("membership", end_on=None)})
    if not here:
        return
    person, day = world.rng.choice(here), day_of(world.now)
    running = device.store.find("membership", contact=person, end_on=None)
    places = device.store.find("group_member", contact=person, present=1)
    users = device.store.find("user_profile", contact=person)
    roles = [role for user in users for role in device.store.find("role_assignment", user=user["id"], present=1)]
    calls: list[Call] = [("membership.end", {"id": row["id"], "end_on": day, "reason": "left"}) for row in running]
    calls += [("group.remove_member", {"id": row["id"]}) for row in places]
    calls += [("role.withdraw", {"id": role["id"]}) for role in roles[:1] if world.rng.random() < 0.3]
    if calls:
        world.act(device, calls=calls)


def moves_house(world: "World", device: Device) -> None:
    """An address that is somebody's no more is taken away."""
    known = sorted(row["id"] for row in device.store.find("contact_address")) or ["no-such-contact_address"]
    world.act(device, calls=[("contact_address.delete", {"id": world.rng.choice(known)})])


def wants_back(world: "World", device: Device) -> None:
    """Somebody of the office would restore, or correct, what the night let go of."""
    if world.club.let_go and Eyes(world.club, device.user).office:
        table, id = world.rng.choice(sorted(world.club.let_go))
        wish: Call = ("row.restore", {"table": table, "id": id})
        if table == "contact_point" and world.rng.random() < 0.5:
            wish = ("row.undo", {"table": table, "id": id, "set": {"label": None}, "still": {"label": "gone"}})
        world.act(device, blind=True, calls=[wish])


# ---- what time does


def years_pass(world: "World", device: Device) -> None:
    """Nobody opens the app, or some do and find that their leases ran out. The server works on, night after night; and
    perhaps somebody puts back a backup from before.
    """
    world.tally.events["years passed"] += 1
    if world.rng.random() < 0.4:
        returning.back_up(world)
    world.now += world.rng.choice((200 * DAY, YEAR, YEAR, 2 * YEAR, 3 * YEAR)) + world.rng.randint(0, 40 * DAY)
    for one in world.devices:
        one.air = None
    world.note("years passed")
    world.deliver_late()
    for one in world.devices:
        if world.rng.random() < 0.5:
            _opened(world, one)
    _next_season(world)
    night(world)
    if world.rng.random() < 0.3 and returning.restore(world):
        world.tally.faults["server restored"] += 1
        if world.rng.random() < 0.5:
            night(world)


def _next_season(world: "World") -> None:
    """Every other time, when none runs; a club that is late keeps who it has. Draws nothing."""
    day, club = day_of(world.now), world.club
    runs = any(season["start_on"] <= day <= season["end_on"] for season in club.rows["season"].values())
    if not seasons_follow_in(world.seed) or runs or world.step % 2:
        return
    year = int(day[:4]) - (day[5:] < "07-01")
    dates = {"start_on": f"{year}-07-01", "end_on": f"{year + 1}-06-30"}
    calls: list[Call] = [("season.create", {"id": f"season-{year}", "name": f"{year}", **dates})]
    people, users = sorted(club.rows["contact"]), sorted(club.rows["user_profile"])
    for n, group in enumerate(GROUPS):
        team = f"{group}-{year}"
        calls.append(("group.create", {"id": team, "name": group, "kind": "team", "season": f"season-{year}"}))
        for contact in people[n :: len(GROUPS)][:2]:
            place = {"id": f"gm-{contact}-{year}", "contact": contact, "group": team, "function": "player"}
            calls.append(("group.add_member", place))
        for user in users[n :: len(GROUPS)][:1]:
            coach = {"id": f"ra-{user}-{year}", "user": user, "role": "coach", "group": team}
            calls.append(("role.grant", coach))
    if returning.club_does(world, calls):
        world.tally.events["season made"] += 1


def _opened(world: "World", device: Device) -> None:
    seen = Eyes(world.club, device.user).visible()
    if device.replica.lapse(world.wall(device)):
        world.tally.faults["lease ran out"] += 1
        device.rotten = True
        oracles.lapsed_left(world, device, seen)
        world.settle(device)


def night(world: "World") -> None:
    """The day turns, and what is past its time goes; perhaps the server dies in the middle and begins anew."""
    nights.turn_day(world, dies=world.rng.random() < 0.3)
    server, dies = world.server, world.rng.randrange(STEPS) if world.rng.random() < 0.6 else None
    before = world.club.seq
    for _ in server.let_go(world.now, world.rng, dies):
        leaving.hear_own(world, again=True)
    forget(world.club, world.now)
    left = sorted(over(world.club, world.now))
    must(IN_TIME, not left, lambda: left[:6])
    world.tally.events["let go"] += world.club.seq - before
    returning.trim(world)
    world.note("let go", world.club.seq - before)


def last_night(world: "World") -> None:
    """Before the sun shines, where years pass."""
    if happens_in(world.seed):
        night(world)


# ---- what must be so


def nothing_is_left(world: "World") -> None:
    """When everybody has heard of it no byte says what was let go of: not on a device, in a cell, in history, in the
    ledger. Nor does a cell say what the club has forgotten of what was changed and deleted: what SQLite has moved of
    that may lie on a device until its file is written anew (see `SECURITY.md`).
    """
    club, server = world.club, world.server
    if not happens_in(world.seed):
        return
    words = {
        word
        for word, places in club.stood.items()
        if not club.words.get(word) and all(says_nothing(club, place, word, world.now) for place in places)
    }
    words -= canaries(repr([line["body"] for line in server.store.find("untold")]))  # that may still be told again
    words -= {
        word for *_, value in club.lost for word in canaries(str(value))
    }  # what came too late to stand is kept so
    world.tally.verbs["words let go"] += len(words)
    gone = {word for word in words if club.stood[word] <= club.let_go.keys()}
    for device in world.devices:
        noted = {line["changeset"] for line in device.store.find("was")} - device.queue() - device.kept()
        must(IN_TIME, not noted, lambda: f"{device.name} could take back {sorted(noted)}")  # noqa: B023 - it is called at once, within this round
        left = words & _held(device)
        spared = canaries(device.unsent()) | _of_a_row_that_lives_again(world, device)
        left |= still_there(device, (gone - spared) & words_in_file(device))
        must(IN_TIME, not left, lambda: f"{device.name} says {_where(world, left)}")  # noqa: B023 - it is called at once, within this round
    cells = canaries(repr([row for table in server.store.register for row in server.store.find(table.name)]))
    told = [one.whole for one in server.ledger.read().promised if one.moments[2] < world.now - YEAR]
    for where, found in (("a cell", cells), ("the ledger", canaries(json.dumps(told)))):
        must(IN_TIME, not words & found, lambda: f"{where}: {_where(world, words & found)}")  # noqa: B023 - it is called at once, within this round


def _held(device: Device) -> set[str]:
    """The canaries in the cells of a phone, but for what its owner said in the last month."""
    tables = [table.name for table in device.store.register if table.name not in LATELY]
    return canaries(repr([device.store.find(table) for table in tables]))


def _of_a_row_that_lives_again(world: "World", device: Device) -> set[str]:
    """What the owner of a phone said in the last month of a row that the night let go of and that somebody wrote anew
    before the phone heard of it, and what that replaced: a phone hears how a row is, not that it was away.
    """
    club, found = world.club, set[str]()
    lately = {line["id"]: line for line in device.store.find("sent") if line["at"] >= world.now - OFFERED_MS}
    said = [(place, line["actions"]) for line in lately.values() for place in json.loads(line["about"] or "[]")]
    noted = [line for line in device.store.find("was") if line["changeset"] in lately]
    said += [((line["tbl"], line["id"]), line["before"] + line["after"]) for line in noted]
    for (table, id), text in said:
        if (table, id) in club.let_go and club.get(table, id) is not None:
            found |= {word for word in canaries(text) if (table, id) in club.stood[word]}
    return found


def _where(world: "World", words: set[str]) -> list[str]:
    return [f"{word} of {sorted(world.club.stood[word])}" for word in sorted(words)[:4]]


KEEPING: "tuple[tuple[Callable[[World, Device], None], float], ...]" = (
    (years_pass, 4),
    (leaves, 12),
    (moves_house, 5),
    (wants_back, 8),
)
