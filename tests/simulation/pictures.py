"""Bytes for made-up media: pictures small enough to be painted anew a thousand times, papers, and what is neither."""

import random
from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from tests.simulation.wishes import Wisher

Call = tuple[str, dict[str, Any]]
CODINGS = ("JPEG", "PNG", "WEBP")
SHADES = 8


@cache
def _picture(coding: str, shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), (shade * 30, 255 - shade, 90)).save(out, coding)
    return out.getvalue()


def some_bytes(rng: random.Random, word: str) -> bytes:
    """A picture or a paper with a canary behind it, sometimes broken off, sometimes something else altogether."""
    chance = rng.random()
    if chance < 0.1:
        return f"<svg xmlns='http://www.w3.org/2000/svg'>{word}</svg>".encode()
    if chance < 0.4:
        return b"%PDF-1.7\n" + word.encode() + b"\n" + rng.randbytes(rng.randint(1, 600)) + b"\n%%EOF\n"
    picture = _picture(rng.choice(CODINGS), rng.randrange(SHADES))
    if chance < 0.5:
        return picture[: len(picture) // 2] + word.encode()
    return picture + word.encode()


def fate(kind: str, data: bytes) -> tuple[str, str | None]:
    """What must become of such bytes, told by how they were made: state and code."""
    if data.startswith(b"<svg") or (kind == "photo" and data.startswith(b"%PDF")):
        return "rejected", "not_media"
    whole = data.startswith(b"%PDF") or any(
        data.startswith(_picture(coding, shade)) for coding in CODINGS for shade in range(SHADES)
    )
    return ("stored", None) if whole else ("rejected", "broken_picture")


# ---- wishes


def _added(wisher: "Wisher", rng: random.Random) -> Call:
    """A picture or a paper of somebody or something; the phone keeps its bytes."""
    on = rng.choice(("contact", "contact", "resource"))
    data = some_bytes(rng, wisher.word())
    name = sha256(data).hexdigest()
    wisher.bytes[name] = data
    args = {"id": wisher.id("m", "medium"), on: wisher.pick(on), "kind": rng.choice(("photo", "photo", "document"))}
    if wisher.foolish and rng.random() < 0.2:
        args[on] = None
    return "medium.add", {**args, "title": wisher.word(), "sent_hash": name, "sent_size": len(data)}


def _titled(wisher: "Wisher", rng: random.Random) -> Call:
    return "medium.patch", {"id": wisher.pick("medium"), "set": {"title": wisher.word()}}


def _deleted(wisher: "Wisher", rng: random.Random) -> Call:
    return "medium.delete", {"id": wisher.pick("medium")}


def _set_photo(wisher: "Wisher", rng: random.Random, table: str) -> Call:
    """One of its own photos, mostly; or somebody else's, or none."""
    medium: str | None = wisher.pick("medium", f"WHERE {table} IS NOT NULL AND kind = 'photo'")
    id = wisher.field("medium", str(medium), table) or wisher.pick(table)
    if rng.random() < 0.2:
        medium = wisher.pick("medium") if rng.random() < 0.5 else None
    return f"{table}.set_photo", {"id": id, "medium": medium}


MEDIA_WISHES = {
    "medium.add": _added,
    "medium.patch": _titled,
    "medium.delete": _deleted,
    "contact.set_photo": partial(_set_photo, table="contact"),
    "resource.set_photo": partial(_set_photo, table="resource"),
}
