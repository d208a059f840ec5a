"""What an older version kept where too many could read it moves, and leaves the devices that must not hold it."""

from pathlib import Path
from unittest.mock import patch

import pytest

from shared.tables import SCHEMA
from sync_server.history import History
from sync_server.moving import move
from sync_server.outside import MemoryLedger, NoLedger
from sync_server.restoring import look_back
from sync_server.turning import recheck_all
from tests.before import app_of_before, as_it_was, club_of_before, update
from tests.house import House, Phone, copy_of

KIM, BO = "contact-kim", "contact-bo"
NUMBER, YEAR = "LIDCANARY4711", 0xDEADBEEF  # a year that is found again among bytes
CANARIES = (NUMBER.encode(), NUMBER.lower().encode(), YEAR.to_bytes(4, "big"))
CENTS = 0x1AFEBEEF  # an amount likewise
WHO_MAY = ("olga", "sara", "tom", "karel", "piet")
WHO_MAY_NOT = ("eef", "cas", "ann")  # the store room, another coach, and the mother of a team mate
KEPT = {"member_no": NUMBER, "birth_year": YEAR}


@pytest.fixture(scope="module")
def before() -> House:
    """A club of before, in which Zoe plays with Kim; Bo was deleted."""
    house = club_of_before()
    with as_it_was(house):
        house.do("group.add_member", id="member-zoe-12", contact="contact-zoe", group="team-u12", function="player")
        house.do("contact.patch", id=KIM, set={"member_no": "first", "birth_year": 1999})
        house.do("contact.patch", id=KIM, set={**KEPT, "given_name": "Kimmy"})
        house.do("contact.patch", id=BO, set={"member_no": "of-bo", "shirt_number": 7})
        house.do("contact.delete", id=BO)
        line = {"id": "line-secret", "description": "Lidgeld", "quantity": 1, "unit_cents": CENTS}
        house.do("invoice.draft", id="invoice-secret", account="family-maes", lines=[line])
        house.do("invoice.issue", id="invoice-secret", issued_on="2026-11-01")
        payment = {"allocation": "part-secret", "received_on": "2026-11-02", "method": "cash"}
        house.do("invoice.record_payment", id="payment-secret", invoice="invoice-secret", amount_cents=CENTS, **payment)
    return house


@pytest.fixture
def club(before: House) -> House:
    """That club, for one test."""
    house = copy_of(before)
    house.store.update("club", ("club",), {"schema": 12})
    return house


def opened(house: House) -> None:
    """The server of today opens the club."""
    assert look_back(house.store, house.referee, NoLedger(), str, house.clock.now) is None


def said(phone: Phone) -> tuple[object, object]:
    """What this phone shows of Kim's number and year, wherever it stands."""
    tables = [table for table in ("contact", "contact_personal") if table in phone.store.register]
    name, *sides = [phone.row(table, KIM) or {} for table in tables]
    beside = sides[0] if sides else {}
    return beside.get("member_no") or name["member_no"], beside.get("birth_year") or name["birth_year"]


def in_file(path: Path, *canaries: bytes) -> bool:
    """Whether a canary lies anywhere in what the device keeps: the file, its journal."""
    found = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    return any(canary in found for canary in canaries or CANARIES)


@pytest.mark.parametrize("first", ["app", "server"])
def test_what_may_not_be_held_leaves_the_files_that_held_it(club: House, tmp_path: Path, first: str) -> None:
    phones = {name: club.phone(name) for name in (*WHO_MAY, *WHO_MAY_NOT)}
    paths = {name: tmp_path / f"{name}.db" for name in phones}
    with as_it_was(club):
        for name, phone in phones.items():
            app_of_before(phone, paths[name])
            phone.sync()
            assert (said(phone), in_file(paths[name])) == ((NUMBER, YEAR), True)
            if first == "app":
                update(phone, paths[name])
                assert said(phone) == (NUMBER, YEAR), "an updated app shows it before anybody answered"
                phone.sync()
                assert said(phone) == (NUMBER, YEAR)
    opened(club)
    for name, phone in phones.items():
        phone.sync()
        if first == "server":
            assert said(phone) == (None, None), "an app of before keeps what it has no place for"
            update(phone, paths[name])
        assert said(phone) == ((NUMBER, YEAR) if name in WHO_MAY else (None, None)), name
        assert (phone.row("contact_personal", KIM) is not None, in_file(paths[name])) == (name in WHO_MAY,) * 2, name
        assert (phone.row("contact", KIM) or {})["given_name"] == "Kimmy"
        assert (phone.sync(), (phone.replica.state() or {})["doubt"]) == ([], 0), "both sides have the same rows"


@pytest.mark.parametrize("first", ["app", "server"])
def test_amounts_leave_the_secretary_who_keeps_what_became_of_them(club: House, tmp_path: Path, first: str) -> None:
    phones = {name: club.phone(name) for name in ("olga", "sara", "tom", "ann", "eef")}
    paths = {name: tmp_path / f"{name}.db" for name in phones}
    amount, may = CENTS.to_bytes(4, "big"), ("olga", "tom", "ann")
    with as_it_was(club):
        for name, phone in phones.items():
            app_of_before(phone, paths[name])
            phone.sync()
            assert in_file(paths[name], amount) == (name in (*may, "sara")), name
            if first == "app":
                update(phone, paths[name])
    opened(club)
    for name, phone in phones.items():
        phone.sync()
        if first == "server":
            update(phone, paths[name])
        held = ("invoice-secret" in phone.ids("invoice"), in_file(paths[name], amount))
        assert held == (name in may,) * 2, name
        assert (phone.sync(), (phone.replica.state() or {})["doubt"]) == ([], 0)
    states = {name: phone.row("invoice_status", "invoice-secret") for name, phone in phones.items()}
    assert [name for name, state in states.items() if state is not None] == ["olga", "sara", "tom"]
    told = {"number": 3, "series": "2026", "issued_on": "2026-11-01", "due_on": "2026-12-01", "settled": "paid"}
    always = {"id": "invoice-secret", "account": "family-maes", "kind": "invoice", "status": "issued"}
    assert states["sara"] == {**always, **told}
    assert phones["sara"].row("invoice_status", "invoice-maes") == {
        **always, **told, "id": "invoice-maes", "number": 2, "settled": None
    }  # fmt: skip


def test_words_about_an_invoice_that_wait_are_their_authors_alone(club: House) -> None:
    """Tom lost his role before his draft arrived: the secretary read it, and reads from now on that something waits."""
    tom, sara = club.phone("tom"), club.phone("sara")
    with as_it_was(club), patch("shared.actions.users.UNSEEN_BY_OFFICE", frozenset()):
        tom.sync()
        line = {"id": "line-of-tom", "description": "Drankkaart", "quantity": 1, "unit_cents": 999}
        tom.do("invoice.draft", id="invoice-of-tom", account="family-maes", lines=[line])
        club.do("role.withdraw", id="role-tom")
        assert tom.sync() == ["parked not_allowed"]
        sara.sync()
        assert "Drankkaart" in str(sara.store.find("parked_change"))
    opened(club)
    for phone in (sara, tom):
        phone.sync()
    [row] = sara.store.find("parked_change")
    assert (row["state"], row["asked"], "Drankkaart" in str(tom.store.find("inbox_item"))) == ("waiting", None, True)
    assert b"Drankkaart" not in sara.store.connection.serialize()


def test_a_new_phone_gets_it_where_it_may_and_nowhere_else(club: House, tmp_path: Path) -> None:
    opened(club)
    club.load_in_parts(tmp_path / "packages")
    for name in (*WHO_MAY, *WHO_MAY_NOT):
        phone = club.phone(name)
        phone.restart(tmp_path / name)
        phone.sync()
        found = phone.store.connection.serialize()
        assert (said(phone) == (NUMBER, YEAR), any(one in found for one in CANARIES)) == (name in WHO_MAY,) * 2, name


def test_the_rows_are_worked_out_right_and_once(club: House) -> None:
    seq = (club.row("club", "club") or {})["seq"]
    opened(club)
    after = club.row("club", "club") or {}
    assert (after["seq"], after["schema"]) == (seq + 1, SCHEMA)
    assert (club.row("log", seq + 1) or {})["verbs"] == "club.move"
    assert (club.row("contact_personal", KIM), club.row("contact", KIM)) == (
        {"id": KIM, **KEPT, "language": None},
        {**(club.row("contact", KIM) or {}), "member_no": None, "birth_year": None, "language": None},
    )
    assert club.row("contact_personal", "contact-eef") is None, "nobody ever said anything"
    assert recheck_all(club.referee, club.clock.now) == 0
    with club.referee.writing("system", "server") as (row, _):
        assert move(club.referee, row, club.clock.now) == 0


def test_its_past_is_read_by_whom_it_may_reach(club: House) -> None:
    opened(club)
    history = History(club.referee)
    places = [("contact", KIM), ("contact_personal", KIM)]
    told = {name: history.page(f"user-{name}", places) for name in ("eef", "sara")}
    assert {line.table for line in told["eef"]} == {"contact"} and "birth_year" not in str(told["eef"])
    lines = [(line.table, line.kind, line.before, line.after) for line in told["sara"]]
    assert lines == [
        ("contact", "patch", {"given_name": "Kim"}, {"given_name": "Kimmy"}),
        ("contact_personal", "patch", {"member_no": "first", "birth_year": 1999}, KEPT),
        ("contact_personal", "patch", {"member_no": "LID-kim", "birth_year": None},
         {"member_no": "first", "birth_year": 1999}),
        ("contact", "insert", {}, {"given_name": "Kim", "family_name": "Peeters", "status": "active"}),
        ("contact_personal", "insert", {}, {"member_no": "LID-kim"}),
    ]  # fmt: skip


def test_who_was_deleted_comes_back_with_it(club: House) -> None:
    opened(club)
    club.do("row.restore", table="contact", id=BO)
    assert (club.row("contact", BO) or {})["shirt_number"] == 7
    assert (club.row("contact_personal", BO) or {})["member_no"] == "of-bo"
    assert club.phone("eef").sync() == []


def test_a_late_word_still_merges_with_what_was_said_before(club: House) -> None:
    """Sara corrected both without a network, before Olga said another number and after nobody said another language."""
    sara = club.phone("sara")
    with as_it_was(club):
        sara.sync()
    sara.do("contact.patch", id=KIM, set={"member_no": "late", "language": "fr"})
    club.clock.wait(60_000)
    with as_it_was(club):
        club.do("contact.patch", id=KIM, set=KEPT | {"member_no": "said-since"})
    opened(club)
    assert sara.sync() == ["merged"]
    row = club.row("contact_personal", KIM) or {}
    assert (row["member_no"], row["language"]) == ("said-since", "fr")


def test_a_backup_of_before_begins_its_new_life_before_it_moves(club: House) -> None:
    """What both lives share ends where the backup ends; what the ledger tells again finds rows where they are now."""
    seq = (club.row("club", "club") or {})["seq"]
    back = look_back(club.store, club.referee, MemoryLedger(), lambda: "epoch-2", club.clock.now, restored=True)
    assert back is not None and (back.epoch, back.seq) == ("epoch-2", seq)
    assert (club.row("contact_personal", KIM) or {})["member_no"] == NUMBER
    assert (club.row("log", seq + 1) or {})["verbs"] == "club.move"
