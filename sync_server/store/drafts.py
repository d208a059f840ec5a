"""A file that takes its name when it is whole, for one process at a time: two that began at once, from two terminals,
would write into each other's half.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_beside(target: Path) -> Iterator[Path]:
    """Another name beside this file, where nothing is left of an earlier try, and of this one afterwards.

    Waits while another process is at it. Look again then whether the target is there: that one may have been done.
    """
    draft = target.with_suffix(".making")
    target.parent.mkdir(parents=True, exist_ok=True)
    # It stays behind, empty: whoever waits for it holds this very file.
    with target.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _clear(draft)
        try:
            yield draft
        finally:
            _clear(draft)


def _clear(draft: Path) -> None:
    for tail in ("", "-wal", "-shm"):
        draft.with_name(draft.name + tail).unlink(missing_ok=True)
