"""A person is erased: no byte of them is left in any book, on any device, or after yesterday's backup was put back."""

import json
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shared.errors import EpochChanged
from shared.refusals import Gone, Invalid, LastOwner, NotAllowed, StillHolds
from shared.storage import SqliteStorage
from shared.sync.protocol import ActionCall
from sync_server.packages import Packages
from sync_server.privacy.erasing import drop_bytes
from sync_server.sign_in.shutting import Gate, ShutOut
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House, Phone, everything
from tests.sync_server.lea import BYTES, LEA, NAME, WORDS, Place


def test_no_byte_is_left_in_any_book_or_on_any_device(place: Place) -> None:  # promises 5 and 6
    place.sara.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    both = ("phone-of-lea", "Bnmreden"), ("phone-of-piet", "werk")  # in one gesture: its words are kept for a restore
    place.olga.do_all(*(("contact_point.patch", {"id": id, "set": {"label": word}}) for id, word in both))
    place.house.clock.wait(1)
    place.olga.do("contact_point.patch", id="phone-of-lea", set={"label": "later"})
    place.olga.sync()
    place.sync()
    assert place.house.store.find("inbox_item", user="user-sara", kind="superseded")  # quotes what she said
    before = place.found()
    assert set(chain(*before.values())) == {*WORDS, "FGHJPICTURE"}
    assert {"club.ledger", "phone-karel", "phone-sara"} <= before.keys()
    assert any(name.startswith("club.db") for name in before)
    place.erase()
    place.sync()
    assert place.found() == {}
    assert [phone.sync() for phone in place.phones()] == [[], [], []]


def test_a_package_made_before_is_given_to_nobody(place: Place, tmp_path: Path) -> None:
    packages: Packages = place.house.load_in_parts(tmp_path / "packages")
    made = packages.make(frozenset({"staff", "office"}))
    assert packages.open(made.id, frozenset({"staff", "office"})) is not None
    place.erase()
    assert packages.open(made.id, frozenset({"staff", "office"})) is None
    assert list((tmp_path / "packages").iterdir()) == []


def test_who_came_becomes_a_number_without_a_name(place: Place) -> None:
    """Kim only said that she would come; Lea was there."""
    place.erase()
    place.sync()
    for store in (place.house.store, place.karel.store):
        assert [row["contact"] for row in store.find("activity_guest", activity="training-u12")] == ["contact-kim"]
        assert store.get("activity", "training-u12")["erased_present"] == 1


def test_the_books_stay_as_they_were_issued(place: Place) -> None:  # promise 11
    place.bill()
    issued = place.house.row("invoice", "invoice-lea")
    plan = place.erasing.plan("user-olga", LEA)
    assert [(one.table, one.count, one.why, one.until) for one in plan.stays] == [("invoice", 1, "books", "2036-12-31")]
    assert plan.open_cents == 5000
    place.erase()
    assert place.house.row("invoice", "invoice-lea") == issued
    account = place.house.row("account", issued["account"])
    assert (account["name"], account["status"]) == ("—", "archived")
    paid = {"id": "payment-lea", "allocation": "allocation-lea", "received_on": "2026-11-25", "method": "transfer"}
    place.house.do("invoice.record_payment", invoice="invoice-lea", amount_cents=5000, **paid)
    assert place.house.row("invoice", "invoice-lea")["paid_cents"] == 5000


def test_a_family_stays_with_those_who_are_left(place: Place) -> None:  # promise 13
    place.house.do("account.link", id="link-of-lea", account="family-peeters", contact=LEA, function="child")
    place.erase()
    assert place.house.row("account", "family-peeters")["name"] == "Gezin Peeters"
    assert place.house.row("account_link", "link-of-lea") is None
    assert len(place.house.store.find("account_link", account="family-peeters")) == 4


def test_a_draft_goes_with_who_would_have_paid_it(place: Place) -> None:
    line = {"id": "line-lea", "description": "Lidgeld", "quantity": 1, "unit_cents": 5000}
    place.house.do("invoice.draft", id="invoice-lea", contact=LEA, lines=[line])
    account = place.house.row("invoice", "invoice-lea")["account"]
    place.erase()
    gone = (("invoice", "invoice-lea"), ("invoice_line", "line-lea"), ("account", account))
    assert [place.house.row(*one) for one in gone] == [None] * 3


def test_what_must_be_settled_first(place: Place) -> None:
    erasing = place.erasing
    bag = {"resource": "ball-bag-red", "to_kind": "contact", "to_id": LEA}
    place.house.do("custody.hand_out", id="custody-lea", **bag)
    assert erasing.plan("user-olga", LEA).blocked == "still_holds"
    for error, words in (
        (StillHolds, ("user-olga", LEA, NAME)),
        (LastOwner, ("user-olga", "contact-olga", "Olga Claes")),
        (Invalid, ("user-olga", LEA, "Lea")),
        (NotAllowed, ("user-sara", LEA, NAME)),
        (Gone, ("user-olga", "contact-nobody", NAME)),
    ):
        before = everything(place.house.store)
        with pytest.raises(error):
            erasing.erase(*words)
        assert everything(place.house.store) == before


def test_the_plan_is_what_happens(place: Place) -> None:
    plan = place.erasing.plan("user-olga", LEA)
    before = everything(place.house.store)
    assert plan == place.erasing.plan("user-olga", LEA)
    assert everything(place.house.store) == before
    place.erase()
    gone = {name: len(rows) - len(place.house.store.find(name)) for name, rows in before.items() if name in plan.goes}
    assert gone == plan.goes
    (line,) = place.house.store.find("audit", kind="erased")
    assert (line["actor"], line["id"], json.loads(line["detail"])["goes"]) == ("user-olga", LEA, plan.goes)


def test_who_was_deleted_before_is_erased_all_the_same(place: Place) -> None:
    place.house.do("contact.delete", id=LEA)
    assert "Qwertlea" in chain(*place.found().values())
    place.erase()
    place.sync()
    assert place.found() == {}
    assert place.house.no("row.restore", table="contact", id=LEA) == "erased"


def test_words_that_were_on_their_way_are_kept_nowhere(place: Place) -> None:
    """Sara corrected Lea and Piet in the tunnel: of Lea nothing is done or kept, Piet is corrected."""
    place.sara.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    place.sara.do_all(
        ("contact_point.patch", {"id": "phone-of-lea", "set": {"label": "Bnmreden"}}),
        ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "werk"}}),
    )
    place.karel.do("attendance.confirm", activity="training-u12", contact=LEA, confirmed="absent", reason="Bnmreden")
    place.erase()
    assert (place.sara.sync(), place.karel.sync()) == (["refused erased", "applied erased"], ["refused erased"])
    place.olga.sync()
    assert place.house.row("contact_point", "phone-of-piet")["label"] == "werk"
    assert [phone.replica.waiting() for phone in place.phones()] == [0, 0, 0]
    assert place.found() == {}


def test_what_waits_to_be_told_again_forgets_her_and_nobody_else(place: Place) -> None:
    """On a server that was restored before: one waits with words about her alone, one about her and Piet."""
    calls = [
        {"name": "contact_point.patch", "version": 1, "args": {"id": f"phone-of-{name}", "set": {"label": "Bnmreden"}}}
        for name in ("lea", "piet")
    ]
    for id, actions in (("told-alone", calls[:1]), ("told-both", calls)):
        body = {"id": id, "actions": actions}
        line = {"id": id, "place": 1, "user": "user-sara", "device": "phone-sara", "body": json.dumps(body)}
        place.house.store.put("untold", {**line, "tbl": None, "needs": None, "code": None})
    place.house.referee.erased.scrub(*erasure_of(place))
    (left,) = place.house.store.find("untold")
    assert (left["id"], json.loads(left["body"])["actions"]) == ("told-both", calls[1:])


def erasure_of(place: Place) -> tuple[Any, Any, Any]:
    """An entry that erases Lea, as the log is about to write it."""
    place.house.do("contact.delete", id=LEA)
    entry = SimpleNamespace(seq=9999, received_ms=1)
    return entry, SimpleNamespace(actions=[ActionCall("contact.erase", 1, {"id": LEA})]), {}


def test_no_letter_is_written_to_her_and_no_invitation_lets_her_in(place: Place) -> None:
    reset = {"contact": LEA, "purpose": "reset", "how": "code", "secret_hash": "ab" * 32}
    place.house.do("invitation.make", id="invitation-lea", **reset)
    letters = [("letter-1", "invitation-lea"), ("letter-2", "uiopuser"), ("letter-3", "somebody")]
    blank = dict.fromkeys(SERVER_REGISTER["outbox"].names)
    for id, about in letters:
        place.house.store.put("outbox", {**blank, "id": id, "about": about})
    place.house.store.put("invitation_secret", {"id": "invitation-lea", "hash": "x"})
    place.erase()
    assert [row["id"] for row in place.house.store.find("outbox")] == ["letter-3"]
    assert place.house.store.find("invitation_secret") == place.house.store.find("invitation") == []


def test_the_persons_own_devices_are_shut_out(place: Place) -> None:
    own = place.house.phone("lea")
    own.sync()
    place.erase()
    device = place.house.row("device", own.device)
    assert (device["revoked_at"], device["name"]) == (place.house.clock.now, "")
    assert place.house.store.find("user_scope", user="user-lea") == []


def test_what_a_device_that_was_shut_out_brings_of_her_is_set_aside_for_nobody(place: Place) -> None:
    """Her own phone, and one of the secretary that was stolen: both get the order to wipe themselves all the same."""
    own, stolen = place.house.phone("lea"), place.house.phone("sara", "stolen")
    for phone in (own, stolen):
        phone.sync()
    own.do("contact_address.patch", id="address-lea", set={"box": "Bnmreden"})
    own.do("contact.patch", id=LEA, set={"family_name": "Zxcvbnaam"})
    stolen.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    stolen.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    place.erase()
    gate = Gate(place.house.club(), place.folder / "club.key")
    place.house.store.update("device", (stolen.device,), {"revoked_at": place.house.clock.now})
    kept = []
    for phone in (own, stolen):
        out = ShutOut(phone.device, phone.user, "nonce")
        kept.append(gate.take(out, phone.replica.request(phone.now).push))
        assert gate.order(out).device == phone.device
    assert kept == [0, 1]
    (parked,) = place.house.store.find("parked_change")
    assert "phone-of-piet" in parked["asked"]
    place.sync()
    assert place.found() == {}


def returns(phone: Phone) -> list[str]:
    """The phone hears of the new life, and syncs until nothing is left."""
    try:
        raise EpochChanged(phone.house.store.get("club", "club")["epoch"])
    except EpochChanged as told_so:
        phone.replica.new_epoch(told_so.epoch)
    return phone.sync()


@pytest.mark.parametrize("when", ["before they knew her", "before she was erased"])
def test_yesterdays_backup_does_not_bring_anybody_back(
    furnished: House, tmp_path: Path, when: str
) -> None:  # promises 1 and 14
    """Nor do the devices, which have what they did in the last 30 days."""
    place = Place(furnished, tmp_path)
    away = place.house.phone("sara", "away")  # a tablet in a drawer, that hears nothing of the end
    place.sync()
    backup = SqliteStorage(":memory:", SERVER_REGISTER)

    def copy() -> None:
        place.house.store.connection.backup(backup.connection)

    if when == "before they knew her":
        copy()
    place.meet_lea()
    place.sync()
    place.sara.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    place.karel.do("attendance.confirm", activity="training-u12", contact=LEA, confirmed="late", reason="Bnmreden")
    place.sara.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    place.sync()
    if when == "before she was erased":
        copy()
    away.sync()
    away.do("contact_address.patch", id="address-lea", set={"box": "Bnmreden"})
    away.sync()
    place.erase()
    place.house.store.close()
    restored = place.opened(backup)
    assert restored is not None
    place.blobs.keep(BYTES)  # as the backup of the folder would have it
    place.begins_to_send()
    drop_bytes(backup, place.blobs)
    for phone in (*place.phones(), away):
        returns(phone)
    place.sync()
    away.sync()
    store = place.house.store
    assert [store.get(*one) for one in (("contact", LEA), ("contact_point", "phone-of-lea"))] == [None, None]
    assert store.get("contact_point", "phone-of-piet")["label"] == "werk"
    assert not store.find("untold")
    books = (
        b"".join(phone.store.connection.serialize() for phone in (*place.phones(), away)) + store.connection.serialize()
    )
    assert [word for word in WORDS if word.encode() in books] == []
    assert place.blobs.have("medium-lea", "lost-phone") == 0
    if when == "before she was erased":
        assert place.blobs.find(sha256(BYTES).hexdigest()) is None
