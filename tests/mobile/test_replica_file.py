"""The device's file: it opens, and when it is broken nobody's unsent words are lost with it."""

import errno
from pathlib import Path

import pytest

from mobile.replica_file import FILE, Opened, open_replica
from shared.sync.package import Package
from shared.tables import SCHEMA
from tests.house import EPOCH, House, Phone


def carried(house: House, opened: Opened) -> Phone:
    """A phone of Karel around an opened file."""
    phone = Phone(house, "user-karel", "phone-karel")
    phone.store, phone.replica = opened.store, opened.replica
    return phone


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """The files of Karel's phone, synced, with one wish that was not sent; the app is closed."""
    house.phone("karel")
    opened = open_replica(tmp_path)
    opened.replica.enrol("user-karel", "phone-karel", EPOCH)
    phone = carried(house, opened)
    phone.sync()
    phone.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    opened.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.store.close()
    return tmp_path


def test_a_closed_app_opens_as_it_was(folder: Path) -> None:
    opened = open_replica(folder)
    assert (opened.broken, opened.rescued, opened.replica.waiting()) == (False, 0, 1)
    assert (opened.store.get("contact_point", "phone-of-piet") or {})["label"] == "papa"


def damage(path: Path, table: str) -> None:
    """Overwrite the pages of one table with noise."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(content)


def test_a_broken_table_is_rebuilt_and_the_unsent_wish_goes_on(house: House, folder: Path) -> None:
    damage(folder / FILE, "contact")
    opened = open_replica(folder)
    assert (opened.broken, opened.rescued) == (True, 1)
    assert (folder / "replica.broken-1.db").exists()
    phone = carried(house, opened)
    assert phone.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "papa"
    assert phone.holds() == fresh(house)


def fresh(house: House) -> dict[str, object]:
    phone = house.phone("karel", "fresh")
    phone.sync()
    return dict(phone.holds())


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000, b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_file_of_nonsense_is_kept_aside(folder: Path, content: bytes) -> None:
    (folder / FILE).write_bytes(content)
    opened = open_replica(folder)
    assert opened.replica.state() is None
    assert opened.broken is (content != b"")  # an empty file is a new one


def test_every_broken_file_is_kept(folder: Path) -> None:
    for number in (1, 2, 3):
        (folder / FILE).write_bytes(b"nonsense" * 1000)
        open_replica(folder).store.close()
        assert (folder / f"replica.broken-{number}.db").exists()


def test_a_cut_file_does_not_stop_the_app(folder: Path) -> None:
    content = (folder / FILE).read_bytes()
    for part in (10, 3, 2):
        (folder / FILE).write_bytes(content[: len(content) // part])
        opened = open_replica(folder)
        opened.store.find("contact")
        opened.store.close()


def test_a_queue_whose_device_row_is_lost_waits_for_the_sign_in(house: House, folder: Path) -> None:
    damage(folder / FILE, "device")
    damage(folder / FILE, "contact")
    opened = open_replica(folder)
    assert (opened.rescued, opened.replica.state()) == (1, None)
    with house.store.transaction():
        house.referee.enrol_device("phone-new", "user-karel", None, "phone")
    opened.replica.enrol("user-karel", "phone-new", EPOCH)
    phone = carried(house, opened)
    phone.device = "phone-new"
    phone.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
    assert phone.sync() == ["applied", "applied"]
    labels = [(house.row("contact_point", f"phone-of-{name}") or {})["label"] for name in ("piet", "mia")]
    assert labels == ["papa", "mama"]


def test_a_package_lies_between_the_files_of_the_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's private folder is flat: no other folder can be made in it, and what else lies there stays."""

    def refused(path: Path, *_: object, exist_ok: bool = False, **__: object) -> None:
        assert exist_ok
        if not path.exists():
            raise PermissionError(errno.EPERM, "Operation not permitted", str(path))

    opened = open_replica(tmp_path)
    shelf, package = opened.replica.staging.shelf, Package("0" * 64, 6, 1, ("staff",), SCHEMA)
    files = sorted(tmp_path.iterdir())
    assert shelf is not None
    monkeypatch.setattr(Path, "mkdir", refused)
    shelf.add(package, b"abc")
    assert shelf.have(package) == 3
    shelf.add(package, b"def")
    assert not shelf.unpack(package)
    shelf.add(package, b"abc")
    shelf.clear()
    assert sorted(tmp_path.iterdir()) == files
    opened.store.close()
