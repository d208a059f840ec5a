"""A name is found however it is typed, the same in Python and in SQL (feature 90)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import contact

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Žofie", "zofie"),
        ("Van den Broeck", "van den broeck"),
        ("D'Hondt", "dhondt"),
        ("D’Hondt", "dhondt"),
        ("O´Brien", "obrien"),
        ("Weiß", "weiss"),
        ("Søren Ærø", "soren aero"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Yılmaz İnan", "yilmaz inan"),
        ("Anne-Marie", "anne marie"),
        ("Ĳsbrand", "ijsbrand"),
        ("  FC   Köln (U13) ", "fc koln u13"),
        ("Иванов", "иванов"),
        ("%_\\", ""),
    ],
)
def test_accents_case_and_punctuation_do_not_count(text: str, folded: str) -> None:
    assert contact.fold(text) == folded


@given(NAMES)
def test_folding_twice_is_folding_once(name: str) -> None:
    assert contact.fold(contact.fold(name)) == contact.fold(name)


def test_names_are_shown_listed_and_sorted_as_belgian_registers_do() -> None:
    assert contact.display_name(" An ", "Van  den Broeck") == "An Van den Broeck"
    assert contact.list_name("An", "Van den Broeck") == "Van den Broeck, An"
    assert (contact.display_name("Pelé", None), contact.list_name("Pelé", "")) == ("Pelé", "Pelé")
    people = [
        ("Bo", "Vandenberg"),
        ("An", "van den Broeck"),
        ("Cé", "D'Hondt"),
        ("Al", "Dhondt"),
        ("Žo", None),
    ]
    assert sorted(people, key=lambda names: contact.sort_key(*names)) == [
        ("Al", "Dhondt"), ("Cé", "D'Hondt"), ("Bo", "Vandenberg"), ("An", "van den Broeck"), ("Žo", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "family", "letters"),
    [
        ("An", "Peeters", "AP"),
        ("žofie", "nováková", "ŽN"),
        ("Pelé", None, "P"),
        ("", " ", ""),
        ("'t", "ß", "TS"),
    ],
)
def test_initials_are_two_capitals_at_most(given: str, family: str | None, letters: str) -> None:
    assert contact.initials(given, family) == letters


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 11, 24), date(2026, 11, 23), 15),
        (date(2010, 11, 24), date(2026, 11, 24), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_a_person_grows_older_on_the_birthday(born: date, day: date, age: int) -> None:
    assert contact.age_on(born, day) == age


def test_who_may_be_a_minor_is_treated_as_one() -> None:
    today = date(2026, 11, 24)
    assert contact.may_be_minor(date(2008, 11, 25), None, today)
    assert not contact.may_be_minor(date(2008, 11, 24), 2010, today)  # the date is the better record
    assert contact.may_be_minor(None, 2008, today)  # 18 some day this year: not surely yet
    assert not contact.may_be_minor(None, 2007, today)
    assert not contact.may_be_minor(None, None, today)
