"""What a club asks of its own: a value fits its kind, is stored in one form, or is turned down; an odd one is told."""

from typing import Any

import pytest

from shared.domain.custom_field import (
    Kind,
    Question,
    check_field,
    check_value,
    is_odd,
    several,
    value_id,
    within,
    words_of,
)
from shared.refusals import Invalid

SIZES = ("S", "M", "XL")


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("text", "  F-2026/118 ", "F-2026/118"),
        ("number", "0,75", "0.75"),
        ("number", "-12", "-12"),
        ("date", "2026-02-28", "2026-02-28"),
        ("choice", "XL", "XL"),
        ("multi", '["XL", "S"]', '["S","XL"]'),
        ("yes_no", "0", "0"),
        ("email", " Verkoop@Sportshop.BE ", "verkoop@sportshop.be"),
        ("number", "", None),
        ("multi", "  ", None),
        ("text", None, None),
    ],
)
def test_what_fits_is_stored_in_one_form(kind: Kind, text: str | None, stored: str | None) -> None:
    question = Question(kind, SIZES)
    assert check_value(question, text) == stored
    assert stored is None or not is_odd(question, stored)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("text", "x" * 2001, "too_long"),
        ("number", "1.0.0", "not_number"),
        ("number", "1e5", "not_number"),
        ("number", "٣", "not_number"),
        ("number", "NaN", "not_number"),
        ("date", "28/02/2026", "not_a_date"),
        ("date", "2026-02-30", "not_a_date"),
        ("choice", "xl", "not_a_choice"),
        ("choice", '["XL"]', "not_a_choice"),
        ("multi", "XL", "not_json"),
        ("multi", '{"XL": 1}', "not_json"),
        ("multi", "[1]", "not_json"),
        ("multi", "[" * 2000, "not_json"),
        ("multi", "[]", "not_a_choice"),
        ("multi", '["S","S"]', "not_a_choice"),
        ("multi", '["S","XXL"]', "not_a_choice"),
        ("yes_no", "ja", "not_a_choice"),
        ("email", "geen adres", "not_email"),
    ],
)
def test_what_does_not_fit_is_said(kind: Kind, text: str, reason: str) -> None:
    with pytest.raises(Invalid) as wrong:
        check_value(Question(kind, SIZES), text)
    assert wrong.value.about == {"field": "value", "reason": reason}
    assert is_odd(Question(kind, SIZES), text)


def test_an_answer_from_before_is_odd_and_stays_what_it_is() -> None:
    assert is_odd(Question("number"), "ongeveer 8")
    assert is_odd(Question("choice", ("S",)), "XL")
    assert is_odd(Question("multi", ("S",)), several(("S", "XL")))
    assert not is_odd(Question("text"), '["S","XL"]')


def test_one_answer_for_one_field_of_one_row() -> None:
    assert value_id("field-1", "bag-1") == value_id("field-1", "bag-1")
    assert len({value_id("field-1", "bag-1"), value_id("field-1", "bag-2"), value_id("field-2", "bag-1")}) == 3


FIELD: dict[str, Any] = {
    "name": "Maat",
    "kind": "choice",
    "choices": '["S","M"]',
    "view_roles": None,
    "edit_roles": None,
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"kind": "text", "choices": None}, None),
        ({"view_roles": '["staff"]', "edit_roles": '["owner"]'}, None),
        ({"name": "  "}, ("name", "required")),
        ({"name": "x" * 81}, ("name", "too_long")),
        ({"choices": None}, ("choices", "required")),
        ({"choices": "[]", "kind": "multi"}, ("choices", "required")),
        ({"choices": '["S","S"]'}, ("choices", "not_a_choice")),
        ({"choices": '["S"," "]'}, ("choices", "not_text")),
        ({"choices": '["S "]'}, ("choices", "not_text")),
        ({"choices": '["a\\nb"]'}, ("choices", "not_text")),
        ({"choices": '["e\u0301"]'}, ("choices", "not_text")),
        ({"choices": '{"S":1}'}, ("choices", "not_text")),
        ({"choices": "[7]"}, ("choices", "not_text")),
        ({"choices": several(map(str, range(61)))}, ("choices", "out_of_range")),
        ({"view_roles": '["everybody"]'}, ("view_roles", "not_a_choice")),
        ({"edit_roles": '"owner"'}, ("edit_roles", "not_text")),
    ],
)
def test_what_a_field_may_be(change: dict[str, Any], said: tuple[str, str] | None) -> None:
    try:
        check_field({**FIELD, **change})
        found = None
    except Invalid as wrong:
        found = (str(wrong.about["field"]), str(wrong.about["reason"]))
    assert found == said


@pytest.mark.parametrize(
    ("kept", "held", "inside"),
    [
        (None, (), True),
        ("[]", ("member",), True),
        ('["equipment"]', ("member", "equipment"), True),
        ('["equipment"]', ("member", "coach"), False),
        ('["staff"]', ("member", "coach"), True),
        ('["staff"]', ("member",), False),
        ('["owner"]', ("member", "equipment"), False),
        ('["treasurer"]', ("owner",), True),
        ('["somebody new"]', ("equipment",), False),
    ],
)
def test_whom_a_field_is_kept_to(kept: str | None, held: tuple[str, ...], inside: bool) -> None:
    assert within(kept, held) is inside


def test_what_is_no_list_of_words_is_none() -> None:
    assert [words_of(text) for text in (None, "", "kapot", "{}", '["a",7]')] == [(), (), (), (), ("a",)]
