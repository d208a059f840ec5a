"""The text of a SEPA payment QR code, to be drawn with error correction level M.

Source: EPC069-12 version 2.1, "Quick Response Code: Guidelines to enable data capture for the initiation of a
SEPA credit transfer". One element per line, in fixed order; version 002 makes the BIC optional. The
structured reference (AT-05) carries the 12 digits of a Belgian OGM, or an ISO 11649 reference; the free text
then stays empty.
"""

import re
from dataclasses import dataclass

from shared.domain import iban as bank
from shared.domain import money, ogm
from shared.refusals import Invalid

MAX_NAME = 70
MAX_BYTES = 331
"""The guideline's limit of the whole payload: what fits QR version 13 at level M."""

_AMOUNT = re.compile(r"EUR([0-9]{1,9})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True)
class Payment:
    """What a banking app reads from the code. `reference` is bare; empty text where an element is absent."""

    name: str
    iban: str
    bic: str
    cents: int
    reference: str
    text: str = ""
    purpose: str = ""
    information: str = ""


def payload(name: str, iban: str, bic: str | None, cents: int, reference: str) -> str:
    """The code's text for one open amount.

    `name` is the beneficiary (at most 70 characters), `cents` 1 to 99 999 999 999, `reference` an OGM or an
    ISO 11649 reference in any printed form. Raises Invalid naming the field that breaks its rule.
    """
    beneficiary = " ".join(name.split())
    if not beneficiary:
        raise Invalid("name", "required")
    if len(beneficiary) > MAX_NAME:
        raise Invalid("name", "too_long")
    if not 1 <= cents <= money.MAX_CENTS:
        raise Invalid("amount", "out_of_range")
    elements = (
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        bank.parse_bic(bic) if bic else "",
        beneficiary,
        bank.parse_iban(iban),
        f"{money.CURRENCY}{money.decimal_text(cents)}",
        "",  # purpose
        _structured(reference),
    )
    text = "\n".join(elements)  # elements after the last filled one are left out
    if len(text.encode()) > MAX_BYTES:
        raise Invalid("name", "too_long")
    return text


def _structured(reference: str) -> str:
    from stdnum import iso11649

    if iso11649.is_valid(reference):
        return iso11649.compact(reference)
    return ogm.parse(reference)


def parse(text: str) -> Payment:
    """The payment inside a code of version 001 or 002, with LF or CR LF. Raises Invalid `not_a_payment`."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if not 7 <= len(lines) <= 12 or lines[0] != "BCD" or lines[1] not in {"001", "002"} or lines[3] != "SCT":
        raise Invalid("payment", "not_a_payment")
    lines += [""] * (12 - len(lines))
    cents = 0
    if lines[7]:
        amount = _AMOUNT.fullmatch(lines[7])
        if amount is None:
            raise Invalid("payment", "not_a_payment")
        cents = int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0"))
    return Payment(
        name=lines[5],
        iban=bank.parse_iban(lines[6]),
        bic=lines[4],
        cents=cents,
        reference=lines[9],
        text=lines[10],
        purpose=lines[8],
        information=lines[11],
    )
