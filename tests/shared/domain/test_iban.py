"""Bank accounts: every country's own length, one stored form, masked on screen."""

import pytest

from shared.domain import iban
from shared.refusals import Invalid

# The Belgian Red Cross, and the examples of the SWIFT IBAN registry.
BE, NL, DE, FR = (
    "BE72000000001616",
    "NL91ABNA0417164300",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
)


@pytest.mark.parametrize("number", [BE, NL, DE, FR])
def test_an_iban_is_read_with_spaces_and_small_letters(number: str) -> None:
    assert iban.parse_iban(f" {iban.format_iban(number).lower()} ") == number
    assert not iban.is_doubtful(number)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BE68539007547035", "iban_checksum"),
        ("BE6853900754703", "iban_checksum"),
        ("DE68539007547034", "iban_checksum"),
        ("ZZ80539007547034", "not_iban"),  # mod 97 holds, the country does not exist
        ("", "not_iban"),
        ("BE68" * 3000, "not_iban"),
        ("9" * 5000, "not_iban"),
        ("BE68!39007547034", "not_iban"),
    ],
)
def test_a_wrong_iban_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        iban.parse_iban(text)
    assert refusal.value.about == {"field": "iban", "reason": reason}


def test_a_bank_that_the_register_does_not_know_is_doubtful_and_not_refused() -> None:
    unknown_bank = "BE68539007547034"  # the registry's own example: bank 539 exists no more
    assert iban.parse_iban(unknown_bank) == unknown_bank
    assert iban.is_doubtful(unknown_bank)


def test_a_masked_iban_shows_country_and_last_four() -> None:
    assert iban.mask_iban(BE) == "BE.. .... 1616"


def test_a_bic_has_eight_or_eleven_characters() -> None:
    assert iban.parse_bic("kredbebb") == "KREDBEBB"
    assert iban.parse_bic("BHBLDEHHXXX") == "BHBLDEHHXXX"
    for wrong in ("KREDBEB", "KRED7EBB", "KREDZZBB", ""):
        with pytest.raises(Invalid):
            iban.parse_bic(wrong)
