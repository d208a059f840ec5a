"""Leases: what a device that hears nothing forgets, and how it comes back."""  # feature B9

import json
import random
import re

import pytest

from shared.replica.lease import DAY_MS, LEASES, repeated
from shared.tables import REGISTER
from tests.house import House, Phone

IBAN = "BE68539007547034"


@pytest.fixture
def tom(house: House) -> Phone:
    """The treasurer's phone, synced."""
    phone = house.phone("tom")
    phone.sync()
    return phone


def test_every_sensitive_table_has_a_lease_and_names_and_agenda_never_lock() -> None:
    assert {table.name for table in REGISTER if table.klass == "C"} <= LEASES.keys()
    assert not LEASES.keys() & {"contact", "activity", "activity_guest", "group", "resource", "contact_emergency"}
    assert (LEASES["contact_finance"], LEASES["contact_point"]) == (14 * DAY_MS, 120 * DAY_MS)


def test_after_two_weeks_of_silence_bank_accounts_leave_and_names_stay(tom: Phone) -> None:
    contacts, points = tom.ids("contact"), tom.ids("contact_point")
    assert tom.replica.lapse(tom.now + 14 * DAY_MS)  # what is medical left after one
    assert (tom.replica.lapsed(), len(tom.ids("contact_finance"))) == (("contact_medical", "injury"), 2)
    assert tom.replica.lapse(tom.now + 14 * DAY_MS + 1)
    assert (tom.ids("contact_finance"), tom.ids("contact"), tom.ids("contact_point")) == (set(), contacts, points)
    assert tom.replica.lapsed() == ("contact_finance", "contact_medical", "injury")
    assert not tom.replica.lapse(tom.now + 15 * DAY_MS), "once is enough"
    assert tom.replica.lapse(tom.now + 121 * DAY_MS)
    assert tom.ids("contact_point") == set()
    assert tom.replica.lapsed() == ("contact_finance", "contact_medical", "contact_point", "injury")


def test_the_next_contact_brings_them_back_and_nothing_else(tom: Phone) -> None:
    before = tom.holds()
    tom.replica.lapse(tom.now + 121 * DAY_MS)
    tom.house.clock.now += 121 * DAY_MS
    tom.sync()
    assert (tom.holds(), tom.replica.lapsed(), (tom.replica.state() or {})["doubt"]) == (before, (), 0)


def test_setting_the_clock_back_does_not_make_a_lease_longer(tom: Phone) -> None:
    tom.replica.lapse(tom.now + 13 * DAY_MS)
    assert not tom.replica.lapse(tom.now - 300 * DAY_MS)
    assert tom.replica.lapse(tom.now + 14 * DAY_MS + 2)


def test_a_clock_that_ran_ahead_is_forgiven_at_the_next_contact(tom: Phone) -> None:
    tom.replica.lapse(tom.now + 300 * DAY_MS)
    tom.sync()
    assert not tom.replica.lapse(tom.now + 6 * DAY_MS)


def test_after_a_week_of_silence_the_medical_sheets_leave(house: House) -> None:
    karel = house.phone("karel")
    karel.sync()
    assert not karel.replica.lapse(karel.now + 7 * DAY_MS)
    assert karel.replica.lapse(karel.now + 7 * DAY_MS + 1)
    assert (karel.ids("contact_medical"), karel.ids("contact_emergency")) == (set(), {"contact-kim"})


def test_ones_own_unsent_words_stay_and_are_sent(house: House) -> None:
    ann = house.phone("ann")
    ann.sync()
    done = ann.do("contact_finance.patch", id="contact-zoe", set={"account_holder": "Ann Maes"})
    assert done.state == "waiting"
    assert ann.replica.lapse(ann.now + 15 * DAY_MS)
    (mine,) = ann.store.find("contact_finance")
    assert (mine["id"], mine["iban"], mine["account_holder"]) == ("contact-zoe", None, "Ann Maes")
    assert ann.replica.waiting() == 1
    house.clock.now += 15 * DAY_MS
    ann.sync()
    ann.sync()
    row = house.row("contact_finance", "contact-zoe") or {}
    assert (row["account_holder"], row["iban"]) == ("Ann Maes", IBAN)
    assert ann.row("contact_finance", "contact-zoe") == row


def test_what_lapsed_is_not_known_to_be_absent(house: House) -> None:
    """The phone may not refuse what it only forgot: the server decides."""
    sara = house.phone("sara")
    sara.sync()
    wish = {"id": "phone-of-piet", "set": {"label": "papa"}}
    assert sara.do("contact_point.patch", **{**wish, "id": "phone-of-nobody"}).state == "refused"
    sara.replica.lapse(sara.now + 121 * DAY_MS)
    assert sara.do("contact_point.patch", **wish).state == "pending"
    assert sara.sync() == ["applied"]


def test_the_inbox_repeats_no_bank_account_after_its_lease(house: House) -> None:
    """What was refused of a bank account leaves with the bank accounts, and comes back with them; the rest stays."""
    ann = house.phone("ann")
    ann.sync()
    ann.do("contact_finance.patch", id="contact-zoe", set={"iban": "BE71096123456769"})
    ann.do("contact_point.patch", id="phone-of-ann", set={"label": "a word of mine"})
    house.do("account_link.patch", id="link-of-ann", set={"may_act_for": 0})
    house.do("contact_point.delete", id="phone-of-ann")
    assert ann.sync() == ["parked not_allowed", "refused gone"]
    items = ann.ids("inbox_item")
    assert b"BE71096123456769" in ann.store.connection.serialize()
    ann.replica.lapse(ann.now + 15 * DAY_MS)
    assert b"BE71096123456769" not in ann.store.connection.serialize()
    assert b"a word of mine" in ann.store.connection.serialize()
    assert len(items - ann.ids("inbox_item")) == 1
    ann.replica.lapse(ann.now + 121 * DAY_MS)
    assert b"a word of mine" not in ann.store.connection.serialize()
    house.clock.now += 121 * DAY_MS
    ann.sync()
    assert ann.ids("inbox_item") == items


def test_the_office_forgets_the_numbers_that_wait_for_it_and_knows_that_it_did(house: House) -> None:
    karel, sara = house.phone("karel"), house.phone("sara")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"value": "+32479998877"})
    house.do("group.remove_member", id="member-kim")
    assert karel.sync() == ["parked not_allowed"]
    sara.sync()
    (parked,) = sara.ids("parked_change")
    assert sara.replica.lapse(sara.now + 121 * DAY_MS)
    assert (sara.ids("parked_change"), b"+32479998877" in sara.store.connection.serialize()) == (set(), False)
    assert sara.do("parked.settle", id=parked, outcome="dropped").state == "pending"
    assert sara.sync() == ["applied"]


@pytest.mark.parametrize(
    ("cell", "goes"),
    [
        ('{"asked":[{"name":"contact_finance.patch","args":{}}]}', True),
        ('[{"name":"row.undo","args":{"table":"contact_finance"}}]', True),
        ('{"asked":[{"name":"contact.patch","args":{"id":"contact_finance"}}]}', False),
        ('{"about":{"table":"contact_finance"}}', False),
        (None, False),
        ('{"asked":[{"name":"contact_fin', True),
        ('{"asked":7}', True),
        ("[3]", True),
    ],
)
def test_a_line_goes_that_repeats_a_bank_account_or_may_do_so(tom: Phone, cell: str | None, *, goes: bool) -> None:
    blank = dict.fromkeys(REGISTER["inbox_item"].names)
    tom.store.put("inbox_item", {**blank, "id": "item-1", "user": "user-tom", "kind": "refused", "detail": cell})
    tom.store.put("later", {"tbl": "parked_change", "id": "parked-1", "cells": json.dumps({"asked": cell})})
    wanted = [("inbox_item", "item-1"), ("parked_change", "parked-1")] if goes else []
    assert list(repeated(tom.store, {"contact_finance"})) == wanted


def test_no_page_keeps_a_trace_of_what_was_once_said(house: House) -> None:
    """Rows that come, grow and go move others from page to page; what was moved away from is written over.

    One story of three hundred in which a trace stayed.
    """
    rng, ann = random.Random(112), house.phone("ann")
    ann.sync()
    for number in range(160):
        chance = rng.random()
        if chance < 0.3:
            holder = f"secret{number}".ljust(rng.randint(10, 120), "x")
            ann.do("contact_finance.patch", id="contact-zoe", set={"account_holder": holder})
        elif chance < 0.95:
            ann.do("contact_point.patch", id="phone-of-ann", set={"label": "y" * rng.randint(1, 150)})
        elif chance < 0.975:
            ann.sync()
        elif chance >= 0.985:
            _shuffle(ann, rng)
    ann.replica.lapse(ann.now + 15 * DAY_MS)
    unsent = {word for table in ("queue", "sent", "base", "contact_finance") for word in _secrets(ann, table)}
    assert set(re.findall(r"secret\d+", ann.store.connection.serialize().decode("latin-1"))) <= unsent


def _shuffle(phone: Phone, rng: random.Random) -> None:
    """What a new life of the server and what an answer makes of the lines, in some order."""
    with phone.store.transaction():
        rows = phone.store.find("queue")
        phone.store.discard("queue")
        phone.store.put("queue", *rows)
        phone.store.put("sent", *({**row, "n": n} for n, row in enumerate(phone.store.find("sent"), 1)))
        rows = phone.store.find("sent")
        rng.shuffle(rows)
        phone.store.put("sent", *({**row, "n": None} for row in rows))


def _secrets(phone: Phone, table: str) -> list[str]:
    return re.findall(r"secret\d+", str(phone.store.find(table)))


def test_looking_again_within_the_hour_writes_nothing(tom: Phone) -> None:
    tom.replica.lapse(tom.now + DAY_MS)
    before = tom.store.connection.total_changes
    assert not tom.replica.lapse(tom.now + DAY_MS + 3_600_000)
    assert tom.store.connection.total_changes == before
    assert not tom.replica.lapse(tom.now + DAY_MS + 3_600_001)
    assert tom.store.connection.total_changes > before
