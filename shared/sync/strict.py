"""The one decoder of the wire: what it lets through is safe to look at.

No NaN, no infinity, no floats, no duplicate keys, no lone surrogates, no NUL, integers within 64 bits, a
bounded depth.
"""

import json
from typing import Any

from shared.errors import Malformed

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
NO_SIGNS = bytes(set(range(256)) - set(b'[]{}"'))
ALIKE = bytes.maketrans(b"{}", b"[]")


def decode(body: bytes, limit: int = MAX_BYTES) -> Any:
    """The JSON value in `body`. Raises Malformed with a code that names the broken rule."""
    if len(body) > limit:
        raise Malformed("too_large", 413)
    try:
        text = body.decode("utf-8")
        _check_depth(body)
        value = (DECODER if LONG_NUMBER in body.translate(DIGITS_ALIKE) else SHORT_NUMBERS).decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise Malformed("not_json") from problem
    if "\\u" in text:  # only an escape can bring what UTF-8 itself refuses
        _check_strings(value)
    return value


def _check_depth(body: bytes) -> None:
    """Peels brackets off from the inside, before parsing, so that nesting costs nothing."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    # Without escapes every quote begins or ends a string. At a backslash outside of strings the parser stops.
    plain = body.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in body else body
    nest = b"".join(plain.translate(ALIKE, NO_SIGNS).split(b'"')[::2])
    peeled = 0
    while b"[]" in nest and peeled < MAX_DEPTH:
        nest, peeled = nest.replace(b"[]", b""), peeled + 1
    if b"[]" in nest or nest.count(b"[") > MAX_DEPTH:  # less that closes nowhere is the parser's to refuse
        raise Malformed("too_deep")


def _check_strings(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise Malformed("nul")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as problem:
            raise Malformed("lone_surrogate") from problem
    elif isinstance(value, dict):
        for key, part in value.items():
            _check_strings(key)
            _check_strings(part)
    elif isinstance(value, list):
        for part in value:
            _check_strings(part)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("duplicate_key")
    return made


def _no_constant(name: str) -> Any:
    raise Malformed("not_a_number")


def _no_float(text: str) -> Any:
    raise Malformed("float")


def _integer(text: str) -> int:
    if len(text) > 20:  # long ones would take long to read
        raise Malformed("integer_range")
    value = int(text)
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise Malformed("integer_range")
    return value


# What has fewer digits is within 64 bits, and read several times as fast by the parser itself.
LONG_NUMBER = b"0" * 19
DIGITS_ALIKE = bytes(ord("0") if sign in b"0123456789" else ord(" ") for sign in range(256))
SHORT_NUMBERS = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_no_float)
DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_no_float, parse_int=_integer
)
