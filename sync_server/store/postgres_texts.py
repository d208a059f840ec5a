"""What PostgreSQL says otherwise: the marks of its driver, one array for many values, many rows as one text.

Text is compared by its bytes, as SQLite does (`COLLATE "C"`); integers are `bigint`, booleans 0 and 1 in one, and json
stays the canonical text that was hashed.
"""

from collections.abc import Iterator
from functools import cache
from zlib import crc32

from shared.register import Register, Table
from shared.storage_statements import Statements, columns, quoted

TYPES = {"text": "text", "json": "text", "integer": "bigint", "boolean": "bigint"}
MARK_TABLE = "touchline_schema"


class PostgresStatements(Statements):
    """Texts for psycopg."""

    mark = "%s"

    def upsert_many(self, table: str) -> str:
        """Insert or replace the rows of one parameter: a JSON list of objects."""
        entry = self._register[table]
        shape = ", ".join(f"{quoted(field.name)} {TYPES[field.kind]}" for field in entry.fields)
        chosen = f"SELECT {columns(entry.names)} FROM json_to_recordset(%s::json) AS given({shape})"
        return self._texts.get(("upsert many", table)) or self._keep(
            ("upsert many", table), self._inserted(entry, chosen)
        )

    def _one_of(self, table: str, field: str, count: int) -> str:
        """All values are one array: the text, and the plan that is kept for it, are the same for any number."""
        known = self._register[table].field(field)
        return f"{quoted(field)} = ANY(%s::{TYPES[known.kind if known else 'text']}[])"


@cache
def statements_of(register: Register) -> PostgresStatements:
    """The statements of this register, shared by all stores that have it."""
    return PostgresStatements(register)


def definitions(table: Table, present: frozenset[str] | None) -> Iterator[str]:
    """What makes this table, or adds to it the columns and indexes that are not there yet.

    `present` are the columns it has; None when there is no such table.
    """
    if present is None:
        parts = ", ".join(f"{quoted(field.name)} {_column(field.kind)}" for field in table.fields)
        yield f"CREATE TABLE {quoted(table.name)} ({parts}, PRIMARY KEY ({columns(table.key)}))"
    for field in table.fields:
        if present is not None and field.name not in present:
            yield f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(field.name)} {_column(field.kind)}"
    for index in table.indexes:
        name = quoted(f"{table.name}_by_{'_'.join(index)}")
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {quoted(table.name)} {_method(table, index)} ({columns(index)})"


def shape_of(register: Register) -> int:
    """A number for the schema of this register: a database that bears it needs no look at every table."""
    return crc32("\n".join(text for table in register for text in definitions(table, None)).encode())


def _column(kind: str) -> str:
    return f'{TYPES[kind]} COLLATE "C"' if TYPES[kind] == "text" else TYPES[kind]


def _method(table: Table, index: tuple[str, ...]) -> str:
    """A tree refuses texts above 2,700 bytes. What a person or a calendar wrote may be longer, and so may a set of
    scopes: these are found by their hash, and only ever as a whole. Ids are short.
    """
    field = table.field(index[0])
    free = len(index) == 1 and field is not None and TYPES[field.kind] == "text" and field.ref is None
    return "USING hash" if free else "USING btree"
