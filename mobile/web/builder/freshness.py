"""Whether anything changed since the last build, by the sizes and times of all inputs and outputs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from mobile.web.builder import distributions, flet_client
from mobile.web.builder.browser_packages import closure

INPUTS_OF_AN_APP = ("main.py", "mobile", "shared", "assets")
NOT_INPUTS = ("__pycache__",)


def fingerprint(app: Path, checkout: Path, out: Path) -> str:
    """Changes when an input of the site or a file of the written site does."""
    total = hashlib.sha256()
    roots = [app / name for name in INPUTS_OF_AN_APP]
    roots += [checkout / "pyproject.toml", checkout / "mobile" / "web", checkout / "assets"]
    roots += [flet_client.wheel_folder(), out]
    for path in sorted(_files_of(roots)):
        state = path.stat()
        total.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    for package in closure(distributions.requirements(checkout)):
        total.update(f"{package}|{metadata.version(package.name)}\n".encode())
    return total.hexdigest()


def _files_of(roots: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for root in roots:
        entries = root.rglob("*") if root.is_dir() else [root]
        found.update(entry for entry in entries if entry.is_file() and not set(entry.parts) & set(NOT_INPUTS))
    return found
