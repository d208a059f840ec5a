"""A short run of the simulator, and every seed that once found a bug in the engine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.register import Row
from tests.house import everything
from tests.postgres import Cluster
from tests.simulation.founding import Founded, found, moved
from tests.simulation.naive.club import Club, Pile
from tests.simulation.returning import returned
from tests.simulation.seeds import one
from tests.simulation.tally import Tally
from tests.simulation.world import World

# Seeds that failed on the way here; what they found stands in planted.py as the bugs called "real".
REGRESSIONS = (12, 15, 18, 200, 304)
# In these years pass; each of them found something that was kept too long, or forgotten too soon.
YEARS = (46, 176, 246, 596)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The club every seed starts from."""
    return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for the files of one world."""
    yield tmp_path


@pytest.mark.parametrize("seed", [*range(1, 9), *REGRESSIONS])
def test_every_promise_holds_in_bad_weather(seed: int, founded: Founded, home: Path) -> None:
    tally = Tally()
    full = seed % 4 == 0  # these look at every file and every row after every step
    assert one(seed, founded, home, tally, full=full, events=250) is None
    assert tally.total >= 250


@pytest.mark.parametrize("seed", YEARS)
def test_every_promise_holds_while_years_pass(seed: int, founded: Founded, home: Path) -> None:
    tally = Tally()
    assert one(seed, founded, home, tally, full=False, events=400) is None
    assert tally.events["years passed"] >= 1
    assert tally.events["let go"] + tally.verbs["words let go"] >= 1


def test_what_a_lost_life_of_the_server_told_stands_elsewhere_on_a_phone(founded: Founded, home: Path) -> None:
    """An invitation that no server knows any more bears the address of a table whose lease ends."""
    assert one(802, founded, home, Tally(), full=False, events=400, restores=True) is None


def told(seed: int, founded: Founded, home: Path, events: int) -> tuple[str, dict[str, list[Row]]]:
    """The hash over everything that happened in one run, and every row that its server has in the end."""
    home.mkdir()
    world = World(seed, founded, home, full=False, events=events)
    try:
        world.run()
        return world.digest, everything(world.server.store)
    finally:
        world.close()


def test_the_same_seed_is_the_same_run(founded: Founded, tmp_path: Path) -> None:
    assert told(7, founded, tmp_path / "one", 120) == told(7, founded, tmp_path / "two", 120)


def test_the_same_seed_writes_in_the_same_order_in_every_process() -> None:
    """Each process hashes texts, and so orders its sets, in a way of its own."""
    command = [sys.executable, "-m", "tests.simulation.orders", "6", "400"]
    said = [
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": number}, capture_output=True, check=True).stdout
        for number in ("1", "2")
    ]
    assert said[0] == said[1] != b""


@pytest.fixture(scope="module")
def on_postgres(founded: Founded, postgres: Cluster) -> Founded:
    """The same club, its server on PostgreSQL."""
    return moved(founded, postgres)


@pytest.mark.parametrize("seed", range(20, 26))
def test_both_databases_answer_the_same_seed_alike(
    seed: int, founded: Founded, on_postgres: Founded, tmp_path: Path
) -> None:  # promise 18
    """Kills, restarts and restores included; only a full disk cannot be made on both."""
    roomy = replace(founded, fills=False)
    on_sqlite = told(seed, roomy, tmp_path / "sqlite", 300)
    assert told(seed, on_postgres, tmp_path / "postgresql", 300) == on_sqlite


@pytest.mark.parametrize("seed", [4, 30, 31])
def test_every_promise_holds_on_postgres(seed: int, on_postgres: Founded, home: Path) -> None:
    assert one(seed, on_postgres, home, Tally(), full=seed % 4 == 0, events=250) is None


def test_the_naive_club_merges_by_sorting() -> None:
    pile = Pile()
    early, late = (1000, 0, "phone-a", 1, 1), (2000, 0, "phone-b", 1, 1)
    pile.writes = [(late, {"label": "late"}), (early, {"label": "early", "value": "only early"})]
    row = pile.row("contact_point")
    assert (row["label"], row["value"]) == ("late", "only early")


def test_what_was_deleted_is_back_only_while_its_deletion_waits_for_the_office() -> None:  # promise 14
    """A sheet that its first patch made: no action created it."""
    club, place = Club(), ("contact_medical", "contact-lea")
    club.rows["contact_medical"]["contact-lea"] = {"id": "contact-lea"}
    found = []
    for outcome in (None, ("applied", None), ("refused", "gone"), ("parked", "not_allowed")):
        club.outcomes = {} if outcome is None else {"deletion": outcome}
        found.append(returned(club, {place: "deletion"}, {"deletion": {place}}))
    assert found == [{place}, {place}, {place}, set()]
    assert returned(Club(), {place: "deletion"}, {"deletion": {place}}) == set()


def test_an_answer_is_back_with_its_activity_alone_if_it_went_with_it() -> None:  # promise 14
    club, answer, match = Club(), ("activity_guest", "answer"), ("activity", "match")
    club.rows["activity_guest"]["answer"] = {"id": "answer", "activity": "match"}
    went_along, went_before = {"deletion": {answer, match}}, {"deletion": {answer}, "later": {match}}
    found = [returned(club, {answer: "deletion"}, gone) for gone in (went_along, went_before)]
    club.reborn.add(match)
    found += [returned(club, {answer: "deletion"}, gone) for gone in (went_along, went_before)]
    assert found == [{answer}, {answer}, set(), {answer}]
