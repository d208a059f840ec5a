"""When a thing is kept for whom, and whether there is room for one more."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Booked:
    """From `start` up to and not including `end` (UTC ms), so many of it."""

    id: str
    start: int
    end: int
    quantity: int = 1

    def meets(self, other: "Booked") -> bool:
        """Whether both want it at one moment."""
        return self.start < other.end and other.start < self.end


def overbooked(wish: Booked, standing: Iterable[Booked], room: int) -> str | None:
    """The id of a booking that is in the way of `wish`, the first to begin; None when `room` is enough for all. A wish
    for more than there are is in its own way.
    """
    others = sorted((one for one in standing if one.meets(wish) and one.id != wish.id), key=lambda one: one.start)
    if wish.quantity > room:
        return wish.id
    for moment in {wish.start, *(one.start for one in others if one.start >= wish.start)}:
        busy = [one for one in others if one.start <= moment < one.end]
        if sum(one.quantity for one in busy) + wish.quantity > room:
            return min(busy, key=lambda one: (one.start, one.id)).id
    return None


def next_start(wish: Booked, standing: Iterable[Booked], room: int) -> int | None:
    """When something as long as `wish` can begin, not before `wish` does (UTC ms); None for more than there are."""
    others = [one for one in standing if one.id != wish.id]
    lasts = wish.end - wish.start
    for start in sorted({wish.start, *(one.end for one in others if one.end > wish.start)}):
        if overbooked(replace(wish, start=start, end=start + lasts), others, room) is None:
            return start
    return None
