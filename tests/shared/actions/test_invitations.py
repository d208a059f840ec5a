"""Who may let whom in, and for how long. (feature 39)"""

from typing import Any

import pytest

from shared.domain.invitation import AN_HOUR, HOUR_MS, hash_of, link, read_link, secret_of
from shared.sync.change import Insert, Patch
from tests.house import DAY, House

HASH = hash_of(secret_of(bytes(16)))
CODE = {"purpose": "join", "how": "code", "secret_hash": HASH}
KIM = {"id": "invitation-kim", "contact": "contact-kim", **CODE}


@pytest.fixture
def house(house: House) -> House:
    """Mia signs in nowhere and has an e-mail address."""
    point = {"contact": "contact-mia", "kind": "email", "value": "Mia@Club.be"}
    house.do("contact_point.add", id="mail-of-mia", **point)
    return house


def test_an_invitation_is_good_for_seven_days_and_keeps_no_secret(house: House) -> None:
    (made,) = house.decide("sara", "invitation.make", **KIM, role="coach", group="team-u12")
    assert isinstance(made, Insert)
    now = house.clock.now
    assert dict(made.values) == {
        "id": "invitation-kim",
        "contact": "contact-kim",
        "purpose": "join",
        "how": "code",
        "role": "coach",
        "group": "team-u12",
        "from_on": None,
        "to_on": None,
        "address": None,
        "state": "waiting",
        "by": "user-sara",
        "asked_at": now,
        "expires_at": now + 7 * DAY,
        "delivery": None,
        "sent_at": None,
        "user": None,
    }


def test_a_role_may_be_held_for_a_time(house: House) -> None:  # features 38, 39
    days = {"from_on": "2026-12-01", "to_on": "2027-06-30"}
    (made,) = house.decide("sara", "invitation.make", **KIM, role="coach", group="team-u12", **days)
    assert isinstance(made, Insert)
    assert (made.values["from_on"], made.values["to_on"]) == ("2026-12-01", "2027-06-30")


@pytest.mark.parametrize(
    ("as_whom", "said"),
    [
        ({"role": "secretary", "to_on": "2026-11-17"}, "bad_period"),
        ({"role": "secretary", "from_on": "2026-12-02", "to_on": "2026-12-01"}, "bad_period"),
        ({"role": "secretary", "to_on": "morgen"}, "to_on not_a_date"),
        ({"from_on": "2026-12-01"}, "from_on unknown_field"),
        ({"to_on": "2026-12-01"}, "to_on unknown_field"),
        ({"role": "treasurer", "to_on": "2026-12-01"}, "not_allowed"),
    ],
)
def test_days_are_of_a_role_and_not_over(house: House, as_whom: dict[str, Any], said: str) -> None:
    assert house.refusal("sara", "invitation.make", **KIM, **as_whom) == said


def test_what_is_over_is_not_renewed(house: House) -> None:
    house.do("invitation.make", **KIM, role="secretary", to_on="2026-11-19")
    house.clock.wait(DAY)
    assert len(house.decide("sara", "invitation.renew", id="invitation-kim", secret_hash=HASH)) == 1
    house.clock.wait(DAY)
    assert house.refusal("sara", "invitation.renew", id="invitation-kim", secret_hash=HASH) == "bad_period"


def test_a_letter_goes_to_an_address_of_the_contact(house: House) -> None:
    mail = {"purpose": "join", "how": "mail", "point": "mail-of-mia"}
    (made,) = house.decide("sara", "invitation.make", id="invitation-mia", contact="contact-mia", **mail)
    assert isinstance(made, Insert)
    assert (made.values["address"], made.values["delivery"]) == ("mia@club.be", "queued")
    assert house.refusal("sara", "invitation.make", **{**KIM, **mail, "secret_hash": None}) == "gone"


def test_the_newest_counts(house: House) -> None:
    house.do("invitation.make", **KIM)
    _, older = house.decide("sara", "invitation.make", **{**KIM, "id": "invitation-new"})
    assert older == Patch("invitation", "invitation-kim", {"state": "withdrawn"})


def test_who_renews_it_answers_for_it_from_now_on(house: House) -> None:
    house.do("invitation.make", **KIM)
    now = house.clock.wait(8 * DAY)
    (anew,) = house.decide("sara", "invitation.renew", id="invitation-kim", secret_hash="cd" * 32)
    assert isinstance(anew, Patch)
    assert (anew.values["by"], anew.values["expires_at"]) == ("user-sara", now + 7 * DAY)


@pytest.mark.parametrize("verb", ["invitation.renew", "invitation.withdraw"])
def test_what_was_withdrawn_is_over(house: House, verb: str) -> None:
    house.do("invitation.make", **KIM)
    house.do("invitation.withdraw", id="invitation-kim")
    args = {"secret_hash": HASH} if verb == "invitation.renew" else {}
    assert house.refusal("sara", verb, id="invitation-kim", **args) == "invitation_over"


@pytest.mark.parametrize(
    ("user", "role", "said"),
    [
        ("olga", "owner", ""),
        ("olga", "treasurer", ""),
        ("sara", "secretary", ""),
        ("sara", "member", ""),
        ("sara", "owner", "not_allowed"),
        ("sara", "treasurer", "not_allowed"),
        ("sara", "equipment", "not_allowed"),
        ("sara", "coach", "group required"),
        ("karel", None, "not_allowed"),
        ("piet", None, "not_allowed"),
    ],
)
def test_nobody_gives_more_than_they_hold(house: House, user: str, role: str | None, said: str) -> None:
    assert house.refusal(user, "invitation.make", **KIM, role=role) == said


@pytest.mark.parametrize(
    ("user", "whom", "said"),
    [
        ("sara", "karel", ""),
        ("sara", "piet", ""),
        ("sara", "tom", "not_allowed"),
        ("sara", "olga", "not_allowed"),
        ("olga", "tom", ""),
        ("olga", "olga", ""),
        ("olga", "kim", "no_sign_in"),
        ("piet", "piet", "not_allowed"),
    ],
)
def test_nobody_takes_over_who_holds_more(house: House, user: str, whom: str, said: str) -> None:
    """Another password is another way to be somebody."""
    reset = {"id": "invitation-new", "contact": f"contact-{whom}", **CODE, "purpose": "reset"}
    assert house.refusal(user, "invitation.make", **reset) == said


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"contact": "contact-none"}, "gone"),
        ({"contact": "contact-piet"}, "has_sign_in"),
        ({"secret_hash": None}, "secret_hash not_a_code"),
        ({"secret_hash": "AB" * 32}, "secret_hash not_a_code"),
        ({"how": "mail"}, "point required"),
        ({"how": "mail", "point": "mail-of-mia"}, "secret_hash not_a_code"),
        ({"point": "mail-of-mia"}, "point unknown_field"),
        ({"purpose": "reset", "contact": "contact-piet", "role": "coach", "group": "team-u12"}, "role unknown_field"),
        ({"role": "coach", "group": "team-none"}, "gone"),
        ({"state": "accepted"}, "state unknown_field"),
        ({"id": "short"}, "id not_an_id"),
    ],
)
def test_refusals(house: House, other: dict[str, Any], said: str) -> None:
    assert house.refusal("olga", "invitation.make", **{**KIM, **other}) == said


def test_ten_an_hour_with_a_role_are_enough(house: House) -> None:
    sara = house.phone("sara")
    sara.sync()
    helper = {**KIM, "role": "secretary"}
    for number in range(AN_HOUR + 1):
        sara.do("invitation.make", **{**helper, "id": f"invitation-{number}"})
    assert sara.sync() == ["applied"] * AN_HOUR
    reset = {**helper, "contact": "contact-piet", "purpose": "reset", "role": None}
    assert house.refusal("sara", "invitation.make", **{**reset, "id": "invitation-reset"}) == "too_many_invitations"
    assert house.refusal("olga", "invitation.make", **{**helper, "id": "invitation-olga"}) == ""
    assert house.refusal("sara", "invitation.make", **{**KIM, "id": "invitation-member"}) == "", "a member is no risk"
    house.clock.wait(HOUR_MS)
    assert house.refusal("sara", "invitation.make", **{**helper, "id": "invitation-late"}) == ""


def test_a_whole_club_of_plain_members_is_invited_in_a_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """# feature 101"""
    monkeypatch.setattr("shared.actions.invitations.A_DAY", 12)
    sara = house.phone("sara")
    sara.sync()
    for number in range(13):
        sara.do("invitation.make", **{**KIM, "id": f"invitation-{number:02}"})
    assert sara.sync() == ["applied"] * 12
    assert house.refusal("sara", "invitation.renew", id="invitation-11", secret_hash=HASH) == "too_many_members"
    assert house.refusal("sara", "invitation.make", **{**KIM, "id": "invitation-helper"}, role="secretary") == ""
    house.clock.wait(DAY)
    assert house.refusal("sara", "invitation.renew", id="invitation-11", secret_hash=HASH) == ""


def test_a_phone_that_does_not_know_who_holds_what_waits_for_the_server(house: House) -> None:
    """A secretary does not hold the roles of others."""
    sara = house.phone("sara")
    sara.sync()
    reset = {"contact": "contact-tom", **CODE, "purpose": "reset"}
    assert sara.do("invitation.make", id="invitation-tom", **reset).state == "pending"
    assert sara.sync() == ["refused not_allowed"]


@pytest.mark.parametrize(
    "text",
    [
        "https://club.be/#/welcome/00000000000000000000000004",
        " 00000-00000-00000-00000-00000-4 ",
        "oooo0ooooo0ooooo0oooooo0o4",
    ],
)
def test_a_link_is_read_as_people_type_it(text: str) -> None:
    secret = secret_of(bytes(15) + b"\1")
    assert link("https://club.be/", secret) == "https://club.be/#/welcome/00000000000000000000000004"
    assert read_link(text) == secret


@pytest.mark.parametrize("text", ["", "https://club.be/", "https://club.be/#/welcome/", "0" * 25, "0" * 27, "é" * 26])
def test_what_is_no_link(text: str) -> None:
    assert read_link(text) is None
