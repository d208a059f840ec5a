"""Each house rule, broken on purpose in a small tree: what it says, and where. The mended twin is silent."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rules import purity, shipping, sizes, words
from tests.rules.tree import Finding, Tree

Files = dict[str, str]

PIN = "httpx==0.28.1 \\\n    --hash=sha256:" + "a" * 64 + "\n"
PROJECT = '[project]\ndependencies = ["httpx>=0.28"]\n[tool.flet.app]\nexclude = ["pyproject.toml"]\n'
MACHINE = "/" + "root/club"
REGISTRY = "https://pypi" + ".org/simple"
REFUSALS = 'class Refusal(Exception):\n    code = "refused"\n\n\nclass Gone(Refusal):\n    code = "gone"\n'
CATALOGUE = "assets/locale/nl/LC_MESSAGES/touchline.po"
SAID = 'msgid "refusal.refused"\nmsgstr "Geweigerd."\n\n'


def function(lines: int) -> str:
    """A function of so many lines."""
    return "def walk():\n" + "    step()\n" * (lines - 1)


def few_long(short: int) -> str:
    """One long function among `short` short ones."""
    return function(40) + function(2) * short


@dataclass(frozen=True)
class Case:
    """A rule, a tree that breaks it, where it says so, and a tree that keeps it."""

    rule: Callable[[Tree], list[Finding]]
    broken: Files
    at: str
    kept: Files


CASES = [
    Case(
        sizes.long_modules,
        {"shared/a.py": "x = 1\n" * 401},
        "shared/a.py:401",
        {"shared/a.py": "x = 1\n" * 400},
    ),
    Case(sizes.long_functions, {"mobile/a.py": function(71)}, "mobile/a.py:1", {"mobile/a.py": function(70)}),
    Case(
        sizes.too_many_long_functions,
        {"tests/a.py": few_long(18)},
        "tests/a.py:1",
        {"tests/a.py": few_long(19)},
    ),
    Case(sizes.empty_names, {"shared/date_utils.py": ""}, "shared/date_utils.py:1", {"shared/dates.py": ""}),
    Case(sizes.empty_names, {"mobile/common/a.py": ""}, "mobile/common/a.py:1", {"mobile/commons/a.py": ""}),
    Case(
        sizes.names_said_twice,
        {"shared/a.py": "MOST = 100\n\n\ndef go(): ...\n\n\nMOST: int = 128\n"},
        "shared/a.py:7",
        {"shared/a.py": "MOST = 100\n\n\ndef go():\n    most = MOST\n    most = 128\n"},
    ),
    Case(
        purity.broad_except,
        {"shared/a.py": "try:\n    go()\nexcept (KeyError, Exception):\n    stop()\n"},
        "shared/a.py:3",
        {"mobile/courier.py": "try:\n    go()\nexcept Exception:\n    wait()\n"},
    ),
    Case(
        purity.broad_except,
        {"sync_server/a.py": "try:\n    go()\nexcept:\n    pass\n"},
        "sync_server/a.py:3",
        {"sync_server/a.py": "try:\n    go()\nexcept BaseException:\n    undo()\n    raise\n"},
    ),
    Case(
        purity.broad_except,
        {"mobile/a.py": "with contextlib.suppress(Exception):\n    go()\n"},
        "mobile/a.py:1",
        {"mobile/a.py": "with contextlib.suppress(OSError):\n    go()\n"},
    ),
    Case(
        purity.built_sql,
        {"sync_server/log.py": 'run(f"SELECT * FROM {table}")'},
        "sync_server/log.py:1",
        {"shared/storage.py": 'run(f"SELECT * FROM {table}")'},
    ),
    Case(
        purity.built_sql,
        {"mobile/writer.py": 'run("delete from " + table)'},
        "mobile/writer.py:1",
        {"mobile/writer.py": 'run("delete from " "contact where id = ?", [id])'},
    ),
    Case(
        purity.built_sql,
        {"shared/replica.py": 'run("UPDATE %s SET n = 1" % table)'},
        "shared/replica.py:1",
        {"shared/replica.py": 'say("%s of %s" % (n, total))'},
    ),
    Case(
        purity.built_sql,
        {"shared/replica.py": 'run("INSERT OR IGNORE INTO {} VALUES (1)".format(table))'},
        "shared/replica.py:1",
        {"mobile/reader_people.py": 'run("INSERT OR IGNORE INTO {} VALUES (1)".format(table))'},
    ),
    Case(
        purity.impure_foundation,
        {"shared/a.py": "from datetime import datetime as moment\n\nnow = moment.now()\n"},
        "shared/a.py:3",
        {"shared/a.py": "from datetime import UTC, datetime\n\nthen = datetime.fromtimestamp(0, UTC)\n"},
    ),
    Case(
        purity.impure_foundation,
        {"shared/a.py": "import time as clock\nclock.time()\n"},
        "shared/a.py:2",
        {"sync_server/a.py": "import time as clock\nclock.time()\n"},
    ),
    Case(
        purity.impure_foundation,
        {"shared/a.py": "from uuid import uuid4\n"},
        "shared/a.py:1",
        {"shared/a.py": "from uuid import UUID\n"},
    ),
    Case(
        purity.impure_foundation,
        {"shared/a.py": "import random\n"},
        "shared/a.py:1",
        {"tests/a.py": "import random\n"},
    ),
    Case(
        purity.impure_foundation,
        {"shared/a.py": "import concurrent.futures\n"},
        "shared/a.py:1",
        {"shared/a.py": "import collections.abc\n"},
    ),
    Case(
        purity.blocking_app,
        {"mobile/a.py": "import asyncio\nasyncio.run(go())\n"},
        "mobile/a.py:2",
        {"mobile/a.py": "import asyncio\nasyncio.create_task(go())\n"},
    ),
    Case(
        purity.blocking_app,
        {"mobile/a.py": "import subprocess\n"},
        "mobile/a.py:1",
        {"mobile/web/builder/npm.py": "import subprocess\n"},
    ),
    Case(
        words.open_promises,
        {"mobile/a.py": "x = 1\n# TO" + "DO: more\n"},
        "mobile/a.py:2",
        {"mobile/a.py": "x = 'TO" + "DO'\n"},
    ),
    Case(
        words.open_promises,
        {"mobile/a.py": '"""FIX' + 'ME."""\n'},
        "mobile/a.py:1",
        {"mobile/a.py": '"""Fixed."""\n'},
    ),
    Case(words.open_promises, {"README.md": "# XX" + "X\n"}, "README.md:1", {"README.md": "# Touchline\n"}),
    Case(
        words.unreasoned_exceptions,
        {"mobile/a.py": "import js  # type: ignore[import-not-found]\n"},
        "mobile/a.py:1",
        {"mobile/a.py": "import js  # type: ignore[import-not-found]  # in browsers only\n"},
    ),
    Case(
        words.unreasoned_exceptions,
        {"tests/a.py": "x = eval(y)  # noqa: S307\n"},
        "tests/a.py:1",
        {"tests/a.py": "x = eval(y)  # noqa: S307, PGH001 - the expression is ours\n"},
    ),
    Case(
        words.missing_docstrings,
        {"shared/a.py": "class A:\n    def go(self): ...\n"},
        "shared/a.py:2",
        {"shared/a.py": 'class A:\n    def go(self):\n        """Go."""\n    def _stay(self): ...\n'},
    ),
    Case(
        words.missing_docstrings,
        {"sync_server/a.py": "def go(): ...\n"},
        "sync_server/a.py:1",
        {
            "shared/a.py": 'class A:\n    def go(self):\n        """Go."""\n',
            "shared/b.py": "class B(A):\n    def go(self): ...\n",
        },
    ),
    Case(
        words.wordless_refusals,
        {"shared/refusals.py": REFUSALS, CATALOGUE: SAID + 'msgid "refusal.gone"\nmsgstr ""\n'},
        "shared/refusals.py:5",
        {"shared/refusals.py": REFUSALS, CATALOGUE: SAID + 'msgid "refusal.gone"\nmsgstr "Weg."\n'},
    ),
    Case(
        words.wordless_refusals,
        {"shared/refusals.py": REFUSALS},
        "shared/refusals.py:1",
        {"mobile/words.py": ""},
    ),
    Case(
        shipping.undecided_entries,
        {"pyproject.toml": PROJECT, "club.sqlite": ""},
        "pyproject.toml:1",
        {"pyproject.toml": PROJECT, "main.py": "", ".ci/run": "", "build/a": ""},
    ),
    Case(
        shipping.inexact_excludes,
        {"pyproject.toml": PROJECT.replace('"pyproject.toml"', '"tests/*.py"')},
        "pyproject.toml:1",
        {"pyproject.toml": PROJECT},
    ),
    Case(
        shipping.inexact_excludes,
        {"pyproject.toml": PROJECT.replace('"pyproject.toml"', '"shared"')},
        "pyproject.toml:1",
        {"pyproject.toml": PROJECT.replace('"pyproject.toml"', '"mobile/web/builder"')},
    ),
    Case(shipping.loose_locks, {}, "requirements.lock:1", {"requirements.lock": PIN}),
    Case(
        shipping.loose_locks,
        {"requirements.lock": "httpx==1 \\\n" + PIN},
        "requirements.lock:1",
        {"requirements.lock": PIN},
    ),
    Case(
        shipping.loose_locks,
        {"requirements.lock": PIN + "flet>=1\n"},
        "requirements.lock:3",
        {"requirements.lock": PIN},
    ),
    Case(
        shipping.loose_locks,
        {"requirements.lock": f"# {REGISTRY}\n{PIN}"},
        "requirements.lock:1",
        {"requirements.lock": f"# make lock\n{PIN}"},
    ),
    Case(
        shipping.unlocked_dependencies,
        {"pyproject.toml": PROJECT.replace("0.28", "0.29"), "requirements.lock": PIN},
        "pyproject.toml:1",
        {"pyproject.toml": PROJECT, "requirements.lock": PIN},
    ),
    Case(
        shipping.lost_markers,
        {"requirements.lock": "flet-web==1 \\\n"},
        "requirements.lock:1",
        {"requirements.lock": "sortedcontainers==1 \\\n"},
    ),
    Case(shipping.telling_files, {"README.md": f"cd {MACHINE}\n"}, "README.md:1", {"README.md": "cd club\n"}),
    Case(
        shipping.telling_files,
        {"Makefile": f"# {REGISTRY}\n"},
        "Makefile:1",
        {"Makefile": "# the registry\n"},
    ),
    Case(
        shipping.uncarried_imports,
        {"pyproject.toml": PROJECT, "shared/a.py": "import json\nimport starlette\n"},
        "shared/a.py:2",
        {"pyproject.toml": PROJECT, "shared/a.py": "import json\nimport httpx\n"},
    ),
]


def plant(root: Path, files: Files) -> Tree:
    """A small project below `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return Tree(root)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.__name__}-{case.at}")
def test_a_broken_rule_is_found_where_it_is_broken(case: Case, tmp_path: Path) -> None:
    found = case.rule(plant(tmp_path, case.broken))
    assert {f"{finding.path}:{finding.line}" for finding in found} == {case.at}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.__name__}-{case.at}")
def test_a_kept_rule_is_silent(case: Case, tmp_path: Path) -> None:
    assert case.rule(plant(tmp_path, case.kept)) == []


def test_every_rule_is_broken_somewhere_above() -> None:
    from tests.test_house import RULES

    assert set(RULES) == {case.rule for case in CASES}


def test_a_finding_names_file_and_line() -> None:
    assert str(Finding("shared/a.py", 7, "catches everything")) == "shared/a.py:7: catches everything"
