"""What a wish would do, said before anybody taps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.refusals import Refusal


@dataclass(frozen=True)
class Touched:
    """A row that would come, change or go. `values` are the fields that would be written; of what goes none."""

    how: Literal["come", "change", "go"]
    table: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Foreseen:
    """What a wish would change as far as this device can tell, or why it would be turned down."""

    rows: tuple[Touched, ...] = ()
    refusal: Refusal | None = None

    def ids(self, how: str, table: str) -> tuple[str, ...]:
        """The rows of a table that would come, change or go."""
        return tuple(row.id for row in self.rows if (row.how, row.table) == (how, table))
