"""A story on a recorded file: what stood in the store after each step, and what may be found after a power cut.

The store is opened, steps are taken, each is one promise: `lasting` when it may not be undone once it returned. After a
cut the whole file must be exactly as it was after some step: not before the last lasting one that had returned, not
after the one that was under way.
"""

import hashlib
import shutil
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import Damaged
from shared.register import Register
from shared.storage import SqliteStorage
from tests.crash.adversaries import NAMED
from tests.crash.medium import Adversary, Image, Medium, Op
from tests.crash.recorder import open_recorded

DATABASE = "store.db"
JOURNALS = ("-wal", "-journal")

State = dict[str, tuple[Any, ...]]


class Broken(AssertionError):
    """A promise that was not kept."""


@dataclass(frozen=True)
class Step:
    """What was done up to this place of the log, and how the store looked then."""

    name: str
    at: int
    lasting: bool
    state: str


@dataclass(frozen=True)
class Found:
    """A store that was opened after a cut, and where its files lie.

    `done` is the last step that had returned by then, `under_way` the next one if it had begun, else the same.
    """

    store: SqliteStorage
    folder: Path
    state: str
    done: int
    under_way: int


class Story:
    """Records one life of a store."""

    def __init__(self, folder: Path, start: Image, register: Register, **options: Any) -> None:
        """`options` are those of `SqliteStorage`; the store that is opened is `store`."""
        self.folder = folder
        self.register = register
        self.options = options
        self.start = dict(start)
        self.log: list[Op] = []
        self.states: dict[str, State] = {}
        self.seen: dict[str, str] = {}  # states by the files in which they were found
        self.steps = [Step("as it was", 0, lasting=True, state=self._state_at_start())]
        _lay(folder / "live", start)
        self.store = self._open()
        self._note("open", lasting=False)

    def _open(self) -> SqliteStorage:
        return open_recorded(self.folder / "live" / DATABASE, self.register, self.log, **self.options)

    def _state_at_start(self) -> str:
        with self.opened(self.start) as store:
            return self.remember(state_of(store))

    def step(self, name: str, doing: Callable[[], Any], *, lasting: bool | Callable[[Any], bool]) -> Any:
        """Do one thing, and remember where it ended. Whether it lasts may hang on what it answers."""
        done = doing()
        self._note(name, lasting=lasting if isinstance(lasting, bool) else lasting(done))
        return done

    def restart(self) -> SqliteStorage:
        """The process ends in peace and starts again."""
        self.store.close()
        self.store = self._open()
        self._note("restart", lasting=False)
        return self.store

    def _note(self, name: str, *, lasting: bool) -> None:
        self.steps.append(Step(name, len(self.log), lasting, self.remember(state_of(self.store))))

    def remember(self, state: State) -> str:
        """The state's key."""
        key = hashlib.blake2b(repr(state).encode(), digest_size=16).hexdigest()
        self.states[key] = state
        return key

    def points(self, first: int = 1) -> range:
        """Every point from where this step had returned: from the opening, if not told."""
        return range(self.steps[first].at, len(self.log) + 1)

    def done_at(self, point: int) -> int:
        """The last step that had returned when `point` operations were done."""
        return bisect_right([step.at for step in self.steps], point) - 1

    def cuts(self, points: Sequence[int], adversaries: Callable[[int], Sequence[Adversary]]) -> Iterator["Cut"]:
        """The power goes at each of these points (in order), once for each adversary."""
        medium, taken = Medium(self.start), 0
        for point in points:
            for op in self.log[taken:point]:
                medium.take(op)
            taken = point
            for adversary in adversaries(point):
                yield Cut(self, point, adversary.name, medium.cut(adversary))

    @contextmanager
    def opened(self, image: Image) -> Iterator[SqliteStorage]:
        """The real store on these files, without a recorder."""
        folder = self.folder / "found"
        _lay(folder, image)
        try:
            with closing(SqliteStorage(folder / DATABASE, self.register, **self.options)) as store:
                yield store
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Cut:
    """One power cut in a story."""

    story: Story
    point: int
    adversary: str
    image: Image

    @property
    def key(self) -> str:
        """The same for the same files."""
        digest = hashlib.sha256()  # the processor knows this one, and whole files go through it
        for file, content in sorted(self.image.items()):
            digest.update(f"{file} {len(content)} ".encode() + content)
        return digest.hexdigest()

    @property
    def allowed(self) -> list[int]:
        """The steps whose states may be found."""
        steps, done = self.story.steps, self.story.done_at(self.point)
        floor = max(number for number in range(done + 1) if steps[number].lasting)
        return list(range(floor, min(done + 2, len(steps))))

    def look(self, more: Callable[[Found], None] = lambda found: None) -> int:
        """Open what is left and answer which step it shows; `more` looks on, once for the same files. Raises Broken."""
        story, key = self.story, self.key
        if key in story.seen:
            return self._shows(story.seen[key])
        try:
            with story.opened(self.image) as store:
                _is_sound(store)
                state = story.seen[key] = story.remember(state_of(store))
                step = self._shows(state)
                more(Found(store, story.folder / "found", state, *self.when()))
        except (Damaged, sqlite3.DatabaseError) as problem:
            raise Broken(f"{self}: {problem!r}") from problem
        except Broken as problem:
            raise problem if str(self) in str(problem) else Broken(f"{self}: {problem}") from problem
        return step

    def when(self) -> tuple[int, int]:
        """The last step that had returned, and the one that was under way (the same, when none was)."""
        done = self.story.done_at(self.point)
        return done, done + (self.point > self.story.steps[done].at)

    def _shows(self, key: str) -> int:
        steps, states = self.story.steps, self.story.states
        shown = [number for number in self.allowed if steps[number].state == key]
        if not shown:
            unlike = {number: difference(states[key], states[steps[number].state]) for number in self.allowed}
            nearest = min(unlike, key=lambda number: len(unlike[number]))
            raise Broken(f"{self}: unlike {steps[nearest].name!r} in {', '.join(unlike[nearest][:8])}")
        return shown[-1]

    def __str__(self) -> str:
        steps, done = self.story.steps, self.story.done_at(self.point)
        after = f"after {steps[done].name!r}"
        during = f", in {steps[done + 1].name!r}" if done + 1 < len(steps) else ""
        return f"cut at {self.point} of {len(self.story.log)} ({after}{during}; {self.adversary})"


def inspect(
    story: Story,
    *,
    points: Sequence[int] | None = None,
    adversaries: Callable[[int], Sequence[Adversary]] = lambda point: NAMED,
    more: Callable[[Found], None] = lambda found: None,
) -> int:
    """Cut the power at these points (everywhere, if not told) for each adversary, and look. Answers how often."""
    cuts = 0
    for cut in story.cuts(range(len(story.log) + 1) if points is None else points, adversaries):
        cut.look(more)
        cuts += 1
    return cuts


def state_of(store: SqliteStorage) -> State:
    """The schema, every row of every table, and every word of the search indexes."""
    schema = store.connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    (version,) = store.connection.execute("PRAGMA user_version").fetchone()
    state: State = {"the schema": (version, *(tuple(row) for row in schema))}
    for table in store.register:
        state[table.name] = tuple(tuple(row.values()) for row in store.find(table.name))
    for search in _searches(store):
        rows = store.connection.execute(f'SELECT rowid, words FROM "{search}" ORDER BY rowid')
        state[search] = tuple(tuple(row) for row in rows)
    return state


def difference(here: Mapping[str, tuple[Any, ...]], there: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """The tables that differ, with how many rows are only here and only there."""
    found = []
    for table in sorted(here.keys() | there.keys()):
        rows, others = set(here.get(table, ())), set(there.get(table, ()))
        if rows != others:
            found.append(f"{table} (+{len(rows - others)} -{len(others - rows)})")
    return found


def _is_sound(store: SqliteStorage) -> None:
    """The file is whole by SQLite's own word, its search indexes too."""
    verdict = [line for (line,) in store.connection.execute("PRAGMA integrity_check")]
    if verdict != ["ok"]:
        raise Broken(f"integrity check: {verdict[:3]}")
    for search in _searches(store):
        store.connection.execute(f"""INSERT INTO "{search}"("{search}") VALUES ('integrity-check')""")


def _searches(store: SqliteStorage) -> list[str]:
    return [f"{table.name}_search" for table in store.register if table.search] if store._fold is not None else []


def _lay(folder: Path, image: Image) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in image.items():
        (folder / file).write_bytes(content)


def image_of(folder: Path) -> Image:
    """The files of a store that was closed."""
    names = (DATABASE, *(DATABASE + tail for tail in JOURNALS))
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}
