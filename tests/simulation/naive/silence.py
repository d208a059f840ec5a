"""Of whom was erased nobody says anything again, and the naive club repeats nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.simulation.naive.club import Club, Row
from tests.simulation.naive.deed import No

ERASE = "contact.erase"


def texts(value: Any) -> Iterator[str]:
    """Every text inside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def speaks_of(call: Row, ids: set[str]) -> bool:
    """Whether something is said of somebody who was erased: not that they be erased."""
    return call["name"] != ERASE and not ids.isdisjoint(texts(call["args"]))


def spared(club: Club, actions: Iterable[Row]) -> list[Row]:
    """What may still be said of these. Raises No when that is nothing."""
    told = list(actions)
    left = [call for call in told if not speaks_of(call, club.erased)]
    if told and not left:
        raise No("erased")
    return left


def silence(club: Club) -> set[str]:
    """The club's memory for a restore loses its words about who was erased; answers which deeds lost all of theirs."""
    memory, gone = [], set()
    for noted in club.memory:
        left = [call for call in noted["wire"]["actions"] if not speaks_of(call, club.erased)]
        if not left:
            gone.add(noted["wire"]["id"])
        told = {"wire": {**noted["wire"], "actions": left}, "takes": noted["takes"] and bool(left)}
        memory.append({**noted, **told})
    club.memory = memory
    return gone
