"""A package: the rows of scopes that many users share, as one file that is made once and fetched by all of them."""

from dataclasses import dataclass
from typing import Any

from shared.errors import Malformed
from shared.sync.wire import natural, obj, take, text, texts


@dataclass(frozen=True)
class Package:
    """`id` is the SHA-256 of the packed file, in hex, and `size` its bytes.

    It holds every row that `scopes` carried at `seq`, in the columns of `schema`.
    """

    id: str
    size: int
    seq: int
    scopes: tuple[str, ...]
    schema: int


def read_package(value: Any) -> Package:
    """A Package from decoded JSON; raises Malformed. Its id becomes the name of a file, so it is hex and no more."""
    wire = obj(value)
    id = text(wire, "id")
    if len(id) != 64 or not set(id) <= set("0123456789abcdef"):
        raise Malformed("package")
    scopes = texts(wire.get("scopes"))
    return Package(id, natural(wire, "size"), natural(wire, "seq"), scopes, take(wire, "schema", int))
