"""Ways to reach a person: e-mail addresses and phone numbers in the one form that is stored, and as they are
shown.
"""

import re
import unicodedata
from typing import Literal

from shared.refusals import Invalid

Kind = Literal["email", "phone", "mobile", "web"]

COUNTRY = "BE"
MOST = 30
"""Numbers and addresses of one person: more than anybody has, and few where each is one that the club writes to."""

# RFC 5322's atext, dots, and letters and digits of any script (RFC 6531). Not what is an encoded word to a mail program
# (RFC 2047): it would write to another address than the one that is seen here, or break.
_LOCAL = re.compile(r"(?!.*(?:=\?|\?=))[\w!#$%&'*+\-/=?^`{|}~.]{1,64}")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,62}")


def normalise(kind: Kind, text: str, country: str = COUNTRY) -> str:
    """`text` in the stored form of its kind. Raises Invalid `value` with the reason."""
    if kind == "email":
        return normalise_email(text)
    if kind in {"phone", "mobile"}:
        return normalise_phone(text, country)
    return normalise_web(text)


def normalise_email(text: str, field: str = "value") -> str:
    """The address in lower case and NFC. Raises Invalid `required` or `not_email`.

    The check is light, as RFC 5321's limits and a name on each side of one @: only a letter that arrives
    proves an address. Lower case for the whole, since no mail host in use tells `An@` from `an@`.
    """
    address = unicodedata.normalize("NFC", text).strip().lower()
    if not address:
        raise Invalid(field, "required")
    local, at, host = address.rpartition("@")
    labels = host.split(".")
    if (
        not at
        or len(address.encode("utf-8", "surrogatepass")) > 254
        or not _LOCAL.fullmatch(local)
        or local.startswith(".")
        or local.endswith(".")
        or ".." in local
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) and not label.endswith("-") for label in labels)
        or labels[-1].isdigit()
    ):
        raise Invalid(field, "not_email")
    return address


def normalise_phone(text: str, country: str = COUNTRY, field: str = "value") -> str:
    """The number in E.164, `+32475123456`; without a country code it is one of `country` (ISO 3166, two
    letters).

    Raises Invalid `required`, `not_phone`, `too_short`, `too_long` or `phone_extension`. A number of a
    possible length that no list of numbers knows is accepted: lists are late (see `is_doubtful`).
    """
    import phonenumbers  # 40 ms and its tables, which only a form or an import needs

    if not text.strip():
        raise Invalid(field, "required")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as problem:
        raise Invalid(field, "not_phone") from problem
    if number.extension:
        raise Invalid(field, "phone_extension")
    result = phonenumbers.is_possible_number_with_reason(number)
    reasons = {
        phonenumbers.ValidationResult.TOO_SHORT: "too_short",
        phonenumbers.ValidationResult.TOO_LONG: "too_long",
    }
    if result != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Invalid(field, reasons.get(result, "not_phone"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str, country: str = COUNTRY) -> str:
    """For reading: `0475 12 34 56` within `country`, `+31 6 12345678` abroad; what is no number stays as it
    is.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(country)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def is_doubtful(e164: str) -> bool:
    """Whether no numbering plan knows this number: warn, do not refuse."""
    import phonenumbers

    try:
        return not phonenumbers.is_valid_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return True


def normalise_web(text: str, field: str = "value") -> str:
    """A web address with its scheme, `https://` when none was typed. Raises Invalid `required` or `not_web`.

    Only http and https: nothing stored may run when it is tapped.
    """
    address = unicodedata.normalize("NFC", text).strip()
    if not address:
        raise Invalid(field, "required")
    scheme, mark, rest = address.partition("://")
    if not mark:
        scheme, rest = "https", address
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    labels = host.rsplit(":", 1)[0].split(".")
    if (
        scheme.lower() not in {"http", "https"}
        or re.search(r"[\s\x00-\x1f\x7f<>\"\\]", address)
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) for label in labels)
    ):
        raise Invalid(field, "not_web")
    return f"{scheme.lower()}://{rest}"
