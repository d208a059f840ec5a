"""Money: whole euro cents, never a float.

Rounding is half away from zero and happens once per sum, never per digit. Source: Belgian Royal Decree no. 8
of 12 March 1970 (VAT is rounded to the nearest cent, half a cent upwards); EN 16931-1 BR-CO-17 (VAT is
rounded once per rate, on the sum of its lines).
"""

import re
from dataclasses import dataclass

from shared.refusals import Invalid

CURRENCY = "EUR"
MAX_CENTS = 99_999_999_999
"""The largest amount of a SEPA credit transfer, 999 999 999.99 euro (EPC069-12, AT-04)."""

_MINUS = "-\N{MINUS SIGN}"
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_GROUPED = r"[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
_WHOLE_AND_CENTS = (
    re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?"),  # 1234 1234,5 1234.50
    re.compile(rf"({_GROUPED % '[.]'})(?:,([0-9]{{1,2}}))?"),  # 1.234 1.234,50
    re.compile(rf"({_GROUPED % ','})[.]([0-9]{{1,2}})"),  # 1,234.50
    re.compile(rf"({_GROUPED % ','}(?:,[0-9]{{3}})+)()"),  # 1,234,567
    re.compile(rf"({_GROUPED % ' '})(?:[.,]([0-9]{{1,2}}))?"),  # 1 234,50
)


def parse_cents(text: str, field: str = "amount", *, signed: bool = False) -> int:
    """Cents from what a person types: `1.234,50`, `1234.50`, `€ 12`, `12,5`, `12,-`, `1 234,50 EUR`.

    A lone dot before three digits groups thousands, as Belgians write them; a lone comma there is neither a
    thousand nor cents and is refused. Raises Invalid with reason `required`, `not_money`, `negative` (unless
    `signed`) or `too_large`.
    """
    bare = re.sub(rf"[{_SPACES}]", " ", text).strip()
    if not bare:
        raise Invalid(field, "required")
    bare = re.sub(r"(?i:€|eur\b)", "", bare, count=1).strip()
    negative = bare[:1] in tuple(_MINUS)
    if negative:
        bare = re.sub("€", "", bare[1:], count=1).strip()
    bare = re.sub(r",[-\N{EN DASH}]{1,2}$", "", bare)
    found = next((match for form in _WHOLE_AND_CENTS if (match := form.fullmatch(bare))), None)
    if found is None:
        raise Invalid(field, "not_money")
    whole = re.sub("[^0-9]", "", found[1]).lstrip("0") or "0"
    if len(whole) > 9:
        raise Invalid(field, "too_large")
    cents = int(whole) * 100 + int((found[2] or "").ljust(2, "0"))
    if negative and cents and not signed:
        raise Invalid(field, "negative")
    return -cents if negative else cents


def format_cents(cents: int, language: str = "nl") -> str:
    """`€ 1.234,50` (nl), `€1,234.50` (en), `1.234,50 €` (de), `1 234,50 €` (fr); an unknown language reads as
    nl.

    Where the sign stands follows CLDR: `€ -5,00` (nl), `-€5.00` (en), `-5,00 €` (fr, de).
    """
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    english = f"{whole:,}"
    tongue = language[:2].lower()
    if tongue == "en":
        return f"{sign}€{english}.{rest:02}"
    if tongue == "fr":
        return f"{sign}{english.replace(',', ' ')},{rest:02} €"
    dotted = f"{english.replace(',', '.')},{rest:02}"
    return f"{sign}{dotted} €" if tongue == "de" else f"€ {sign}{dotted}"


def decimal_text(cents: int) -> str:
    """`1234.50`: the form of files and of the payment QR; dot, two digits, no grouping."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}"


def round_half_away(numerator: int, denominator: int) -> int:
    """`numerator / denominator` as the nearest integer; a half goes away from zero. `denominator` > 0."""
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def share(cents: int, rate: int) -> int:
    """`rate` hundredths of a percent of `cents`: `share(10_000, 600)` is 600 (6 % of € 100)."""
    return round_half_away(cents * rate, 10_000)


@dataclass(frozen=True)
class VatSplit:
    """A gross amount taken apart; `net_cents + vat_cents` is the gross, always."""

    net_cents: int
    vat_cents: int


def split_vat(gross_cents: int, rate: int) -> VatSplit:
    """Net and VAT inside an amount that includes VAT at `rate` hundredths of a percent (2100 is 21 %)."""
    net = round_half_away(gross_cents * 10_000, 10_000 + rate)
    return VatSplit(net, gross_cents - net)


def line_total(quantity: int, unit_cents: int) -> int:
    """Cents of one invoice line: whole pieces times the price of one. Exact, so nothing to round."""
    return quantity * unit_cents


def split_evenly(cents: int, parts: int) -> tuple[int, ...]:
    """`cents` in `parts` instalments that differ by at most one cent and add up exactly; the first are the
    larger.

    Raises Invalid `parts` when there is less than one part.
    """
    if parts < 1:
        raise Invalid("parts", "too_small")
    each, rest = divmod(abs(cents), parts)
    sign = 1 if cents >= 0 else -1
    return tuple(sign * (each + (index < rest)) for index in range(parts))
