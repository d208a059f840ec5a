"""Bytes for made-up media: pictures small enough to be painted anew a thousand times, papers, and what is neither."""

import random
from functools import cache
from io import BytesIO

from PIL import Image

CODINGS = ("JPEG", "PNG", "WEBP")


@cache
def _picture(coding: str, shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), (shade, 255 - shade, 90)).save(out, coding)
    return out.getvalue()


def some_bytes(rng: random.Random, word: str) -> bytes:
    """A picture or a paper with a canary behind it, sometimes broken off, sometimes something else altogether."""
    chance = rng.random()
    if chance < 0.1:
        return f"<svg xmlns='http://www.w3.org/2000/svg'>{word}</svg>".encode()
    if chance < 0.4:
        return b"%PDF-1.7\n" + word.encode() + b"\n" + rng.randbytes(rng.randint(1, 600)) + b"\n%%EOF\n"
    picture = _picture(rng.choice(CODINGS), rng.randrange(8))
    if chance < 0.5:
        return picture[: len(picture) // 2] + word.encode()
    return picture + word.encode()
