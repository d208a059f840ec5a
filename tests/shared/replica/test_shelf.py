"""A package on its shelf: unpacked when it is what was promised, and grows no further than a package may."""

import sqlite3
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from shared.replica.shelf import Shelf
from shared.storage_package import attached, draw_up
from shared.sync.package import Package
from shared.tables import REGISTER, SCHEMA

MIB = 1024 * 1024


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty one."""
    return Shelf(tmp_path / "shelf")


def file_of(folder: Path, size: int) -> bytes:
    """A package without rows, of so many bytes: zeros stand behind its last page."""
    path, connection = folder / "made.db", sqlite3.connect(":memory:", isolation_level=None)
    with attached(connection, path, new=True):
        draw_up(connection, REGISTER, {})
    plain = path.read_bytes()
    assert len(plain) < size
    return plain.ljust(size, b"\0")


def comes(shelf: Shelf, plain: bytes, promised: int | None = None) -> Package:
    """These bytes came, packed; `promised` is how many were."""
    packed = zlib.compress(plain, 9)
    package = Package(sha256(packed).hexdigest(), promised or len(packed), 1, (), SCHEMA)
    shelf.add(package, packed)
    return package


@pytest.mark.parametrize(("size", "good"), [(MIB, True), (MIB + 1, False)])
def test_a_small_package_may_grow_to_a_mebibyte(shelf: Shelf, tmp_path: Path, size: int, *, good: bool) -> None:
    """Tables without rows pack to nearly nothing: they grow more than any other."""
    package = comes(shelf, file_of(tmp_path, size))
    assert package.size * 20 < MIB
    assert (shelf.unpack(package), shelf.ready(package), shelf.have(package)) == (good, good, 0)
    shelf.clear()
    assert list((tmp_path / "shelf").iterdir()) == []


@pytest.mark.parametrize(("promised", "good"), [(104_858, True), (104_857, False)])
def test_a_larger_one_may_grow_to_twenty_times_what_was_promised(
    shelf: Shelf, tmp_path: Path, promised: int, *, good: bool
) -> None:
    package = comes(shelf, file_of(tmp_path, 2 * MIB), promised)
    assert (shelf.unpack(package), shelf.ready(package)) == (good, good)


def test_other_bytes_than_were_promised_are_thrown_away(shelf: Shelf, tmp_path: Path) -> None:
    package = comes(shelf, file_of(tmp_path, MIB))
    shelf.add(package, b"\0")
    assert (shelf.unpack(package), shelf.ready(package), shelf.have(package)) == (False, False, 0)
    package = comes(shelf, b"no package at all")
    assert (shelf.unpack(package), shelf.ready(package), shelf.have(package)) == (False, False, 0)
