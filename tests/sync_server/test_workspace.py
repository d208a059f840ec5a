"""In the middle of a transaction a workspace answers as if all had been written at once, and at its end it is."""

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.storage import SqliteStorage, Store
from sync_server.postgres import PostgresStorage
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
