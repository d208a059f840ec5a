"""What a decoder is to the fuzz: samples that it accepts, one function over bytes, and the errors that it declares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Grammar = Literal["json", "text", "bytes"]


@dataclass(frozen=True)
class Decoder:
    """`read` answers what was decoded, or None for what it calls nothing of its own; either way it may raise what is
    `declared` and nothing else. `words` are pieces that mean something to it. Of a million inputs it gets a part by its
    `share`: what costs much is asked less.
    """

    name: str
    read: Callable[[bytes], object]
    samples: Sequence[bytes]
    declared: tuple[type[Exception], ...]
    grammar: Grammar = "bytes"
    words: Sequence[str] = ()
    share: float = 1.0


def as_text(data: bytes) -> str:
    """What a person or a scanner may hand over: halves of characters too, where the bytes are no UTF-8."""
    return data.decode("utf-8", "surrogateescape")
