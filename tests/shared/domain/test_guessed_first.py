"""A password that others try first is refused; one that is somebody's own is taken, whatever signs are in it."""

import pytest

from shared.domain.guessed_first import WORDS, is_guessed_first
from shared.domain.sign_in import check_password
from shared.refusals import Invalid

NAMES = ("mia.peeters", "Mia", "Peeters", "KV De Meers")


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "123456789012", "839201746352", "qwertyuiop12", "wachtwoord12", "welkom123456", "aaaaaaaaaaaa",
        "iloveyou1234", "passwordpassword", "Voetbal12345", "touchline1234", "azertyuiop12", "P@ssw0rd2026!",
        "W4chtw00rd!!", "Zomer2026!!!",
        "abababababab", "abcdefghijkl", "zyxwvutsrqpo", "qsdfghjklm12", "Clubbrugge#1891",
        "voetbal voetbal", "wélkom wélkom", "Kampioen2026", "asdfghjkl;12", "trainer 2026!", "Anderlecht1908",
        "111111111112", "!!!!!!!!!!!!", "mama en papa 1",
    ],
)  # fmt: skip
def test_what_everybody_tries_first(password: str) -> None:
    assert is_guessed_first(password)
    with pytest.raises(Invalid) as refused:
        check_password(password)
    assert refused.value.about["reason"] == "password_common"


@pytest.mark.parametrize(
    "password", ["mia peeters 1", "Peeters20142014", "KVdeMeers2026", "m1a-p33t3rs-!!", "meersmeers12"]
)
def test_the_own_name_and_that_of_the_club_are_tried_next(password: str) -> None:
    assert is_guessed_first(password, NAMES)
    assert not is_guessed_first(password)


@pytest.mark.parametrize(
    "password",
    [
        "een lang wachtwoord", "een-bal-en-een-veld", "correct horse battery staple", "zomer herfst lente winter",
        "kx9#Tq2!vB7z", "9f3a61c07be4", "vier gele fietsen", "Mia eet graag spruitjes", "пароль моего клуба",
        "密码是很长的一句话对吗",
        "tussen twee palen", "qwerty is niet genoeg",
    ],
)  # fmt: skip
def test_what_is_somebodys_own(password: str) -> None:
    assert not is_guessed_first(password, NAMES)


def test_any_length_is_looked_at_in_a_moment() -> None:
    assert is_guessed_first("azertyuiop" * 12)
    assert not is_guessed_first("bé7" * 40 + "kdwq")


def test_the_words_are_words() -> None:
    assert len(set(WORDS)) == len(WORDS) > 400
    assert all(word.isascii() and word.isalnum() and len(word) >= 3 for word in WORDS)
