"""Money is whole cents: what a Belgian types goes in, what a Belgian reads comes out, and no cent is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import money
from shared.refusals import Invalid

CENTS = st.integers(-money.MAX_CENTS, money.MAX_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("1234.50", 123450),
        ("1,234.50", 123450),
        ("1 234,50 EUR", 123450),
        ("€ 12", 1200),
        ("12,5 €", 1250),
        ("12,-", 1200),
        ("€12,--", 1200),
        ("1.234", 123400),
        ("1.234.567", 123456700),
        ("1,234,567", 123456700),
        ("0,05", 5),
        ("\u00a07,00\u202f€ ", 700),
        ("0" * 5000 + "7,00", 700),
    ],
)
def test_an_amount_is_read_as_a_belgian_types_it(text: str, cents: int) -> None:
    assert money.parse_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "required"),
        ("   ", "required"),
        ("twelve", "not_money"),
        ("1,234", "not_money"),  # neither a thousand nor cents
        ("0.500", "not_money"),
        ("12.345,678", "not_money"),
        ("1.23.456", "not_money"),
        ("12,5,5", "not_money"),
        ("1e3", "not_money"),
        ("١٢", "not_money"),  # digits of another script
        ("NaN", "not_money"),
        ("€", "not_money"),
        ("-5", "negative"),
        ("1.000.000.000", "too_large"),
        ("9" * 5000, "too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        money.parse_cents(text, "fee")
    assert refusal.value.about == {"field": "fee", "reason": reason}


def test_a_sign_is_read_where_it_is_allowed() -> None:
    assert [money.parse_cents(text, signed=True) for text in ("-5", "€ -5,00", "-€ 5", "−5")] == [-500] * 4


@pytest.mark.parametrize(
    ("language", "plus", "minus"),
    [
        ("nl", "€ 1.234,50", "€ -0,05"),
        ("en", "€1,234.50", "-€0.05"),
        ("fr", "1 234,50 €", "-0,05 €"),
        ("de", "1.234,50 €", "-0,05 €"),
        ("nl-BE", "€ 1.234,50", "€ -0,05"),
        ("??", "€ 1.234,50", "€ -0,05"),
    ],
)
def test_an_amount_is_written_as_its_language_writes_it(language: str, plus: str, minus: str) -> None:
    assert (money.format_cents(123450, language), money.format_cents(-5, language)) == (plus, minus)


@given(CENTS, st.sampled_from(["nl", "en", "fr", "de"]))
def test_what_is_written_reads_back_the_same(cents: int, language: str) -> None:
    assert money.parse_cents(money.format_cents(cents, language), signed=True) == cents


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (7, 2, 4), (1, 3, 0), (2, 3, 1), (-2, 3, -1), (0, 7, 0)],
)
def test_a_half_is_rounded_away_from_zero_and_never_to_even(numerator: int, denominator: int, rounded: int) -> None:
    assert money.round_half_away(numerator, denominator) == rounded


@pytest.mark.parametrize(
    ("gross", "rate", "net", "vat"),
    [
        (12100, 2100, 10000, 2100),
        (10600, 600, 10000, 600),
        (999, 2100, 826, 173),
        (-12100, 2100, -10000, -2100),
    ],
)
def test_vat_is_taken_out_of_a_gross_amount(gross: int, rate: int, net: int, vat: int) -> None:
    assert money.split_vat(gross, rate) == money.VatSplit(net, vat)


@given(CENTS, st.integers(0, 10_000))
def test_net_and_vat_always_add_up_to_the_gross(gross: int, rate: int) -> None:
    parts = money.split_vat(gross, rate)
    assert parts.net_cents + parts.vat_cents == gross


@given(CENTS, st.integers(1, 60))
def test_instalments_add_up_and_differ_by_a_cent_at_most(cents: int, parts: int) -> None:
    amounts = money.split_evenly(cents, parts)
    assert len(amounts) == parts
    assert sum(amounts) == cents
    assert max(amounts) - min(amounts) <= 1


def test_a_fee_of_one_hundred_in_three_parts() -> None:
    assert money.split_evenly(10000, 3) == (3334, 3333, 3333)
