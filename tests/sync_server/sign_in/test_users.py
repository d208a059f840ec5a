"""Making a sign-in, and the passwords behind it."""

import pytest

from shared.refusals import Exists, Invalid
from shared.register import Row
from sync_server.referee import Refused
from sync_server.sign_in import passwords
from sync_server.sign_in.users import NewUser, create_user
from tests.house import House

GOOD = "een lang wachtwoord"


def test_a_user_has_a_secret_here_and_a_profile_in_the_log(house: House) -> None:
    id = create_user(house.club(), NewUser("Mía", GOOD, "contact-mia", (("coach", "team-u12"),)), house.clock.now)
    assert (house.row("user_profile", id) or {})["contact"] == "contact-mia"
    secret = house.row("user_secret", id) or {}
    assert secret["username"] == "mia"
    assert secret["password"].startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert "team:team-u12:coach" in house.referee.granted(id)


def test_a_kill_leaves_a_whole_user_or_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    put = house.store.put

    def dies(table: str, *rows: Row) -> None:
        if table == "user_secret":
            raise KeyboardInterrupt
        put(table, *rows)

    wanted = NewUser("koen", GOOD, "contact-bo", (("owner", None),))
    monkeypatch.setattr(house.store, "put", dies)
    with pytest.raises(KeyboardInterrupt):
        create_user(house.club(), wanted, house.clock.now)
    monkeypatch.undo()
    assert house.store.find("user_profile", username="koen") == []
    id = create_user(house.club(), wanted, house.clock.now)
    assert [row["id"] for row in house.store.find("user_profile", username="koen")] == [id]
    with pytest.raises(Refused):
        create_user(house.club(), NewUser("bobo", GOOD, "contact-of-nobody"), house.clock.now)
    assert house.store.find("user_secret", username="bobo") == []


def test_a_name_is_taken_whatever_its_case(house: House) -> None:
    create_user(house.club(), NewUser("mia", GOOD), house.clock.now)
    with pytest.raises(Exists):
        create_user(house.club(), NewUser("MÍA ", GOOD), house.clock.now)


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("mia", "kort", "password_length"),
        ("mia", "x" * 129, "password_length"),
        ("mia", "Voetbal12345", "password_common"),
        ("mia.desmet", "Desmet#20122012", "password_common"),
        ("ab", GOOD, "username_length"),
    ],
)
def test_what_is_no_sign_in(house: House, name: str, password: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(house.club(), NewUser(name, password), house.clock.now)
    assert refused.value.about["reason"] == reason
    assert house.store.count("user_secret") == 0


def test_passwords_are_compared_whole_up_to_their_longest() -> None:
    stored = passwords.hashed(GOOD)
    assert passwords.matches(GOOD, stored)
    assert not passwords.matches(GOOD + "x", stored)
    assert not passwords.matches("", stored)
    assert not passwords.matches(GOOD, None)
    longest = "een lang wachtwoord " * 6 + "12345678"
    stored = passwords.hashed(longest)
    assert (len(longest), passwords.matches(longest, stored), passwords.matches(longest + "9", stored)) == (
        128,
        True,
        False,
    )
