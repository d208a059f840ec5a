"""Who has it: the fold of a resource's custody facts.

Facts are never refused and never change. Read in the order of their stamps, they open and close custody: a
hand-out on an open custody closes that one first (an implicit hand-over) and raises a dispute naming both
scans, so that at most one custody is open after every fact and every scan is accounted for. The order in
which facts arrive does not matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.refusals import Invalid

Kind = Literal["out", "in", "move", "audit", "lost", "found", "damaged", "repaired"]
Status = Literal["available", "out", "damaged", "lost"]
HolderKind = Literal["contact", "group", "resource"]

_SEEN = frozenset({"out", "in", "move", "audit", "found"})
"""Facts that prove that the thing is there: none of them leaves it lost."""

_PLACING = frozenset({"in", "move", "audit", "found"})
"""Facts whose `to` is a place."""


@dataclass(frozen=True)
class Holder:
    """A contact, a group, or a resource (a place, a kit)."""

    kind: HolderKind
    id: str


@dataclass(frozen=True)
class Event:
    """One fact. `stamp` is text whose order is the order of the facts; `claimed_at` is what the phone's clock
    said.

    Raises Invalid `to`: a hand-out or a move without whom or where (`required`), or half of one.
    """

    id: str
    stamp: str
    kind: Kind
    resource: str
    to_kind: HolderKind | None = None
    to_id: str | None = None
    claimed_at: int = 0
    actor: str = ""

    def __post_init__(self) -> None:
        if (self.to_kind is None) != (self.to_id is None):
            raise Invalid("to", "required")
        if self.kind in {"out", "move"} and self.to_kind is None:
            raise Invalid("to", "required")

    @property
    def to(self) -> Holder | None:
        """Whom or where it goes."""
        return Holder(self.to_kind, self.to_id) if self.to_kind is not None and self.to_id is not None else None


@dataclass(frozen=True)
class Step:
    """What one fact did: whose custody it closed and whose it opened; neither, when nothing changed hands."""

    event: Event
    closed: Holder | None = None
    opened: Holder | None = None


@dataclass(frozen=True)
class Dispute:
    """Two hand-outs with no return between them. Both people see both scans and both claimed times."""

    first: Event
    second: Event


@dataclass(frozen=True)
class Custody:
    """The state after all facts.

    `holder` and `since` (claimed time of the hand-out) are None when it is in; `place` is where it was last
    put. A lost thing keeps its holder: somebody had it.
    """

    holder: Holder | None = None
    since: int | None = None
    status: Status = "available"
    place: Holder | None = None
    chain: tuple[Step, ...] = ()
    disputes: tuple[Dispute, ...] = ()


def fold(events: Iterable[Event]) -> Custody:
    """The custody of one resource from all of its facts, in any order; a fact that came twice counts once."""
    facts = sorted({event.id: event for event in events}.values(), key=lambda event: (event.stamp, event.id))
    chain: list[Step] = []
    disputes: list[Dispute] = []
    opening: Event | None = None  # the hand-out that is open
    place: Holder | None = None
    lost = damaged = False
    for event in facts:
        holder = opening.to if opening is not None else None
        step = Step(event)
        if event.kind == "in":
            step = Step(event, closed=holder)
            opening = None
        elif event.kind == "out" and event.to != holder:
            step = Step(event, closed=holder, opened=event.to)
            if opening is not None:
                disputes.append(Dispute(opening, event))
            opening = event
        chain.append(step)
        place = event.to if event.kind in _PLACING and event.to is not None else place
        lost = event.kind == "lost" or (lost and event.kind not in _SEEN)
        damaged = event.kind == "damaged" or (damaged and event.kind != "repaired")
    return Custody(
        holder=opening.to if opening is not None else None,
        since=opening.claimed_at if opening is not None else None,
        status=_status(out=opening is not None, lost=lost, damaged=damaged),
        place=place,
        chain=tuple(chain),
        disputes=tuple(disputes),
    )


def _status(*, out: bool, lost: bool, damaged: bool) -> Status:
    if lost:
        return "lost"
    if damaged:
        return "damaged"
    return "out" if out else "available"
