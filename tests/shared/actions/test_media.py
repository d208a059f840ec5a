"""Pictures and papers: what may be announced, which one is shown, and what the server says became of it."""

from typing import Any

import pytest

from tests.house import House

HASH = "ab" * 32
PAPER = {"kind": "document", "sent_hash": HASH, "sent_size": 9}
FACE = {**PAPER, "kind": "photo"}


@pytest.fixture
def house(house: House) -> House:
    """With a face and a paper of Kim, and a picture of the red bag."""
    house.do("medium.add", id="face-of-kim", contact="contact-kim", **FACE)
    house.do("medium.add", id="paper-of-kim", contact="contact-kim", **PAPER)
    house.do("medium.add", id="bag-in-red", resource="ball-bag-red", **FACE)
    return house


def settle(house: House, id: str, state: str, **more: Any) -> str:
    return house.no("medium.settle", id=id, state=state, **more)


def test_a_medium_begins_as_waiting_and_knows_its_author(house: House) -> None:
    (change,) = house.decide("piet", "medium.add", id="medium-new", contact="contact-kim", title="Attest", **PAPER)
    said = {name: value for name, value in change.values.items() if value is not None}
    wish = {**PAPER, "id": "medium-new", "contact": "contact-kim", "title": "Attest"}
    assert said == {**wish, "by_user": "user-piet", "state": "waiting"}


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "contact required"),
        ({"contact": "contact-kim", "resource": "ball-bag-red"}, "contact required"),
        ({"contact": "contact-nobody"}, "gone"),
        ({"contact": "contact-kim", "sent_hash": "AB" * 32}, "sent_hash not_an_id"),
        ({"contact": "contact-kim", "sent_hash": HASH + "\n"}, "sent_hash not_an_id"),
        ({"contact": "contact-kim", "sent_size": 8 * 1024 * 1024}, ""),
        ({"contact": "contact-kim", "sent_size": 8 * 1024 * 1024 + 1}, "sent_size file_too_large"),
        ({"contact": "contact-kim", "state": "stored"}, "state unknown_field"),
        ({"contact": "contact-kim", "hash": HASH}, "hash unknown_field"),
        ({"contact": "contact-kim", "id": "face-of-kim"}, "exists"),
    ],
)
def test_what_may_be_announced(house: House, wish: dict[str, Any], said: str) -> None:
    assert house.refusal("sara", "medium.add", **{"id": "medium-new", **PAPER, **wish}) == said


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"id": "contact-kim", "medium": "face-of-kim"}, ""),
        ({"id": "contact-kim", "medium": None}, ""),
        ({"id": "contact-kim", "medium": "paper-of-kim"}, "photo not_a_choice"),
        ({"id": "contact-bo", "medium": "face-of-kim"}, "photo not_a_choice"),
        ({"id": "contact-kim", "medium": "bag-in-red"}, "photo not_a_choice"),
        ({"id": "contact-kim", "medium": "no-such-medium"}, "gone"),
    ],
)
def test_one_of_its_own_photos_is_shown(house: House, wish: dict[str, Any], said: str) -> None:
    assert house.refusal("piet", "contact.set_photo", **wish) == said


def test_a_photo_is_named_by_its_own_verb_only(house: House) -> None:
    assert house.refusal("sara", "contact.patch", id="contact-kim", set={"photo": "x"}) == "photo unknown_field"
    house.do("resource.set_photo", id="ball-bag-red", medium="bag-in-red")
    assert (house.row("resource", "ball-bag-red") or {})["photo"] == "bag-in-red"


@pytest.mark.parametrize("how", ["delete", "reject"])
def test_what_is_gone_is_shown_nowhere(house: House, how: str) -> None:
    house.do("contact.set_photo", id="contact-kim", medium="face-of-kim")
    if how == "delete":
        house.do("medium.delete", id="face-of-kim")
    else:
        house.do("medium.settle", id="face-of-kim", state="rejected", code="not_media")
    assert (house.row("contact", "contact-kim") or {})["photo"] is None


def test_who_deletes_a_person_deletes_their_pictures(house: House) -> None:
    house.do("contact.set_photo", id="contact-kim", medium="face-of-kim")
    house.do("contact.delete", id="contact-kim")
    assert [row["id"] for row in house.store.find("medium")] == ["bag-in-red"]
    house.do("row.restore", table="contact", id="contact-kim")
    assert (house.row("contact", "contact-kim") or {})["photo"] == "face-of-kim"
    assert len(house.store.find("medium")) == 3


def test_a_paper_comes_back_to_somebody_who_is_there(house: House) -> None:
    house.do("medium.delete", id="paper-of-kim")
    house.do("contact.delete", id="contact-kim")
    assert house.no("row.restore", table="medium", id="paper-of-kim") == "gone"
    house.do("row.restore", table="contact", id="contact-kim")
    house.do("row.restore", table="medium", id="paper-of-kim")
    assert (house.row("medium", "paper-of-kim") or {})["state"] == "waiting"


def test_bytes_are_settled_once_until_they_are_lost(house: House) -> None:
    stored = {"mime": "image/jpeg", "size": 5, "hash": HASH}
    assert settle(house, "face-of-kim", "waiting") == "already_settled"
    assert settle(house, "face-of-kim", "stored", **stored) == ""
    assert settle(house, "face-of-kim", "rejected", code="not_media") == "already_settled"
    assert settle(house, "face-of-kim", "waiting") == ""
    row = house.row("medium", "face-of-kim") or {}
    assert (row["state"], row["hash"], row["mime"], row["size"]) == ("waiting", None, None, None)


def test_only_the_server_settles(house: House) -> None:
    assert house.refusal("olga", "medium.settle", id="face-of-kim", state="stored") == "not_allowed"
