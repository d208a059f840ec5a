"""Bank accounts: IBAN (ISO 13616, mod 97 with the country's length) and BIC (ISO 9362).

Through python-stdnum, imported where it is used: it pulls in `ssl` and `pydoc`, which would hold up the start
of the browser edition.
"""

from shared.domain.codes import in_groups
from shared.refusals import Invalid

LONGEST = 100
"""Characters that are looked at: 34 with all that people write between them."""


def parse_iban(text: str, field: str = "iban") -> str:
    """The IBAN without spaces, in capitals. Raises Invalid with reason `iban_checksum` or `not_iban`.

    The country's own register of banks is not asked: a new bank is no typing error (see `is_doubtful`).
    """
    from stdnum import iban as stdnum_iban
    from stdnum.exceptions import InvalidChecksum, ValidationError

    if len(text) > LONGEST:
        raise Invalid(field, "not_iban")
    try:
        return stdnum_iban.validate(text, check_country=False)
    except InvalidChecksum as problem:
        raise Invalid(field, "iban_checksum") from problem
    except ValidationError as problem:
        raise Invalid(field, "not_iban") from problem


def is_doubtful(iban: str) -> bool:
    """Whether a valid IBAN breaks a rule of its country (bank unknown, national check digits): warn, do not
    refuse.
    """
    from stdnum import iban as stdnum_iban

    return not stdnum_iban.is_valid(iban, check_country=True)


def format_iban(iban: str) -> str:
    """In groups of four: `BE68 5390 0754 7034`."""
    return in_groups(iban, 4)


def mask_iban(iban: str) -> str:
    """`BE.. .... 7034`: what a screen shows until it is tapped."""
    return f"{iban[:2]}.. .... {iban[-4:]}"


def parse_bic(text: str, field: str = "bic") -> str:
    """The BIC in capitals, 8 or 11 characters. Raises Invalid `not_bic`."""
    from stdnum import bic as stdnum_bic
    from stdnum.exceptions import ValidationError

    if len(text) > LONGEST:
        raise Invalid(field, "not_bic")
    try:
        return stdnum_bic.validate(text)
    except ValidationError as problem:
        raise Invalid(field, "not_bic") from problem
