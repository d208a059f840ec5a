"""A code that will not scan can be typed: no single typing error and no swap passes the check symbol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import codes
from shared.refusals import Invalid

CODES = st.binary(min_size=16, max_size=16)
CODE = bytes(range(16))


def test_one_code_has_one_text_and_two_typed_forms() -> None:
    assert codes.code_text(CODE) == "000G40R40M30E209185GR38E1W"
    assert codes.typed(CODE) == "000G4-0R40M-30E20-9185G-R38E1-W8"
    assert codes.typed_short(CODE) == "000G4-0R40B"


def test_a_text_that_is_not_sixteen_bytes_is_no_code() -> None:
    for wrong in ("", "000G40R40M30E209185GR38E1", "000G40R40M30E209185GR38E1Z", "U" * 26, "0" * 27):
        with pytest.raises(Invalid):
            codes.code_bytes(wrong)
    with pytest.raises(ValueError, match="16 bytes"):
        codes.code_text(b"short")


@given(CODES)
def test_every_code_reads_back_from_each_form(code: bytes) -> None:
    text = codes.code_text(code)
    assert codes.code_bytes(text) == code
    assert codes.parse_typed(codes.typed(code)) == text
    assert text.startswith(codes.parse_typed(codes.typed_short(code)))


@given(CODES, CODES)
def test_texts_sort_as_their_codes_do(one: bytes, other: bytes) -> None:
    assert (one < other) == (codes.code_text(one) < codes.code_text(other))


def test_case_gaps_and_look_alikes_are_forgiven() -> None:
    code = codes.code_bytes("0110" + "0" * 22)
    typed = codes.typed(code)
    sloppy = f" {typed.lower().replace('0', 'o').replace('1', 'l').replace('-', '. ')} "
    assert codes.parse_typed(sloppy) == codes.parse_typed(sloppy.replace("l", "I")) == codes.code_text(code)


@given(CODES, st.booleans(), st.data())
def test_no_single_wrong_symbol_passes(code: bytes, short: bool, data: st.DataObject) -> None:
    typed = (codes.typed_short if short else codes.typed)(code).replace("-", "")
    place = data.draw(st.integers(0, len(typed) - 1))
    wrong = data.draw(st.sampled_from(codes.ALPHABET.replace(typed[place], "")))
    with pytest.raises(Invalid):
        codes.parse_typed(typed[:place] + wrong + typed[place + 1 :])


@given(CODES, st.booleans(), st.data())
def test_no_two_symbols_can_be_swapped_unnoticed(code: bytes, short: bool, data: st.DataObject) -> None:
    typed = list((codes.typed_short if short else codes.typed)(code).replace("-", ""))
    one, other = data.draw(st.tuples(*(st.integers(0, len(typed) - 1),) * 2))
    swapped = list(typed)
    swapped[one], swapped[other] = typed[other], typed[one]
    if swapped == typed:
        return
    with pytest.raises(Invalid) as refusal:
        codes.parse_typed("".join(swapped))
    assert refusal.value.about["reason"] == "code_check"


@pytest.mark.parametrize("text", ["", "12345", "U00G4-0R40Q", "000G4-0R40B0", "ſ00G4-0R40Q", "000G40R4٠Q"])
def test_what_has_another_length_or_alphabet_is_no_code(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        codes.parse_typed(text)
    assert refusal.value.about["reason"] == "not_a_code"
