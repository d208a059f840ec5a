"""The one key file of a club: outside the database and its backups, readable by its owner alone.

The key that signs labels stands in it (`label_key.py`), and below it wrapping keys: 32 random bytes each, of which the
last wraps the data keys that the database keeps (`data_keys.py`) and seals words in the ledger. A key is named by its
hash, so a wrong file is noticed before anything is read with it.
"""

import fcntl
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from sync_server.keys.seals import KEY_BYTES, Seal

BEGIN = "-----BEGIN TOUCHLINE WRAPPING KEY-----"
END = "-----END TOUCHLINE WRAPPING KEY-----"
BLOCK = re.compile(f"{BEGIN}\n([A-Za-z0-9+/=]+)\n{END}\n?")
MISSING = (
    "There is no key file {path}, and what is sensitive in this club is sealed with it. Put your copy of it there, or"
    " name its place with TOUCHLINE_KEY_FILE. Nothing was changed."
)
UNUSABLE = "The key file {path} cannot be used: {why}. Nothing was changed."
WRONG = (
    "The key file {path} does not hold the key {id}, with which what is sensitive in this club is sealed. Is it that of"
    " another club, or of after a rotation? Put the right one there. Nothing was changed."
)


EMPTY = "The key file {path} holds no key any more. Put your copy of it back. Nothing was written."
Mark = tuple[int, int, int]


class NoKey(Exception):
    """The key file is missing, or another one: `what` says it in a sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class KeyFile:
    """The wrapping keys in one file. `path` may not exist yet, or hold a label key only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seals: dict[str, Seal] = {}
        self._mark: Mark | None = None
        self._read_again()

    def _read_again(self) -> None:
        """Read the file if it is another one than the last time. Where there is none, what is known stays."""
        try:
            mark = _mark_of(self.path)
            if mark is None or mark == self._mark:
                return
            text = self.path.read_text(encoding="ascii", errors="replace")
        except OSError as problem:
            raise NoKey(UNUSABLE.format(path=self.path, why=problem.strerror)) from problem
        self._mark = mark
        self._seals = {_name(key): Seal(key) for key in map(_key, BLOCK.findall(text)) if len(key) == KEY_BYTES}

    @property
    def newest(self) -> str | None:
        """The name of the key that wraps now: asked of the file, for another process may have rotated. Raises NoKey."""
        self._read_again()
        return next(reversed(self._seals), None)

    def seal(self, id: str) -> Seal:
        """The key of this name; another process may have added it. Raises NoKey."""
        if id not in self._seals:
            self._read_again()
        if id not in self._seals:
            raise NoKey((WRONG if self.path.exists() else MISSING).format(path=self.path, id=id))
        return self._seals[id]

    def add(self) -> str:
        """Write another key below the others, made of the system's randomness; answers its name. Raises NoKey."""
        key = os.urandom(KEY_BYTES)
        try:
            write_keys(self.path, lambda text: f"{text}{BEGIN}\n{b64encode(key).decode()}\n{END}\n")
        except OSError as problem:
            raise NoKey(UNUSABLE.format(path=self.path, why=problem.strerror)) from problem
        self._read_again()
        return _name(key)

    def keep_only(self, id: str) -> None:
        """Let go of all wrapping keys but this one. What stands above them stays."""
        write_keys(self.path, partial(BLOCK.sub, lambda found: found[0] if _name(_key(found[1])) == id else ""))
        self._read_again()


def write_keys(path: Path, change: Callable[[str], str]) -> None:
    """Put in the place of the file's text what `change` makes of it ("" when there is none); nobody else meanwhile.

    Beside its place first, and on the disk before it takes the name: a cut leaves the old keys or the new.
    """
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        text = place.read_text(encoding="ascii", errors="replace") if place.exists() else ""
        draft = place.with_name(place.name + ".draft")
        draft.unlink(missing_ok=True)
        # Created with its mode, so that there is no moment at which others could read it.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(change(text if not text or text.endswith("\n") else text + "\n"))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
        os.fsync(folder)
    finally:
        os.close(folder)


def _mark_of(path: Path) -> Mark | None:
    """Tells one text of the file from the next: each is a file of its own. None where there is no file."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _key(block: str) -> bytes:
    """The key in a block; nothing for one that somebody spoilt."""
    try:
        return b64decode(block)
    except ValueError:
        return b""


def _name(key: bytes) -> str:
    return sha256(b"touchline wrapping key " + key).hexdigest()[:12]
