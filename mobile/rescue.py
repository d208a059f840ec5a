"""A broken file gives its name to a draft that was made of it, and a stop at any moment loses neither.

The draft is whole and on the disk before the broken file gives up its name, and each step lasts before the next is
taken. So a start knows: a draft beside the file is not whole or not wanted, a draft without the file is the file.
"""

import os
from pathlib import Path

TAILS = ("-wal", "-journal", "-shm")


def draft_of(path: Path) -> Path:
    """Where what a broken file still gives is written to; nothing lies there after `go_on`."""
    return path.with_name(f"{path.stem}.rescue.db")


def go_on(path: Path) -> bool:
    """Before a file is opened: end a change of names that was cut short; True when there was one."""
    draft = draft_of(path)
    cut = draft.exists() and not path.exists()
    if cut:
        for tail in TAILS:  # of the broken file; what they said is in the draft
            _beside(path, tail).unlink(missing_ok=True)
        _settle(path.parent)
        draft.rename(path)
        _settle(path.parent)
    _remove(draft)
    _remove(_doomed(path))
    return cut


def take_over(path: Path, *, keep: bool) -> None:
    """The draft, written and closed, becomes the file. The broken one is kept under a number, or removed."""
    kept, draft = _numbered(path) if keep else _doomed(path), draft_of(path)
    _settle(path.parent)
    path.rename(kept)
    _settle(path.parent)
    for tail in TAILS:
        if _beside(path, tail).exists():
            _beside(path, tail).rename(_beside(kept, tail))
    _settle(path.parent)  # a journal of another file beside the new one would be played into it
    draft.rename(path)
    _settle(path.parent)
    _remove(draft)
    if not keep:
        _remove(kept)


def _numbered(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.broken-{number}.db")).exists():
        number += 1
    return kept


def _doomed(path: Path) -> Path:
    return path.with_name(f"{path.stem}.doomed.db")


def _beside(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def _remove(path: Path) -> None:
    for tail in ("", *TAILS):
        _beside(path, tail).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Every name in this folder lasts. Where a folder cannot be opened (Windows), they do by themselves."""
    if hasattr(os, "O_DIRECTORY"):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
