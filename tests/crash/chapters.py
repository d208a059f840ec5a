"""Long stories, made up from a seed: each chapter begins with the files that a power cut left of the one before."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from shared.refusals import Refusal
from tests.crash.adversaries import NAMED, Chance
from tests.crash.clubs import PhoneStory, ServerStory, small_pages
from tests.crash.story import Cut, Story
from tests.house import House, copy_of
from tests.sync_server.walk import some_wish

STEPS = 12
CHAPTERS = 3
USERS = ("sara", "karel", "eef")


def phone_chapters(furnished: House, seed: int, folder: Path, cuts: int) -> int:
    """A phone that crashes again and again; answers how many cuts were looked at. Raises Broken."""
    rng = random.Random(f"phone {seed}")
    journal, house, start = rng.choice(("WAL", "WAL", "TRUNCATE")), copy_of(furnished), None
    looked = 0
    for chapter in range(CHAPTERS):
        day = PhoneStory(house, "karel", folder / str(chapter), start, journal=journal)
        for _ in range(STEPS):
            rng.choice(PHONE_STEPS)(day, rng)
        chosen = _look(day.story, rng, cuts // CHAPTERS, day.goes_on)
        looked += cuts // CHAPTERS
        house, start = day.house_at(chosen), chosen.image
        day.story.store.close()
    return looked


def server_chapters(furnished: House, seed: int, folder: Path, cuts: int) -> int:
    """A server that is cut short while some phones push; answers how many cuts were looked at. Raises Broken."""
    rng = random.Random(f"server {seed}")
    days = ServerStory(copy_of(furnished), folder, *USERS)
    for _ in range(STEPS):
        rng.choice(SERVER_STEPS)(days, rng)
    _look(days.story, rng, cuts, days.goes_on)
    days.story.store.close()
    return cuts


def _look(story: Story, rng: random.Random, cuts: int, more: Callable[[Any], None]) -> Cut:
    """That many cuts, at random points by random adversaries; answers one of them."""
    points = sorted(rng.randint(0, len(story.log)) for _ in range(cuts))
    chosen = None
    for cut in story.cuts(points, lambda _: [rng.choice((*NAMED, Chance(f"{rng.random()}")))]):
        cut.look(more)
        if chosen is None or rng.random() < 0.2:
            chosen = cut
    assert chosen is not None
    return chosen


# ---- what a phone may do


def _patch(day: PhoneStory, rng: random.Random) -> None:
    id = rng.choice(("phone-of-piet", "phone-of-mia", "phone-of-ann"))
    day.do("contact_point.patch", id=id, set={"label": "x" * rng.choice((3, 30, 3000))})


def _hand_over(day: PhoneStory, rng: random.Random) -> None:
    to = {"to_kind": "group", "to_id": rng.choice(("team-u12", "team-u13"))}
    day.do("custody.hand_out", id=day.phone.house.new_id("custody"), resource="ball-bag-red", **to)


def _gesture_of_two(day: PhoneStory, rng: random.Random) -> None:
    note = {"id": "training-u12", "set": {"note": str(rng.random())}}
    day.do_all(("activity.patch", note), ("contact_point.patch", {"id": "phone-of-mia", "set": {"label": "two"}}))


def _exchange(day: PhoneStory, rng: random.Random) -> None:
    day.phone.house.clock.wait(1)
    day.exchange(reply_gets_lost=rng.random() < 0.2)


def _sync(day: PhoneStory, rng: random.Random) -> None:
    if rng.random() < 0.5:
        small_pages(day.phone.house)
    day.sync()


def _others_do(day: PhoneStory, rng: random.Random) -> None:
    """Not a step of the phone: what others do on the server meanwhile."""
    house = day.phone.house
    for _ in range(rng.randint(1, 4)):
        verb, args = some_wish(house, rng)
        with suppress(Refusal):
            house.do(verb, **args)
    day.houses[-1] = copy_of(house)


def _team_comes_and_goes(day: PhoneStory, rng: random.Random) -> None:
    house = day.phone.house
    with suppress(Refusal):
        house.do("group.remove_member", id=rng.choice(house.store.find("group_member"))["id"])
    day.houses[-1] = copy_of(house)


def _another_id(day: PhoneStory, rng: random.Random) -> None:
    """As if a clone had answered to the phone's id: told in answer to a push, and none is made between two pages."""
    house = day.phone.house
    if day.phone.store.count("staged"):
        return
    id = house.new_id("phone")
    with house.store.transaction():
        house.referee.enrol_device(id, day.phone.user, None, "phone")
    day.run("fork", lambda replica: replica.fork(id), lasting=True)


def _new_epoch(day: PhoneStory, rng: random.Random) -> None:
    """As if the server had been restored."""
    house = day.phone.house
    epoch = house.new_id("epoch")
    with house.store.transaction():
        house.store.update("club", ("club",), {"epoch": epoch})
    day.run("new epoch", lambda replica: replica.new_epoch(epoch), lasting=True)


PHONE_STEPS: tuple[Callable[[PhoneStory, random.Random], None], ...] = (
    _patch,
    _patch,
    _hand_over,
    _gesture_of_two,
    _exchange,
    _exchange,
    _sync,
    _sync,
    _others_do,
    _others_do,
    _team_comes_and_goes,
    lambda day, rng: day.run("reread", lambda replica: replica.reread(rng.choice((7, 10_000))), lasting=False),
    lambda day, rng: day.restart(),
    _another_id,
    _new_epoch,
)

# ---- what a server may hear


def _wishes(days: ServerStory, rng: random.Random) -> None:
    phone = days.phones[rng.choice(USERS)]
    for _ in range(rng.randint(1, 3)):
        verb, args = some_wish(days.house, rng)
        phone.do(verb, **args)


def _push(days: ServerStory, rng: random.Random) -> None:
    _wishes(days, rng)
    days.push(rng.choice(USERS))


def _own_wish(days: ServerStory, rng: random.Random) -> None:
    verb, args = some_wish(days.house, rng)
    days.try_to(verb, **args)


SERVER_STEPS: tuple[Callable[[ServerStory, random.Random], None], ...] = (
    _wishes,
    _push,
    _push,
    _own_wish,
    _own_wish,
    lambda days, rng: days.restart(),
)
