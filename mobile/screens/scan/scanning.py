"""What a round of scanning remembers: the mode, the last results, and the lines of a basket to hand out, take back or
tick off.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

import flet as ft

from mobile.device.camera import Abilities
from mobile.device.feedback import Feedback
from mobile.reader.equipment import Item, Taker
from mobile.reader.store_room import Blocker
from mobile.screens.equipment.until import due_at
from mobile.screens.scan.verdict import Check, Verdict, judge, judge_entered, judge_keyed
from mobile.touchline import Touchline

Mode = Literal["look", "give", "take", "audit"]
KEEP = 5
AHEAD = 7 * 24 * 3_600_000
"""How far bookings are looked at when nobody says until when a thing goes out."""
PLACES = ("location", "kit")


@dataclass(frozen=True)
class Line:
    """One thing of the basket. What is blocked is not taken along until somebody says so. `quantity` is for what is
    counted, `condition` and `note` for what comes back, `giver` for whose of it that is where several have some.
    """

    item: Item
    quantity: int | None = None
    blockers: tuple[Blocker, ...] = ()
    accepted: bool = False
    condition: str = "good"
    note: str = ""
    giver: Taker | None = None

    @property
    def taken(self) -> bool:
        """Whether it goes along: nothing is in its way, and what is counted has a number."""
        return (not self.blockers or self.accepted) and self.quantity != 0


@ft.observable
@dataclass
class Scanning:
    """One person scanning. In mode "look" the last verdict matters; in the others things gather in `lines`, the newest
    first.
    """

    mode: Mode = "look"
    results: tuple[Verdict, ...] = ()
    """The newest first, five at most."""
    lines: tuple[Line, ...] = ()
    taker: Taker | None = None
    """To whom things go, or from whom they come back."""
    term: str = "none"
    """Until when they go out, as `until.due_at` reads it."""
    place: str | None = None
    """Which place is gone through."""
    began: int = 0
    expected: tuple[Item, ...] = ()
    """What should be there."""
    unknown: tuple[str, ...] = ()
    """What was read in that place and belongs to nothing."""
    brought: bool = False
    """Whether this round was begun before the app was started, and nobody went on with it yet."""
    moving: Item | None = None
    """What the next place that is scanned will hold."""
    camera: str = "starting"
    """ "starting", "running", or the code of a CameraUnavailable."""
    abilities: Abilities = field(default_factory=Abilities)
    torch: bool = False
    zoom: float = 1.0
    count: int = 0
    """How many codes came by: the frame flashes when it changes."""

    @property
    def last(self) -> Verdict | None:
        """The newest verdict."""
        return self.results[0] if self.results else None

    @property
    def bag(self) -> tuple[Item, ...]:
        """The things that go along."""
        return tuple(line.item for line in self.lines if line.taken)

    @property
    def blocked(self) -> Line | None:
        """The line of the newest result, when something stands in its way."""
        item = self.last.item if self.last is not None else None
        found = next((line for line in self.lines if item is not None and line.item.id == item.id), None)
        return found if found is not None and found.blockers and not found.taken else None

    def choose(self, mode: Mode) -> None:
        """Another mode; the basket is emptied, since giving and taking are different rounds."""
        if mode != self.mode:
            self.mode, self.lines, self.taker, self.term, self.brought = mode, (), None, "none", False

    def give_up(self) -> None:
        """Nothing of this round is to be done."""
        self.choose("look")
        self.place, self.results, self.unknown = None, (), ()

    def drop(self, id: str) -> None:
        """Take one thing out of the basket again."""
        self.lines = tuple(line for line in self.lines if line.item.id != id)

    def undo(self) -> None:
        """Take the last scan back."""
        if self.lines:
            self.lines, self.results = self.lines[1:], self.results[1:]

    def change(self, id: str, **what: object) -> None:
        """Say otherwise of one line: `quantity`, `accepted`, `condition`, `note`."""
        self.lines = tuple(
            replace(line, **what) if line.item.id == id else line  # type: ignore[arg-type]  # fields of Line
            for line in self.lines
        )

    def empty(self) -> None:
        """The round is over; what was held back stays, so that nobody passes over it."""
        self.lines, self.results = tuple(line for line in self.lines if not line.taken), ()

    def add(self, verdict: Verdict, line: Line | None = None) -> None:
        """One more result. In a round a thing goes into the basket, once."""
        self.results = (verdict, *self.results)[:KEEP]
        self.count += 1
        if line is not None and all(other.item.id != line.item.id for other in self.lines):
            self.lines, self.brought = (line, *self.lines), False
        if self.mode == "audit" and verdict.item is None and verdict.shown and verdict.shown not in self.unknown:
            self.unknown = (verdict.shown, *self.unknown)

    def refresh(self, touchline: Touchline) -> None:
        """Look the things up again after rows changed, and what stands in their way."""
        read = touchline.reader.equipment.item
        self.results = tuple(
            Verdict(one.kind, one.code, read(one.item.id), one.signed, one.shown) if one.item else one
            for one in self.results
        )
        self.lines = tuple(
            looked_at(touchline, self, replace(one, item=read(one.item.id) or one.item)) for one in self.lines
        )

    def lend(self, touchline: Touchline, term: str) -> None:
        """They go out until then; what is booked before may be in the way now."""
        self.term = term
        self.refresh(touchline)

    def name(self, touchline: Touchline, taker: Taker | None) -> None:
        """These things are for them, or come from them: of what is counted, all that they have."""
        self.taker = taker
        self.lines = tuple(preset(touchline, self, one) for one in self.lines)
        self.refresh(touchline)


def horizon(now: int, until: int | None) -> int:
    """Until when bookings are in the way (UTC ms): until it is back, or so far as people look ahead."""
    return now + AHEAD if until is None else until


def looked_at(touchline: Touchline, scanning: Scanning, line: Line) -> Line:
    """The line with what stands in its way now; what was accepted before is, unless something else came in its way."""
    room, now, item = touchline.reader.store_room, touchline.now(), line.item
    found: list[Blocker] = []
    if scanning.mode == "give":
        until = horizon(now, due_at(scanning.term, touchline.today, touchline.zone))
        found = room.going_out(item, scanning.taker, now, until, line.quantity or 1)
    elif scanning.mode == "take":
        found = room.coming_in(item, scanning.taker)
        if not touchline.writer.may("custody.take_back", id=touchline.writer.new_id(), resource=item.id):
            found = [Blocker("closed")]
    return replace(line, blockers=tuple(found), accepted=line.accepted and line.blockers == tuple(found))


def preset(touchline: Touchline, scanning: Scanning, line: Line) -> Line:
    """Of what is counted and comes back all that somebody has: who was chosen, or who took some last."""
    if scanning.mode != "take" or line.quantity is None:
        return line
    taker, item = scanning.taker, line.item
    holdings = touchline.reader.store_room.holdings(item.id)
    theirs = [one for one in holdings if taker is None or one.taker.id == taker.id]
    if not theirs:
        return replace(line, quantity=item.out_count or 1, giver=None)
    return replace(line, quantity=theirs[0].count, giver=theirs[0].taker if taker is None else None)


def line_of(touchline: Touchline, scanning: Scanning, item: Item) -> Line:
    """A thing that was just scanned, as a line. Of what is counted one goes out, and all that they have comes back."""
    counted = item.counted and not item.whole and scanning.mode in ("give", "take")
    return looked_at(touchline, scanning, preset(touchline, scanning, Line(item, 1 if counted else None)))


async def scanned(touchline: Touchline, scanning: Scanning, text: str, check: Check, feedback: Feedback) -> None:
    """A code came into view."""
    await told(touchline, scanning, await judge(touchline.reader, text, check), feedback)


async def typed(touchline: Touchline, scanning: Scanning, text: str, check: Check, feedback: Feedback) -> None:
    """A code was typed."""
    await told(touchline, scanning, await judge_entered(touchline.reader, text, check), feedback)


async def keyed(touchline: Touchline, scanning: Scanning, text: str, check: Check, feedback: Feedback) -> None:
    """A scanner typed what it read."""
    await told(touchline, scanning, await judge_keyed(touchline.reader, text, check), feedback)


async def told(touchline: Touchline, scanning: Scanning, verdict: Verdict, feedback: Feedback) -> None:
    """Remember a verdict, and let hand and ear know; the ear unless it was asked not to."""
    line, item = None, verdict.item
    if item is not None and scanning.mode != "look" and item.id != scanning.place:
        line = line_of(touchline, scanning, item)
    scanning.add(verdict, line)
    if item is not None and scanning.moving is not None and item.kind in PLACES:
        moved(touchline, scanning, item)
    good = verdict.good and scanning.blocked is None
    if touchline.state.preferences.sound == "on":
        feedback.sound(good)
    await (feedback.good() if good else feedback.bad())
    words = touchline.words
    said = verdict.item.name if verdict.item else words(f"scan.{verdict.kind}")
    stop = scanning.blocked
    await feedback.say(said if stop is None else f"{said}. {blocker_text(touchline, stop.blockers[0])}")


def moved(touchline: Touchline, scanning: Scanning, place: Item) -> None:
    """What was to be moved is in this place now."""
    thing, scanning.moving = scanning.moving, None
    if thing is None or thing.id == place.id:
        return
    args = {"id": touchline.writer.new_id(), "resource": thing.id, "to_kind": "resource", "to_id": place.id}
    if touchline.do("custody.move", **args).refusal is None:
        touchline.tell(touchline.words("move.done", what=thing.name, where=place.name))


def blocker_text(touchline: Touchline, blocker: Blocker) -> str:
    """What stands in the way, in a few words."""
    words = touchline.words
    who = blocker.who or words("equipment.somebody")
    if blocker.why == "booked" and (blocker.at or 0) > touchline.now():
        when = words.moment(blocker.at or 0, touchline.zone, touchline.today)
        return words("scan.blocker.booked.later", who=who, when=when)
    return words(f"scan.blocker.{blocker.why}", who=who, left=words.number(blocker.left))
