"""What the simulator does for who looks for the reason: fewer steps, and long runs that go on."""

import json
from pathlib import Path

import pytest

from tests.simulation.founding import Founded, found
from tests.simulation.kept import Kept, OtherRun
from tests.simulation.planted import EVENTS, PLANTED
from tests.simulation.seeds import Failure, Part, tried
from tests.simulation.shrink import Steps, shrunk, steps_of, told
from tests.simulation.tally import Tally


@pytest.mark.parametrize("needed", [{400}, {7, 8}, {3, 211, 500}])
def test_only_the_steps_that_matter_are_left(needed: set[int]) -> None:
    def run(steps: Steps | None) -> Failure | None:
        chosen = range(1, 1001) if steps is None else steps
        return Failure("p", max(needed), "broke") if needed <= set(chosen) else None

    assert shrunk(run) == (tuple(sorted(needed)), Failure("p", max(needed), "broke"))


def test_another_promise_that_breaks_on_the_way_is_another_bug() -> None:
    def run(steps: Steps | None) -> Failure | None:
        chosen = set(range(1, 101) if steps is None else steps)
        if {5, 90} <= chosen:
            return Failure("first", 90, "first")
        return Failure("other", 90, "other") if 90 in chosen else None

    steps, failure = shrunk(run) or ((), None)
    assert (steps, failure) == ((5, 90), Failure("first", 90, "first"))


def test_a_seed_that_keeps_every_promise_has_nothing_to_shrink() -> None:
    assert shrunk(lambda steps: None) is None


def test_steps_are_told_as_they_are_read() -> None:
    assert told([3, 7, 8, 9, 12]) == "3,7-9,12"
    assert steps_of("3,7-9,12") == {3, 7, 8, 9, 12}


def test_a_planted_bug_shrinks_to_a_story_that_can_be_read(tmp_path: Path) -> None:
    """From hundreds of steps to some that a person can follow, and these alone still break the promise."""
    founded: Founded = found(tmp_path)
    bug = next(bug for bug in PLANTED if bug.name == "forgotten when sent")
    with bug.put_in():

        def run(steps: Steps | None) -> Failure | None:
            chosen = None if steps is None else frozenset(steps)
            return tried(bug.seed, founded, tmp_path, Tally(), full=False, events=EVENTS, steps=chosen)

        steps, failure = shrunk(run) or ((), None)
    assert failure is not None
    assert failure.promise == "nothing unsent vanishes"
    assert len(steps) <= 5
    assert run(steps) is None, "without the bug the same steps keep every promise"


def part(seed: int) -> Part:
    tally = Tally()
    tally.events["action"] = seed
    return Part(tally, 0, 1.5)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    file, handfuls = tmp_path / "kept.jsonl", [range(1, 5), range(5, 9), range(9, 11)]
    first = Kept(file, handfuls)
    first.add(part(1))
    first.add(part(5))
    again = Kept(file, handfuls)
    assert [one.tally.total for one in again.parts] == [1, 5]
    again.add(part(9))
    assert [json.loads(line)["seeds"] for line in file.read_text().splitlines()] == [[1, 4], [5, 8], [9, 10]]
    with pytest.raises(OtherRun):
        Kept(file, [range(100, 104)])
