"""What SQLite alone promises: full disks, broken files, words without accents, and bytes that are really gone."""

import os
from pathlib import Path

import pytest

from shared import storage
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


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Jan Van den Broeck", "vandenbroeck", 1),
        ("Jan Van den Broeck", "vandenb", 1),
        ("Jan Van den Broeck", "denbroeck", 1),
        ("Anne-Marie De Smet", "annemarie", 1),
        ("Anne-Marie De Smet", "desmet", 1),
        ("Jan Van den Broeck", "roeck", 0),
        ("Jan Van den Broeck", "janbroeck", 0),
    ],
)
def test_words_are_found_that_are_typed_as_one(text: str, typed: str, found: int) -> None:
    store = SqliteStorage(":memory:", REGISTER, fold=fold)
    store.put("note", {"id": "a", "text": text})
    asked = "SELECT count(*) FROM note_search WHERE words MATCH ?"
    assert store.connection.execute(asked, (f"{typed}*",)).fetchone() == (found,)


def test_a_file_whose_words_were_kept_otherwise_keeps_them_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "_as_typed", lambda words: words)
    monkeypatch.setattr(storage, "SEARCH_FORM", 1)
    old = SqliteStorage(tmp_path / "old.db", REGISTER, fold=fold)
    old.put("note", {"id": "a", "text": "Jan Van den Broeck"})
    old.close()
    monkeypatch.undo()
    store = SqliteStorage(tmp_path / "old.db", REGISTER, fold=fold)
    store.put("note", {"id": "b", "text": "An Vandenbroeck"})
    asked = "SELECT count(*) FROM note_search WHERE words MATCH 'vandenbroeck'"
    assert store.connection.execute(asked).fetchone() == (2,)


def test_deleted_bytes_leave_the_file(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "secret.db", REGISTER)
    store.put("note", {"id": "a", "text": "canary-7391"})
    store.delete("note", "a")
    store.close()
    assert b"canary-7391" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_file_that_is_written_anew_holds_what_is_kept_alone(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "secret.db", REGISTER)
    store.connection.execute("PRAGMA secure_delete = OFF")
    store.put("note", {"id": "a", "text": "canary-7391"}, {"id": "b", "text": "kept"})
    store.delete("note", "a")
    store.scrub()
    assert b"canary-7391" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.rewrite()
    assert b"canary-7391" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert store.find("note") == [{"id": "b", "text": "kept"}]


def test_a_file_that_cannot_be_copied_is_damaged(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "broken.db", REGISTER)
    store.put("note", *({"id": str(number), "text": "x" * 900} for number in range(40)))
    store.close()
    with (tmp_path / "broken.db").open("r+b") as file:
        file.seek(-4096, os.SEEK_END)  # the last page: some rows
        file.write(b"\xff" * 4096)
    with pytest.raises(Damaged):
        SqliteStorage(tmp_path / "broken.db", REGISTER).rewrite()
