"""Everything that the device's code imports, at the start or in the middle of a tap, exists in a browser."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

from mobile.web.builder import node
from tests.edition import edition

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("web_imports.mjs")
# Stand-ins exist for these: rows ABSENT of browser_packages.py, each imported only where it exists.
NOT_IN_A_BROWSER = {"PIL", "cryptography", "pyzbar", "zxingcpp"}


def imported_names(folder: Path) -> set[str]:
    """Every import below a folder, at any depth: `module`, or `module:name` for a name taken from it."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "builder" in path.parts or path.name == "build.py":
            continue
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(statement, ast.Import):
                found.update(alias.name for alias in statement.names)
            elif isinstance(statement, ast.ImportFrom) and statement.module:
                found.update(f"{statement.module}:{alias.name}" for alias in statement.names)
    return {name for name in found if re.split("[.:]", name)[0] not in NOT_IN_A_BROWSER}


def test_nothing_is_missing_in_the_browser() -> None:
    """A module left out of the standard library, or a library without its needs, shows here first."""
    names = sorted(imported_names(ROOT / "mobile") | imported_names(ROOT / "shared"))
    assert {"flet", "httpx", "stdnum:iban", "shared.storage:SqliteStorage"} <= set(names)
    command = [*node.command("node"), str(SCRIPT), str(edition()), json.dumps(names)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(answer) == {}
