"""JSON values with one part swapped for another: the hostile half of the fuzz tests."""

import copy
from typing import Any

Path = tuple[Any, ...]


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every place inside a JSON value, itself included."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in parts for place in places(part, (*path, key)))]


def twisted(value: Any, path: Path, how: str, part: Any) -> Any:
    """A copy in which one place is set, dropped, doubled, or has one more key."""
    if not path:
        return part if how == "set" else value
    twin, part = copy.deepcopy(value), copy.deepcopy(part)
    inside = twin
    for step in path[:-1]:
        inside = inside[step]
    last = path[-1]
    if how == "set":
        inside[last] = part
    elif how == "drop":
        del inside[last]
    elif how == "extra" and isinstance(inside[last], dict):
        inside[last][part if isinstance(part, str) and len(part) < 30 else "role"] = part
    elif how == "double" and isinstance(inside, list):
        inside.append(copy.deepcopy(inside[last]))
    return twin
