"""In the middle of everything else somebody is erased: everybody still agrees, and the books hold nothing of them."""

import random

import pytest

from shared.errors import Refusal
from sync_server.backup.putting_back import differs
from sync_server.facts import image
from sync_server.turning import recheck_all
from tests.house import House, Phone, copy_of
from tests.sync_server.walk import gone, some_wish

STAY = ("olga", "sara", "karel", "piet")
"""Whose devices go on to the end."""


def somebody(house: House, rng: random.Random) -> str:
    """A contact, or one that was deleted; none of those who stay."""
    keep = {f"contact-{name}" for name in STAY}
    people = sorted({row["id"] for row in house.store.find("contact")} - keep)
    return gone(house, rng) if rng.random() < 0.2 or not people else rng.choice(people)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_notices_but_those_who_look_for_them(furnished: House, seed: int) -> None:  # promises 4, 6, 13, 14
    house, rng = copy_of(furnished), random.Random(seed)
    phones = [house.phone(name) for name in STAY]
    erased: set[str] = set()
    for step in range(260):
        contact = somebody(house, rng)
        if rng.random() < 0.06 and contact != "none-such":
            house.do("contact.erase", id=contact)
            erased.add(contact)
        else:
            try:
                verb, args = some_wish(house, rng)
                house.do(verb, **args)
            except Refusal:
                pass
        if rng.random() < 0.2:
            talk(rng.choice(phones), contact, rng)
        if step % 40 == 39:
            rng.choice(phones).sync()
    for phone in (*phones, *phones):
        phone.sync()
    assert len(erased) > 5
    assert recheck_all(house.referee, house.clock.now) == 0
    assert differs(house.store) is None
    for phone in phones:
        fresh = house.phone(phone.user.removeprefix("user-"), "fresh")
        fresh.sync()
        assert phone.holds() == fresh.holds(), phone.device
        assert phone.exchange()[0].page is None
        assert phone.replica.waiting() == 0
    assert quoted(house, erased) == []
    assert set(house.referee.erased.ids()) >= erased


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
