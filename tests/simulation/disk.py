"""Where the simulated server keeps bytes: the real desk on a disk that forgets, at a power cut, what was not synced."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mobile.media.errand import Ask
from shared.errors import TouchlineError
from sync_server.media import blobs
from sync_server.media.desk import Media


class Disk:
    """Knows what was synced. A power cut takes the rest: names that no folder had synced, and ends of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: set[int] = set()
        self._names: dict[int, set[str]] = {}

    def synced(self, handle: int) -> None:
        """Somebody waited for this file or folder."""
        inode = os.fstat(handle).st_ino
        place = Path(f"/proc/self/fd/{handle}").resolve()
        if place.is_dir():
            self._names[inode] = {path.name for path in place.iterdir()}
        else:
            self._files.add(inode)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """What is synced meanwhile is on this disk."""
        with patch.object(blobs.os, "fsync", self.synced):
            yield

    def power_cut(self, rng: random.Random) -> None:
        """What nobody waited for is not there, or there without its end, or with nothing in its end."""
        for path in sorted(self.folder.rglob("*")) if self.folder.is_dir() else ():
            if not path.is_file() or path.stat().st_ino in self._files:
                if path.is_file() and path.name not in self._names.get(path.parent.stat().st_ino, set()):
                    path.unlink()
                continue
            size = path.stat().st_size
            left = rng.randint(0, size)
            os.truncate(path, left)
            if rng.random() < 0.5:
                os.truncate(path, size)

    def copy_to(self, other: Path) -> None:
        """A copy of the folder, as it lies."""
        if self.folder.is_dir():
            shutil.copytree(self.folder, other)

    def become(self, other: Path) -> None:
        """The folder is this copy again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if other.is_dir():
            shutil.copytree(other, self.folder)
        for path in self.folder.rglob("*") if self.folder.is_dir() else ():
            self._files.add(path.stat().st_ino)
            if path.is_dir():
                self._names[path.stat().st_ino] = {part.name for part in path.iterdir()}


class Desk(Media):
    """The real desk; it remembers what it told the club, so that the naive club can be told too."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.told: list[tuple[str, dict[str, Any], int]] = []

    def _say(self, args: dict[str, Any]) -> None:
        new_id, made = self._new_id, self._new_id()
        self.told.append((made, args, self._club.now()))
        self._new_id = lambda: made
        try:
            super()._say(args)
        finally:
            self._new_id = new_id


def answer(media: Media, user: str, device: str, asked: Ask) -> tuple[int, bytes]:
    """What the handlers of `/api/media/<id>/bytes` do."""
    try:
        if asked.data is not None:
            work = media.take(user, device, asked.medium, asked.offset, asked.data)
            if work is not None:
                media.settle(work, device, work.done())
        return 200, json.dumps(media.standing(user, device, asked.medium)).encode()
    except TouchlineError as problem:
        return problem.status, json.dumps({"code": problem.code}).encode()
