"""Inputs out of good samples: what is nearly right is read further than noise, so it finds more."""

import copy
import gzip
import json
import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz.decoder import Decoder

BIG = 2**63 - 1
MOST_BYTES = 200_000
"""An input stays so small, but for a few that are meant to be large."""
ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        BIG,
        -BIG,
        BIG + 1,
        -BIG - 1,
        2**64,
        10**30,
        1.5,
        -0.0,
        float("nan"),
        float("inf"),
    ),
    *("", " ", "x", "\x00", "\ud800", "a\udfffb", "é", "e\u0301", "ﬁ", "😀", "\u202e", "٣", "²", "x" * 201, "9" * 5000),
    *("-1", "1e9", "None", "../../etc/passwd", "' OR 1=1 --", "=1+1", "http://[", "\r\nX: y", "A" * 70_000, "Infinity"),
    *([], {}, [[]], [{}], [None], {"": ""}, {"id": 1}, {"id": "x", "set": {}}, ["a", "a"], [1, 2, 3, 4], [[0, "x"]]),
)
PIECES = (
    *(
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xc0\xae",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\r",
        b"\n\n",
    ),
    *(
        b'"',
        b"'",
        b"\\",
        b"\\u0000",
        b"\\ud800",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b";",
        b"=",
        b"%",
        b"<",
        b"//",
        b".",
    ),
    *(
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9" * 400,
        b"-0",
        b"0.1",
        b"00",
        b"[" * 40,
        b'{"a":' * 40,
        b"\\" * 99,
        b"[]" * 50,
    ),
    *(b"\xcc\x81" * 20, b"\xe2\x80\xae", b"\xd9\xa3", b"\xc2\xb2", b"PK\x03\x04", b"%PDF-1.", b"\x89PNG\r\n\x1a\n"),
)


def one_input(decoder: Decoder, seed: int, number: int) -> bytes:
    """Input `number` of this decoder under this seed, the same each time."""
    dice = Random(f"{seed}/{decoder.name}/{number}")
    if dice.random() < 0.01:
        return dice.randbytes(dice.choice((0, 1, 7, 64, 1000, 20_000)))
    data = bytes(dice.choice(decoder.samples))
    if decoder.grammar == "json" and dice.random() < 0.7:
        data = told_otherwise(dice, data)
    elif decoder.grammar == "text" and dice.random() < 0.7:
        data = _written_otherwise(dice, data, decoder.words)
    if decoder.grammar == "bytes" or dice.random() < 0.4:
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            data = dice.choice(BYTEWISE)(dice, data, decoder.samples)
    return data[:MOST_BYTES] if dice.random() < 0.999 else data * dice.randrange(1, 40)


def packed(data: bytes) -> bytes:
    """Under gzip, the same each time."""
    return gzip.compress(data, 1, mtime=0)


# ---- bytes


def _flip(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x01"
    place, bit = dice.randrange(len(data)), 1 << dice.randrange(8)
    return data[:place] + bytes((data[place] ^ bit,)) + data[place + 1 :]


def _set(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + bytes((dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256))),)) + data[place + 1 :]


def _cut(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _drop(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.choice((1, 1, 2, 4, 16, 100)) :]


def _double(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    start = dice.randrange(len(data) + 1)
    piece = data[start : start + dice.choice((1, 4, 20, 200))]
    return data[:start] + piece * dice.choice((2, 2, 3, 60)) + data[start + len(piece) :]


def _insert(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + dice.choice(PIECES) + data[place:]


def _splice(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    other = dice.choice(samples)
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


def _count(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    """A length, a size or a chunk that says something else."""
    place, wide = dice.randrange(len(data) + 1), dice.choice((1, 2, 4, 8))
    value = dice.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1, 65_535, dice.randrange(2**16))) % (1 << 8 * wide)
    return data[:place] + value.to_bytes(wide, dice.choice(("big", "little"))) + data[place + wide :]


def _pack(dice: Random, data: bytes, samples: Sequence[bytes]) -> bytes:
    return packed(data) if len(data) < 5000 else data


Bytewise = Callable[[Random, bytes, Sequence[bytes]], bytes]
BYTEWISE: tuple[Bytewise, ...] = (*(_flip, _flip, _set, _set, _cut, _drop, _double), *(_insert, _splice, _count, _pack))


# ---- JSON


def told_otherwise(dice: Random, data: bytes) -> bytes:
    """The sample's value with some parts swapped, dropped, doubled, moved or nested, and a key that may stand twice."""
    try:
        value = json.loads(data)
    except ValueError:
        return data
    for _ in range(dice.choice((1, 1, 2, 3))):
        value = _twist(dice, value)
    text = json.dumps(value, ensure_ascii=dice.random() < 0.5)
    if dice.random() < 0.05 and '{"' in text:
        head, _, rest = text.partition('{"')
        name = rest.partition('"')[0]
        text = f'{head}{{"{name}":null,"{rest}'
    return text.encode("utf-8", "surrogatepass")


def _twist(dice: Random, value: Any) -> Any:
    spots = _spots(value)
    if not spots:
        return _odd(dice)
    inside, key = dice.choice(spots)
    how = dice.randrange(10)
    if how < 5:
        inside[key] = _odd_for(dice, inside[key])
    elif how == 5:
        del inside[key]
    elif how == 6:
        inside[key] = _nested(dice, inside[key])
    elif how == 7:
        other, place = dice.choice(spots)
        inside[key] = json.loads(json.dumps(other[place]))
    elif isinstance(inside, list):
        inside += [inside[key]] * dice.choice((1, 1, 2, 600 if len(repr(inside[key])) < 300 else 3))
    else:
        inside[dice.choice(("id", "role", "", "é", "e\u0301", "__class__", "x" * 300, key + key))] = _odd(dice)
    return value


def _odd_for(dice: Random, old: Any) -> Any:
    """Mostly of the same kind: what only has the wrong type is turned away at the first look."""
    if dice.random() < 0.5:
        return _odd(dice)
    if isinstance(old, str):
        at = dice.randrange(len(old) + 1)
        form = dice.choice(("NFC", "NFD", "NFKC"))
        forms = (old[:at], old.upper(), old + old, old[at:] + old[:at], unicodedata.normalize(form, old), old[::-1])
        return dice.choice(forms)
    if isinstance(old, int):
        return dice.choice((-old, old + 1, old - 1, old * 1000, not old, str(old)))
    return [old] if dice.random() < 0.5 else {"a": old}


def _odd(dice: Random) -> Any:
    """One of its own, for it may be twisted next."""
    return copy.deepcopy(dice.choice(ODD))


def _nested(dice: Random, part: Any) -> Any:
    for _ in range(dice.choice((2, 30, 33, 60))):
        part = [part]
    return part


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place inside: its container and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        keys = part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
        for key in keys:
            found.append((part, key))
            waiting.append(part[key])
    return found


# ---- text


def _written_otherwise(dice: Random, data: bytes, words: Sequence[str]) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(dice.choice((1, 1, 2, 4))):
        text = _rewritten(dice, text, words)
    coding = dice.choice(("utf-8",) * 8 + ("utf-16", "utf-8-sig", "cp1252", "latin-1"))
    return text.encode(coding, "surrogatepass" if coding.startswith("utf") else "replace")


def _rewritten(dice: Random, text: str, words: Sequence[str]) -> str:
    how, place = dice.randrange(8), dice.randrange(len(text) + 1)
    lines = text.split("\n")
    line = dice.randrange(len(lines))
    if how < 3:
        odd = dice.choice(ODD)
        piece = dice.choice(words) if words and dice.random() < 0.7 else odd if isinstance(odd, str) else repr(odd)
        return text[:place] + piece + text[place + dice.choice((0, 0, 1, 5)) :]
    if how == 3:
        lines[line : line + 1] = [lines[line]] * dice.choice((0, 2, 3, 40))
    elif how == 4:
        other = dice.randrange(len(lines))
        lines[line], lines[other] = lines[other], lines[line]
    elif how == 5:
        return unicodedata.normalize(dice.choice(("NFC", "NFD", "NFKC", "NFKD")), text)
    elif how == 6:
        return dice.choice((text.upper(), text.lower(), text.swapcase(), text.replace("\n", "\r\n"), text[place:]))
    else:
        digits = [at for at, sign in enumerate(text) if sign.isdecimal()]
        if digits:
            at = dice.choice(digits)
            return text[:at] + dice.choice(("0", "9", "99999", "-", "٣", "²", "１", "0" * 4400)) + text[at + 1 :]
    return "\n".join(lines)
