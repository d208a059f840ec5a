"""Phone numbers as people write them, for looking at; the stored form stays E.164."""

from functools import lru_cache

from shared.domain.contact_point import COUNTRY


@lru_cache(maxsize=4096)
def shown_phone(number: str, country: str = COUNTRY) -> str:
    """ "+32475123456" as "0475 12 34 56" at home and "+31 6 12345678" from abroad; what is no number stays as it is."""
    import phonenumbers  # its tables take 40 ms: only once somebody looks at a number

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.country_code_for_region(country) == parsed.country_code
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
