"""The Belgian national number, and the BIS number of who is not in the national register: eleven digits.

The check is that of `stdnum.be.ssn` (97 minus the first nine digits modulo 97, with a leading 2 for births from 2000;
month and day may be 00), imported where it is used (see `iban`).
"""

from shared.refusals import Invalid

LONGEST = 40
"""Characters that are looked at: eleven digits with all that people write between them."""


def parse_national_number(text: str, field: str = "number") -> str:
    """The eleven digits. Raises Invalid with reason `national_checksum` or `not_national`."""
    from stdnum.be import ssn
    from stdnum.exceptions import InvalidChecksum, ValidationError

    if len(text) > LONGEST:
        raise Invalid(field, "not_national")
    try:
        return ssn.validate(text)
    except InvalidChecksum as problem:
        raise Invalid(field, "national_checksum") from problem
    except ValidationError as problem:
        raise Invalid(field, "not_national") from problem


def format_national_number(digits: str) -> str:
    """As it stands on the card: `85.07.30-033.28`."""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


def mask_national_number(digits: str) -> str:
    """`..\u2009.28`: what is shown of it without signing in again, too little to know it by."""
    return f"\u2022\u2022.\u2022\u2022.\u2022\u2022-\u2022\u2022\u2022.{digits[-2:]}"
