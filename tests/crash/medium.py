"""What a disk holds when the power goes: all that was synced, and of the rest whatever an adversary lets through.

The files of one folder. A sync makes a file's content and its name last; so does a deletion that waits for the folder.
A write reaches the medium in sectors, each by itself. Bytes beside a write are not harmed ("powersafe overwrite", what
SQLite supposes of disks): https://www.sqlite.org/psow.html
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

SECTOR = 512
JUNK = b"\xa5"

Image = dict[str, bytes]


@dataclass(frozen=True)
class Write:
    """Bytes at a place of a file."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    """A file is cut, or made longer."""

    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    """Everything written to a file before this lasts."""

    file: str


@dataclass(frozen=True)
class Create:
    """A file that was not there."""

    file: str


@dataclass(frozen=True)
class Delete:
    """A file goes; `lasting` when the folder was synced too."""

    file: str
    lasting: bool


@dataclass(frozen=True)
class Rename:
    """A file takes the name `to`, whoever bore it."""

    file: str
    to: str


@dataclass(frozen=True)
class SyncFolder:
    """Every name lasts."""

    file: str = ""


Op = Write | Truncate | Sync | Create | Delete | Rename | SyncFolder
Unsynced = Write | Truncate


@dataclass
class Life:
    """What stood under a name from its creation to its deletion. `synced` is None while there is no file."""

    synced: bytes | None
    unsynced: list[Unsynced] = field(default_factory=list)

    def with_only(self, landed: Iterable[Unsynced], *, grown: bool = False) -> bytes | None:
        """The content when just these landed, in this order. `grown`: the file has its new length, filled with junk."""
        if self.synced is None:
            return None
        content = bytearray(self.synced)
        if grown:
            length = len(self._after(self.unsynced))
            content += JUNK * (length - len(content))
        return bytes(_applied(content, landed))

    def _after(self, ops: Iterable[Unsynced]) -> bytes:
        return bytes(_applied(bytearray(self.synced or b""), ops))


class Adversary(Protocol):
    """Decides what was on its way and arrived."""

    def life(self, file: str, lives: Sequence[Life]) -> Life:
        """Which of the files that bore this name is found under it."""

    def content(self, file: str, life: Life) -> bytes | None:
        """What is in it."""


class Medium:
    """One folder on a disk, as the operations on it come in."""

    def __init__(self, start: Mapping[str, bytes]) -> None:
        self._lives: dict[str, list[Life]] = {file: [Life(content)] for file, content in start.items()}
        self._moved: list[tuple[str, Life, str, Life]] = []

    def take(self, op: Op) -> None:
        """One operation."""
        if isinstance(op, SyncFolder):
            self._lives = {file: lives[-1:] for file, lives in self._lives.items()}
            self._moved.clear()
            return
        lives = self._lives.setdefault(op.file, [Life(None)])
        now = lives[-1]
        if isinstance(op, Write | Truncate):
            now.unsynced.append(op)
        elif isinstance(op, Sync):
            self._lives[op.file] = [Life(now.with_only(now.unsynced))]
        elif isinstance(op, Create):
            lives.append(Life(b""))
        elif isinstance(op, Rename):
            lives.append(Life(None))
            moved = Life(now.synced, list(now.unsynced))
            self._lives.setdefault(op.to, [Life(None)]).append(moved)
            self._moved.append((op.file, now, op.to, moved))
        elif op.lasting:
            self._lives[op.file] = [Life(None)]
        else:
            lives.append(Life(None))

    def cut(self, adversary: Adversary) -> Image:
        """The files that are found after the power went now."""
        image: Image = {}
        found = {file: adversary.life(file, lives) for file, lives in self._lives.items()}
        for before, old, after, moved in self._moved:
            if found[before] is not old and found[after].synced is None:
                found[after] = moved  # of both names it has one
        for file, life in found.items():
            content = adversary.content(file, life)
            if content is not None:
                image[file] = content
        return image


def pieces(ops: Iterable[Unsynced]) -> Iterator[Unsynced]:
    """The same, writes in sectors."""
    for op in ops:
        if isinstance(op, Truncate):
            yield op
            continue
        start, end = op.offset, op.offset + len(op.data)
        while start < end:
            stop = min(end, (start // SECTOR + 1) * SECTOR)
            yield Write(op.file, start, op.data[start - op.offset : stop - op.offset])
            start = stop


def _applied(content: bytearray, ops: Iterable[Unsynced]) -> bytearray:
    for op in ops:
        length = op.size if isinstance(op, Truncate) else op.offset
        if length > len(content):
            content += bytes(length - len(content))
        if isinstance(op, Truncate):
            del content[op.size :]
        else:
            content[op.offset : op.offset + len(op.data)] = op.data
    return content
