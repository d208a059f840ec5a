"""Who somebody is is the office's word: whoever knows better asks, and hears the answer."""

import json
from typing import Any

import pytest

from shared.sync.protocol import ActionCall
from tests.house import House, Phone

ASKED = {"id": "asked-by-piet", "contact": "contact-kim", "set": {"birth_date": "2013-03-09", "nationality": "be"}}
DONE = ("parked.settle", {"id": "asked-by-piet", "outcome": "done"})
NO = {"id": "asked-by-piet", "outcome": "dropped", "words": "Breng je identiteitskaart mee."}


def phone(house: House, name: str) -> Phone:
    found = house.phone(name)
    found.sync()
    return found


def wishes(row: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What was asked, as the office's own device would do it."""
    return [(action["name"], action["args"]) for action in json.loads(row["asked"])]


def test_the_office_does_it_by_its_own_hand_and_who_asked_hears_so(house: House) -> None:
    """Asked offline, by a parent who may not write it; the year of birth goes along with the day."""
    piet, sara = phone(house, "piet"), phone(house, "sara")
    assert house.refusal("piet", "contact_identity.patch", id="contact-kim", set=ASKED["set"]) == "not_allowed"
    piet.do("contact_identity.ask", **ASKED)
    assert piet.sync() == ["applied"]
    sara.sync()
    asked = sara.row("parked_change", "asked-by-piet") or {}
    assert (asked["user"], asked["reason"], asked["state"]) == ("user-piet", "requested", "waiting")
    assert wishes(asked) == [
        ("contact_identity.patch", {"id": "contact-kim", "set": ASKED["set"]}),
        ("contact_personal.patch", {"id": "contact-kim", "set": {"birth_year": 2013}}),
    ]
    sara.do_all(*wishes(asked), DONE)
    assert sara.sync() == ["applied"]
    piet.sync()
    identity = piet.row("contact_identity", "contact-kim") or {}
    assert (identity["birth_date"], identity["nationality"]) == ("2013-03-09", "be")
    assert (piet.row("contact_personal", "contact-kim") or {})["birth_year"] == 2013
    [told] = piet.store.find("inbox_item")
    assert (told["user"], told["kind"], told["code"], told["done_at"]) == ("user-piet", "told", "request_done", None)
    assert (piet.row("parked_change", "asked-by-piet") or {})["settled_by"] == "user-sara"


def test_who_is_told_no_is_told_why(house: House) -> None:
    piet, sara = phone(house, "piet"), phone(house, "sara")
    piet.do("contact_identity.ask", **ASKED)
    piet.sync()
    sara.sync()
    sara.do("parked.settle", **NO)
    assert sara.sync() == ["applied"]
    piet.sync()
    [told] = piet.store.find("inbox_item")
    assert (told["code"], json.loads(told["detail"])["words"]) == ("request_dropped", NO["words"])
    assert (piet.row("contact_identity", "contact-kim") or {})["birth_date"] == "2014-03-09"
    sara.sync()
    assert sara.store.find("inbox_item") == []


def test_who_asked_by_mistake_takes_it_back_and_is_told_nothing(house: House) -> None:
    piet = phone(house, "piet")
    piet.do("contact_identity.ask", **ASKED)
    piet.do("parked.settle", id="asked-by-piet", outcome="dropped")
    assert piet.sync() == ["applied", "applied"]
    assert (piet.store.find("inbox_item"), (piet.row("parked_change", "asked-by-piet") or {})["state"]) == (
        [],
        "dropped",
    )
    piet.do("contact_identity.ask", **{**ASKED, "id": "asked-again"})
    assert piet.sync() == ["applied"]


def test_one_question_about_somebody_at_a_time(house: House) -> None:
    piet = phone(house, "piet")
    piet.do("contact_identity.ask", **ASKED)
    piet.sync()
    again = {**ASKED, "id": "asked-again"}
    assert house.refusal("piet", "contact_identity.ask", **again) == "already_asked"
    assert len(house.decide("piet", "contact_identity.ask", **{**again, "contact": "contact-bo"})) == 1


@pytest.mark.parametrize("name", ["olga", "sara", "karel", "ann"])
def test_nobody_asks_about_other_peoples(house: House, name: str) -> None:
    assert house.refusal(name, "contact_identity.ask", **ASKED) == "not_allowed"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "set required"),
        ({"birth_date": "9 maart"}, "birth_date not_a_date"),
        ({"sex": "?"}, "sex not_a_choice"),
        ({"iban": "BE68539007547034"}, "iban unknown_field"),
        ({"id": "contact-zoe"}, "id unknown_field"),
        ({"birth_year": 2013}, "birth_year unknown_field"),
    ],
)
def test_nothing_else_is_asked_for(house: House, said: dict[str, Any], why: str) -> None:
    assert house.refusal("piet", "contact_identity.ask", **{**ASKED, "set": said}) == why


def test_words_are_for_who_asked_and_nobody_else_settles(house: House) -> None:
    house.do("parked.quarantine", id="left-by-piet", item="item-of-piet", user="user-piet", changeset="of-piet")
    wrong = {"id": "left-by-piet", "outcome": "dropped", "words": "x"}
    assert house.refusal("sara", "parked.settle", **wrong) == "words unknown_field"
    piet = phone(house, "piet")
    piet.do("contact_identity.ask", **ASKED)
    piet.sync()
    assert house.refusal("ann", "parked.settle", **NO) == "not_allowed"
    assert house.refusal("karel", "parked.settle", **NO) == "not_allowed"


def test_who_is_erased_leaves_nothing_of_what_was_asked_about_them(house: House) -> None:
    piet, sara = phone(house, "piet"), phone(house, "sara")
    piet.do("contact_identity.ask", **ASKED)
    piet.sync()
    sara.sync()
    sara.do("parked.settle", **NO)
    sara.sync()
    house.referee.perform("erase-kim", house.clock.now, ActionCall("contact.erase", 1, {"id": "contact-kim"}))
    assert (house.row("parked_change", "asked-by-piet") or {})["asked"] is None
    [told] = house.store.find("inbox_item", user="user-piet", code="request_dropped")
    assert told["detail"] == '{"about":{}}'
