"""The badge says the most urgent truth, and never a calmer one (feature B2)."""

from datetime import date, time

import pytest

from mobile.state import SyncState
from mobile.widgets.sync_badge import badge_of
from mobile.words import Words
from shared.domain.calendar import to_utc_ms

ZONE = "Europe/Brussels"
NOW = to_utc_ms(date(2026, 11, 28), time(9, 5), ZONE)
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@pytest.mark.parametrize(
    ("sync", "text", "mood"),
    [
        (SyncState(), "Not synced yet", "waiting"),
        (SyncState(last_synced_at=NOW - 4 * MINUTE), "Synced 09:01", "calm"),
        (SyncState(last_synced_at=NOW - DAY), "Synced yesterday 09:05", "calm"),
        (SyncState(last_synced_at=NOW, syncing=True), "Syncing", "busy"),
        (SyncState(last_synced_at=NOW, syncing=True, waiting=1), "1 waiting", "waiting"),
        (SyncState(last_synced_at=NOW, waiting=12), "12 waiting", "waiting"),
        (SyncState(last_synced_at=NOW, offline=True), "Offline", "waiting"),
        (SyncState(last_synced_at=NOW, offline=True, waiting=2), "Offline, 2 waiting", "waiting"),
        (SyncState(progress=0.42), "Loading 42%", "busy"),
        (SyncState(last_synced_at=NOW, partial=True, waiting=2), "The rest is still to come", "busy"),
        (SyncState(last_synced_at=NOW, partial=True, offline=True), "Offline", "waiting"),
        (SyncState(last_synced_at=NOW, needs_you=1, progress=0.5), "1 needs you", "error"),
        (
            SyncState(last_synced_at=NOW, needs_you=1, offline=True, waiting=2),
            "1 needs you. Offline, 2 waiting",
            "error",
        ),
    ],
)
def test_what_the_badge_says(sync: SyncState, text: str, mood: str) -> None:
    badge = badge_of(sync, Words("en"), NOW, ZONE)
    assert (badge.text, badge.mood) == (text, mood)
