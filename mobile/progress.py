"""How sync stands, as the courier tells it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How sync stands, told after every step. Times are UTC ms; `fetched` counts pages of the running pull;
    `share` is the percentage of a whole load that is here, None when none is under way.
    """

    syncing: bool = False
    offline: bool = False
    waiting: int = 0
    synced_at: int | None = None
    compared_at: int | None = None
    rows: int | None = None
    skew_ms: int | None = None
    fetched: int = 0
    share: int | None = None
    error: str | None = None
