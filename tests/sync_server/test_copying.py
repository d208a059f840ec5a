"""A club moves from one database to the other: all of it or nothing, and its devices do not notice."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.storage import SqliteStorage, Store
from sync_server.__main__ import main
from sync_server.copying import NotCopied, copy_club, copy_rows
from sync_server.database import holds_club, open_store
from sync_server.postgres import PostgresStorage
from sync_server.tables import SERVER_REGISTER
from tests.house import House, everything
from tests.postgres import Cluster


@pytest.fixture
def url(postgres: Cluster) -> Iterator[str]:
    with postgres.fresh() as address:
        yield address


def in_file(house: House, path: Path) -> Path:
    """This house's club, kept in a file."""
    with closing(SqliteStorage(path, SERVER_REGISTER)) as store:
        copy_rows(house.store, store)
    return path


def moved(house: House, store: Store) -> House:
    """The same house, its server on another store from now on."""
    other = House(store)
    other.clock, other.new_id = house.clock, house.new_id
    return other


def test_there_and_back_again_every_row_is_the_same(house: House, url: str, tmp_path: Path) -> None:
    start, end = in_file(house, tmp_path / "start.db"), tmp_path / "end.db"
    rows = copy_club(start, url)
    assert copy_club(url, end) == rows == sum(house.store.count(table.name) for table in SERVER_REGISTER)
    for place in (url, end):
        with closing(open_store(place)) as store:
            assert everything(store) == everything(house.store)


@pytest.mark.parametrize("way", ["to PostgreSQL", "to SQLite"])
def test_devices_go_on_with_the_copy_as_if_nothing_had_happened(
    house: House, url: str, tmp_path: Path, way: str
) -> None:
    first, second = PostgresStorage(url, SERVER_REGISTER), SqliteStorage(tmp_path / "club.db", SERVER_REGISTER)
    old, new = (second, first) if way == "to PostgreSQL" else (first, second)
    copy_rows(house.store, old)
    house = moved(house, old)
    karel, sara = house.phone("karel"), house.phone("sara")
    karel.sync()
    sara.sync()
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    copy_rows(old, new)
    karel.house = sara.house = moved(house, new)
    assert karel.exchange()[0].page is None  # nothing new: the digests agree
    assert sara.sync() == ["applied"]
    page = karel.exchange()[0].page
    assert page is not None
    assert (page.whole, sum(len(puts.rows) for puts in page.puts.values())) == (False, 1)
    assert (karel.row("contact_point", "phone-of-piet") or {})["label"] == "gsm"
    first.close()
    second.close()


def test_a_target_that_holds_a_club_is_left_alone(house: House, url: str, tmp_path: Path) -> None:
    club, other = in_file(house, tmp_path / "club.db"), in_file(house, tmp_path / "other.db")
    copy_club(club, url)
    for source, target in ((club, url), (url, other)):
        with pytest.raises(NotCopied, match="taken"):
            copy_club(source, target)


def test_without_a_club_there_is_nothing_to_copy(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotCopied, match="nothing"):
        copy_club(tmp_path / "absent.db", url)
    with pytest.raises(NotCopied, match="nothing"):
        copy_club(url, tmp_path / "target.db")
    assert not (tmp_path / "target.db").exists()


@pytest.mark.parametrize("how", ["changed", "lost", "added"])
def test_a_copy_that_comes_back_otherwise_is_none(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    target = SqliteStorage(tmp_path / "target.db", SERVER_REGISTER)
    put = target.put

    def bad_put(table: str, *rows: dict[str, object]) -> None:
        first = {**rows[0], "name": "another"}
        change = {"changed": (first, *rows[1:]), "lost": rows[1:], "added": (*rows, {**first, "id": "zzz"})}
        put(table, *(change[how] if table == "group" else rows))

    monkeypatch.setattr(target, "put", bad_put)
    with pytest.raises(NotCopied) as refused:
        copy_rows(house.store, target)
    assert (refused.value.code, refused.value.table) == ("differs", "group")
    assert target.count("contact") == 0


def test_the_command_says_what_it_did(
    house: House, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    club = in_file(house, tmp_path / "club.db")
    assert main(["copy", f"sqlite:///{club}", url]) == 0
    assert "every row" in capsys.readouterr().out
    assert holds_club(url)
    assert main(["copy", f"sqlite:///{club}", url]) == 1
    assert "already" in capsys.readouterr().err
