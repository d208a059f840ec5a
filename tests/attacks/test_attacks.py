"""No attack succeeds; and an attack can: some holes are dug and found. `make attacks ARGS=--holes` digs them all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.__main__ import dig_all
from tests.attacks.arena import Arena, arena_over
from tests.attacks.attack import Attack
from tests.attacks.everything import ALL, REVIEWER
from tests.attacks.founding import found
from tests.attacks.holes import HOLES

QUICK = ("history for all", "signatures unread", "any host", "a package goes on")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the club."""
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture(scope="module")
def shared(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The server of all attacks that leave a club as others can use it."""
    with arena_over(founded, tmp_path_factory.mktemp("shared") / "club") as arena:
        yield arena


@pytest.mark.parametrize("one", [one for one in ALL if not one.alone], ids=lambda one: one.name)
def test_it_is_in_vain(shared: Arena, one: Attack) -> None:
    one.run(shared)


@pytest.mark.parametrize("one", [one for one in ALL if one.alone], ids=lambda one: one.name)
def test_it_is_in_vain_in_a_club_of_its_own(founded: Path, tmp_path: Path, one: Attack) -> None:
    with arena_over(founded, tmp_path / "club") as arena:
        one.run(arena)


def test_holes_are_found(founded: Path, tmp_path: Path) -> None:
    assert dig_all(founded, tmp_path, {name: HOLES[name] for name in QUICK}) == 0


def test_whatever_a_reviewer_comes_with_is_tried() -> None:
    assert {name for names in REVIEWER.values() for name in names} <= {one.name for one in ALL}
    assert all(REVIEWER.values())


def test_every_hole_has_an_attack_that_says_what_it_hopes_for() -> None:
    assert {hole.seen_by for hole in HOLES.values()} <= {one.name for one in ALL}
    assert all(one.hope for one in ALL)
