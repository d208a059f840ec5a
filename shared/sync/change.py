"""What actions decide: changes of rows. The same three on the device and on the server."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.register import Register, Row


class Insert(NamedTuple):
    """A row that was not there. `values` holds the id and any fields; the others are empty."""

    table: str
    values: Mapping[str, object]

    @property
    def id(self) -> str:
        """The id of the new row."""
        return str(self.values["id"])


class Patch(NamedTuple):
    """Some fields of a row that is there. Under a mergeable action each field merges by its stamp."""

    table: str
    id: str
    values: Mapping[str, object]


class Remove(NamedTuple):
    """A row that goes."""

    table: str
    id: str


Change = Insert | Patch | Remove


def whole_row(register: Register, insert: Insert) -> Row:
    """The full row an insert makes: every column of the table, empty where nothing was given."""
    names = register[insert.table].names
    row: Row = {**dict.fromkeys(names), **insert.values}
    return row if len(row) == len(names) else {name: row[name] for name in names}


def touched(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """The (table, id) of each changed row once, in order of first touch."""
    return list(dict.fromkeys((change.table, change.id) for change in changes))
