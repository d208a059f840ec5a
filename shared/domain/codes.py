"""How the 16 bytes of a code are written for people: Crockford's base 32, and a check symbol for typing.

Alphabet: digits and capitals without I, L, O and U; I and L are read as 1, O as 0 (Crockford, "Base 32
encoding"). The check symbol is a sum over GF(32) with weights 1, a, a^2 ... (a a root of x^5 + x^2 + 1, whose
powers differ for 31 places): a single wrong symbol and any two symbols swapped always change it. Crockford's
own check, modulo 37, promises the same but needs five signs that stand on no sticker.
"""

import base64
import re

from shared.refusals import Invalid

CODE_BYTES = 16
CODE_SYMBOLS = 26
SHORT_SYMBOLS = 9
"""Symbols of the short form: 45 bits of a code, which is random, so that of 500 000 clubs with 10 000 labels
each fewer than one has two alike."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_FROM_RFC4648 = str.maketrans(_RFC4648, ALPHABET)
_TO_RFC4648 = str.maketrans(ALPHABET, _RFC4648)
_FORGIVEN = str.maketrans("ILO", "110")
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_IN_GROUPS = re.compile(r"[\s.\-]+")


def encode(data: bytes) -> str:
    """`data` in base 32, without padding."""
    return base64.b32encode(data).decode().rstrip("=").translate(_FROM_RFC4648)


def decode(text: str) -> bytes | None:
    """The bytes of `encode`; None for anything that `encode` does not write, unused bits included."""
    if not set(text) <= set(ALPHABET):
        return None
    padded = text.translate(_TO_RFC4648) + "=" * (-len(text) % 8)
    try:
        data = base64.b32decode(padded)
    except ValueError:
        return None
    return data if encode(data) == text else None


def code_text(code16: bytes) -> str:
    """The 26 symbols that name a code in table resource_code: stable, upper case, sortable."""
    if len(code16) != CODE_BYTES:
        raise ValueError("a code has 16 bytes")
    return encode(code16)


def code_bytes(text: str) -> bytes:
    """The 16 bytes named by `code_text`. Raises Invalid `not_a_code`."""
    data = decode(text)
    if data is None or len(data) != CODE_BYTES:
        raise Invalid("code", "not_a_code")
    return data


def typed(code16: bytes) -> str:
    """The whole code for typing: 26 symbols and a check symbol, in groups of five."""
    return _grouped(code_text(code16))


def typed_short(code16: bytes) -> str:
    """The first nine symbols and a check symbol, `7ZK3M-9QX4A`: what stands under the label."""
    return _grouped(code_text(code16)[:SHORT_SYMBOLS])


def parse_typed(text: str) -> str:
    """What was typed, as `code_text` (26 symbols) or as its first nine symbols, to be looked up as a prefix.

    Case, spaces, dots and dashes do not matter; I, L and O are forgiven. Raises Invalid `code` with reason
    `not_a_code` (length, symbol) or `code_check` (a typing error).
    """
    symbols = _IN_GROUPS.sub("", text)
    if not symbols.isascii():
        raise Invalid("code", "not_a_code")
    symbols = symbols.upper().translate(_FORGIVEN)
    if len(symbols) - 1 not in {SHORT_SYMBOLS, CODE_SYMBOLS} or not set(symbols) <= set(ALPHABET):
        raise Invalid("code", "not_a_code")
    body, check = symbols[:-1], symbols[-1]
    if _check_symbol(body) != check:
        raise Invalid("code", "code_check")
    if len(body) == CODE_SYMBOLS:
        code_bytes(body)
    return body


def _grouped(body: str) -> str:
    return in_groups(body + _check_symbol(body), 5, "-")


def in_groups(text: str, of: int, between: str = " ") -> str:
    """The same signs, so many at a time, as people read and type them."""
    return between.join(text[start : start + of] for start in range(0, len(text), of))


def _check_symbol(body: str) -> str:
    total = 0
    for symbol in body:
        total = _times_a(total ^ _VALUES[symbol])
    return ALPHABET[total]


def _times_a(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
