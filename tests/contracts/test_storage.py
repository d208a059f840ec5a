"""The promise of `shared.storage.Store`. Whoever keeps it inherits `StorageContract` and says how one is made."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.errors import Unreachable
from shared.register import Field, Register, Row, Table
from shared.storage import SqliteStorage, Store
from sync_server.store.postgres import PostgresStorage
from tests.postgres import Cluster

PERSON = Table(
    "person",
    "person",
    "id",
    "A",
    (Field("id"), Field("name"), Field("age", "integer"), Field("active", "boolean"), Field("tags", "json")),
    indexes=(("age",),),
)
GRADE = Table("group", "person", "id", "A", (Field("a"), Field("b"), Field("at", "integer")), key=("a", "b"))
REGISTER = Register((PERSON, GRADE))


def person(id: str, name: str | None = None, age: int | None = None) -> Row:
    return {"id": id, "name": name, "age": age, "active": 1, "tags": '["x"]'}


class StorageContract(ABC):
    """Each test gets an empty store as `store`."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return self.open(tmp_path, REGISTER)

    @abstractmethod
    def open(self, folder: Path, register: Register) -> Store:
        """Open the store that lives in `folder`, bringing its schema up to `register`."""

    def test_what_is_put_comes_back_equal(self, store: Store) -> None:
        row = person("a", "Zoë ❤ 'quoted' \"twice\"", -(2**63))
        store.put("person", row)
        assert store.get("person", "a") == row

    def test_put_again_replaces_the_whole_row(self, store: Store) -> None:
        store.put("person", person("a", "Kim", 9))
        store.put("person", person("a", None, 10))
        assert store.find("person") == [person("a", None, 10)]

    def test_of_rows_with_one_key_the_last_stays(self, store: Store) -> None:
        store.put("person", person("a", "Kim"), person("b"), person("a", "Bo"))
        assert store.find("person") == [person("a", "Bo"), person("b")]

    def test_true_is_kept_as_one(self, store: Store) -> None:
        store.put("person", {**person("a"), "active": True})
        store.put("person", {**person("b"), "active": False}, {**person("c"), "active": None})
        store.update("person", ("c",), {"active": True})
        assert [row["active"] for row in store.find("person")] == [1, 0, 1]
        assert [row["id"] for row in store.find("person", active=True)] == ["a", "c"]

    def test_a_word_is_no_number(self, store: Store) -> None:
        """Whatever somebody sends where an id belongs: it finds nothing, and nothing breaks."""
        store.put("person", person("7", age=7))
        assert store.get("person", 7) == person("7", age=7)
        assert store.get("person", "seven") is None

    def test_an_absent_row_is_none(self, store: Store) -> None:
        assert store.get("person", "nobody") is None

    def test_a_key_of_two_fields(self, store: Store) -> None:
        store.put("group", {"a": "x", "b": "1", "at": 1}, {"a": "x", "b": "2", "at": 2})
        assert store.get("group", "x", "2") == {"a": "x", "b": "2", "at": 2}
        store.delete("group", "x", "2")
        assert store.count("group") == 1

    def test_find_answers_in_order_of_the_key(self, store: Store) -> None:
        store.put("person", person("b", age=1), person("a", age=1), person("c", age=2))
        assert [row["id"] for row in store.find("person", age=1)] == ["a", "b"]

    def test_ids_sort_by_their_bytes(self, store: Store) -> None:
        store.put("person", *(person(id) for id in ("a", "B", "é", "z", "_")))
        assert [row["id"] for row in store.find("person")] == ["B", "_", "a", "z", "é"]

    def test_none_matches_empty_fields(self, store: Store) -> None:
        store.put("person", person("a", "Kim", 1), person("b"), person("c", age=1))
        assert [row["id"] for row in store.find("person", name=None)] == ["b", "c"]
        assert [row["id"] for row in store.find("person", name=None, age=1)] == ["c"]
        assert store.count("person", name=None, age=None) == 1
        assert [row["id"] for row in store.among("person", "id", ["a", "b", "c"], age=None)] == ["b"]

    def test_among_takes_any_number_of_values(self, store: Store) -> None:
        store.put("person", *(person(f"{n:05}", age=n) for n in range(1200)))
        assert len(store.among("person", "age", range(100, 1400))) == 1100
        assert store.among("person", "age", []) == []
        assert [row["id"] for row in store.among("person", "age", [7, 8], id="00008")] == ["00008"]

    def test_above_pages_through_everything_once(self, store: Store) -> None:
        store.put("group", *({"a": str(n // 3), "b": str(n % 3), "at": n % 2} for n in range(9)))
        seen, last = [], ("", "")
        while rows := store.above("group", ("a", "b"), last, 2, at=1):
            seen += rows
            last = (rows[-1]["a"], rows[-1]["b"])
        assert [(row["a"], row["b"]) for row in seen] == [("0", "1"), ("1", "0"), ("1", "2"), ("2", "1")]

    def test_highest_of_none_is_none(self, store: Store) -> None:
        assert store.highest("person", "age") is None
        store.put("person", person("a", "Kim", 3), person("b", "Kim", 9), person("c", "Bo", 12))
        assert store.highest("person", "age", name="Kim") == 9

    def test_update_sets_some_columns(self, store: Store) -> None:
        store.put("person", person("a", "Kim", 9))
        store.update("person", ("a",), {"age": 10})
        assert store.get("person", "a") == person("a", "Kim", 10)

    def test_deleting_what_is_not_there_is_nothing(self, store: Store) -> None:
        store.delete("person", "nobody")
        assert store.count("person") == 0

    def test_discard_among_takes_any_number_of_values(self, store: Store) -> None:
        store.put("person", *(person(f"{n:05}", age=n) for n in range(1200)))
        store.discard_among("person", "age", range(10, 1300))
        store.discard_among("person", "age", [])
        store.discard_among("person", "age", [3, 4], id="00004")
        assert [row["age"] for row in store.find("person")] == [0, 1, 2, 3, 5, 6, 7, 8, 9]

    def test_discard_takes_what_matches_or_all(self, store: Store) -> None:
        store.put("person", person("a", age=1), person("b", age=2), person("c", age=2))
        store.discard("person", age=2)
        assert [row["id"] for row in store.find("person")] == ["a"]
        store.discard("person")
        assert store.count("person") == 0

    def test_a_transaction_that_raises_leaves_nothing(self, store: Store) -> None:
        store.put("person", person("a", "Kim"))
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.put("person", person("a", "Bo"), person("b"))
            raise ZeroDivisionError
        assert store.find("person") == [person("a", "Kim")]

    def test_a_transaction_that_need_not_last_is_whole_all_the_same(self, store: Store) -> None:
        with store.transaction(lasting=False):
            store.put("person", person("a"))
        with pytest.raises(ZeroDivisionError), store.transaction(lasting=False):
            store.put("person", person("b"))
            raise ZeroDivisionError
        assert [row["id"] for row in store.find("person")] == ["a"]

    def test_scrubbing_changes_no_row(self, store: Store) -> None:
        store.put("person", person("a"), person("b"))
        store.delete("person", "b")
        store.scrub()
        assert store.find("person") == [person("a")]

    def test_writing_it_anew_changes_no_row(self, store: Store) -> None:
        store.put("person", person("a"), person("b"))
        store.delete("person", "b")
        store.rewrite()
        assert store.find("person") == [person("a")]

    def test_after_a_rollback_all_goes_on(self, store: Store) -> None:
        for _ in range(8):  # more often than it takes until a database keeps a statement's plan
            with pytest.raises(ZeroDivisionError), store.transaction():
                store.put("person", person("a"), person("b"))
                raise ZeroDivisionError
            with store.transaction():
                store.put("person", person("a"), person("c"))
            assert [row["id"] for row in store.find("person")] == ["a", "c"]
            store.discard("person")

    def test_a_snapshot_inside_a_transaction_sees_its_writes(self, store: Store) -> None:
        with store.transaction():
            store.put("person", person("a"))
            with store.snapshot():
                assert store.count("person") == 1

    def test_a_snapshot_stays_of_one_moment(self, store: Store, tmp_path: Path) -> None:
        other = self.open(tmp_path, REGISTER)
        store.put("person", person("a"))
        with store.snapshot():
            assert store.count("person") == 1
            other.put("person", person("b"))
            assert store.count("person") == 1
        assert store.count("person") == 2

    def test_a_field_that_no_table_has_is_a_bug(self, store: Store) -> None:
        for ask in (store.find, store.count, store.discard):
            with pytest.raises(KeyError):
                ask("person", **{'id" OR 1=1 --': "x"})
        with pytest.raises(KeyError):
            store.above("person", ("salary",), (0,), 1)
        with pytest.raises(KeyError):
            store.highest("person", "salary")

    def test_a_newer_schema_adds_columns_and_keeps_rows(self, store: Store, tmp_path: Path) -> None:
        store.put("person", person("a", "Kim"))
        fields = (*PERSON.fields, Field("nickname", since=2))
        wider = Table("person", "person", "id", "A", fields)
        newer = self.open(tmp_path, Register((wider, GRADE)))
        assert newer.get("person", "a") == {**person("a", "Kim"), "nickname": None}


class TestSqlite(StorageContract):
    def open(self, folder: Path, register: Register) -> Store:
        return SqliteStorage(folder / "store.db", register)

    def test_who_waits_too_long_for_a_turn_comes_again(self, store: Store, tmp_path: Path) -> None:
        with closing(SqliteStorage(tmp_path / "store.db", REGISTER)) as other:
            other.connection.execute("PRAGMA busy_timeout = 20")
            with store.transaction(), pytest.raises(Unreachable), other.transaction():
                raise AssertionError("two writers at once")
            with other.transaction():
                other.put("person", person("a"))
        assert store.find("person") == [person("a")]


class TestPostgres(StorageContract):
    @pytest.fixture(autouse=True)
    def _database(self, postgres: Cluster) -> Iterator[None]:
        self._opened: list[PostgresStorage] = []
        with postgres.fresh() as self._url:
            yield
            for store in self._opened:
                store.close()

    def open(self, folder: Path, register: Register) -> Store:
        store = PostgresStorage(self._url, register)
        self._opened.append(store)
        return store
