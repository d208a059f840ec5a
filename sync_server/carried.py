"""Row versions by what carries them: read in steps, so that no question brings a club into memory."""

from collections.abc import Iterator, Set
from operator import itemgetter

from shared.register import Row
from shared.storage import Store

Where = tuple[int, str, str]  # audience, table, id
START: Where = (0, "", "")
MANY = 100


def at_once(store: Store, numbers: Set[int], after: Where) -> Iterator[list[Row]]:
    """What `walk` answers of rows that stand, in one question: for scopes of few rows in many audiences."""
    versions = [
        (place, version)
        for version in store.among("row_version", "audience", sorted(numbers), deleted=0)
        if (place := (version["audience"], version["tbl"], version["id"])) > after
    ]
    if versions:
        yield [version for _, version in sorted(versions, key=itemgetter(0))]


def walk(store: Store, numbers: Set[int], after: Where, step: int) -> Iterator[list[Row]]:
    """Versions with these audiences, in order of (audience, table, id), about `step` of them at a time.

    A few audiences are looked up one by one; for many it is cheaper to walk over all and leave out the others.
    """
    key = ("audience", "tbl", "id")
    if len(numbers) > MANY:
        while versions := store.above("row_version", key, after, step):
            last = versions[-1]
            after = (last["audience"], last["tbl"], last["id"])
            yield [version for version in versions if version["audience"] in numbers]
        return
    gathered: list[Row] = []
    for number in sorted(number for number in numbers if number >= after[0]):
        inside = after[1:] if number == after[0] else ("", "")
        while versions := store.above("row_version", key[1:], inside, step, audience=number):
            inside = (versions[-1]["tbl"], versions[-1]["id"])
            gathered += versions
            if len(gathered) >= step:
                yield gathered
                gathered = []
            if len(versions) < step:
                break
    if gathered:
        yield gathered
