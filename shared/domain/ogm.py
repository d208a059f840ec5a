"""The Belgian structured reference (OGM, VCS): ten digits and two check digits, printed
`+++123/1234/12328+++`.

Check digits are the ten digits modulo 97, with 97 for 0. Source: Febelfin, banking standards for online
banking; the arithmetic is that of `stdnum.be.ogm_vcs`, imported where it is used (see `iban`).
"""

import re

from shared.refusals import Invalid

MAX_NUMBER = 9_999_999_999

_PRINTED = re.compile(r"(\+{3}|\*{3}|)\s*([0-9]{3})\s*/?\s*([0-9]{4})\s*/?\s*([0-9]{5})\s*\1")


def make(number: int) -> str:
    """The 12 digits for `number`, 1 to 9 999 999 999. Raises Invalid `out_of_range`."""
    from stdnum.be import ogm_vcs

    if not 1 <= number <= MAX_NUMBER:
        raise Invalid("reference", "out_of_range")
    digits = f"{number:010}"
    return digits + ogm_vcs.calc_check_digits(digits)


def parse(text: str, field: str = "reference") -> str:
    """The 12 digits of a reference as printed, with stars, or bare.

    Raises Invalid with reason `not_a_reference` or `reference_checksum`.
    """
    from stdnum.be import ogm_vcs
    from stdnum.exceptions import InvalidChecksum, ValidationError

    found = _PRINTED.fullmatch(text.strip())
    if found is None:
        raise Invalid(field, "not_a_reference")
    try:
        return ogm_vcs.validate(found[2] + found[3] + found[4])
    except InvalidChecksum as problem:
        raise Invalid(field, "reference_checksum") from problem
    except ValidationError as problem:
        raise Invalid(field, "not_a_reference") from problem


def is_valid(text: str) -> bool:
    """Whether `parse` accepts `text`."""
    try:
        parse(text)
    except Invalid:
        return False
    return True


def format_reference(digits: str) -> str:
    """`+++123/1234/12328+++` of 12 digits."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
