"""A phone that seals what is sensitive works as any other, and a thief of its file reads none of it."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from mobile.device.locks import AesLock, SpongeLock
from mobile.reader import Reader
from mobile.reader.sensitive import Bank
from mobile.replica_file import FILE, open_replica
from shared.domain.contact import fold
from shared.register import canonical
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.sealed_storage import CELLS, SENSITIVE, SealedStorage
from shared.storage import SqliteStorage
from shared.tables import REGISTER
from tests.contracts.test_storage import StorageContract
from tests.house import EPOCH, House, Phone
from tests.sync_server.test_parking import blindly

KEY = bytes(range(32))
IBAN = "BE71096123456769"


class TestSealedStorage(StorageContract):
    def open(self, folder: Path, register: object) -> SealedStorage:
        return SealedStorage(folder / "store.db", register, AesLock(KEY))  # type: ignore[arg-type]  # the contract's own


def sealed(house: House, name: str, folder: Path, *, lock: type[AesLock] | type[SpongeLock] = AesLock) -> Phone:
    phone = house.phone(name)
    folder.mkdir(exist_ok=True)
    phone.store = SealedStorage(folder / FILE, DEVICE_REGISTER, lock(KEY), fold=fold)
    phone.replica = Replica(phone.store, "test")
    phone.replica.enrol(phone.user, phone.device, EPOCH)
    return phone


def told(folder: Path) -> str:
    """Everything a thief of this folder reads."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir())).decode("latin-1")


def secrets_in(folder: Path) -> set[str]:
    return set(re.findall(r"Canary\d+x|BE71096123456769", told(folder)))


@pytest.mark.parametrize("lock", [AesLock, SpongeLock])
def test_no_byte_of_the_file_says_what_is_sensitive(
    house: House, tmp_path: Path, lock: type[AesLock] | type[SpongeLock]
) -> None:
    """promise 5: in rows, the queue, first images, what was answered, an inbox and pages that wait"""
    house.do("contact_finance.patch", id="contact-zoe", set={"account_holder": "Canary1x", "iban": IBAN})
    house.do("contact_medical.patch", id="contact-zoe", set={"note": "Canary2x"})
    house.checkpoints._page_bytes = 700  # so that pages wait
    ann = sealed(house, "ann", tmp_path / "ann", lock=lock)
    done, waited = False, ""
    while not done:
        _, done = ann.exchange()
        waited += "".join(row["body"] for row in ann.store.find("staged"))
        assert secrets_in(tmp_path / "ann") == set()
    assert IBAN in waited
    assert (ann.row("contact_medical", "contact-zoe") or {})["note"] == "Canary2x"
    ann.do("contact_medical.patch", id="contact-zoe", set={"note": "Canary3x"})
    blindly(ann, ("contact_finance.patch", {"id": "contact-kim", "set": {"mandate": "Canary4x"}}))
    assert ann.store.count("base") == 1
    assert secrets_in(tmp_path / "ann") == set()
    assert ann.sync() == ["applied", "refused not_allowed"]
    assert "Canary4x" in (ann.store.find("inbox_item")[0]["detail"] or "")
    assert secrets_in(tmp_path / "ann") == set()
    assert (house.row("contact_medical", "contact-zoe") or {})["note"] == "Canary3x"
    hashes = [row["hash"] for name in SENSITIVE for row in ann.store.find("held", tbl=name)]
    assert hashes
    assert not [one for one in hashes if one in told(tmp_path / "ann")]
    ann.store.close()


def test_it_holds_what_any_other_phone_holds(house: House, tmp_path: Path) -> None:
    olga, other = sealed(house, "olga", tmp_path / "olga"), house.phone("olga", "other")
    for phone in (olga, other):
        phone.sync()
    assert olga.holds() == other.holds()
    assert [olga.store.find(name) for name in CELLS] == [other.store.find(name) for name in CELLS]


def test_a_flipped_cell_is_found_and_healed(house: House, tmp_path: Path) -> None:  # promise 16
    tom = sealed(house, "tom", tmp_path / "tom")
    tom.sync()
    before = tom.holds()
    raw = tom.store.connection
    (cell,) = raw.execute("SELECT iban FROM contact_finance WHERE id = 'contact-kim'").fetchone()
    for spoilt in (cell[:-3] + "AAA", IBAN, "", None, cell[1:], 7):
        raw.execute("UPDATE contact_finance SET iban = ? WHERE id = 'contact-kim'", (spoilt,))
        assert tom.replica.reread(10_000) == 1, spoilt
        tom.sync()
        assert tom.holds() == before
    for table, name in (("held", "hash"), ("tally", "sum")):
        raw.execute(f"UPDATE {table} SET {name} = '~AAAA' WHERE tbl = 'contact_finance'")
        tom.replica = Replica(tom.store, "test")
        tom.replica.reread(10_000)
        tom.sync()
        tom.sync()
        assert (tom.holds(), (tom.replica.state() or {})["doubt"]) == (before, 0)


def test_a_file_of_before_is_sealed_when_it_is_opened(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "ann"
    folder.mkdir()
    ann = house.phone("ann")
    ann.store = SqliteStorage(folder / FILE, DEVICE_REGISTER, fold=fold)
    ann.replica = Replica(ann.store, "test")
    ann.replica.enrol(ann.user, ann.device, EPOCH)
    ann.sync()
    ann.do("contact_finance.patch", id="contact-zoe", set={"iban": IBAN})
    before = {name: ann.store.find(name) for name in (*CELLS, "contact")}
    ann.store.close()
    assert IBAN in told(folder)
    opened = open_replica(folder, AesLock(KEY))
    assert {name: opened.store.find(name) for name in (*CELLS, "contact")} == before
    assert IBAN not in told(folder)
    opened.store.close()
    again = open_replica(folder, AesLock(KEY))
    assert {name: again.store.find(name) for name in (*CELLS, "contact")} == before
    again.store.close()


def test_screens_read_it_open(house: House, tmp_path: Path) -> None:
    ann = sealed(house, "ann", tmp_path / "ann")
    ann.sync()
    blindly(ann, ("contact_finance.patch", {"id": "contact-kim", "set": {"mandate": "M-9"}}))
    ann.sync()
    ann.do("contact_finance.patch", id="contact-zoe", set={"iban": IBAN})
    reader = Reader(ann.store.connection)
    assert reader.sensitive.bank("contact-zoe") == Bank(iban=IBAN)
    assert [[deed.verb for deed in one.deeds] for one in reader.outbox.waiting()] == [["contact_finance.patch"]]
    assert reader.outbox.waits_for("contact-zoe") == {"contact_finance.patch"}
    assert reader.outbox.row("contact_finance", "contact-zoe")["iban"] == IBAN
    assert [one.sealed for one in reader.inbox.messages("user-ann")] == [True]


def test_a_lost_key_is_a_wipe_of_what_it_sealed_and_of_nothing_else(house: House, tmp_path: Path) -> None:
    ann = sealed(house, "ann", tmp_path / "ann")
    ann.sync()
    ann.do("contact_finance.patch", id="contact-zoe", set={"iban": IBAN})
    ann.do("contact.patch", id="contact-zoe", set={"given_name": "Zo\u00eb"})
    ann.store.close()
    opened = open_replica(tmp_path / "ann", AesLock(bytes(32)), fresh=True)
    assert (opened.broken, opened.rescued) == (True, 1)
    assert [line["actions"] for line in opened.store.find("queue")] == [
        canonical(
            [{"args": {"id": "contact-zoe", "set": {"given_name": "Zo\u00eb"}}, "name": "contact.patch", "version": 1}]
        )
    ]
    assert opened.store.count("contact_finance") == 0
    assert [path.name for path in (tmp_path / "ann").iterdir() if "broken" in path.name] == []
    opened.store.close()


def test_a_broken_file_gives_its_unsent_words_to_the_next(house: House, tmp_path: Path) -> None:  # promise 3
    ann = sealed(house, "ann", tmp_path / "ann")
    ann.sync()
    ann.do("contact_finance.patch", id="contact-zoe", set={"iban": IBAN})
    queue = ann.store.find("queue")
    ann.store.close()
    path = tmp_path / "ann" / FILE
    data = bytearray(path.read_bytes())
    with closing(SqliteStorage(path, DEVICE_REGISTER)) as raw:
        (page,) = raw.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact_point'").fetchone()
        (size,) = raw.connection.execute("PRAGMA page_size").fetchone()
    data[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
    path.write_bytes(data)
    opened = open_replica(tmp_path / "ann", AesLock(KEY))
    assert (opened.broken, opened.store.find("queue")) == (True, queue)
    opened.store.close()


def test_every_sensitive_field_is_a_text() -> None:
    for name, fields in SENSITIVE.items():
        assert {REGISTER[name].field(field).kind for field in fields} <= {"text", "json"}  # type: ignore[union-attr]  # it is there
