"""What importing a calendar would do, as the server worked it out; carried out here, each line a gesture of its own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Unreachable
from shared.exchange.plan import STATES, Missing

MOST_BYTES = 480 * 1024
"""What the server reads of one file."""

Wish = tuple[str, dict[str, Any]]


class Done(Protocol):
    """What became of a gesture."""

    @property
    def refusal(self) -> object | None: ...


@dataclass(frozen=True)
class Line:
    """One event of the file: the line it begins at, what becomes of it (new, changed, same, broken), why, and the
    actions that do it.
    """

    number: int
    state: str
    what: str
    reason: str | None
    shown: str
    fields: tuple[str, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Plan:
    """All events of a file; how many fall `outside` the months that are taken; what an earlier file brought and this
    one no longer holds, which stays as it is.
    """

    lines: tuple[Line, ...]
    outside: int = 0
    missing: tuple[Missing, ...] = ()

    def of(self, *states: str) -> tuple[Line, ...]:
        """The lines in these states."""
        return tuple(line for line in self.lines if line.state in states)

    @property
    def wished(self) -> tuple[Line, ...]:
        """The lines that would write something."""
        return tuple(line for line in self.lines if line.wishes)


def read_plan(answer: Mapping[str, Any]) -> Plan:
    """The plan in the server's answer. Raises Unreachable for an answer that is not ours."""
    try:
        lines = tuple(_line(row) for row in answer["rows"])
        outside = answer["outside"]
        # A server of before told nothing of it.
        missing = tuple(Missing(str(one["id"]), str(one["what"])) for one in answer.get("missing", ()))
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreachable from problem
    if type(outside) is not int:
        raise Unreachable
    return Plan(lines, outside, missing)


def _line(row: Mapping[str, Any]) -> Line:
    number, state, what, reason, shown = (row[name] for name in ("line", "state", "what", "reason", "shown"))
    calls = tuple((str(call["name"]), dict(call["args"])) for call in row["actions"])
    if state not in STATES or not all(name.startswith("activity.") for name, _ in calls):
        raise ValueError(state)
    fields = tuple(map(str, row["fields"]))
    return Line(int(number), state, str(what), None if reason is None else str(reason), str(shown), fields, calls)


async def carry_out(
    lines: Sequence[Line], do_all: Callable[..., Done], tell: Callable[[int], None], going: Callable[[], bool]
) -> tuple[int, int]:
    """Each line as a gesture of its own: how many were done, and how many were refused here. What was done before it
    was stopped stays done; the same file again goes on from there.
    """
    done = refused = 0
    tell(0)
    for line in lines:
        await asyncio.sleep(0)  # taps find their turn
        if not going():
            break
        said = do_all(*line.wishes).refusal is not None
        done, refused = done + (not said), refused + said
        tell(done + refused)
    return done, refused
