"""What PostgreSQL alone promises: lines that break, turns that are waited for, words of any length."""

import random
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from shared.errors import Damaged, StoreFull, Unreachable
from shared.register import Field, Register, Row, Table
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.postgres import Cluster

NOTE = Table("note", "note", "id", "A", (Field("id"), Field("text"), Field("at", "integer")), indexes=(("text",),))
REGISTER = Register((NOTE,))
FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.text = 'last' THEN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION full_disk()
"""


def note(id: str, text: str = "", at: int = 0) -> Row:
    return {"id": id, "text": text, "at": at}


@pytest.fixture
def url(postgres: Cluster) -> Iterator[str]:
    with postgres.fresh() as address:
        yield address


@pytest.fixture
def store(url: str) -> Iterator[PostgresStorage]:
    store = PostgresStorage(url, REGISTER)
    yield store
    store.close()


def hang_up(store: PostgresStorage, url: str) -> None:
    """The operator ends the session of this store."""
    other = PostgresStorage(url, REGISTER)
    pid = store.connection._line.info.backend_pid
    other.connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    other.close()


def test_a_line_that_breaks_in_a_transaction_leaves_nothing(store: PostgresStorage, url: str) -> None:
    with pytest.raises(Unreachable), store.transaction():
        store.put("note", note("a"))
        hang_up(store, url)
        store.put("note", note("b"))
    assert store.find("note") == []
    with store.transaction():
        store.put("note", note("c"))
    assert store.find("note") == [note("c")]


def test_a_line_that_breaks_at_the_end_is_no_success(store: PostgresStorage, url: str) -> None:
    with pytest.raises(Unreachable), store.transaction():
        store.put("note", note("a"))
        hang_up(store, url)
    assert store.count("note") == 0


def test_a_line_that_broke_between_two_questions_is_opened_again(store: PostgresStorage, url: str) -> None:
    hang_up(store, url)
    assert store.count("note") == 0
    hang_up(store, url)
    with store.transaction():
        store.put("note", note("a"))
    hang_up(store, url)
    with store.snapshot():
        assert store.count("note") == 1


def test_a_write_outside_a_transaction_is_not_said_twice(store: PostgresStorage, url: str) -> None:
    hang_up(store, url)
    with pytest.raises(Unreachable):
        store.put("note", note("a"))
    store.put("note", note("a"))
    assert store.count("note") == 1


def test_a_broken_snapshot_is_over(store: PostgresStorage, url: str) -> None:
    with pytest.raises(Unreachable), store.snapshot():
        hang_up(store, url)
        store.count("note")
    with store.transaction():
        store.put("note", note("a"))


def test_nobody_there_is_said_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        PostgresStorage(f"host={tmp_path} dbname=club connect_timeout=2", REGISTER)


def test_a_full_disk_rolls_back_and_says_so(store: PostgresStorage) -> None:
    store.connection.execute(FULL)
    store.put("note", note("a", "kept"))
    with pytest.raises(StoreFull), store.transaction():
        store.put("note", note("b"), note("c", "last"))
    assert store.find("note") == [note("a", "kept")]


def test_text_that_is_not_kept_as_utf_8_is_no_place_for_a_club(postgres: Cluster) -> None:
    postgres.run("CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(Damaged):
        PostgresStorage(postgres.url("bytes"), REGISTER)
    postgres.drop("bytes")


def test_who_waits_too_long_for_a_turn_comes_again(store: PostgresStorage, url: str) -> None:
    other = PostgresStorage(url, REGISTER)
    other.connection.execute("SET lock_timeout = 50")
    with store.transaction():
        store.put("note", note("a"))
        with pytest.raises(Unreachable), other.transaction():
            other.put("note", note("b"))
        assert other.count("note") == 0
    with other.transaction():
        other.put("note", note("b"))
    assert [row["id"] for row in store.find("note")] == ["a", "b"]
    other.close()


def test_a_failure_that_somebody_swallowed_is_no_success(store: PostgresStorage) -> None:
    """The database rolls back at COMMIT without an error: nobody may be told that it was kept."""
    with pytest.raises(RuntimeError, match="had failed"), store.transaction():
        store.put("note", note("a"))
        with pytest.raises(Exception, match="syntax"):
            store.connection.execute("SELEKT")
    assert store.count("note") == 0


def test_writers_take_turns(store: PostgresStorage, url: str) -> None:
    """Read, add one, write: two at once lose no count."""
    store.put("note", note("counter"))
    start = Barrier(2)

    def counts() -> None:
        mine = PostgresStorage(url, REGISTER)
        start.wait()
        for _ in range(100):
            with mine.transaction():
                at = (mine.get("note", "counter") or {})["at"]
                mine.update("note", ("counter",), {"at": at + 1})
        mine.close()

    both = [Thread(target=counts) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert store.get("note", "counter") == note("counter", at=200)


def test_a_new_database_may_be_opened_by_two_at_once(url: str) -> None:
    start, opened = Barrier(2), []

    def opens() -> None:
        start.wait()
        opened.append(PostgresStorage(url, SERVER_REGISTER))

    both = [Thread(target=opens) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert [store.count("club") for store in opened] == [0, 0]
    for store in opened:
        store.close()


def test_what_was_written_may_be_as_long_as_a_field_may_be(url: str) -> None:
    """Ids are short; everything else takes 64 KB in every field of every table, also where it is indexed."""
    store, dice = PostgresStorage(url, SERVER_REGISTER), random.Random(1)
    long = "".join(chr(dice.randrange(32, 0x2000)) for _ in range(30_000))
    for table in SERVER_REGISTER:
        short = {*table.key, *(name for index in table.indexes if len(index) > 1 for name in index)}
        short |= {field.name for field in table.fields if field.ref}
        row = {
            field.name: 7 if field.kind in ("integer", "boolean") else "short" if field.name in short else long
            for field in table.fields
        }
        store.put(table.name, row)
        assert store.get(table.name, *table.key_of(row)) == row
        for (name,) in (index for index in table.indexes if len(index) == 1):
            assert store.find(table.name, **{name: row[name]}) == [row], (table.name, name)
    store.close()


def test_text_is_compared_by_its_bytes_whatever_the_language_of_the_database(store: PostgresStorage) -> None:
    asked = "SELECT column_name, collation_name FROM information_schema.columns WHERE table_name = 'note'"
    assert set(store.connection.execute(asked)) == {("id", "C"), ("text", "C"), ("at", None)}


def test_a_schema_that_is_known_is_not_looked_at_again(store: PostgresStorage, url: str) -> None:
    store.connection.execute("ALTER TABLE note DROP COLUMN at")
    assert PostgresStorage(url, REGISTER).connection.execute("SELECT * FROM note").description is not None
    wider = Register((Table("note", "note", "id", "A", (*NOTE.fields, Field("more"))),))
    newer = PostgresStorage(url, wider)
    assert newer.put("note", {**note("a"), "more": "x"}) is None
    newer.close()
