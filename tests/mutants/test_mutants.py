"""The mutants themselves: what is changed, that it can run, that it stands in for the real module; no file changes."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

from tests.mutants import nearby
from tests.mutants.choice import MODULES, ROOT, drawn
from tests.mutants.explained import EQUAL
from tests.mutants.handmade import BUGS
from tests.mutants.operators import sites
from tests.mutants.planting import is_planted, plant
from tests.simulation.planted import Planted

SAMPLE = '''
def share(total: int, people: list[str]) -> int:
    """At most 5 each; not `total + 1`."""
    if not people or total < 0:
        raise ValueError("nobody, or 1 too few")
    return min(5, total // len(people))
'''


def test_what_can_be_changed_and_what_is_left_alone() -> None:
    assert [f"{site.line} {site.operator}: {site.change}" for site in sites(ast.parse(SAMPLE))] == [
        "4 and/or: not people or total < 0 -> not people and total < 0",
        "4 condition: not people or total < 0 -> not (not people or total < 0)",
        "4 comparison: total < 0 -> total <= 0",
        "4 number: 0 -> 1",
        "5 statement: raise ValueError('nobody, or 1 too few') -> pass",
        "6 return: return min(5, total // len(people)) -> return 0",
        "6 number: 5 -> 6",
        "6 arithmetic: total // len(people) -> total * len(people)",
    ]


@pytest.mark.parametrize(
    ("site", "total", "answer"), [(2, 12, 4), (5, 12, 0), (6, 30, 6), (7, 1, 3)], ids=["same", "empty", "six", "times"]
)
def test_a_mutant_stands_in_for_the_module_and_the_file_stays(
    site: int, total: int, answer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mutant_sample.py").write_text(SAMPLE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    plant("mutant_sample", site)
    mutant = importlib.import_module("mutant_sample")
    del sys.modules["mutant_sample"]
    assert mutant.share(total, ["a", "b", "c"]) == answer
    assert (tmp_path / "mutant_sample.py").read_text() == SAMPLE


def test_what_is_imported_already_cannot_be_replaced() -> None:
    assert not is_planted("tests.mutants.choice")
    with pytest.raises(RuntimeError):
        plant("tests.mutants.choice", 0)


def test_a_commit_has_its_own_list_and_every_mutant_on_it_can_run() -> None:
    chosen, equal = drawn(40)
    assert (chosen, equal) == drawn(40)
    assert {mutant.path for mutant in chosen} == set(MODULES)
    for mutant in chosen:
        tree = ast.parse((ROOT / mutant.path).read_text())
        sites(tree)[mutant.site].plant(tree)
        compile(tree, mutant.path, "exec")


def test_each_module_has_tests_that_are_tried_first_and_all_of_them_are_there() -> None:
    near = {name for path in MODULES for name in nearby.tests_of(path)}
    assert len(near) > 20
    assert [name for name in (*near, *nearby.ALL) if not (ROOT / name).exists()] == []


def test_every_explanation_is_about_a_line_that_is_there() -> None:
    for one in EQUAL:
        lines = [line.strip() for line in (ROOT / one.path).read_text().splitlines()]
        assert one.text in lines, f"{one.path}: {one.text}"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_what_is_planted_by_hand_can_be_planted(bug: Planted) -> None:
    with bug.put_in():
        pass
