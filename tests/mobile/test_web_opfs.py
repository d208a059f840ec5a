"""SQLite on the browser's private files: a power cut at any moment loses nothing acknowledged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from mobile.web.builder import flet_client, node
from mobile.web.builder.zips import Files

SCRIPT = Path(__file__).with_name("opfs_power_cut.mjs")
RESCUE = Path(__file__).with_name("opfs_rescue.mjs")
APP = Path(__file__).parents[2]


def told(script: Path, pyodide: Files, folder: Path, *more: Path) -> Any:
    """What a script prints, with this Pyodide."""
    for name, content in pyodide.items():
        (folder / name).write_bytes(content)
    library = flet_client.wheel_folder() / "pyodide" / "python_stdlib.zip"
    command = [*node.command("node"), str(script), str(folder), str(library), *map(str, more)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def power_cuts(pyodide: Files, folder: Path) -> list[dict[str, object]]:
    """Every cut of a story of commits."""
    cuts: list[dict[str, object]] = told(SCRIPT, pyodide, folder)
    return cuts


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


def test_a_broken_replica_is_rescued_and_a_power_cut_loses_nothing_unsent(
    patched: Files, tmp_path: Path
) -> None:  # promise 3
    """The app itself, in Python of the browser, on files of the browser."""
    story = told(RESCUE, patched, tmp_path, APP, Path(sqlite_utils.__file__).parents[1])
    rescued = [True, True, "phone-karel", "replica.broken-1.db", "replica.db"]
    assert story["whole"] == rescued
    found = [cut["found"] for cut in story["results"]]
    assert [one for one in found if one[1:] != rescued[1:]] == []
    assert {one[0] for one in found} == {True, False}, "cut before it was ended, and after"
    assert len(found) > 100
