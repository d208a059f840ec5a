"""What is sensitive is sealed wherever the server keeps it, and nobody above the store notices."""

import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.errors import Damaged
from shared.register import Row, canonical
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER
from sync_server.keys.data_keys import DataKeys
from sync_server.keys.key_file import KeyFile, NoKey
from sync_server.keys.resealing import rotate, step
from sync_server.keys.sealed_ledger import SealedLedger
from sync_server.keys.sealing import CELLS, SealedStore
from sync_server.outside import FileLedger
from sync_server.store.database import open_store
from tests.house import House, Phone
from tests.postgres import told_on_both
from tests.sync_server.sealed import Place, epoch_of
from tests.sync_server.test_parking import blindly

pytestmark = told_on_both
SECRETS = [f"Canary{number}x" for number in range(9)]
IBAN = "BE71096123456769"


@pytest.fixture
def place(keeper: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where a club will be."""
    if keeper == "sqlite":
        yield Place(tmp_path)
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield Place(tmp_path, url)


def phone_of(house: House, name: str) -> Phone:
    phone = house.phone(name)
    phone.replica.new_epoch(epoch_of(house))
    return phone


def whisper(house: House) -> None:
    """Nine secrets, each on another way into the club."""
    one, two, three, four, five, six, seven, eight, nine = SECRETS
    house.do("contact_finance.patch", id="contact-kim", set={"account_holder": one, "iban": IBAN})
    house.do("contact_finance.patch", id="contact-kim", set={"account_holder": two})  # the first goes to history
    tom, olga = phone_of(house, "tom"), phone_of(house, "olga")
    for phone in (tom, olga):
        phone.sync()
    tom.do("contact_finance.patch", id="contact-zoe", set={"mandate": three})
    house.clock.wait(10)
    olga.do("contact_finance.patch", id="contact-zoe", set={"mandate": four})
    assert (olga.sync(), tom.sync()) == (["applied"], ["merged"])  # the third lost its merge
    karel = phone_of(house, "karel")
    karel.sync()
    for wish in ({"id": "contact-kim", "set": {"account_holder": five}}, {"id": "nobody", "set": {"mandate": six}}):
        blindly(karel, ("contact_finance.patch", wish))
    assert karel.sync() == ["refused not_allowed"] * 2  # the fifth and the sixth stand in an inbox
    house.do("contact_finance.patch", id="contact-bo", set={"account_holder": seven})
    house.do("contact_finance.patch", id="contact-eef", set={"account_holder": eight})
    house.referee.perform(
        house.new_id(),
        house.clock.now,
        ActionCall("contact.create", 1, {"id": "contact-ivo", "given_name": "Ivo"}),
        ActionCall("contact_finance.patch", 1, {"id": "contact-ivo", "set": {"account_holder": nine}}),
    )
    house.do("contact.delete", id="contact-ivo")  # whole in history, and both in the ledger


def test_no_byte_that_is_kept_says_what_is_sensitive(place: Place) -> None:
    club = place.open()
    house = place.house(club)
    whisper(house)
    assert club.packages is not None
    club.packages.make(frozenset(("office", "treasury", "owner")))
    tom = phone_of(house, "tom")
    tom.sync()
    assert tom.row("contact_finance", "contact-kim") == {
        **dict.fromkeys(REGISTER["contact_finance"].names),
        "id": "contact-kim",
        "account_holder": SECRETS[1],
        "iban": IBAN,
    }
    assert house.facts.deleted("contact_finance", "contact-ivo") == {
        **dict.fromkeys(REGISTER["contact_finance"].names), "id": "contact-ivo", "account_holder": SECRETS[8]
    }  # fmt: skip
    open_words = place.told()
    hashes = [version["hash"] for version in club.store.find("row_version", tbl="contact_finance")]
    sums = [line["sum"] for line in club.store.find("digest", tbl="contact_finance") if line["count"]]
    club.close()
    kept = open_words + place.told()
    assert b"Peeters" in kept  # the search finds what is there
    assert [word for word in (*SECRETS, IBAN, *hashes, *sums) if word.encode() in kept] == []


def test_the_ledger_tells_what_it_sealed(place: Place) -> None:
    """promise 1: what the server wrote by itself comes back after a restore, sensitive words too"""
    club = place.open()
    place.house(club).do("contact_finance.patch", id="contact-kim", set={"account_holder": SECRETS[0]})
    club.close()
    assert SECRETS[0].encode() not in place.ledger.read_bytes()
    lost = place.house(place.open(keys=True)).row("contact_finance", "contact-kim")
    with closing(open_store(place.database)) as store, store.transaction():  # an older database than the ledger knows
        for table in store.register:
            if table.name not in ("data_key", "club"):
                store.discard(table.name)
        store.update("club", ("club",), {"seq": 0})
    club = place.open()
    assert club.restored is not None
    assert (club.store.get("contact_finance", "contact-kim"), club.restored.waiting) == (lost, 0)
    club.close()


def test_a_club_of_before_is_sealed_at_its_first_start(place: Place) -> None:
    plain = place.open(keys=False)
    house = place.house(plain)
    whisper(house)
    before = {name: plain.store.find(name) for name in CELLS}
    plain.close()
    assert all(word.encode() in place.told() for word in SECRETS)
    assert SECRETS[0].encode() in place.pages()
    club = place.open()
    assert {name: club.store.find(name) for name in CELLS} == before
    kept = place.told()
    club.close()
    kept += place.told() + place.pages()
    assert [word for word in (*SECRETS, IBAN) if word.encode() in kept] == []
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o600


def test_a_kill_in_the_middle_costs_nothing(place: Place) -> None:
    """Sealed row by row and cut off after each, in the first sealing and in a rotation."""
    plain = place.open(keys=False)
    whisper(place.house(plain))
    before = {name: plain.store.find(name) for name in CELLS}
    plain.close()
    file = KeyFile(place.keys)
    file.add()
    with closing(open_store(place.database)) as raw:
        keys = DataKeys(raw, file)
        with raw.transaction():
            for klass in ("C", "D"):
                keys.make(klass)
            raw.put("to_seal", {"tbl": "history", "about": "contact_finance", "last": None, "plain": 1})
            raw.put("to_seal", {"tbl": "contact_finance", "about": "", "last": None, "plain": 1})
        steps = 0
        while step(raw, DataKeys(raw, KeyFile(place.keys)), 1):
            steps += 1
        found = SealedStore(raw, DataKeys(raw, KeyFile(place.keys)))
        assert found.find("contact_finance") == before["contact_finance"]
        assert found.find("history", tbl="contact_finance") == [
            row for row in before["history"] if row["tbl"] == "contact_finance"
        ]
        assert steps > raw.count("contact_finance") > 3


def test_a_rotation_makes_all_keys_anew(place: Place) -> None:
    club = place.open()
    house = place.house(club)
    whisper(house)
    before, old = {name: club.store.find(name) for name in CELLS}, place.keys.read_text()
    with closing(open_store(place.database)) as raw:
        assert rotate(raw, FileLedger(place.ledger), KeyFile(place.keys), house.clock.now) == 2
        assert sorted(row["id"] for row in raw.find("data_key")) == ["C.2", "D.2"]
        cells = [row[name] for row in raw.find("contact_finance") for name in CELLS["contact_finance"].fields]
        assert {cell.partition(".")[0] for cell in cells if cell} == {"2"}
    assert {name: club.store.find(name) for name in CELLS} == before  # the server went on meanwhile, and goes on
    house.do("contact_finance.patch", id="contact-kim", set={"mandate": "after"})
    club.close()
    assert [block for block in old.splitlines() if len(block) == 44 and block in place.keys.read_text()] == []
    again = place.open()
    assert again.store.get("contact_finance", "contact-kim")["mandate"] == "after"  # type: ignore[index]  # it is there
    assert [line["kind"] for line in again.store.find("audit", kind="keys_rotated")] == ["keys_rotated"]
    again.close()


def test_a_server_that_was_silent_during_a_rotation_opens_again(place: Place) -> None:  # promise 1
    club = place.open()
    house = place.house(club)
    with closing(open_store(place.database)) as raw:
        rotate(raw, FileLedger(place.ledger), KeyFile(place.keys), house.clock.now)
    let_in = {"contact": "contact-bo", "purpose": "join", "how": "code", "secret_hash": "a" * 64}
    house.do("invitation.make", id="invitation-bo", **let_in)
    club.close()
    place.open().close()
    told = SealedLedger(FileLedger(place.ledger), KeyFile(place.keys)).read()
    assert [one.whole["actions"][0]["args"]["contact"] for one in told.promised[-1:] if one.whole] == ["contact-bo"]


def test_nobody_writes_in_the_ledger_between_its_last_old_line_and_the_end_of_the_old_key(place: Place) -> None:
    alone = []

    class Watched(FileLedger):
        def rewrite(self, change: Callable[[Row], Row]) -> None:
            super().rewrite(change)
            alone.append((raw.connection.in_transaction, len(place.keys.read_text().split("BEGIN")) - 1))

    place.open().close()
    with closing(open_store(place.database)) as raw:
        rotate(raw, Watched(place.ledger), KeyFile(place.keys), place.clock.now)
    assert alone == [(True, 2)]  # both keys are there yet, and the writers of this club wait


def test_a_rotation_that_was_cut_off_is_ended_at_the_next_opening(place: Place) -> None:
    club = place.open()
    whisper(place.house(club))
    before = {name: club.store.find(name) for name in CELLS}
    with closing(open_store(place.database)) as raw:
        keys = DataKeys(raw, KeyFile(place.keys))
        with raw.transaction():
            for klass in ("C", "D"):
                keys.make(klass)
            lines = [(name, about) for name, cells in CELLS.items() for about in sorted(cells.about or ("",))]
            raw.put("to_seal", *({"tbl": name, "about": about, "last": None, "plain": 0} for name, about in lines))
        for _ in range(5):
            step(raw, keys, 2)
        assert {name: club.store.find(name) for name in CELLS} == before  # half old, half new
    club.close()
    again = place.open()
    assert {name: again.store.find(name) for name in CELLS} == before
    assert sorted(row["id"] for row in again.store.find("data_key")) == ["C.2", "D.2"]
    again.close()


def test_without_its_key_file_a_club_stays_shut_and_whole(place: Place) -> None:
    place.open().close()
    key, rest = place.keys.read_text(), place.told()
    place.keys.unlink()
    with pytest.raises(NoKey, match="There is no key file"):
        place.open()
    with pytest.raises(NoKey, match="nobody said where the key file is"):
        place.open(keys=False)
    assert not place.keys.exists()
    KeyFile(place.keys).add()  # that of another club
    other = place.keys.read_text()
    with pytest.raises(NoKey, match="does not hold the key"):
        place.open()
    assert (place.keys.read_text(), place.told()) == (other, rest)
    place.keys.write_text(key)
    place.open().close()


def test_a_cell_that_was_moved_or_changed_opens_nowhere(place: Place) -> None:
    club = place.open()
    whisper(place.house(club))
    with closing(open_store(place.database)) as raw:
        kim = raw.get("contact_finance", "contact-kim") or {}
        raw.update("contact_finance", ("contact-bo",), {"account_holder": kim["account_holder"]})
        raw.update("contact_finance", ("contact-eef",), {"account_holder": kim["iban"]})
        raw.update("contact_finance", ("contact-kim",), {"mandate": "plain"})
        raw.update("contact_finance", ("contact-zoe",), {"mandate": "9" * 5000 + ".x"})
    for person in ("bo", "eef", "kim", "zoe"):
        with pytest.raises(Damaged):
            club.store.get("contact_finance", f"contact-{person}")
    club.close()


def test_nobody_asks_for_a_sealed_value(place: Place) -> None:
    club = place.open()
    with pytest.raises(KeyError):
        club.store.find("contact_finance", iban=IBAN)
    club.close()


def test_an_update_seals_too(place: Place) -> None:
    """Outside a transaction of the referee, one cell of a row at a time."""
    club = place.open()
    house = place.house(club)
    club.store.update("contact_finance", ("contact-kim",), {"mandate": SECRETS[0]})
    club.store.update("row_version", ("contact", "contact-kim"), {"hash": "0" * 32})  # not sensitive: as it is
    assert (house.row("contact_finance", "contact-kim") or {})["mandate"] == SECRETS[0]
    assert SECRETS[0].encode() not in place.told()
    assert b"0" * 32 in place.told()
    club.close()


def test_what_waits_to_be_told_again_is_sealed(place: Place) -> None:
    club = place.open()
    line = dict.fromkeys(club.store.register["untold"].names)
    club.store.put("untold", {**line, "id": "c-1", "place": 1, "user": "u", "body": canonical({"iban": IBAN})})
    assert [row["body"] for row in club.store.find("untold")] == [canonical({"iban": IBAN})]
    assert IBAN.encode() not in place.told()
    club.close()
