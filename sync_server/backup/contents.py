"""The inside of a backup: records, one after the other, each with its kind and its length.

    head    who made it of what: time, life of the server, entry of the log, columns of each table
    rows    some rows of one table, in order of their key
    blob    the bytes of a picture or a paper
    total   rows, and a SHA-256 over them, of each table; how many blobs, and how many the club had lost

Whatever the envelope says, a reader here believes nothing: names of tables are those of the register, a blob bears no
name but its SHA-256, and no length is taken on trust.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from shared.register import Register, Row, Table, canonical
from sync_server.backup.problems import NotRestored

HEAD, ROWS, BLOB, TOTAL = b"h", b"r", b"b", b"t"
LENGTH = 4
MOST = 64 * 1024 * 1024
"""Bytes of one record, and of one when unpacked."""
PART = 256 * 1024
"""Letters of rows that are worth a record."""

Write = Callable[[bytes], None]
Read = Callable[[int], bytes]


@dataclass(frozen=True)
class Head:
    """`made_at` is UTC ms, `epoch` the life of the server and `seq` its last entry at that moment; `columns` are the
    names by which the rows of each table are told.
    """

    made_at: int
    epoch: str
    seq: int
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rows:
    """Rows of one table, whole: columns that the backup does not know are empty."""

    table: str
    rows: list[Row]


@dataclass(frozen=True)
class Blob:
    """Bytes of a medium; their SHA-256 is all the name they have."""

    data: bytes


@dataclass(frozen=True)
class Total:
    """What there must be: (count, SHA-256) of each table, blobs, and those that were missing when it was made."""

    tables: Mapping[str, tuple[int, str]]
    blobs: int
    missing: int


Record = Head | Rows | Blob | Total


@dataclass
class Sum:
    """Counts the rows of a table, and hashes them in order."""

    columns: Sequence[str]
    count: int = 0
    _hash: Any = field(default_factory=sha256)

    def add(self, rows: Sequence[Row]) -> list[list[Any]]:
        """Take these rows in; answers them as they are told."""
        told = [[row[name] for name in self.columns] for row in rows]
        for line in told:
            self._hash.update(canonical(line).encode() + b"\n")
        self.count += len(told)
        return told

    @property
    def total(self) -> tuple[int, str]:
        """Of all so far."""
        return self.count, self._hash.hexdigest()


# ---- written


def write_head(write: Write, head: Head) -> None:
    """The first record."""
    columns = {name: list(names) for name, names in head.columns.items()}
    _write(write, HEAD, _packed({"made_at": head.made_at, "epoch": head.epoch, "seq": head.seq, "columns": columns}))


def write_rows(write: Write, table: str, told: Sequence[Sequence[Any]]) -> None:
    """Rows of one table, in records of a size that fits into any memory."""
    part: list[str] = []
    size = 0
    for line in told:
        part.append(canonical(line))
        size += len(part[-1])
        if size >= PART:
            _write_part(write, table, part)
            part, size = [], 0
    if part:
        _write_part(write, table, part)


def _write_part(write: Write, table: str, lines: Sequence[str]) -> None:
    _write(write, ROWS, zlib.compress(f"{canonical(table)}\n[{','.join(lines)}]".encode(), 6))


def write_blob(write: Write, data: bytes) -> None:
    """The bytes of one medium."""
    _write(write, BLOB, data)


def write_total(write: Write, total: Total) -> None:
    """The last record."""
    tables = {name: list(counted) for name, counted in total.tables.items()}
    _write(write, TOTAL, _packed({"tables": tables, "blobs": total.blobs, "missing": total.missing}))


def _packed(value: Any) -> bytes:
    return zlib.compress(canonical(value).encode(), 6)


def _write(write: Write, kind: bytes, payload: bytes) -> None:
    write(kind + len(payload).to_bytes(LENGTH, "big"))
    write(payload)


# ---- read


def records(read: Read, register: Register) -> Iterator[Record]:
    """All records in order, to the very end. Raises NotRestored `contents`, or `newer` for tables and columns that are
    not known here; and what `read` raises.
    """
    head = _read_head(read, register)
    yield head
    while True:
        kind, payload = _record(read)
        if kind == ROWS:
            yield _read_rows(payload, head, register)
        elif kind == BLOB:
            yield Blob(payload)
        elif kind == TOTAL:
            total = _read_total(payload, head)
            if read(1):
                raise NotRestored("contents")
            yield total
            return
        else:
            raise NotRestored("contents")


def _record(read: Read) -> tuple[bytes, bytes]:
    start = read(1 + LENGTH)
    size = int.from_bytes(start[1:], "big")
    if len(start) != 1 + LENGTH or size > MOST:
        raise NotRestored("contents")
    payload = read(size)
    if len(payload) != size:
        raise NotRestored("contents")
    return start[:1], payload


def _unpacked(payload: bytes) -> str:
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(payload, MOST)
        if not unpacker.eof or unpacker.unused_data:
            raise NotRestored("contents")
        return data.decode()
    except (zlib.error, UnicodeDecodeError) as problem:
        raise NotRestored("contents") from problem


def _json(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotRestored("contents") from problem
    if type(value) is not kind:
        raise NotRestored("contents")
    return value


def _read_head(read: Read, register: Register) -> Head:
    kind, payload = _record(read)
    value = _json(_unpacked(payload) if kind == HEAD else "", dict)
    try:
        columns = {str(name): tuple(map(str, names)) for name, names in value["columns"].items()}
        head = Head(int(value["made_at"]), str(value["epoch"]), int(value["seq"]), columns)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NotRestored("contents") from problem
    for name, names in columns.items():
        table = register.get(name)
        if table is None or not set(names) <= set(table.names):
            raise NotRestored("newer")
        if not set(table.key) <= set(names) or len(set(names)) != len(names):
            raise NotRestored("contents")
    return head


def _read_rows(payload: bytes, head: Head, register: Register) -> Rows:
    name, _, text = _unpacked(payload).partition("\n")
    table, told = _json(name, str), _json(text, list)
    if table not in head.columns or _halved(told):
        raise NotRestored("contents")
    return Rows(table, [_row(register[table], head.columns[table], line) for line in told])


def _halved(told: Any) -> bool:
    """Whether a text in there is half of a character, which no file takes."""
    try:
        canonical(told).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        return True
    return False


def _row(table: Table, columns: Sequence[str], line: Any) -> Row:
    if type(line) is not list or len(line) != len(columns):
        raise NotRestored("contents")
    row = dict.fromkeys(table.names) | dict(zip(columns, line, strict=True))
    for known in table.fields:
        wanted = int if known.kind in ("integer", "boolean") else str
        if row[known.name] is not None and type(row[known.name]) is not wanted:
            raise NotRestored("contents")
    if any(row[name] is None for name in table.key):
        raise NotRestored("contents")
    return row


def _read_total(payload: bytes, head: Head) -> Total:
    value = _json(_unpacked(payload), dict)
    try:
        tables = {str(name): (int(count), str(total)) for name, (count, total) in value["tables"].items()}
        total = Total(tables, int(value["blobs"]), int(value["missing"]))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NotRestored("contents") from problem
    if tables.keys() != head.columns.keys():
        raise NotRestored("contents")
    return total
