"""Every limit of the server, in one place, and how often somebody may knock.

What limits a changeset or a file whoever reads it (a body, its depth, a batch, a field, a medium) stands in `shared`,
for devices keep to it too. `handlers/limits_page.py` tells all of them as a page, which stands in SECURITY.md.
"""

from collections import deque

from shared.errors import TooMany

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# ---- lines
HEAD_BYTES = 64 * 1024
HEAD_MS = 10 * SECOND_MS
BODY_MS = 30 * SECOND_MS
UNREAD_MS = 120 * SECOND_MS
LINES_OWING = 500
KEPT_ALIVE_S = 5
SHUTDOWN_S = 10

# ---- what is sent
MAX_RATIO = 20
"""By how much a packed body may grow."""
SLICE_BYTES = 256 * 1024
MAX_PIXELS = 40_000_000
IMPORT_BYTES = 512 * 1024
"""A calendar that a device hands over to be read: some two thousand events."""
MOST_WAITING = 500
"""Changesets of one user that could not be told again since a restore and are tried by themselves."""
MOST_ROWS = 200
"""Rows whose history is asked for at once."""

# ---- who somebody is
TOKEN_MS = 15 * MINUTE_MS
NONCE_MS = MINUTE_MS
IDLE_MS = 400 * DAY_MS
MAX_KEPT = 50_000
"""Tokens and nonces in memory: knocking costs nothing, so it must not cost memory. The oldest go."""
NONCES_A_DEVICE = 4
"""A device uses the last it heard; some answers are lost."""
TICKET_MS = 2 * MINUTE_MS
TICKETS = 20
PAIRINGS = 1_000
PROVE_MS = 10 * MINUTE_MS
PROVING = 1_000

# ---- how often, in a minute where nothing else is said
SIGN_IN_TRIES, SIGN_IN_MS = 5, 15 * MINUTE_MS
ADDRESS_TRIES = 20
FORGOTTEN_TRIES, FORGOTTEN_MS = 3, HOUR_MS
SYNC_TRIES = 60
HISTORY_TRIES = 60
POKE_TRIES = 120
MEDIA_TRIES = 600
CLAIMS_A_MINUTE = 10
OFFERS_AN_HOUR = 10
IMPORT_TRIES = 10
FEED_TRIES, FEED_MISSES = 60, 20
"""An address of a calendar is read so often in an hour; so many that are none are tried in a minute."""
ARCHIVES_A_DAY = 5
CODES_A_DAY = 20
"""Wrong codes after a right password. Three are good at a time, so whoever guesses is right once in 45 years."""
MAX_KEYS = 20_000
"""Names and addresses that are counted at once; those that fell silent are forgotten first."""

# ---- at once
HASHES_AT_ONCE = 2
"""Each takes 46 MiB."""
ARCHIVES_AT_ONCE = 1
"""Written beside all else; nobody who signs in waits for one."""
PLANS_AT_ONCE = 1
"""Calendars that are read: a second each, at most."""
PICTURES_AT_ONCE = 1
"""Unpacked one may fill 160 MB."""
WAITING_MOST, WAITING_MS = 1_000, 25 * SECOND_MS


class Window:
    """At most `tries` in `length_ms` for each key. Keys that fell silent are forgotten."""

    def __init__(self, tries: int, length_ms: int) -> None:
        self._tries = tries
        self._length = length_ms
        self._times: dict[str, deque[int]] = {}

    def knock(self, key: str, now: int) -> None:
        """Count one try; raises TooMany with the seconds until the next may come."""
        times = self._times.setdefault(key, deque())
        while times and times[0] <= now - self._length:
            times.popleft()
        if len(times) >= self._tries:
            raise TooMany(max(1, (times[0] + self._length - now + 999) // 1000))
        times.append(now)
        if len(self._times) > MAX_KEYS:
            self._sweep(now)

    def forgive(self, key: str) -> None:
        """A good answer wipes the slate."""
        self._times.pop(key, None)

    def _sweep(self, now: int) -> None:
        stale = [key for key, times in self._times.items() if not times or times[-1] <= now - self._length]
        for key in stale:
            del self._times[key]
