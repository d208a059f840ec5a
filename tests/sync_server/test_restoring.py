"""A server that was put back from a backup, and its ledger."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from shared.errors import StoreFull, Unreachable
from shared.register import Row
from shared.storage import SqliteStorage
from shared.sync.protocol import ActionCall
from sync_server.app import JsonLines
from sync_server.club import Club, open_club
from sync_server.outside import FileLedger, MemoryLedger, Promised, kept, life, promise, void
from sync_server.restoring import say_what_waits, waiting_for
from tests.house import START, Phone
from tests.sync_server.restored import Backup, returns

MOMENTS = (1, 0, 1, 0)
BO = ("contact", "contact-bo")


def promised(id: str, seq: int, **more: Any) -> Promised:
    return Promised(id, "epoch-1", seq, "user-olga", "phone-olga", "applied", MOMENTS, **more)


@pytest.fixture
def club() -> Backup:
    """The furnished house, opened once with its ledger."""
    club = Backup()
    assert club.look() is None
    return club


def test_what_was_acknowledged_comes_back_with_the_device(club: Backup) -> None:  # promise 1
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    backup = club.copy()
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert sara.sync() == ["applied"]
    restored = club.put_back(backup)
    assert (restored.epoch, restored.waiting) == ("epoch-3", 0)
    assert house.row("contact_point", "phone-of-piet")["label"] != "papa"
    assert sara.replica.waiting() == 0
    assert returns(sara) == ["applied"]
    assert (house.row("contact_point", "phone-of-piet")["label"], sara.replica.waiting()) == ("papa", 0)
    assert returns_nothing_twice(sara)


def returns_nothing_twice(phone: Phone) -> bool:
    """Promise 2: a second visit carries nothing."""
    return phone.sync() == [] and not phone.replica.request(phone.now).push


def test_who_comes_first_does_not_matter(club: Backup) -> None:  # promise 10
    """Sara makes a person, Karel's secretary-colleague Olga writes the number; Olga is back before Sara."""
    house, sara, olga = club.house, club.house.phone("sara"), club.house.phone("olga")
    for phone in (sara, olga):
        phone.sync()
    backup = club.copy()
    sara.do("contact.create", id="contact-new", given_name="Nel")
    sara.sync()
    olga.sync()
    olga.do("contact.patch", id="contact-new", set={"given_name": "Nele"})
    olga.sync()
    club.put_back(backup)
    assert returns(olga) == ["parked gone"]
    assert len(olga.store.find("sent")) == 1, "put aside, and kept for the next restore though its row is missing"
    assert returns(sara) == ["applied"]
    assert house.row("contact", "contact-new")["given_name"] == "Nele"
    (parked,) = house.store.find("parked_change")
    assert (parked["reason"], parked["state"]) == ("restored", "done")
    olga.sync()
    assert [item["done_at"] is not None for item in olga.store.find("inbox_item")] == [True]


def test_an_older_word_does_not_beat_a_newer_one_by_coming_back_last(club: Backup) -> None:  # promise 10
    house, phone, desk = club.house, club.house.phone("olga"), club.house.phone("olga", "desk")
    for device in (phone, desk):
        device.sync()
    backup = club.copy()
    for device, name in ((phone, "first"), (desk, "second")):
        device.do("setting.put", id="club.motto", value={"nl": name})
        device.sync()
    club.put_back(backup)
    assert [returns(desk), returns(phone)] == [["applied"], ["applied"]]
    assert house.row("setting", "club.motto")["value"] == '{"nl":"second"}'


def test_the_servers_own_words_come_from_the_ledger(club: Backup) -> None:  # promise 1
    backup = club.copy()
    club.house.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    restored = club.put_back(backup)
    assert (restored.told, restored.waiting) == (1, 0)
    assert club.house.row("contact", "contact-kim")["given_name"] == "Kimmy"
    seqs = [row["seq"] for row in club.house.store.find("log")]
    assert seqs == list(range(1, len(seqs) + 1))


def test_nothing_deleted_returns(club: Backup) -> None:  # promise 14
    """One detail stood in the backup, the other was made and deleted after it."""
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    backup = club.copy()
    sara.do("contact_point.add", id="short-lived", contact="contact-piet", kind="email", value="p@x.example")
    sara.do("contact_point.delete", id="short-lived")
    sara.do("contact_point.delete", id="phone-of-piet")
    assert sara.sync() == ["applied"] * 3
    club.put_back(backup)
    assert house.row("contact_point", "phone-of-piet") is None
    returns(sara)
    assert [house.row("contact_point", id) for id in ("phone-of-piet", "short-lived")] == [None, None]


def test_what_waits_for_a_row_that_will_not_come_ends_with_its_subject(club: Backup) -> None:  # promise 3
    """Sara chose Piet's photo of Kim, and Piet's phone is lost; then Kim is deleted: nothing is left to be done."""
    house, sara, piet = club.house, club.house.phone("sara"), club.house.phone("piet")
    backup = club.copy()
    piet.sync()
    announced = {"kind": "photo", "contact": "contact-kim", "sent_hash": "a" * 64, "sent_size": 5}
    piet.do("medium.add", id="medium-kim", **announced)
    piet.sync()
    sara.sync()
    sara.do("contact.set_photo", id="contact-kim", medium="medium-kim")
    sara.sync()
    club.put_back(backup)
    assert returns(sara) == ["parked gone"]
    assert [line["needs"] for line in house.store.find("untold")] == ["medium-kim"]
    house.do("contact.delete", id="contact-kim")
    assert house.store.find("untold") == []
    (parked,) = house.store.find("parked_change")
    assert parked["state"] == "done"


def test_bytes_that_are_said_to_be_here_again_are_a_reason_to_look(club: Backup) -> None:  # promise 1
    house, piet = club.house, club.house.phone("piet")
    backup = club.copy()
    piet.sync()
    announced = {"kind": "document", "contact": "contact-kim", "sent_hash": "a" * 64, "sent_size": 5}
    piet.do("medium.add", id="medium-kim", **announced)
    piet.sync()
    house.do("medium.settle", id="medium-kim", state="stored", hash="a" * 64, mime="application/pdf", size=5)
    club.put_back(backup)
    assert not house.referee.settled_again
    assert returns(piet) == ["applied"]
    assert (house.row("medium", "medium-kim")["state"], house.referee.settled_again) == ("stored", True)


def test_what_waits_is_told_with_its_reason_until_it_is_done(
    club: Backup, caplog: pytest.LogCaptureFixture
) -> None:  # promise 1
    """Sara made a person, the club itself wrote about them: its word is in nobody's inbox while she is away."""
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    backup = club.copy()
    sara.do("contact.create", id="contact-new", given_name="Nel")
    sara.sync()
    house.do("contact.patch", id="contact-new", set={"given_name": "Nele"})
    house.do("setting.put", id="club.name", value='"FC"')
    restored = club.put_back(backup)
    assert (restored.told, restored.waiting, restored.reasons) == (1, 1, {"gone": 1})
    with caplog.at_level(logging.WARNING, "touchline"):
        say_what_waits(house.store)
    (line,) = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert (line["event"], line["code"], line["count"]) == ("waits to be told again", "gone", 1)
    returns(sara)
    assert (house.row("contact", "contact-new")["given_name"], waiting_for(house.store)) == ("Nele", {})


def test_a_withdrawn_role_stays_withdrawn_and_so_does_a_revoked_device(club: Backup) -> None:
    house = club.house
    house.phone("karel")
    house.do("user_device.add", id="phone-karel", user="user-karel", name="phone")
    backup = club.copy()
    (role,) = house.store.find("role_assignment", user="user-karel")
    house.do("role.withdraw", id=role["id"])
    house.do("user_device.revoke", id="phone-karel")
    club.put_back(backup)
    assert house.row("role_assignment", role["id"])["present"] == 0
    assert house.row("device", "phone-karel")["revoked_at"] == house.clock.now
    assert house.row("user_device", "phone-karel")["revoked_at"] == house.clock.now


def drafts(phone: Phone, *names: str) -> None:
    """A draft of one line each."""
    for name in names:
        line = {"id": f"line-of-{name}", "description": "fee", "quantity": 1, "unit_cents": 100}
        done = phone.do("invoice.draft", id=f"invoice-{name}", contact="contact-piet", lines=[line])
        assert done.refusal is None, done.refusal


def test_an_issued_invoice_keeps_its_number(club: Backup) -> None:  # promise 11
    """Tom issued `first` after the backup; another invoice is issued before Tom is back."""
    house, tom, other = club.house, club.house.phone("tom"), club.house.phone("tom", "desk")
    tom.sync()
    drafts(tom, "first", "second")
    tom.sync()
    other.sync()
    backup = club.copy()
    tom.do("invoice.issue", id="invoice-first", issued_on="2026-11-25")
    tom.sync()
    number = house.row("invoice", "invoice-first")["number"]
    club.put_back(backup)
    returns(other)
    other.do("invoice.issue", id="invoice-second", issued_on="2026-11-25")
    assert other.sync() == ["applied"]
    returns(tom)
    numbers = [house.row("invoice", f"invoice-{name}")["number"] for name in ("first", "second")]
    assert numbers == [number, number + 1]


def test_what_was_refused_is_refused_once(club: Backup) -> None:
    """The same line of the inbox, under the same id; and it is not tried anew although now it could be done."""
    house, karel = club.house, club.house.phone("karel")
    karel.sync()
    backup = club.copy()
    house.do("contact_point.delete", id="phone-of-piet")
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert karel.sync() == ["refused gone"]
    (before,) = karel.store.find("inbox_item")
    club.ledger = MemoryLedger()  # lost: so the deletion is not known any more
    club._opened(backup)
    assert club.look(restored=True) is not None
    returns(karel)
    (after,) = house.store.find("inbox_item")
    assert (after["id"], after["code"]) == (before["id"], "gone")
    assert house.row("contact_point", "phone-of-piet")["label"] != "papa"


def test_a_second_restore_in_the_middle_of_the_first_return(club: Backup) -> None:
    house, sara = club.house, club.house.phone("sara")
    sara.sync()
    first, second = club.copy(), club.copy()
    for name in ("a", "b", "c"):
        sara.do("contact_point.patch", id="phone-of-piet", set={"label": name})
    sara.sync()
    club.put_back(first)
    sara.replica.new_epoch("epoch-3")
    sara.exchange(reply_gets_lost=True)
    assert club.put_back(second).epoch == "epoch-4"
    assert returns(sara) == ["applied"] * 3
    assert house.row("contact_point", "phone-of-piet")["label"] == "c"


def test_a_crash_before_the_commit_is_no_restore(club: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger knows of it, the database does not, and nobody was ever told."""

    before = club.copy()
    monkeypatch.setattr(club.ledger, "reached", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        club.house.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    monkeypatch.undo()
    assert club.put_back(before) is None
    assert club.ledger.read().void != set()
    assert club.house.row("contact", "contact-kim")["given_name"] == "Kim"


def test_a_crash_after_the_commit_is_found_out(club: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(club.ledger, "reached", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        club.house.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    monkeypatch.undo()
    assert club.look() is None
    assert len(club.ledger.read().kept) == 1


def test_a_torn_last_line_counts_for_nothing(tmp_path: Path) -> None:
    ledger = FileLedger(tmp_path / "club.ledger")
    ledger.write([life("epoch-1", 0), promise(promised("one", 1, gone=(("contact", "c"),)))])
    ledger.write([kept(["one"])])
    with (tmp_path / "club.ledger").open("ab") as file:
        file.write(b'00000000 {"kind":"promi')
    again = FileLedger(tmp_path / "club.ledger")
    again.write([void(["two"])])
    again.reached("epoch-1", 7)
    told = FileLedger(tmp_path / "club.ledger").read()
    assert (told.lives, told.head) == ({"epoch-1": 0}, ("epoch-1", 7))
    assert (told.kept, told.void) == ({("one", "epoch-1", 1)}, set())
    assert told.promised == [promised("one", 1, gone=(("contact", "c"),))]
    assert (tmp_path / "club.ledger").stat().st_mode & 0o777 == 0o600


def test_a_ledger_without_room_lets_nothing_be_acknowledged(club: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any, **how: Any) -> None:
        raise StoreFull

    sara = club.house.phone("sara")
    sara.sync()
    monkeypatch.setattr(club.ledger, "write", full)
    seq = club.house.row("club", "club")["seq"]
    with pytest.raises(StoreFull):
        club.house.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "an ordinary edit needs no ledger"})
    assert sara.sync() == ["applied"]
    assert club.house.row("club", "club")["seq"] == seq + 1


def test_no_room_to_confirm_disowns_nothing(club: Backup, monkeypatch: pytest.MonkeyPatch) -> None:  # promises 1, 14
    write, backup = club.ledger.write, club.copy()

    def hiccup(records: Sequence[Row], *, lasting: bool = True) -> None:
        if not lasting:
            raise StoreFull
        write(records)

    monkeypatch.setattr(club.ledger, "write", hiccup)
    assert club.house.do("contact.delete", id="contact-bo").outcome == "applied"
    told = club.ledger.read()
    assert ([one.gone for one in told.standing], told.kept, told.void) == ([(BO,)], set(), set())
    monkeypatch.undo()
    club.house.do("contact.patch", id="contact-kim", set={"given_name": "Kimmy"})
    assert len(club.ledger.read().kept) == 2  # told with the next
    club.put_back(backup)
    assert club.house.row(*BO) is None


def test_an_answer_that_was_lost_after_commit_is_found_out(club: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promises 1 and 14: the line of a database elsewhere is cut while COMMIT travels, once heard and once not."""
    sara, store, backup = club.house.phone("sara"), club.house.store, club.copy()
    sara.sync()

    @contextmanager
    def cut(*, heard: bool) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "transaction", partial(losing, SqliteStorage.transaction, store, heard))
            with pytest.raises(Unreachable):
                yield

    with cut(heard=False):
        club.house.do("contact.delete", id="contact-zoe")
    sara.do("contact.delete", id="contact-bo")
    with cut(heard=True):
        sara.sync()
    assert sara.sync() == ["applied"]
    told = club.ledger.read()
    assert [one.gone for one in told.standing] == [(BO,)]
    assert told.kept == {one.key for one in told.standing}
    club.put_back(backup)
    assert (club.house.row(*BO), club.house.row("contact", "contact-zoe") is None) == (None, False)


@contextmanager
def losing(transaction: Any, store: Any, heard: bool, *, lasting: bool = True) -> Iterator[None]:
    with transaction(store, lasting=lasting):
        yield
        if not heard:
            raise Unreachable
    raise Unreachable


def test_a_promise_that_another_server_never_confirmed_stands(club: Backup) -> None:  # promises 1, 14
    gone, others = promised("changeset-theirs", 7, gone=(BO,)), promised("changeset-ours", 8)
    club.ledger.write([life("epoch-1", 0), promise(gone), promise(others), kept(["changeset-ours"])])
    assert [one.id for one in club.ledger.read().standing] == ["changeset-theirs", "changeset-ours"]
    club.ledger.write([void(["changeset-theirs"])])
    assert [one.id for one in club.ledger.read().standing] == ["changeset-ours"]
    club.ledger.write([promise(gone)])  # its device asked again
    assert [one.id for one in club.ledger.read().standing][-1] == "changeset-theirs"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Club]:
    """Opens the club of this folder."""
    return lambda **how: open_club(tmp_path / "club.db", lambda: START, tmp_path / "club.ledger", **how)


def test_an_older_file_in_its_place_is_noticed_by_itself(tmp_path: Path, opened: Callable[..., Club]) -> None:
    club = opened()
    epoch = club.epoch
    club.close()
    backup = (tmp_path / "club.db").read_bytes()
    club = opened()
    assert (club.restored, club.epoch) == (None, epoch)
    wish = ActionCall("setting.put", 1, {"id": "club", "value": {"name": "FC"}})
    club.referee.perform("changeset-1", START, wish)
    club.close()
    (tmp_path / "club.db").write_bytes(backup)
    club = opened()
    assert club.restored is not None and (club.restored.told, club.restored.waiting) == (1, 0)
    assert club.epoch != epoch
    assert club.store.count("setting") == 1
    club.close()
    assert opened().restored is None
