"""In the middle of a transaction a workspace answers as if all had been written at once, and at its end it is."""

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.register import Field, Register, Table, entity
from shared.storage import SqliteStorage, Store
from sync_server import workspace
from sync_server.store.postgres import PostgresStorage
from sync_server.workspace import Workspace
from tests.contracts.test_storage import REGISTER, person
from tests.postgres import Cluster

Step = Callable[[Store], Any]


def some_step(dice: random.Random) -> Step:
    """Any verb, about four people and two ages, so that they meet often."""
    id, age = dice.choice("abcd"), dice.choice((1, 2))
    steps: tuple[Step, ...] = (
        lambda store: store.put("person", person(id, "Kim", age), person("d", "Bo", age)),
        lambda store: store.update("person", (id,), {"age": age}),
        lambda store: store.delete("person", id),
        lambda store: store.discard("person", age=age),
        lambda store: store.get("person", id),
        lambda store: store.find("person", age=age),
        lambda store: sorted(row["id"] for row in store.among("person", "id", ["a", id], age=age)),
        lambda store: store.above("person", ("age", "id"), (age, "a"), 3),
        lambda store: (store.count("person", age=age), store.highest("person", "age")),
    )
    return dice.choice(steps)


def walk(dice: random.Random, plain: Store, behind: Store) -> None:
    """The same random steps on a plain store and on a workspace in front of another."""
    work = Workspace(behind)
    for _ in range(4):
        with plain.transaction(), work.transaction():
            for _ in range(25):
                step = some_step(dice)
                assert step(work) == step(plain)
        assert behind.find("person") == plain.find("person")


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_asked_in_between_the_answers_are_those_of_a_plain_store(seed: int, tmp_path: Path) -> None:
    plain, behind = (SqliteStorage(tmp_path / name, REGISTER) for name in ("plain.db", "behind.db"))
    walk(random.Random(seed), plain, behind)


@pytest.mark.parametrize("seed", range(100, 120))
def test_on_postgresql_the_answers_are_those_of_sqlite(seed: int, tmp_path: Path, postgres: Cluster) -> None:
    """With writes that wait for the next question, and questions that are asked of what waits."""
    with postgres.fresh() as url, closing(PostgresStorage(url, REGISTER)) as behind:
        walk(random.Random(seed), SqliteStorage(tmp_path / "plain.db", REGISTER), behind)


HOUSE = Register(
    (
        entity("person", "person", "B", Field("name")),
        entity("pet", "pet", "B", Field("owner", ref="person"), Field("kind"), root="owner"),
        Table("word", "-", "-", "-", (Field("tbl"), Field("id"), Field("text")), (), (), ("tbl", "id")),
    )
)


def some_step_at_home(dice: random.Random) -> Step:
    """Pets of four people, given away and taken in, and words about both."""
    id, owner, kind = dice.choice("abcdef"), dice.choice(("k", "l", "m", None)), dice.choice(("cat", "dog"))
    pet = {"id": id, "owner": owner, "kind": kind}
    word = {"tbl": dice.choice(("pet", "person")), "id": id, "text": kind}
    steps: tuple[Step, ...] = (
        lambda store: store.put("pet", pet, {**pet, "id": "f"}),
        lambda store: store.update("pet", (id,), {"owner": owner}),
        lambda store: store.delete("pet", id),
        lambda store: store.discard("pet", owner=owner),
        lambda store: store.put("word", word),
        lambda store: store.get("pet", id),
        lambda store: store.get("word", word["tbl"], id),
        lambda store: store.find("pet", owner=owner),
        lambda store: store.find("pet", kind=kind, owner=owner),
        lambda store: store.find("pet", kind=kind),
        lambda store: store.count("pet", owner=owner),
    )
    return dice.choice(steps)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_read_ahead_or_forgotten_early_changes_no_answer(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(workspace, "MOST_REMEMBERED", dice.choice((0, 2, 1000)))
    plain, behind = (SqliteStorage(tmp_path / name, HOUSE) for name in ("plain.db", "behind.db"))
    work = Workspace(behind)
    for _ in range(4):
        with plain.transaction(), work.transaction():
            work.read_ahead({"person": set(dice.sample("klm", 2)), "pet": set(dice.sample("abcdefg", 3))})
            for _ in range(25):
                step = some_step_at_home(dice)
                assert step(work) == step(plain)
        assert [behind.find(table.name) for table in HOUSE] == [plain.find(table.name) for table in HOUSE]


def test_what_is_read_ahead_is_one_question(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "store.db", HOUSE)
    store.put("pet", *({"id": f"pet-{n}", "owner": f"person-{n % 5}", "kind": "cat"} for n in range(20)))
    work, said = Workspace(store), []
    store.connection.set_trace_callback(said.append)
    with work.transaction():
        work.read_ahead({"person": {f"person-{n}" for n in range(5)}})
        assert [len(work.find("pet", owner=f"person-{n}", kind="cat")) for n in range(6)] == [4, 4, 4, 4, 4, 0]
        assert [work.get("person", f"person-{n}") for n in range(5)] == [None] * 5
    assert len([line for line in said if line.startswith("SELECT")]) == 3  # one a table, and one for person-5


def test_what_does_not_fit_is_not_read_ahead_again_for_every_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "MOST_REMEMBERED", 30)
    store = SqliteStorage(tmp_path / "store.db", HOUSE)
    store.put("person", *({"id": f"person-{n}", "name": "x"} for n in range(40)))
    work, read = Workspace(store), []
    monkeypatch.setattr(
        store, "among", lambda *asked, **more: read.append(asked[2]) or SqliteStorage.among(store, *asked, **more)
    )
    with work.transaction():
        work.read_ahead({"person": {f"person-{n}" for n in range(40)}})
        for n in range(40):
            assert (work.get("person", f"person-{n}") or {})["name"] == "x"
            assert work.get("word", "person", f"person-{n}") is None
    assert len(read) == 2  # the second finds that there is no room: from then on one by one


def test_what_a_failed_transaction_had_read_or_meant_to_write_is_forgotten(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "store.db", REGISTER)
    work = Workspace(store)
    with pytest.raises(ValueError, match="enough"), work.transaction():
        work.put("person", person("a"))
        raise ValueError("enough")
    with work.transaction():
        assert work.get("person", "a") is None
    assert store.count("person") == 0


def test_many_rows_are_one_statement(tmp_path: Path) -> None:
    store = SqliteStorage(tmp_path / "store.db", REGISTER)
    work, said = Workspace(store), []
    store.connection.set_trace_callback(said.append)
    with work.transaction():
        for number in range(100):
            work.put("person", person(f"{number:03d}"))
        assert not [line for line in said if line.startswith("INSERT")]
    assert store.count("person") == 100
