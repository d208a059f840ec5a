"""What became of a wish, and of an exchange, on a device."""

from dataclasses import dataclass

from shared.refusals import Refusal


@dataclass(frozen=True)
class Committed:
    """What became of a wish on this device: waiting, pending or refused (with a code; then nothing was
    queued).
    """

    state: str
    changeset: str
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Received:
    """What an exchange brought: done, or more pages to fetch. `partial`: another checkpoint brings the rest."""

    done: bool
    equal: bool = True
    rows: int = 0
    partial: bool = False
