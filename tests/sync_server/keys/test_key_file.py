"""The file with the keys: written whole, read whole, and no cell that cannot be sealed."""

import stat
from pathlib import Path

import pytest

from shared.errors import Damaged
from shared.tables import REGISTER
from sync_server.keys.key_file import KeyFile, NoKey
from sync_server.keys.label_key import open_label_key
from sync_server.keys.sealed_ledger import SealedLedger
from sync_server.keys.sealing import CELLS
from sync_server.keys.seals import KEY_BYTES, Seal
from sync_server.outside import MemoryLedger


def test_a_sealed_text_opens_in_its_place_only() -> None:
    seal = Seal(b"k" * KEY_BYTES)
    shut = seal.shut("BE71 0961 2345 6769 \u2764", "contact_finance", "kim", "iban", 1)
    assert seal.open(shut, "contact_finance", "kim", "iban", 1) == "BE71 0961 2345 6769 \u2764"
    assert seal.shut("x", "a") != seal.shut("x", "a")  # a nonce of its own each time
    elsewhere = (("contact_finance", "bo", "iban", 1), ("contact_finance", "kim", "bic", 1), ("contact_finance", "kim"))
    for place in elsewhere:
        with pytest.raises(Damaged):
            seal.open(shut, *place)
    for broken in (shut[:-5] + "AAAA=", "", "no base 64!", "AAAA"):
        with pytest.raises(Damaged):
            seal.open(broken, "contact_finance", "kim", "iban", 1)


def test_no_two_places_are_written_alike() -> None:
    seal = Seal(b"k" * KEY_BYTES)
    with pytest.raises(Damaged):
        seal.open(seal.shut("x", "a|b", "c"), "a", "b|c")


def test_label_key_and_wrapping_keys_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "club.key"
    label = open_label_key(path)
    file = KeyFile(path)
    assert file.newest is None
    first = file.add()
    second = file.add()
    assert (file.newest, KeyFile(path).newest) == (second, second)
    file.keep_only(second)
    assert (open_label_key(path).public_keys, KeyFile(path).newest) == (label.public_keys, second)
    with pytest.raises(NoKey):
        file.seal(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["club.key"]


def test_a_label_key_is_made_beside_a_wrapping_key(tmp_path: Path) -> None:
    path = tmp_path / "club.key"
    wrapper = KeyFile(path).add()
    label = open_label_key(path)
    assert (KeyFile(path).newest, open_label_key(path).public_keys) == (wrapper, label.public_keys)


def test_a_key_that_another_process_added_is_found(tmp_path: Path) -> None:
    mine, other = KeyFile(tmp_path / "club.key"), KeyFile(tmp_path / "club.key")
    added = other.add()
    assert mine.seal(added).open(other.seal(added).shut("x", "p"), "p") == "x"


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    link = tmp_path / "club.key"
    link.symlink_to(tmp_path / "safe" / "club.key")
    KeyFile(link).add()
    assert link.is_symlink()
    assert (tmp_path / "safe" / "club.key").exists()


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "club.key").mkdir()
    with pytest.raises(NoKey, match="cannot be used: Is a directory"):
        KeyFile(tmp_path / "club.key")
    (tmp_path / "file").write_text("x")
    with pytest.raises(NoKey, match="cannot be used"):
        KeyFile(tmp_path / "file" / "club.key").add()


def test_a_block_that_was_spoilt_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "club.key"
    id = KeyFile(path).add()
    whole = path.read_text()
    for spoilt in (whole.replace("=\n", "\n"), whole.replace("\n", "\nA", 1), whole[: len(whole) // 2]):
        path.write_text(spoilt)
        with pytest.raises(NoKey, match="does not hold the key"):
            KeyFile(path).seal(id)


def test_every_sensitive_field_can_be_sealed() -> None:
    for table in REGISTER:
        if table.klass in ("C", "D"):
            rest = {field.name for field in table.fields if field.ref is None and field.name not in table.key}
            assert rest == set(CELLS[table.name].fields), table.name


def test_for_want_of_its_key_a_server_writes_nothing_sensitive_in_plain(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "club.key")
    known, outside = file.add(), MemoryLedger()
    ledger = SealedLedger(outside, file)
    call = {"name": "contact_medical.patch", "args": {"id": "contact-kim", "set": {"doctor": "Dr. Peere"}}}
    line = {"kind": "promise", "whole": {"id": "changeset-1", "actions": [call]}}
    file.path.rename(tmp_path / "away")
    ledger.write([line])
    assert (file.newest, "Dr. Peere" in outside.lines[0]) == (known, False)
    file.path.write_text("")
    with pytest.raises(NoKey, match="holds no key any more"):
        ledger.write([line])
    assert len(outside.lines) == 1
