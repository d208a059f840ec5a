"""How somebody signs in, as a device knows it. (features 38, 39)"""

import pytest

from mobile.reader import Reader
from mobile.reader.sign_ins import SignIn
from tests.mobile.club import NOW, Club, small_club

HOUR = 3_600_000


@pytest.fixture
def club() -> Club:
    return small_club()


def invited(club: Club, id: str, **other: object) -> None:
    """An invitation of somebody new."""
    row = {"id": id, "contact": "new", "purpose": "join", "how": "code", "state": "waiting", "asked_at": NOW}
    club.row("invitation", **{**row, "expires_at": NOW + HOUR, **other})


def test_who_is_new_has_nothing(club: Club) -> None:
    club.row("contact", id="new", given_name="Nel", status="active")
    assert Reader(club.store.connection).sign_ins.of("new") == SignIn(None, None, None, None, ())


def test_the_newest_invitation_counts_and_the_primary_address_comes_first(club: Club) -> None:
    club.row("contact", id="new", given_name="Nel", status="active")
    club.row("contact_point", id="a", contact="new", kind="email", value="a@b.be")
    club.row("contact_point", id="b", contact="new", kind="email", value="b@b.be", is_primary=1)
    invited(club, "older", state="withdrawn", asked_at=NOW - 1)
    invited(club, "newer", role="secretary")
    known = Reader(club.store.connection).sign_ins.of("new")
    assert known.mails == (("b", "b@b.be"), ("a", "a@b.be"))
    assert known.invitation is not None
    assert (known.invitation.id, known.invitation.role, known.invitation.group) == ("newer", "secretary", None)


@pytest.mark.parametrize(
    ("state", "after", "stands"),
    [
        ("waiting", HOUR - 1, "waiting"),
        ("waiting", HOUR, "expired"),
        ("accepted", 2 * HOUR, "accepted"),
        ("withdrawn", 2 * HOUR, "withdrawn"),
    ],
)
def test_time_runs_out_by_itself(club: Club, state: str, after: int, stands: str) -> None:
    club.row("contact", id="new", given_name="Nel", status="active")
    invited(club, "one", state=state)
    known = Reader(club.store.connection).sign_ins.of("new")
    assert known.invitation is not None
    assert known.invitation.stands(NOW + after) == stands


@pytest.mark.parametrize(("value", "told"), [('{"mail":1}', True), ('{"mail":0}', False), ("[]", False), (None, False)])
def test_whether_there_is_mail_is_what_the_server_says(club: Club, value: str | None, told: bool) -> None:
    club.row("setting", id="server", value=value)
    assert Reader(club.store.connection).sign_ins.mail_is_sent() is told
