"""The naive club: rows as piles of writes, sorted by time whenever somebody asks."""

import copy
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.tables import REGISTER

Row = dict[str, Any]
Place = tuple[str, str]
Order = tuple[int, int]  # which life, which seq in it
When = tuple[int, int, str, int, int]  # milliseconds, counter, device, n, place within the changeset

# A canary: eight letters or digits that nobody else has, and a tail to find it by. A full-text index may swallow the
# first letters of a word that follows a similar one, so a canary is known by its last five.
END = "qzq"
CANARY = re.compile("[0-9a-z]{5}" + END)
EMPTY = {table.name: dict.fromkeys(table.names) for table in REGISTER}
DEFAULTS = {
    table.name: {column.name: column.default for column in table.fields if column.default} for table in REGISTER
}


def canaries(text: str) -> set[str]:
    """The canaries in a text, found by their ends: most of a text is about other things."""
    words = (f"{head[-5:]}{END}" for head in text.split(END)[:-1])
    return {word for word in words if CANARY.fullmatch(word)}


def _never() -> tuple[int, int]:
    return (0, 0)


@dataclass
class Pile:
    """Everything that was ever written to one row. `born` is when it was created or restored by a whole action;
    `folds` is what only whole actions write, in the order in which they were decided.
    """

    writes: list[tuple[When, Row]] = field(default_factory=list)
    folds: list[Row] = field(default_factory=list)
    born: When | None = None
    folded_at: list[tuple[int, int]] = field(default_factory=list)  # of each fold

    def row(self, table: str) -> Row:
        """All writes in the order of their time, one over the other, and what was folded over these."""
        made = dict(EMPTY[table])
        for _, values in sorted(self.writes, key=lambda write: write[0]):
            made.update(values)
        for values in self.folds:
            made.update(values)
        return made

    def newest(self) -> tuple[int, int]:
        """The latest time of anything that still stands in it."""
        said = {name: when[:2] for when, values in sorted(self.writes, key=lambda write: write[0]) for name in values}
        said |= {name: at for at, values in zip(self.folded_at, self.folds, strict=True) for name in values}
        return max(said.values())


@dataclass
class Club:
    """What is true, and what was."""

    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in EMPTY})
    piles: dict[Place, Pile] = field(default_factory=dict)
    removed: dict[Place, Row] = field(default_factory=dict)
    removed_by: dict[Place, str] = field(default_factory=dict)
    lost: list[tuple[int, str, str, str, Any]] = field(default_factory=list)
    unmade: dict[str, tuple[str, str, str, bool]] = field(default_factory=dict)  # id: table, changeset, user, parked
    ended: list[tuple[int, str, str]] = field(default_factory=list)  # at which seq which row lost what it gave
    lives: dict[str, int] = field(default_factory=dict)  # epoch: the seq it began after, in order
    memory: list[Row] = field(default_factory=list)  # what no restore makes this club forget
    graves: dict[Place, Order] = field(default_factory=dict)
    kept: dict[str, tuple[str, int]] = field(default_factory=dict)  # invoice: series, number
    untold: dict[str, Row] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    wires: dict[str, list[Row]] = field(default_factory=dict)  # changeset: what its author said
    told_again: set[str] = field(default_factory=set)
    reborn: set[Place] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)  # ids of people who were erased, and of all that was theirs
    let_go: dict[Place, int] = field(default_factory=dict)  # rows whose time was over, and at which seq they went
    blank: dict[Place, str] = field(default_factory=dict)  # of which no image is left, and the deletion that took them
    said: dict[tuple[Place, str], int] = field(default_factory=dict)  # the last seq that moved a row with this word
    hushed: set[Place] = field(default_factory=set)  # rows that went with them, or lost what they said of them
    seq: int = 0
    high: tuple[int, int] = (0, 0)
    highs: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    last: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(_never))
    outcomes: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    words: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    stood: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))

    def copy(self) -> "Club":
        """A club of its own, as this one stands."""
        return copy.deepcopy(self)

    def get(self, table: str, id: str | None) -> Row | None:
        """The row as it stands, or None."""
        return self.rows[table].get(id) if id is not None else None

    def order(self, was: Row) -> Order:
        """Where something stood among all that was ever decided."""
        return list(self.lives).index(was["epoch"]), was["seq"]

    def buried(self, place: Place, stood: Order) -> bool:
        """It is not here, for it was deleted after what stood there was said."""
        if self.get(*place) is not None:
            return False
        return self.graves[place] >= stood if place in self.graves else place in self.removed

    def all(self, table: str, **equals: Any) -> Iterator[Row]:
        """Every row of a table that matches, found by looking at all of them."""
        (first, wanted), *others = equals.items() or [("id", None)]
        for row in self.rows[table].values():
            if not equals or (row[first] == wanted and all(row[name] == value for name, value in others)):
                yield row

    def adopt(self, table: str, id: str, detail: str | None) -> None:
        """Take over the detail of an inbox line: references, and the author's own words."""
        self.piles[table, id].writes[0][1]["detail"] = detail
        self.rows[table][id] = {**self.rows[table][id], "detail": detail}
        for word in canaries(detail or ""):
            self.words[word].add((table, id))
            self.stood[word].add((table, id))
