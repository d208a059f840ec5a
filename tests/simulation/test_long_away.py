"""A phone comes back after eighteen months: an app two versions old, with two hundred changes nobody has heard of."""

import json
from pathlib import Path

import pytest

from shared.tables import SCHEMA
from tests.older import SCHEMA as OLDER
from tests.simulation import nights, sunshine
from tests.simulation.device import Device
from tests.simulation.founding import DAY, Founded, found
from tests.simulation.naive.sight import Eyes
from tests.simulation.oracles import as_known, live_of, same
from tests.simulation.world import World

MONTHS = 18
UNSENT = 200
MINUTE = 60_000


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The club the story starts from."""
    return found(tmp_path_factory.mktemp("founded"))


def put_in_a_drawer(world: World, user: str) -> Device:
    """A phone with last year's app that has everything, and then loses its signal for good."""
    id = world.new_id("device")
    phone = world._phone(user, id, None)
    world.server.enrol(id, user)
    phone.replica.enrol(user, id, world.epoch)
    world.fetch(phone)
    return phone


def a_month_passes(world: World, others: list[Device]) -> None:
    """The club lives on: people act and meet the server, and it works into each new day."""
    for _ in range(30):
        world.now += DAY
        nights.turn_day(world, dies=False)
        device = world.rng.choice(others)
        world.act(device)
        world.now += MINUTE
        world.fetch(device)


@pytest.mark.parametrize("user", ["u-secre01", "u-coach02"])
def test_a_phone_that_was_away_for_eighteen_months_loses_nothing(
    user: str, founded: Founded, tmp_path: Path
) -> None:  # promises 3, 15, 17
    assert SCHEMA - OLDER >= 2
    world = World(18, founded, tmp_path, full=False, events=0)
    away = put_in_a_drawer(world, user)
    others = [device for device in world.devices if device is not away]
    try:
        for month in range(1, MONTHS + 1):
            a_month_passes(world, others)
            away.replica.lapse(world.wall(away))  # as at every start of the app
            away.rotten = True
            while len(away.queue()) < UNSENT * month // MONTHS:
                world.now += MINUTE
                world.act(away)
        said = away.queue()
        assert len(said) == UNSENT
        words = {line["id"]: json.loads(line["actions"]) for line in away.store.find("queue")}

        world.fetch(away)
        assert away.queue() == set()
        assert said <= away.answered().keys()
        refused = [world.club.outcomes[id][1] for id in said if world.club.outcomes[id][0] == "refused"]
        own = [code for code in refused if code != "dependency"]
        assert len(own) < UNSENT / 4, "nearly all of it was done or set aside, or built on what was refused"
        assert {id for id in said if world.club.wires[id] != words[id]} == set(), "the club heard what the person said"

        away.close()
        away.older = False
        away.open()
        away.rotten = True
        world.fetch(away)
        told = {row["changeset"] for row in away.store.find("inbox_item") if "asked" in json.loads(row["detail"])}
        undone = {id for id in said if world.club.outcomes[id][0] not in ("applied", "merged")}
        assert undone <= told, "what was not done stands in the inbox, word for word"
        same("convergence", away.name, live_of(away), as_known(away, Eyes(world.club, user).visible()))
        sunshine.heal(world)
    finally:
        world.close()
