"""What SQLite alone promises: full disks, broken files, words without accents, and bytes that are really gone."""

from pathlib import Path

import pytest

from shared.domain.contact import fold
from shared.errors import Damaged, StoreFull
from shared.register import Field, Register, Table
from shared.storage import SqliteStorage

NOTE = Table("note", "note", "id", "A", (Field("id"), Field("text")), search=("text",))
REGISTER = Register((NOTE,))


def test_a_full_disk_rolls_back_and_says_so(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "small.db", REGISTER)
    store.put("note", {"id": "a", "text": "kept"})
    store.connection.execute("PRAGMA max_page_count = 12")
    with pytest.raises(StoreFull), store.transaction():
        for number in range(100):
            store.put("note", {"id": str(number), "text": "x" * 4000})
    assert store.find("note") == [{"id": "a", "text": "kept"}]
    assert not store.connection.in_transaction


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.db").write_bytes(content)
    with pytest.raises(Damaged):
        SqliteStorage(tmp_path / "broken.db", REGISTER)


def test_search_finds_words_without_their_accents() -> None:
    store = SqliteStorage(":memory:", REGISTER, fold=fold)
    store.put("note", {"id": "a", "text": "Noël Ångström"})
    found = "SELECT count(*) FROM note_search WHERE words MATCH ?"
    assert store.connection.execute(found, (fold("NOEL"),)).fetchone() == (1,)
    store.put("note", {"id": "a", "text": "Piet"})
    assert store.connection.execute(found, (fold("Noël"),)).fetchone() == (0,)
    store.delete("note", "a")
    assert store.connection.execute("SELECT count(*) FROM note_search").fetchone() == (0,)


def test_deleted_bytes_leave_the_file(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "secret.db", REGISTER)
    store.put("note", {"id": "a", "text": "canary-7391"})
    store.delete("note", "a")
    store.close()
    assert b"canary-7391" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
