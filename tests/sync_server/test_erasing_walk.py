"""In the middle of everything else somebody is erased: everybody still agrees, and the books hold nothing of them."""

import random
from contextlib import suppress
from typing import Any

import pytest

from shared.refusals import Refusal
from shared.storage import SqliteStorage
from sync_server.backup.putting_back import differs
from sync_server.facts import image
from sync_server.outside import MemoryLedger
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.store.tables import SERVER_REGISTER
from sync_server.turning import recheck_all
from tests.house import House, Phone, copy_of
from tests.sync_server.walk import gone, some_wish

STAY = ("olga", "sara", "karel", "piet")
"""Whose devices go on to the end."""


def somebody(house: House, rng: random.Random) -> str:
    """A contact, or one that was deleted; none of those who stay."""
    keep = {f"contact-{name}" for name in STAY}
    people = sorted({row["id"] for row in house.store.find("contact")} - keep)
    left = gone(house, rng)
    return left if left not in keep and (rng.random() < 0.2 or not people) else rng.choice(people or ["none-such"])


class Walk:
    """Random wishes of a club, words on phones that do not know yet, and now and then somebody is erased."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.rng = house, random.Random(seed)
        self.phones = [house.phone(name) for name in STAY]
        self.erased: set[str] = set()

    def go(self, steps: int) -> None:
        """So many wishes."""
        house, rng = self.house, self.rng
        for step in range(steps):
            contact = somebody(house, rng)
            if rng.random() < 0.06 and contact != "none-such":
                house.do("contact.erase", id=contact)
                self.erased.add(contact)
            else:
                with suppress(Refusal):
                    verb, args = some_wish(house, rng)
                    house.do(verb, **args)
            if rng.random() < 0.2:
                talk(rng.choice(self.phones), contact, rng)
            if step % 40 == 39:
                rng.choice(self.phones).sync()

    def all_agree(self) -> None:
        """Everybody holds what a new device of theirs would, and the books hold nothing of who was erased."""
        house = self.house
        for phone in (*self.phones, *self.phones):
            phone.sync()
        assert recheck_all(house.referee, house.clock.now) == 0
        assert differs(house.store) is None
        for phone in self.phones:
            fresh = Phone(house, phone.user, house.phone(phone.user.removeprefix("user-"), "fresh").device)
            fresh.replica.new_epoch(house.club().epoch)
            fresh.sync()
            assert phone.holds() == fresh.holds(), phone.device
            assert phone.exchange()[0].page is None
            assert phone.replica.waiting() == 0
        assert quoted(house, self.erased) == []
        assert set(house.referee.erased.ids()) >= self.erased


@pytest.mark.parametrize("seed", range(6))
def test_nobody_notices_but_those_who_look_for_them(furnished: House, seed: int) -> None:  # promises 4, 6, 13, 14
    walk = Walk(copy_of(furnished), seed)
    walk.go(260)
    walk.all_agree()
    assert len(walk.erased) > 5


@pytest.mark.parametrize("seed", range(10))
def test_a_backup_in_between_brings_back_nobody(furnished: House, seed: int) -> None:  # promises 1, 4, 14
    """Some were erased before it and some after; phones come back one by one, each with what it was told is done."""
    house, ledger = copy_of(furnished), MemoryLedger()
    opened(house, house.store, ledger, 1)
    walk = Walk(house, seed)
    walk.go(120)
    backup = SqliteStorage(":memory:", SERVER_REGISTER)
    house.store.connection.backup(backup.connection)
    before = set(walk.erased)
    walk.go(120)
    while not walk.erased - before:
        walk.go(10)
    for phone in walk.phones:
        phone.sync()
    opened(house, backup, ledger, 2)
    walk.rng.shuffle(walk.phones)
    for phone in walk.phones:
        phone.replica.new_epoch(house.club().epoch)
        phone.sync()
        assert quoted(house, walk.erased) == []
    walk.all_agree()


def opened(house: House, store: Any, ledger: MemoryLedger, life: int) -> None:
    """The server starts on this store, and looks whether it is older than its ledger."""
    house.store, house.referee = store, Referee(store, ledger)
    house.facts = house.referee.facts
    house.checkpoints = type(house.checkpoints)(store, house.referee.audiences, house.referee.tallies)
    look_back(store, house.referee, ledger, lambda: f"epoch-{life}-after", house.clock.now)


def talk(phone: Phone, contact: str, rng: random.Random) -> None:
    """Words about this person, said on a phone that may not know yet; refused at once where it knows better."""
    wishes = (
        ("contact.patch", {"id": contact, "set": {"given_name": "said"}}),
        ("attendance.confirm", {"activity": "training-u12", "contact": contact, "confirmed": "present"}),
        ("contact_emergency.patch", {"id": contact, "set": {"alert": "said"}}),
    )
    verb, args = rng.choice(wishes)
    phone.do(verb, **args)


def quoted(house: House, erased: set[str]) -> list[tuple[str, str]]:
    """Where somebody who was erased is still more than an id: rows of theirs, images of them, words about them."""
    found = [(table, id) for table in ("contact", "contact_emergency") for id in erased if house.row(table, id)]
    for table in ("contact_point", "contact_address", "account_link", "membership", "medium", "activity_guest"):
        found += [(table, row["id"]) for row in house.store.find(table) if row["contact"] in erased]
    for line in house.store.find("history"):
        said = [image(line[name]) or {} for name in ("before", "after", "lost")]
        if any(one.get("contact") in erased or (line["id"] in erased and one) for one in said):
            found.append(("history", f"{line['seq']} {line['tbl']}"))
    texts = [(row["id"], row["detail"]) for row in house.store.find("inbox_item")]
    texts += [(row["id"], row["asked"]) for row in house.store.find("parked_change")]
    found += [("words", id) for id, text in texts if text and any(f'"{one}"' in text for one in erased)]
    return found
