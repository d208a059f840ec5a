"""Who comes and who came. Declared and confirmed are two fields: neither ever overwrites the other."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.domain.derived_id import derived_id
from shared.refusals import Invalid

Declared = Literal["yes", "no", "maybe"]
Confirmed = Literal["present", "absent", "late", "excused"]

GUEST = "guest"
"""The function of somebody from outside the team at one activity."""
CAME = frozenset({"present", "late"})
FUNCTIONS = ("player", "coach", "delegate", "helper")
"""What somebody is in a team; an activity expects players unless it says otherwise."""
PLAYER = FUNCTIONS[0]


@dataclass(frozen=True)
class Guest:
    """One person's line of an activity, as far as counting goes."""

    contact: str
    declared: str | None = None
    confirmed: str | None = None

    @property
    def contradicts(self) -> bool:
        """Said yes and did not come without an excuse, or said no and came: to be shown, not to be mended."""
        if self.confirmed is None:
            return False
        came = self.confirmed in CAME
        return (self.declared == "no" and came) or (self.declared == "yes" and self.confirmed == "absent")


@dataclass(frozen=True)
class Counts:
    """Guests of one activity; the four declared figures and the five confirmed figures each add up to
    `guests`.
    """

    guests: int
    yes: int
    no: int
    maybe: int
    unanswered: int
    present: int
    late: int
    absent: int
    excused: int
    unconfirmed: int
    contradictions: int

    @property
    def came(self) -> int:
        """Present or late."""
        return self.present + self.late


def check_expects(text: str | None) -> str | None:
    """The functions that an activity expects, each once, in the order of FUNCTIONS and a space between them.

    Raises Invalid `expects` `not_a_choice`.
    """
    said = [] if text is None else text.split(" ")
    if text is not None and said != [name for name in FUNCTIONS if name in said]:
        raise Invalid("expects", "not_a_choice")
    return text


def expected(text: str | None) -> frozenset[str]:
    """The functions whose people an activity expects, from what it says of that."""
    return frozenset((text or PLAYER).split(" "))


def guest_id(activity_id: str, contact_id: str) -> str:
    """The id of this contact's row at this activity, the same on every device, so that it cannot double."""
    return derived_id("activity_guest", activity_id, contact_id)


def count(guests: Iterable[Guest]) -> Counts:
    """The figures above an attendance list."""
    lines = tuple(guests)
    declared = Counter(line.declared for line in lines)
    confirmed = Counter(line.confirmed for line in lines)
    return Counts(
        guests=len(lines),
        yes=declared["yes"],
        no=declared["no"],
        maybe=declared["maybe"],
        unanswered=declared[None],
        present=confirmed["present"],
        late=confirmed["late"],
        absent=confirmed["absent"],
        excused=confirmed["excused"],
        unconfirmed=confirmed[None],
        contradictions=sum(line.contradicts for line in lines),
    )
