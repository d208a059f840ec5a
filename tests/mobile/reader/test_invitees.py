"""Who is to be let in, as the office's device knows it. (features 96, 101)"""

from datetime import date, timedelta

import pytest

from mobile.reader import Reader
from mobile.reader.invitees import FRESH, INVITED, NO_MAIL
from shared.domain.contact import may_be_minor
from tests.mobile.club import NOW, TODAY, Club, empty_club

DAY = 24 * 3_600_000


@pytest.fixture
def club() -> Club:
    """Mia has an address and is the mother of Tuur (9); Noa has none; Eva signs in; Piet left."""
    club = empty_club()
    for name, year in (("mia", 1985), ("tuur", 2017), ("noa", 1999), ("eva", 1990)):
        club.row("contact", id=name, given_name=name.title(), family_name="Bos", status="active")
        club.row("contact_personal", id=name, birth_year=year)
    club.row("contact", id="piet", given_name="Piet", status="archived")
    club.row("contact_point", id="mail", contact="mia", kind="email", value="mia@b.be")
    club.row("user_profile", id="user-eva", contact="eva", username="eva")
    club.row("account", id="family", kind="family", name="Bos", status="active")
    club.row("account_link", account="family", contact="mia", function="parent", may_act_for=1, present=1)
    club.row("account_link", account="family", contact="tuur", function="child", present=1)
    return club


def listed(club: Club, which: str, **narrow: str) -> tuple[str, ...]:
    return Reader(club.store.connection).invitees.ids(which, NOW, TODAY, **narrow)


def invited(club: Club, contact: str, **other: object) -> None:
    row = {"contact": contact, "purpose": "join", "how": "code", "state": "waiting", "asked_at": NOW - 9 * DAY}
    club.row("invitation", **{**row, "expires_at": NOW + DAY, **other})


def test_who_neither_signs_in_nor_was_invited_is_to_be_invited(club: Club) -> None:
    assert listed(club, FRESH) == ("mia", "noa", "tuur")
    assert listed(club, INVITED) == ()
    assert listed(club, NO_MAIL) == ("noa",)


def test_a_child_is_looked_after_by_who_may_act_for_it(club: Club) -> None:
    invited(club, "mia")
    assert listed(club, FRESH) == ("noa",)
    assert listed(club, INVITED) == ("mia",)
    club.row("user_profile", id="user-mia", contact="mia", username="mia")
    assert listed(club, INVITED) == ()
    assert listed(club, FRESH) == ("noa",)


@pytest.mark.parametrize(
    ("other", "lists"),
    [
        ({}, (False, True)),
        ({"expires_at": NOW}, (True, True)),
        ({"state": "withdrawn"}, (True, False)),
        ({"purpose": "reset"}, (True, False)),
    ],
)
def test_what_became_of_an_invitation(club: Club, other: dict[str, object], lists: tuple[bool, bool]) -> None:
    """To be invited, invited: what ran out is both."""
    invited(club, "noa", **other)
    assert ("noa" in listed(club, FRESH), "noa" in listed(club, INVITED)) == lists


def test_a_list_is_narrowed_by_team_and_name(club: Club) -> None:
    club.row("group_member", contact="noa", group="u11", function="player", present=1)
    club.row("group_member", contact="mia", group="u11", function="player", present=0)
    assert listed(club, FRESH, team="u11") == ("noa",)
    assert listed(club, FRESH, query="tu bo") == ("tuur",)
    assert listed(club, FRESH, query='"*') == ("mia", "noa", "tuur")
    assert listed(club, FRESH, query="xyz") == ()


def test_what_is_known_of_each(club: Club) -> None:
    invited(club, "noa")
    tuur, noa, eva = Reader(club.store.connection).invitees.people(["tuur", "noa", "piet", "eva"], TODAY)
    assert (tuur.name, tuur.minor, [one.name for one in tuur.guardians]) == ("Tuur Bos", True, ["Mia Bos"])
    assert tuur.guardians[0].mail == ("mail", "mia@b.be")
    assert (noa.minor, noa.mail, noa.invitation is not None and noa.invitation.how) == (False, None, "code")
    assert (eva.signs_in, eva.guardians) == (True, ())


@pytest.mark.parametrize("days", [-1, 0, 1])
@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 2, 28), date(2027, 3, 1)])
def test_the_database_knows_a_minor_as_the_rule_does(club: Club, today: date, days: int) -> None:
    born = date(today.year - 18, today.month, min(today.day, 28)) + timedelta(days)
    for number, day in enumerate((born, date(2008, 2, 29), date(2009, 2, 28))):
        club.row("contact", id=f"n{number}", given_name="N", status="active")
        club.row("contact_personal", id=f"n{number}", birth_year=1950)
        club.row("contact_identity", id=f"n{number}", birth_date=day.isoformat())
        club.row("contact", id=f"y{number}", given_name="Y", status="active")
        club.row("contact_personal", id=f"y{number}", birth_year=day.year + days)
        people = Reader(club.store.connection).invitees.people([f"n{number}", f"y{number}"], today)
        assert [one.minor for one in people] == [
            may_be_minor(day, 1950, today),
            may_be_minor(None, day.year + days, today),
        ]


def test_what_the_server_turned_down(club: Club) -> None:
    club.row("receipt", id="c1", outcome="refused", code="too_many_members", about="{}")
    club.row("receipt", id="c2", outcome="applied", about="{}")
    refused = Reader(club.store.connection).invitees.refused(["c1", "c2", "c3"])
    assert refused == {"c1": "too_many_members"}
