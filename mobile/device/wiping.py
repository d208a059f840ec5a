"""Wiping this device, whole: keys, rows, journals, bytes, packages.

What is to be done is written down first, so an app that is killed in the middle of it goes on at its next start. What
is left at the end is one word, which the sign-in page turns into a sentence, and in which language.
"""

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ORDER, TOLD = "wipe.json", "wiped.json"
REASONS = ("revoked", "signed_out")


def begin(folder: Path, why: str, language: str) -> None:
    """From here on there is no way back: it is on the disk that everything in this folder goes."""
    draft = folder / f"{ORDER}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"why": why, "language": language}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / ORDER)


async def finish(folder: Path, forget_keys: Callable[[], Awaitable[None]]) -> bool:
    """Do what was begun; True when there was something to do. Nothing in the folder may be open."""
    if not is_begun(folder):
        return False
    await forget_keys()  # first: what was sealed is lost with them
    _empty(folder)
    return True


def is_begun(folder: Path) -> bool:
    """Whether there is an order that was not carried out to its end."""
    return (folder / ORDER).exists()


def _empty(folder: Path) -> None:
    """The order goes last, and becomes what is told."""
    for path in folder.iterdir():
        if path.is_file() and path.name != ORDER:
            path.unlink()
    (folder / ORDER).replace(folder / TOLD)


def told(folder: Path) -> str | None:
    """Why this device is empty, until somebody signs in; None for one that never held anything."""
    why = _left(folder).get("why")
    return why if why in REASONS else None


def spoken(folder: Path) -> list[str]:
    """The language in which the sentence is to be said; none where nothing was wiped."""
    language = _left(folder).get("language")
    return [language] if isinstance(language, str) else []


def _left(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def settle(folder: Path) -> None:
    """Somebody signed in: it needs not be said any more."""
    (folder / TOLD).unlink(missing_ok=True)
