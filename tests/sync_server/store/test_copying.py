"""A club moves from one database to the other: all of it or nothing, and its devices do not notice."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from shared.storage import SqliteStorage, Store
from sync_server.__main__ import main
from sync_server.media.blobs import Blobs
from sync_server.store.copying import Copied, NotCopied, copy_club, copy_media, copy_rows
from sync_server.store.database import holds_club, open_store
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
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


def with_media(house: House, folder: Path) -> list[str]:
    """Two photos and a paper that the server keeps in this folder; answers the names of their files."""
    blobs, names = Blobs(folder), []
    for number, kind in enumerate(("photo", "photo", "document")):
        data = f"bytes of {number}".encode() * 1000
        preview = blobs.keep(b"small " + data) if kind == "photo" else None
        announced = {"sent_hash": sha256(data).hexdigest(), "sent_size": len(data), "title": None}
        house.do("medium.add", id=f"medium-{number}", kind=kind, contact="contact-kim", resource=None, **announced)
        said = {"mime": "image/jpeg", "size": len(data), "hash": blobs.keep(data), "preview": preview}
        house.do("medium.settle", id=f"medium-{number}", state="stored", **said)
        names += [name for name in (said["hash"], preview) if isinstance(name, str)]
    blobs.keep(b"of a row that was deleted")
    return sorted(names)


def test_the_bytes_of_media_come_along(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = with_media(house, tmp_path / "old" / "media")
    club = in_file(house, tmp_path / "old" / "club.db")
    assert main(["copy", f"sqlite:///{club}", f"sqlite:///{tmp_path}/new/club.db"]) == 0
    assert "Copying pictures and papers: 5 files are there\n" in capsys.readouterr().out
    there = Blobs(tmp_path / "new" / "media")
    assert sorted(path.name for path in (tmp_path / "new" / "media").glob("whole/*/*")) == names
    assert all(there.read(name) for name in names)


def test_a_copy_of_bytes_goes_on_where_it_was_broken_off(house: House, tmp_path: Path) -> None:
    """One is there whole, one was spoilt there: three are written, and nothing of it is a club."""
    names, club = with_media(house, tmp_path / "media"), in_file(house, tmp_path / "club.db")
    folders, told = (tmp_path / "media", tmp_path / "new"), list[tuple[int, int]]()
    source, target = map(Blobs, folders)

    def breaks(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_media(club, tmp_path / "new.db", folders, breaks)
    assert [target.read(name) is not None for name in names] == [True, True, False, False, False]
    spoilt = target.find(names[0])
    assert spoilt is not None
    spoilt.write_bytes(b"rotten")
    before = (target.find(names[1]) or spoilt).stat().st_ino
    assert copy_media(club, tmp_path / "new.db", folders, lambda *at: told.append(at)) == Copied(5, 0)
    assert told == [(n, 5) for n in (1, 2, 1, 2, 3, 4, 5)]
    assert [target.read(name) for name in names] == [source.read(name) for name in names]
    assert (target.find(names[1]) or spoilt).stat().st_ino == before
    assert not (tmp_path / "new.db").exists()


def test_what_is_missing_or_damaged_in_the_source_is_said_and_left(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names, club = with_media(house, tmp_path / "bytes"), in_file(house, tmp_path / "club.db")
    blobs = Blobs(tmp_path / "bytes")
    (blobs.find(names[0]) or tmp_path).write_bytes(b"rotten")
    blobs.drop(names[1])
    addresses = [f"sqlite:///{club}", f"sqlite:///{tmp_path}/new/club.db"]
    assert main(["copy", *addresses]) == 1
    assert capsys.readouterr().err.startswith("Nothing was copied: there is no folder")
    assert not holds_club(tmp_path / "new" / "club.db")
    assert main(["copy", *addresses, "--media-from", str(tmp_path / "bytes")]) == 0
    assert capsys.readouterr().err.startswith("2 files are missing in ")
    assert sorted(path.name for path in (tmp_path / "new" / "media").glob("whole/*/*")) == names[2:]
