"""An open invoice can be paid by scanning it (feature B10): the text follows EPC069-12 to the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import money, ogm, payment_qr
from shared.domain.payment_qr import Payment, parse, payload
from shared.refusals import Invalid

IBAN = "BE68 5390 0754 7034"
REFERENCE = "+++123/1234/12328+++"


def test_a_belgian_invoice_fills_ten_lines_and_leaves_the_text_empty() -> None:
    text = payload("KV Mechelen-Zuid vzw", IBAN, None, 12050, REFERENCE)
    assert text == "BCD\n002\n1\nSCT\n\nKV Mechelen-Zuid vzw\nBE68539007547034\nEUR120.50\n\n123123412328"


def test_an_iso_11649_reference_and_a_bic_stand_in_their_fields() -> None:
    text = payload("Franz Mustermänn", "DE71110220330123456789", "BHBLDEHHXXX", 1230, "RF18 5390 0754 7034")
    assert text.split("\n") == [
        "BCD", "002", "1", "SCT", "BHBLDEHHXXX", "Franz Mustermänn", "DE71110220330123456789", "EUR12.30", "",
        "RF18539007547034",
    ]  # fmt: skip


def test_the_example_of_the_guideline_is_read() -> None:
    example = "BCD\n001\n1\nSCT\nBHBLDEHHXXX\nFranz Mustermänn\nDE71110220330123456789\nEUR12.3\nGDDS\nRF18539007547034"
    assert parse(example) == Payment(
        "Franz Mustermänn", "DE71110220330123456789", "BHBLDEHHXXX", 1230, "RF18539007547034", purpose="GDDS"
    )


def test_the_red_cross_example_with_free_text_is_read() -> None:
    example = (
        "BCD\r\n002\r\n1\r\nSCT\r\nBPOTBEB1\r\nRed Cross of Belgium\r\nBE72000000001616\r\nEUR1\r\n"
        "CHAR\r\n\r\nUrgency fund\r\nSample EPC QR code"
    )
    assert parse(example) == Payment(
        "Red Cross of Belgium",
        "BE72000000001616",
        "BPOTBEB1",
        100,
        "",
        "Urgency fund",
        "CHAR",
        "Sample EPC QR code",
    )


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"cents": 0}, "amount", "out_of_range"),
        ({"cents": -1}, "amount", "out_of_range"),
        ({"cents": money.MAX_CENTS + 1}, "amount", "out_of_range"),
        ({"iban": "BE68539007547035"}, "iban", "iban_checksum"),
        ({"bic": "KRED"}, "bic", "not_bic"),
        ({"name": " \n "}, "name", "required"),
        ({"name": "x" * 71}, "name", "too_long"),
        ({"name": "\N{CHILD}" * 70}, "name", "too_long"),  # 70 characters, more bytes than the code may carry
        ({"reference": "+++123/1234/12329+++"}, "reference", "reference_checksum"),
        ({"reference": ""}, "reference", "not_a_reference"),
        ({"reference": "fee of May"}, "reference", "not_a_reference"),
    ],
)
def test_a_bad_field_makes_no_code(change: dict[str, object], field: str, reason: str) -> None:
    good: dict[str, object] = {
        "name": "Club",
        "iban": IBAN,
        "bic": None,
        "cents": 100,
        "reference": REFERENCE,
    }
    with pytest.raises(Invalid) as refusal:
        payload(**(good | change))  # type: ignore[arg-type]  # wrong on purpose
    assert refusal.value.about == {"field": field, "reason": reason}


@pytest.mark.parametrize("text", ["", "BCD", "BCD\n003\n1\nSCT\n\nClub\nBE68539007547034\nEUR1", "https://example.org"])
def test_another_code_is_no_payment(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


@given(
    st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), min_size=1, max_size=70),
    st.integers(1, money.MAX_CENTS),
    st.integers(1, ogm.MAX_NUMBER),
)
def test_every_payment_reads_back_whole_whatever_the_name(name: str, cents: int, number: int) -> None:
    if not name.split():
        return
    reference = ogm.make(number)
    text = payload(name, IBAN, None, cents, ogm.format_reference(reference))
    assert parse(text) == Payment(" ".join(name.split()), "BE68539007547034", "", cents, reference)
    assert len(text.encode()) <= payment_qr.MAX_BYTES
