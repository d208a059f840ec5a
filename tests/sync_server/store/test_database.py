"""Where a club is kept: what the environment says, and what a person is shown of it."""

from pathlib import Path

import pytest

from sync_server.settings import database_of, from_environment
from sync_server.store.database import holds_club, open_store, shown
from tests.house import House, furnish
from tests.postgres import Cluster

SERVED = "postgresql://club:secret@db.example:5433/touchline"


def test_without_a_word_it_is_a_file_beside_the_other_files() -> None:
    assert from_environment({"TOUCHLINE_DATA": "there"}).database == Path("there/club.db")
    assert from_environment({"TOUCHLINE_DATABASE": ""}).database == Path("data/club.db")


@pytest.mark.parametrize(
    ("address", "database"),
    [
        ("sqlite:///club.db", Path("club.db")),
        ("sqlite:////srv/club.db", Path("/srv/club.db")),
        (SERVED, SERVED),
        ("postgres://db.example/touchline", "postgres://db.example/touchline"),
    ],
)
def test_an_address_names_a_file_or_a_server(address: str, database: Path | str) -> None:
    assert from_environment({"TOUCHLINE_DATABASE": address}).database == database


@pytest.mark.parametrize("address", ["club.db", "sqlite://club.db", "sqlite:///", "mysql://db/club", "postgresql://"])
def test_anything_else_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="a database is"):
        database_of(address)


def test_a_password_is_not_shown() -> None:
    assert shown(database_of(SERVED)) == "user=club dbname=touchline host=db.example port=5433"
    assert shown(Path("data/club.db")) == "data/club.db"


def test_a_database_with_tables_and_no_club_holds_none(postgres: Cluster) -> None:
    with postgres.fresh() as url:
        assert not holds_club(url)
        store = open_store(url)
        furnish(House(store))
        store.close()
        assert holds_club(url)
