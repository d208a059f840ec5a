"""SQLite on the browser's private files: a power cut at any moment loses nothing acknowledged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mobile.web.builder import flet_client, node
from mobile.web.builder.zips import Files

SCRIPT = Path(__file__).with_name("opfs_power_cut.mjs")


def power_cuts(pyodide: Files, folder: Path) -> list[dict[str, object]]:
    """Every cut of the script, with this Pyodide."""
    for name, content in pyodide.items():
        (folder / name).write_bytes(content)
    library = flet_client.wheel_folder() / "pyodide" / "python_stdlib.zip"
    command = [*node.command("node"), str(SCRIPT), str(folder), str(library)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def losses(cuts: list[dict[str, object]]) -> list[dict[str, object]]:
    """The cuts after which a commit that had returned was gone, or the database was broken."""
    return [
        cut for cut in cuts if not isinstance(cut["kept"], int) or not int(str(cut["acknowledged"])) <= cut["kept"] <= 8
    ]


@pytest.fixture(scope="module")
def patched() -> Files:
    return flet_client.pyodide_files(flet_client.wheel_folder())


def test_a_power_cut_anywhere_loses_nothing_acknowledged(patched: Files, tmp_path: Path) -> None:
    """After every single operation the power fails; unflushed writes stand in part, in any order."""
    cuts = power_cuts(patched, tmp_path)
    assert losses(cuts) == []
    assert len(cuts) > 400
    assert {cut["kept"] for cut in cuts} == set(range(9))


def test_without_the_patch_of_fdatasync_commits_are_lost(patched: Files, tmp_path: Path) -> None:
    """The cuts do see a missing flush: Pyodide as it is shipped ignores SQLite's."""
    wheel = flet_client.wheel_folder() / "pyodide"
    as_shipped = patched | {"pyodide.asm.mjs": (wheel / "pyodide.asm.mjs").read_bytes()}
    assert losses(power_cuts(as_shipped, tmp_path)) != []
