"""The second step of signing in, as a person types it: six digits that an app on the phone shows, or a recovery code.

The same rules while typing and on the server.
"""

import re

from shared.domain.codes import encode, in_groups

DIGITS = 6
RECOVERY_BYTES = 10
RECOVERY_SYMBOLS = 16
GROUP = 4

_BETWEEN = re.compile(r"[\s.\-]+")
_FORGIVEN = str.maketrans("ILO", "110")


def recovery_code(data: bytes) -> str:
    """Ten random bytes as four groups of four symbols: 80 bits, so that a plain hash of one cannot be tried out."""
    if len(data) != RECOVERY_BYTES:
        raise ValueError("a recovery code has 10 bytes")
    return in_groups(encode(data), GROUP, "-")


def canonical_code(text: str) -> str:
    """What was typed, without spaces and dashes: six digits, or the sixteen symbols of a recovery code, of which case
    does not matter and I, L and O are forgiven. "" for what is neither.
    """
    symbols = _BETWEEN.sub("", text)
    if not symbols.isascii() or not symbols.isalnum():
        return ""
    if len(symbols) == DIGITS and symbols.isdecimal():
        return symbols
    return symbols.upper().translate(_FORGIVEN) if len(symbols) == RECOVERY_SYMBOLS else ""
