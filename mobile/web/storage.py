"""Where the web edition keeps its files: the browser's private file system, mounted before `main.py` runs.

A file there behaves like any other file: sqlite3 opens it as it is. It is one flat folder without subfolders.
Journal mode TRUNCATE, not WAL: there is no shared memory between connections. One tab at a time holds the
files; `tabs.mjs` sees to that before Python starts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def _touchline() -> Any:
    import js

    return js.touchline


def folder() -> Path:
    """The folder whose files are still there at the next start."""
    return Path(str(_touchline().folder))


def is_durable() -> bool:
    """False in a private window: then `folder()` is memory and ends with the tab."""
    return bool(_touchline().durable)


def wipe() -> None:
    """Removes every file of this device. Open connections must be closed first."""
    _touchline().wipe()
