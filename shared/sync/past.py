"""What a changeset was in an earlier life of the server: a device that offers it again says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Malformed

OUTCOMES = ("applied", "merged", "refused", "parked")
MOST_MS, MOST_COUNTER = 2**48 - 1, 2**24 - 1  # what the text of a stamp has room for
MOST_SEQ = 2**40 - 1

OFFERED_MS = 30 * 24 * 60 * 60 * 1000
"""How long a device keeps what was answered, to offer it again to a server that was restored."""

Moments = tuple[int, int, int, int]
"""When a changeset counted, and when what does not merge of it did: UTC ms and counter, twice."""


@dataclass(frozen=True)
class Was:
    """Where a changeset stood in the life `epoch`, what became of it there, and when it counted."""

    epoch: str
    seq: int
    outcome: str
    code: str | None
    moments: Moments

    def to_wire(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dict(vars(self))


def read_was(wire: Mapping[str, Any]) -> Was:
    """A Was from decoded JSON; raises Malformed."""
    epoch, seq, outcome, code = (wire.get(name) for name in ("epoch", "seq", "outcome", "code"))
    moments = read_moments(wire.get("moments"))
    if moments is None or outcome not in OUTCOMES or type(seq) is not int or not 0 <= seq <= MOST_SEQ:
        raise Malformed("field_was")
    if not isinstance(epoch, str) or not 0 < len(epoch) <= 200 or not isinstance(code, str | None):
        raise Malformed("field_was")
    return Was(epoch, seq, str(outcome), code[:60] if code else None, moments)


def read_moments(value: Any) -> Moments | None:
    """Moments from decoded JSON, or None where there are none; raises Malformed."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4 or set(map(type, value)) != {int}:
        raise Malformed("moments")
    ms, counter, whole_ms, whole_counter = value
    if not (0 <= ms <= MOST_MS >= whole_ms >= 0 and 0 <= counter <= MOST_COUNTER >= whole_counter >= 0):
        raise Malformed("moments")
    return ms, counter, whole_ms, whole_counter
