"""Reading decoded JSON strictly: what these return has the right shape; what does not is Malformed with a code."""

from collections.abc import Mapping
from typing import Any

from shared.errors import Malformed


def array(value: Any) -> list[Any]:
    """A list, whatever is in it."""
    if not isinstance(value, list):
        raise Malformed("not_a_list")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    found = tuple(array(value))
    if not all(isinstance(part, str) for part in found):
        raise Malformed("not_a_text")
    return found


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """A list of pairs of texts."""
    found = []
    for pair in map(texts, array(value)):
        if len(pair) != 2:
            raise Malformed("pair")
        found.append((pair[0], pair[1]))
    return tuple(found)


def obj(value: Any) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise Malformed("not_an_object")
    return value


def take(wire: Mapping[str, Any], name: str, kind: type) -> Any:
    """The value under a name, of exactly this type."""
    value = wire.get(name)
    if type(value) is not kind:
        raise Malformed(f"field_{name}")
    return value


def text(wire: Mapping[str, Any], name: str) -> str:
    """A text of 1 to 200 characters under a name."""
    value: str = take(wire, name, str)
    if not value or len(value) > 200:
        raise Malformed(f"field_{name}")
    return value


def natural(wire: Mapping[str, Any], name: str) -> int:
    """A whole number from nought under a name."""
    value: int = take(wire, name, int)
    if value < 0:
        raise Malformed(f"field_{name}")
    return value
