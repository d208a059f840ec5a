"""What a round of scanning remembers: the mode, the last results, and the bag of things to hand out or
take back.
"""

from dataclasses import dataclass, field
from typing import Literal

import flet as ft

from mobile.device.camera import Abilities
from mobile.device.feedback import Feedback
from mobile.reader.equipment import Item
from mobile.screens.verdict import Check, Verdict, judge, judge_typed
from mobile.touchline import Touchline

Mode = Literal["look", "give", "take"]
KEEP = 5


@ft.observable
@dataclass
class Scanning:
    """One person scanning. In mode "look" the last verdict matters; in "give" and "take" things gather in
    `bag`.
    """

    mode: Mode = "look"
    results: tuple[Verdict, ...] = ()
    """The newest first, five at most."""
    bag: tuple[Item, ...] = ()
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

    def choose(self, mode: Mode) -> None:
        """Another mode; the bag is emptied, since giving and taking are different rounds."""
        if mode != self.mode:
            self.mode, self.bag = mode, ()

    def drop(self, id: str) -> None:
        """Take one thing out of the bag again."""
        self.bag = tuple(item for item in self.bag if item.id != id)

    def empty(self) -> None:
        """The round is over."""
        self.bag, self.results = (), ()

    def add(self, verdict: Verdict) -> None:
        """One more result. In a round of giving or taking a thing goes into the bag, once."""
        self.results = (verdict, *self.results)[:KEEP]
        self.count += 1
        item = verdict.item
        if self.mode != "look" and item is not None and all(other.id != item.id for other in self.bag):
            self.bag = (item, *self.bag)

    def refresh(self, touchline: Touchline) -> None:
        """Look the things up again after rows changed."""
        read = touchline.reader.equipment.item
        self.results = tuple(
            Verdict(one.kind, one.code, read(one.item.id), one.signed, one.shown) if one.item else one
            for one in self.results
        )


async def scanned(touchline: Touchline, scanning: Scanning, text: str, check: Check, feedback: Feedback) -> None:
    """A code came into view."""
    await told(touchline, scanning, await judge(touchline.reader, text, check), feedback)


async def typed(touchline: Touchline, scanning: Scanning, text: str, feedback: Feedback) -> None:
    """A code was typed."""
    await told(touchline, scanning, judge_typed(touchline.reader, text), feedback)


async def told(touchline: Touchline, scanning: Scanning, verdict: Verdict, feedback: Feedback) -> None:
    """Remember a verdict, and let hand and ear know; the ear unless it was asked not to."""
    scanning.add(verdict)
    if touchline.state.preferences.sound == "on":
        feedback.sound(verdict.good)
    await (feedback.good() if verdict.good else feedback.bad())
    await feedback.say(verdict.item.name if verdict.item else touchline.words(f"scan.{verdict.kind}"))
