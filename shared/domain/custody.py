"""Who has it: the fold of a resource's custody facts.

Facts are never refused and never change. Read in the order of their stamps, they open and close custody: a
hand-out on an open custody closes that one first (an implicit hand-over) and raises a dispute naming both
scans, so that at most one custody is open after every fact and every scan is accounted for. The order in
which facts arrive does not matter.

Somebody who looked settles a dispute: that is a fact too, saying who has it. Of things that are counted (cones,
balls in a net) a hand-out with a quantity adds to what that holder has; many may have some, and nobody disputes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.refusals import Invalid

Kind = Literal["out", "in", "move", "audit", "lost", "found", "damaged", "repaired", "settle"]
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
    quantity: int | None = None
    from_kind: HolderKind | None = None
    from_id: str | None = None

    def __post_init__(self) -> None:
        if (self.to_kind is None) != (self.to_id is None):
            raise Invalid("to", "required")
        if self.kind in {"out", "move"} and self.to_kind is None:
            raise Invalid("to", "required")

    @property
    def to(self) -> Holder | None:
        """Whom or where it goes."""
        return Holder(self.to_kind, self.to_id) if self.to_kind is not None and self.to_id is not None else None

    @property
    def giver(self) -> Holder | None:
        """Who brings some of it back, where many have some."""
        both = self.from_kind is not None and self.from_id is not None
        return Holder(self.from_kind, self.from_id) if both else None  # type: ignore[arg-type]  # both are there


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
    put. A lost thing keeps its holder: somebody had it. `opening` is the hand-out that is open, `again` are
    those to the same holder since, `quarrel` is the dispute about it that nobody settled. `shares`: who has how
    many of what is counted, the latest taker last; `takings` are the hand-outs by which they took them last;
    `broken` and `missing` say of how many it is known that they are, where a number was said.
    """

    holder: Holder | None = None
    since: int | None = None
    status: Status = "available"
    place: Holder | None = None
    chain: tuple[Step, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    opening: Event | None = None
    quarrel: Dispute | None = None
    shares: tuple[tuple[Holder, int], ...] = ()
    again: tuple[Event, ...] = ()
    takings: tuple[Event, ...] = ()
    broken: int = 0
    missing: int = 0

    @property
    def trouble(self) -> Status | None:
        """ "lost" or "damaged", or nothing."""
        return self.status if self.status in ("lost", "damaged") else None


def fold(events: Iterable[Event]) -> Custody:
    """The custody of one resource from all of its facts, in any order; a fact that came twice counts once."""
    walk = _Walk()
    for event in sorted({event.id: event for event in events}.values(), key=lambda event: (event.stamp, event.id)):
        walk.step(event)
    opening = walk.opening
    return Custody(
        holder=opening.to if opening is not None else None,
        since=opening.claimed_at if opening is not None else None,
        status=_status(out=opening is not None, lost=walk.lost, damaged=walk.damaged),
        place=walk.place,
        chain=tuple(walk.chain),
        disputes=tuple(walk.disputes),
        opening=opening,
        quarrel=walk.quarrel,
        shares=tuple((holder, count) for holder, (count, _) in walk.shares.items()),
        again=tuple(walk.again),
        takings=tuple(taken for _, taken in walk.shares.values()),
        broken=walk.broken,
        missing=walk.missing,
    )


class _Walk:
    """Goes from fact to fact."""

    def __init__(self) -> None:
        self.chain: list[Step] = []
        self.disputes: list[Dispute] = []
        self.opening: Event | None = None
        self.again: list[Event] = []
        self.quarrel: Dispute | None = None
        self.shares: dict[Holder, tuple[int, Event]] = {}
        self.place: Holder | None = None
        self.lost = self.damaged = False
        self.broken = self.missing = 0

    def step(self, event: Event) -> None:
        """One fact, after all before it."""
        before, opening = self._holder(), self.opening
        if event.kind == "in":
            self._came_back(event)
        elif event.kind == "out":
            self._went_out(event)
        elif event.kind == "settle":
            self._settled(event)
        if self.opening is not opening:
            self.again = []
        after = self._holder()
        moved = before != after
        self.chain.append(Step(event, closed=before if moved else None, opened=after if moved else None))
        self.place = event.to if event.kind in _PLACING and event.to is not None else self.place
        self._is_the_matter(event)

    def _is_the_matter(self, event: Event) -> None:
        """Of what is counted so many are broken or missing, or mended or found; without a number it is all of it."""
        some, all_of_it = event.quantity or 0, event.quantity is None
        self.lost = (event.kind == "lost" and all_of_it) or (self.lost and event.kind not in _SEEN)
        self.damaged = (event.kind == "damaged" and all_of_it) or (self.damaged and event.kind != "repaired")
        if event.kind == "damaged":
            self.broken += some
        elif event.kind == "repaired":
            self.broken = 0 if all_of_it else max(0, self.broken - some)
        elif event.kind == "lost":
            self.missing += some
        elif event.kind == "found":
            self.missing = 0 if all_of_it else max(0, self.missing - some)

    def _holder(self) -> Holder | None:
        return self.opening.to if self.opening is not None else None

    def _went_out(self, event: Event) -> None:
        to = event.to
        assert to is not None, "a hand-out has a taker"
        if event.quantity is not None:
            self._took_some(event, to, event.quantity)
        elif self.shares:  # all of it, whoever had some
            self.shares, self.quarrel, self.opening = {}, None, event
        elif to != self._holder():
            if self.opening is not None:
                self.quarrel = Dispute(self.opening, event)
                self.disputes.append(self.quarrel)
            self.opening = event
        else:
            self.again.append(event)

    def _took_some(self, event: Event, to: Holder, quantity: int) -> None:
        if self.opening is not None and not self.shares and to != self.opening.to:  # somebody had all of it
            self.quarrel = Dispute(self.opening, event)
            self.disputes.append(self.quarrel)
        had = self.shares.pop(to, (0, event))[0]
        self.shares[to] = (had + quantity, event)
        self.opening = event

    def _came_back(self, event: Event) -> None:
        """All of it; or of what is counted so many of the giver's, or of whoever took some last."""
        left = event.quantity
        if left is not None and self.shares:
            for holder in [event.giver] if event.giver is not None else list(reversed(self.shares)):
                had, taken = self.shares.get(holder, (0, event))
                if had > left:
                    self.shares[holder] = (had - left, taken)
                else:
                    self.shares.pop(holder, None)
                left = max(0, left - had)
        else:
            self.shares = {}
        self.opening = next((taken for _, taken in reversed(self.shares.values())), None)
        self.quarrel = None

    def _settled(self, event: Event) -> None:
        """Who looked says who has it: since the hand-out that gave it to them, if there was one."""
        given = [step.event for step in self.chain if step.event.kind == "out" and step.event.to == event.to]
        self.shares = {}
        self.quarrel = None
        self.opening = None if event.to is None else given[-1] if given else event


def _status(*, out: bool, lost: bool, damaged: bool) -> Status:
    if lost:
        return "lost"
    if damaged:
        return "damaged"
    return "out" if out else "available"
