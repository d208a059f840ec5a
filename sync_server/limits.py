"""How often somebody may knock: a sliding window of times, in memory."""

from collections import deque

from shared.errors import TooMany

MAX_KEYS = 20_000
MOST_HEAD_BYTES = 64 * 1024
KEPT_ALIVE_S = 5
SHUTDOWN_S = 10


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
