"""The structured reference: ten digits, two check digits, one printed form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import ogm
from shared.refusals import Invalid

NUMBERS = st.integers(1, ogm.MAX_NUMBER)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (1231234123, "+++123/1234/12328+++"),
        (108068171, "+++010/8068/17183+++"),  # the example of python-stdnum
        (203430576, "+++020/3430/57642+++"),  # the example of Odoo's documentation
        (97, "+++000/0000/09797+++"),  # a remainder of 0 is written 97
        (1, "+++000/0000/00101+++"),
    ],
)
def test_known_numbers_get_their_check_digits(number: int, printed: str) -> None:
    assert ogm.format_reference(ogm.make(number)) == printed


@pytest.mark.parametrize("text", ["+++123/1234/12328+++", "***123/1234/12328***", "123123412328", " 123/1234/12328 "])
def test_a_reference_is_read_in_every_form_it_is_printed_in(text: str) -> None:
    assert ogm.parse(text) == "123123412328"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("+++123/1234/12329+++", "reference_checksum"),
        ("000000000000", "not_a_reference"),
        ("+++123/1234/12328***", "not_a_reference"),
        ("12312341232", "not_a_reference"),
        ("RF18539007547034", "not_a_reference"),
        ("١٢٣١٢٣٤١٢٣٢٨", "not_a_reference"),
    ],
)
def test_a_wrong_reference_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert not ogm.is_valid(text)
    with pytest.raises(Invalid) as refusal:
        ogm.parse(text)
    assert refusal.value.about["reason"] == reason


@pytest.mark.parametrize("number", [0, -1, ogm.MAX_NUMBER + 1])
def test_a_number_outside_ten_digits_makes_no_reference(number: int) -> None:
    with pytest.raises(Invalid):
        ogm.make(number)


@given(NUMBERS)
def test_every_reference_reads_back(number: int) -> None:
    digits = ogm.make(number)
    assert ogm.parse(ogm.format_reference(digits)) == digits
    assert int(digits[:10]) == number


@given(NUMBERS, st.integers(0, 11), st.integers(1, 9))
def test_no_single_wrong_digit_passes(number: int, place: int, shift: int) -> None:
    digits = ogm.make(number)
    wrong = str((int(digits[place]) + shift) % 10)
    assert not ogm.is_valid(digits[:place] + wrong + digits[place + 1 :])
