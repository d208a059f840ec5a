"""What the commands share: the server's clock, the club opened from the settings, a bar for long work."""

import sys
import time

from sync_server.club import Club, open_club
from sync_server.settings import Settings

NEW_LIFE = (
    "This database was put back from a backup: a new life begins after entry {seq}. {told} changes of the server's own"
    " were told again from the ledger, {waiting} wait for what the devices bring back; those that still wait are in the"
    " log each day."
)


def now_ms() -> int:
    """The server's clock: UTC milliseconds."""
    return time.time_ns() // 1_000_000


def opened(settings: Settings, *, restored: bool = False) -> Club:
    """The club with its ledger; says so when it begins a new life."""
    club = open_club(
        settings.database, now_ms, settings.ledger, settings.packages, keys=settings.key_file, restored=restored
    )
    if club.restored is not None:
        print(NEW_LIFE.format(**vars(club.restored)), file=sys.stderr, flush=True)
        for code, count in club.restored.reasons.items():
            print(f"  {count} wait: {code}", file=sys.stderr, flush=True)
    return club


def bar(what: str, of: str, done: int, total: int) -> None:
    """How far a long work has come: one line that moves on a screen, one at the end elsewhere."""
    if sys.stdout.isatty():
        print(f"\r{what}: {done * 100 // total} %", end="\n" if done == total else "", flush=True)
    elif done == total:
        print(f"{what}: {total} {of}", flush=True)
