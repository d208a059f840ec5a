"""A short run of the simulator, and every seed that once found a bug in the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.founding import Founded, found
from tests.simulation.naive.club import Pile
from tests.simulation.seeds import one
from tests.simulation.tally import Tally
from tests.simulation.world import World

# Seeds that failed on the way here; what they found stands in planted.py as the bugs called "real".
REGRESSIONS = (12, 15, 18, 200, 304)


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


def test_the_same_seed_is_the_same_run(founded: Founded, tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        world = World(7, founded, home, full=False, events=120)
        world.run()
        world.close()
        digests.add(world.digest)
    assert len(digests) == 1


def test_the_naive_club_merges_by_sorting() -> None:
    pile = Pile()
    early, late = (1000, 0, "phone-a", 1, 1), (2000, 0, "phone-b", 1, 1)
    pile.writes = [(late, {"label": "late"}), (early, {"label": "early", "value": "only early"})]
    row = pile.row("contact_point")
    assert (row["label"], row["value"]) == ("late", "only early")
