"""Every limit of the server, in one place, and how often somebody may knock.

What limits a changeset or a file whoever reads it (a body, its depth, a batch, a field, a medium) stands in `shared`,
for devices keep to it too. `handlers/limits_page.py` tells all of them as a page, which stands in SECURITY.md.
"""

from collections import OrderedDict, deque
from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network

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
MAX_SCANS = 64
"""Of a JPEG that comes into view by and by: cameras make ten, and each repaints all of its pixels."""
MAX_MARKS = 1_000
"""Of a JPEG, before and between its scans. Its decoder puts some kinds of them together, piece by piece."""
IMPORT_BYTES = 512 * 1024
"""A calendar that a device hands over to be read: some two thousand events."""
MAX_EVENT_LINES = 3_000
MOST_WAITING = 500
"""Changesets of one user that could not be told again since a restore and are tried by themselves."""
SET_ASIDE = 1_000
"""What is set aside of one device that is shut out: changes, each of which counts once more for each two KiB. Any one
push fits, and a thief fills no inbox without end."""
SHARE_BYTES = 2 * 1024
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
"""Names and addresses that are counted at once; those that were heard longest ago are forgotten first."""
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 visitors of a server that has IPv6 alone (RFC 6052): they are not one visitor."""

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


def network_of(address: str) -> str:
    """Whose knocking is counted together: an IPv4 address, however it is written; of an IPv6 address the /64, for a
    visitor has all of it. What is no address stays as it is.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    if known in TRANSLATED:
        return str(IPv4Address(int(known) & 0xFFFFFFFF))
    return str(known.ipv4_mapped or ip_network((int(known) >> 64 << 64, 64)))


class Window:
    """At most `tries` in `length_ms` for each key. Keys that fell silent are forgotten; of too many at once those that
    were heard longest ago, so that knocking under many names costs no memory.
    """

    def __init__(self, tries: int, length_ms: int) -> None:
        self._tries = tries
        self._length = length_ms
        self._times: OrderedDict[str, deque[int]] = OrderedDict()  # heard longest ago comes first

    def ask(self, key: str, now: int) -> None:
        """Count nothing; raises TooMany with the seconds until the next try may come."""
        times = self._times.get(key)
        while times and times[0] <= now - self._length:
            times.popleft()
        if times and len(times) >= self._tries:
            raise TooMany(max(1, (times[0] + self._length - now + 999) // 1000))

    def knock(self, key: str, now: int) -> None:
        """Count one try; raises TooMany as `ask` does, and then it does not count."""
        self.ask(key, now)
        self._times.setdefault(key, deque()).append(now)
        self._times.move_to_end(key)
        self._forget(now)

    def forgive(self, key: str) -> None:
        """A good answer wipes the slate."""
        self._times.pop(key, None)

    def _forget(self, now: int) -> None:
        """Each key is let go once, by whoever knocks next: no knock looks through all of them."""
        while len(self._times) > MAX_KEYS or self._is_silent(now):
            self._times.popitem(last=False)

    def _is_silent(self, now: int) -> bool:
        times = next(iter(self._times.values()))  # there is one: that of this knock
        return not times or times[-1] <= now - self._length
