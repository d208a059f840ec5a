"""The browser's address bar, which answers late: what a person did there is told from the echo of what was asked."""

import time
from collections import deque
from collections.abc import Callable

ECHO_S = 5.0
"""An echo that did not come by then is not coming."""


class AddressBar:
    """Knows the paths that the client was asked to go to, when it says that it went there.

    Taken for a person's wish, such an echo would lead back to a page that they have left since; with two paths under
    way at once it would do so forever. A client says only what changes, so it is never asked to stay where it is.
    """

    def __init__(self, push: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        """`push` sends a path to the client, `now` tells seconds."""
        self._push, self._now = push, now
        self._awaited: deque[tuple[str, float]] = deque()
        self._at: str | None = None

    def stands(self, path: str) -> None:
        """It is known to show this path."""
        self._at = path

    def go(self, path: str) -> None:
        """Let the bar show this path."""
        self._give_up()
        if path != (self._awaited[-1][0] if self._awaited else self._at):
            self._awaited.append((path, self._now()))
            self._push(path)

    def is_echo(self, path: str) -> bool:
        """Whether the client, which says that it is there now, was asked to. Each echo is heard once, in order."""
        self._give_up()
        self.stands(path)
        paths = [asked for asked, _ in self._awaited]
        if path not in paths:
            return False
        for _ in range(paths.index(path) + 1):
            self._awaited.popleft()
        return True

    def _give_up(self) -> None:
        while self._awaited and self._awaited[0][1] <= self._now() - ECHO_S:
            self._awaited.popleft()
            self._at = None
