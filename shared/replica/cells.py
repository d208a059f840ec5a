"""Cells that a device reads back from its own bookkeeping. They may have rotted: what cannot be read counts for
nothing, so that a digest differs and the server's word takes its place.
"""

import json

from shared.register import Register, Row
from shared.sync.digest import Tally, number_of


def image_of(base: Row, register: Register) -> Row | None:
    """The row as it was before a pending change; None when there was none, or when it cannot be read any more."""
    try:
        image = json.loads(base["image"] or "null")
    except (TypeError, ValueError):
        return None
    names = register[base["tbl"]].in_order if base["tbl"] in register else ()
    return image if isinstance(image, dict) and tuple(image) == names else None


def tally_of(row: Row) -> Tally:
    """Count and sum of a line of `tally`."""
    try:
        return Tally(int(row["count"]), number_of(row["sum"]))
    except (TypeError, ValueError):
        return Tally()


def hash_of(held: Row) -> int:
    """The hash in a line of `held`."""
    try:
        return number_of(held["hash"])
    except (TypeError, ValueError):
        return 0


def scopes_of(carrier: Row) -> frozenset[str]:
    """The scopes of a line of `carrier`."""
    try:
        scopes = json.loads(carrier["scopes"])
    except (TypeError, ValueError):
        scopes = None
    return frozenset(map(str, scopes)) if isinstance(scopes, list) else frozenset()
