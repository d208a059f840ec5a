"""A club goes into one sealed file and comes back from it whole, or not at all."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync_server.backup.envelope import CHUNK, TAG
from sync_server.backup.keys import make_pair
from sync_server.media.blobs import Blobs
from sync_server.store.database import open_store
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House
from tests.postgres import Cluster
from tests.sync_server.backup.safe import Safe

HEAD = 17 + 1 + 32 + 32
LIVES = ("club", "life", "device", "audit")  # a new life begins in these, and is written down
TOLD = ("to_tell", "notice")  # news that the life before has told, or was about to: nobody hears it twice


@pytest.fixture
def safe(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Safe:
    return Safe(house, tmp_path, monkeypatch)


def test_every_row_and_every_picture_comes_back(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:  # promise 1
    assert safe.back_up() == 0
    assert f"{safe.rows} rows and 5 files" in capsys.readouterr().out
    assert safe.restore() == 0
    assert f"Back are {safe.rows} rows and 5 files of " in capsys.readouterr().out
    with closing(open_store(safe.old / "club.db")) as old, closing(open_store(safe.new / "club.db")) as new:
        for table in SERVER_REGISTER:
            if table.name not in (*LIVES, *TOLD):
                assert new.find(table.name) == old.find(table.name), table.name
        assert [new.find(name) for name in TOLD] == [[], []]
        assert (new.get("club", "club") or {})["epoch"] != (old.get("club", "club") or {})["epoch"]
    there = Blobs(safe.new / "media")
    assert [there.read(name) is not None for name in safe.names] == [True] * 5
    assert not list((safe.new / "media").glob("restoring-*"))


def test_what_must_outlive_a_restore_and_what_opens_are_not_in_it(safe: Safe, house: House) -> None:
    """Sealed, nothing can be read from outside either: no name of anybody stands in the file."""
    (safe.old / "club.ledger").write_text("LEDGER-CANARY")
    (safe.old / "club.key").write_text("KEY-CANARY")
    safe.back_up()
    assert safe.restore() == 0
    assert b"Peeters" not in safe.file.read_bytes()
    for word in (b"LEDGER-CANARY", b"KEY-CANARY"):
        assert not [path for path in safe.new.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_to_verify_is_to_put_back_and_throw_away(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    safe.back_up()
    assert safe.restore("--verify") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"Whole: {safe.rows} rows and 5 files of ")
    assert safe.left() == []


def test_a_club_that_does_not_agree_with_itself_is_told_by_verify(
    safe: Safe, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_store(safe.old / "club.db")) as store:
        store.update("contact", ("contact-kim",), {"given_name": "Rot"})
    safe.back_up()
    assert safe.restore("--verify") == 1
    assert "does not agree with itself. contact Nothing was put back." in capsys.readouterr().err


def flipped(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def reordered(data: bytes) -> bytes:
    """The first two chunks change places."""
    size = CHUNK + TAG
    one, two = data[HEAD : HEAD + size], data[HEAD + size : HEAD + 2 * size]
    assert len(two) == size
    return data[:HEAD] + two + one + data[HEAD + 2 * size :]


def without(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: HEAD + place * (CHUNK + TAG)] + data[HEAD + (place + 1) * (CHUNK + TAG) :]


BROKEN = {
    "another file": (lambda data: b"PK\3\4" + data, "no backup of Touchline"),
    "an empty file": (lambda data: b"", "no backup of Touchline"),
    "another version": (flipped(17), "newer version"),
    "another key in the head": (flipped(18), "another key"),
    "another key for this file": (flipped(60), "damaged"),
    "one bit in the middle": (flipped(HEAD + 70_000), "damaged"),
    "one bit at the end": (flipped(-2), "its end is missing or damaged"),
    "chunks in another order": (reordered, "damaged"),
    "a chunk left out": (without(1), "damaged"),
    "a chunk twice": (lambda data: data[: HEAD + CHUNK + TAG] + data[HEAD:], "damaged"),
    "cut at a chunk": (lambda data: data[: HEAD + CHUNK + TAG], "its end is missing"),
    "cut within a chunk": (lambda data: data[:-100], "its end is missing"),
    "something added": (lambda data: data + b"more", "damaged"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence_and_nothing_is_put_back(
    safe: Safe, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    Blobs(safe.old / "media").keep(b"")
    safe.back_up()
    data = safe.file.read_bytes() if safe.file.stat().st_size > HEAD + 2 * (CHUNK + TAG) else larger(safe)
    breaks, sentence = BROKEN[how]
    safe.file.write_bytes(breaks(data))
    capsys.readouterr()
    assert safe.restore() == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert "Nothing was put back." in told
    assert safe.left() == []


def larger(safe: Safe) -> bytes:
    """A backup of some chunks: the settings of this club are long, and of no pattern."""
    with closing(open_store(safe.old / "club.db")) as store, store.transaction():
        for number in range(8):
            noise = b"".join(bytes(str(n * n * n + number), "ascii") for n in range(7000))
            store.put("setting", {"id": f"club.long-{number}", "value": f'"{noise.hex()}"'})
    safe.file.unlink()
    safe.back_up()
    return safe.file.read_bytes()


def test_the_wrong_key_is_told_by_name(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    safe.back_up()
    other = safe.folder / "other.key"
    make_pair(other)
    assert safe.run(safe.new, "restore", safe.file, "--key", other) == 1
    assert "made for another key (" in capsys.readouterr().err
    assert safe.left() == []


def test_a_key_with_a_slip_of_the_pen_is_none(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = safe.public[:-6] + ("A" if safe.public[-6] != "A" else "B") + safe.public[-5:]
    assert safe.run(safe.old, "backup", safe.file, "--to", wrong) == 1
    assert "a slip of the pen" in capsys.readouterr().err
    assert not safe.file.exists()


def test_a_new_key_never_overwrites_another(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    fresh = safe.folder / "fresh.key"
    assert safe.run(safe.old, "backup", "--new-key", fresh) == 0
    assert "touchline backup FOLDER --to touchline-public-" in capsys.readouterr().out
    assert (fresh.stat().st_mode & 0o777, fresh.read_text()[:18]) == (0o600, "touchline-private-")
    before = fresh.read_bytes()
    assert safe.run(safe.old, "backup", "--new-key", fresh) == 1
    assert fresh.read_bytes() == before


def test_a_living_club_and_a_file_that_is_there_are_left_alone(safe: Safe, capsys: pytest.CaptureFixture[str]) -> None:
    safe.back_up()
    assert safe.back_up() == 1
    assert "already" in capsys.readouterr().err
    assert safe.restore(where=safe.old) == 1
    assert "There is a club there already" in capsys.readouterr().err
    with closing(open_store(safe.old / "club.db")) as store:
        assert sum(store.count(table.name) for table in SERVER_REGISTER) == safe.rows


def test_a_full_disk_leaves_no_half_of_a_backup(
    safe: Safe, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync_server.backup.making.os.fsync", full)
    assert safe.back_up() == 1
    assert capsys.readouterr().err == "There is no room.\n"
    assert [path.name for path in safe.folder.iterdir() if "club" in path.name] == []


def test_a_backup_of_one_database_is_put_back_in_the_other(
    safe: Safe, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe.back_up()
    with postgres.fresh() as url:
        monkeypatch.setenv("TOUCHLINE_DATABASE", url)
        assert safe.restore() == 0
        assert safe.restore() == 1  # a living club
        safe.file.rename(safe.folder / "first.touchline")
        assert safe.run(safe.new, "backup", safe.file, "--to", safe.public) == 0
        monkeypatch.delenv("TOUCHLINE_DATABASE")
        third = safe.folder / "third"
        assert safe.restore(where=third) == 0
        with closing(open_store(url)) as one, closing(open_store(third / "club.db")) as other:
            assert one.find("contact") == other.find("contact") != []


def test_what_is_still_to_come_is_said(safe: Safe, house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """And that there is no ledger, when there is none."""
    safe.back_up()
    assert safe.restore() == 0
    told = capsys.readouterr()
    assert "0 devices of 0 people were seen in the 30 days before the backup" in told.out
    assert "There is no ledger at " in told.err
