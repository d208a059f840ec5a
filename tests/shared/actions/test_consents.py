"""Consents: given by whom it concerns, for a minor by a guardian; withdrawn as easily, and never forgotten."""

import pytest

from shared.refusals import NotAllowed
from shared.sync.change import Insert, Patch
from tests.house import House

KIM, PIET = "contact-kim", "contact-piet"
PHOTO = {"contact": KIM, "purpose": "photo"}


def test_a_guardian_gives_it_for_a_minor(house: House) -> None:
    (made,) = house.decide("piet", "consent.give", id="consent-kim", **PHOTO)
    assert isinstance(made, Insert)
    assert {name: value for name, value in made.values.items() if value is not None} == {
        "id": "consent-kim",
        **PHOTO,
        "given_by": "user-piet",
        "given_at": house.clock.now,
    }


@pytest.mark.parametrize("name", ["olga", "sara", "karel", "ann"])
def test_nobody_else_does_not_even_the_office(house: House, name: str) -> None:
    assert house.refusal(name, "consent.give", id="consent-kim", **PHOTO) == "not_allowed"


def test_a_minor_does_not_give_it_and_an_adult_gives_their_own(house: House) -> None:
    """Kim is twelve; she signs in herself one day. At eighteen it is hers alone."""
    house.do("user.enrol", id="user-kim", contact=KIM, username="kim")
    assert house.refusal("kim", "consent.give", id="consent-kim", **PHOTO) == "for_guardian"
    house.do("contact_identity.patch", id=KIM, set={"birth_date": "2008-11-18"})
    assert house.refusal("kim", "consent.give", id="consent-kim", **PHOTO) == ""
    assert house.refusal("piet", "consent.give", id="consent-kim", **PHOTO) == "for_themselves"
    house.do("contact_identity.patch", id=KIM, set={"birth_date": "2008-11-19"})
    assert house.refusal("kim", "consent.give", id="consent-kim", **PHOTO) == "for_guardian"


@pytest.mark.parametrize(("year", "code"), [(2008, "for_guardian"), (2007, ""), (None, "for_guardian")])
def test_a_year_alone_makes_nobody_older_than_it_says(house: House, year: int | None, code: str) -> None:
    house.do("contact_identity.patch", id=KIM, set={"birth_date": None})
    house.do("contact.patch", id=KIM, set={"birth_year": year})
    house.do("user.enrol", id="user-kim", contact=KIM, username="kim")
    assert house.refusal("kim", "consent.give", id="consent-kim", **PHOTO) == code


def test_of_whom_nobody_knows_the_age_a_guardian_says_it_where_there_is_one(house: House) -> None:
    karel = {"contact": "contact-karel", "purpose": "photo"}
    assert house.refusal("karel", "consent.give", id="consent-karel", **karel) == ""
    house.do("account.link", id="link-of-karel", account="family-maes", contact="contact-karel", function="child")
    assert house.refusal("karel", "consent.give", id="consent-karel", **karel) == "for_guardian"
    assert house.refusal("ann", "consent.give", id="consent-karel", **karel) == ""
    house.do("contact.patch", id="contact-karel", set={"birth_year": 1990})
    assert house.refusal("karel", "consent.give", id="consent-karel", **karel) == ""


def test_nobody_grows_up_for_the_length_of_a_gesture(house: House) -> None:
    """Where the year alone is known it would be the person's own word against the guardian's."""
    house.do("contact_identity.patch", id=KIM, set={"birth_date": None})
    house.do("contact.patch", id=KIM, set={"birth_year": 2014})
    house.do("user.enrol", id="user-kim", contact=KIM, username="kim")
    older, back = ({"id": KIM, "set": {"birth_year": year}} for year in (1990, 2014))
    gesture = [("contact.patch", older), ("consent.give", {"id": "consent-kim", **PHOTO}), ("contact.patch", back)]
    with pytest.raises(NotAllowed):
        house.decide_all("kim", *gesture)
    for name in ("kim", "piet"):
        assert house.refusal(name, "contact.patch", **older) == "not_allowed", name
        assert house.refusal(name, "contact.patch", id=KIM, set={"given_name": "Kimmie"}) == "", name
    assert house.refusal("sara", "contact.patch", **older) == ""


def test_it_is_withdrawn_and_what_stood_when_can_be_told(house: House) -> None:
    piet = house.phone("piet")
    piet.sync()
    piet.do("consent.give", id="consent-1-kim", **PHOTO)
    given = house.clock.now
    assert piet.sync() == ["applied"]
    assert house.refusal("piet", "consent.give", id="consent-2-kim", **PHOTO) == "exists"
    house.clock.wait(1000)
    piet.do("consent.withdraw", **PHOTO)
    withdrawn = house.clock.now
    piet.do("consent.give", id="consent-2-kim", **PHOTO)
    assert piet.sync() == ["applied", "applied"]
    rows = {row["id"]: (row["given_at"], row["withdrawn_at"]) for row in house.store.find("consent", contact=KIM)}
    assert rows == {"consent-1-kim": (given, withdrawn), "consent-2-kim": (withdrawn, None)}


@pytest.mark.parametrize("name", ["olga", "sara", "piet"])
def test_who_is_asked_to_may_withdraw_it(house: House, name: str) -> None:
    assert house.refusal(name, "consent.withdraw", **PHOTO) == "gone"
    house.store.put("consent", whole("one"), whole("two"))
    ends = {"withdrawn_by": f"user-{name}", "withdrawn_at": house.clock.now}
    assert house.decide(name, "consent.withdraw", **PHOTO) == [
        Patch("consent", "one", ends),
        Patch("consent", "two", ends),
    ]


def whole(id: str) -> dict[str, object]:
    return {"id": id, **PHOTO, "given_by": "user-mia", "given_at": 1, "withdrawn_by": None, "withdrawn_at": None}


def test_the_coach_hears_of_it_and_the_equipment_manager_does_not(house: House) -> None:
    karel, eef, piet = (house.phone(name) for name in ("karel", "eef", "piet"))
    piet.sync()
    piet.do("consent.give", id="consent-kim", **PHOTO)
    for phone in (piet, karel, eef):
        phone.sync()
    assert (karel.ids("consent"), eef.ids("consent")) == ({"consent-kim"}, set())
