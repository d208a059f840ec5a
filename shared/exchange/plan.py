"""What an import would do, line by line, before anything is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.errors import TouchlineError
from shared.sync.protocol import ActionCall

State = Literal["new", "changed", "same", "broken"]
STATES: tuple[State, ...] = ("new", "changed", "same", "broken")

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 20_000
"""People or activities of one file: several times what a large club has, and a plan that fits in memory."""


class Unreadable(TouchlineError):
    """The file as a whole cannot be used; `code` says why: `empty`, `too_large`, `not_text`, `spreadsheet`,
    `no_name_column`, `no_cards`, `no_calendar`, `too_many` entries.
    """

    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BrokenLine(Exception):
    """One entry that cannot be taken: a finding, no error of the program.

    `reason` is a code, `field` what it is about, `shown` the text that was met.
    """

    def __init__(self, reason: str, field: str = "", shown: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.shown = shown[:60]


@dataclass(frozen=True)
class PlanRow:
    """One entry of the file. `line` is where it starts, counted from 1; `what` names it for a person.

    `fields` are those that would be written, or that the reason is about; `kept` those where the club's own
    value differs and stays; `left_out` texts that could not be taken while the rest could. `reason` is a code:
    why a row is broken, or the same in spite of differences.
    """

    line: int
    state: State
    what: str
    actions: tuple[ActionCall, ...] = ()
    fields: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    reason: str | None = None
    shown: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """What an earlier file brought and this one no longer holds: the id of its row, and its name for a person."""

    id: str
    what: str


@dataclass(frozen=True)
class Plan:
    """All rows of one file, in its order. `ignored` are columns or parts that have no place in the club; what is
    `missing` stays as it is: a file that is not whole must call nothing off.
    """

    kind: Literal["contacts", "agenda"]
    rows: tuple[PlanRow, ...]
    ignored: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()

    @property
    def counts(self) -> dict[State, int]:
        """How many rows are in each state, all four named."""
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in STATES}

    @property
    def broken(self) -> tuple[PlanRow, ...]:
        """The rows that cannot be taken."""
        return tuple(row for row in self.rows if row.state == "broken")

    @property
    def wishes(self) -> tuple[PlanRow, ...]:
        """The rows that would write something."""
        return tuple(row for row in self.rows if row.actions)


def to_wire(row: PlanRow) -> dict[str, Any]:
    """A row as it travels to a device that shows the plan and carries it out."""
    calls = [{"name": call.name, "version": call.version, "args": dict(call.args)} for call in row.actions]
    texts = {"state": row.state, "what": row.what, "reason": row.reason, "shown": row.shown}
    return {"line": row.line, **texts, "fields": list(row.fields), "actions": calls}


def broken_row(line: int, what: str, problem: BrokenLine) -> PlanRow:
    """The row of an entry that cannot be taken."""
    fields = (problem.field,) if problem.field else ()
    return PlanRow(line, "broken", what, fields=fields, reason=problem.reason, shown=problem.shown)
