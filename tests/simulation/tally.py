"""What happened in a run, counted; and whether anything that should have happened did not."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

FAULTS = (
    "request dropped",
    "reply cut",
    "reply truncated",
    "doubled at once",
    "doubled late",
    "arrived late",
    "captive portal",
    "portal in json",
    "server error",
    "server killed",
    "server full",
    "server clock back",
    "server restored",
    "device killed",
    "device full",
    "clock jump",
    "cell rotted",
    "lease ran out",
    "app updated",
    "app set back",
    "device cloned",
    "device new",
    "slice dropped",
    "slice answered to nobody",
    "slice doubled",
    "slice reordered",
    "portal for a slice",
    "power cut",
    "no room for bytes",
    "package cut",
    "package spoilt",
)
REFUSALS = (
    "not_allowed",
    "gone",
    "exists",
    "last_contact",
    "last_owner",
    "still_holds",
    "already_issued",
    "empty_invoice",
    "not_issued",
    "code_claimed",
    "code_revoked",
    "already_ended",
    "bad_period",
    "cancelled",
    "overpaid",
    "not_deleted",
    "invalid",
    "unknown_action",
    "dependency",
    "already_settled",
)


@dataclass
class Tally:
    """Counts of one seed or of many."""

    events: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    verbs: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Events: actions, exchanges, crashes and faults."""
        return self.events.total() + self.faults.total()

    def add(self, other: "Tally") -> None:
        """Take another seed's counts in."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine.update(theirs)

    def missing(self, impossible: Collection[str] = ()) -> list[str]:
        """Faults and refusals that never happened: a run that did not try them proves nothing about them.

        What is `impossible` to make where this run's server keeps its club is not missed.
        """
        faults = [name for name in FAULTS if not self.faults[name] and name not in impossible]
        return faults + [name for name in REFUSALS if not self.refusals[name]]

    def lines(self) -> list[str]:
        """The report, one line a subject."""
        parts = {"events": self.events, "faults": self.faults, "outcomes": self.outcomes, "refusals": self.refusals}
        return [
            f"{name}: " + ", ".join(f"{key} {n}" for key, n in sorted(part.items())) for name, part in parts.items()
        ]
