"""The house rules, on this project. What each one catches is shown in `test_house_rules.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules import purity, shipping, sizes, words
from tests.rules.tree import Finding, Tree

ROOT = Path(__file__).resolve().parent.parent
HERE = Tree(ROOT)
RULES: list[Callable[[Tree], list[Finding]]] = [
    sizes.long_modules,
    sizes.long_functions,
    sizes.too_many_long_functions,
    sizes.empty_names,
    sizes.names_said_twice,
    purity.broad_except,
    purity.built_sql,
    purity.impure_foundation,
    purity.blocking_app,
    words.open_promises,
    words.unreasoned_exceptions,
    words.missing_docstrings,
    words.wordless_refusals,
    shipping.undecided_entries,
    shipping.inexact_excludes,
    shipping.loose_locks,
    shipping.unlocked_dependencies,
    shipping.lost_markers,
    shipping.telling_files,
    shipping.uncarried_imports,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Callable[[Tree], list[Finding]]) -> None:
    findings = sorted(rule(HERE))
    listed = "\n".join(map(str, findings))
    assert not findings, f"\n{rule.__doc__}\n{listed}"
