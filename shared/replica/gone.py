"""Which rows left in the transaction under way, and how: what was said about them may have to leave too."""

from dataclasses import dataclass, field

Place = tuple[str, str]
"""A table and the id of a row."""


@dataclass
class Gone:
    """`evicted` rows this device may not hold any more, `deleted` ones are no more. A `missing` one did not come with
    all the others: it was deleted, or is out of sight, or a restored server has lost it.
    """

    evicted: set[Place] = field(default_factory=set)
    deleted: set[Place] = field(default_factory=set)
    missing: set[Place] = field(default_factory=set)
    hushed: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """What left is known to who must know."""
        for places in (self.evicted, self.deleted, self.missing):
            places.clear()
        self.hushed.clear()
