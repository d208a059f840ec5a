"""Field by field, the highest stamp wins, whatever the order of arrival.

A row keeps one stamp for all of its fields and a short map for those written later: most rows are written
once.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.register import Row


class Stamps(NamedTuple):
    """The stamps of one row: `base` for every field not named in `fields`; empty when nobody wrote those yet."""

    base: str
    fields: Mapping[str, str]

    def of(self, name: str) -> str:
        """The stamp of one field."""
        return self.fields.get(name, self.base)

    def written(self, names: Iterable[str], stamp: str) -> "Stamps":
        """These stamps after `names` were written at `stamp`."""
        return Stamps(self.base, {**self.fields, **dict.fromkeys(names, stamp)})


class Merged(NamedTuple):
    """Outcome of merging one patch: what was taken, and the names that lost to a later write."""

    taken: Row
    lost: tuple[str, ...]


def merge(current: Row, stamps: Stamps, patch: Mapping[str, object], stamp: str) -> Merged:
    """Take each field of `patch` whose stamp beats the row's. Writing the value that is there never loses."""
    taken: Row = {}
    lost: list[str] = []
    for name, value in patch.items():
        if stamp >= stamps.of(name):  # equal: an earlier action of the same changeset
            taken[name] = value
        elif current.get(name) != value:
            lost.append(name)
    return Merged(taken, tuple(lost))
