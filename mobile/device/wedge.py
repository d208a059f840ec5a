"""A scanner on USB or Bluetooth is a keyboard that types fast and ends with Enter: time tells its bursts."""

from collections.abc import Callable
from dataclasses import dataclass, field

GAP_S, EACH_S = 1.5, 0.06
"""Signs of one burst follow each other sooner, and take no longer on the whole: a page that stumbles once hears a key
late, and fingers are slower all along.
"""
START = 3
"""Signs after which it looks like a scanner."""
LEAST = 6
"""Signs of the shortest thing that is scanned: the number on an old sticker."""
ENDS = ("Enter", "Numpad Enter", "Tab")
SHIFTED = {";": ":", "=": "+", "-": "_"}
"""What a keyboard tells by the key and its shift. Letters are told as capitals, with their shift. Figures too may come
with one: on AZERTY that is how a figure is typed.
"""
SAME_S = 1.0
"""A field that had the cursor is told of the same Enter within this time."""


@dataclass
class Wedge:
    """Collects keys as the page tells them. `heard` is who wants to know what was scanned, if anybody does; `begun` is
    told when signs come as fast as a scanner types, so that its Enter presses no button.
    """

    heard: Callable[[str], object] | None = None
    begun: Callable[[], object] | None = None
    _signs: list[str] = field(default_factory=list)
    _first: float = 0.0
    _last: float = 0.0
    _ended: float = -SAME_S

    def key(self, name: str, at: float, *, shift: bool = False) -> bool:
        """A key went down at `at` (seconds on any clock); True when it ended a scan."""
        if self.heard is None:
            return False
        if at - self._last > GAP_S or not self._signs:
            self._signs.clear()
            self._first = at
        self._last = at
        if name in ENDS:
            text = "".join(self._signs)
            self._signs.clear()
            if len(text) < LEAST or at - self._first > EACH_S * len(text):
                return False
            self._ended = at
            self.heard(text)
            return True
        sign = name.removeprefix("Numpad ")
        if len(sign) == 1:
            self._signs.append(SHIFTED.get(sign, sign) if shift else sign.lower())
            if len(self._signs) == START and at - self._first <= EACH_S * START and self.begun is not None:
                self.begun()
        return False

    def just_heard(self, at: float) -> bool:
        """Whether what a field is told now was heard as a scan already."""
        return at - self._ended < SAME_S
