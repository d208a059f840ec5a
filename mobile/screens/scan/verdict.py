"""What a scanned or typed text is, decided on the device alone. Nothing here opens an address. (features
B6, B7)
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from mobile.device.azerty import meant, tells
from mobile.reader import Reader
from mobile.reader.equipment import Item
from shared.domain import codes, labels
from shared.refusals import Invalid, LabelMalformed, LabelNotOurs

Kind = Literal["thing", "blank", "revoked", "unheard", "forged", "damaged", "foreign", "other", "mistyped", "many"]
Check = Callable[[bytes, bytes, bytes], Awaitable[bool]]
"""(public key, message, signature) -> whether it verifies."""


@dataclass(frozen=True)
class Verdict:
    """What it is.

    thing     a label or a number of `item`          forged    begins as ours, signed by somebody else
    blank     ours, on nothing yet                   damaged   begins as ours and does not end so
    revoked   ours, withdrawn                        foreign   anything else; `shown` is safe to display
    unheard   ours, not on this device yet           other     ours, but not a label of equipment
    mistyped  a typed code with a mistake in it      many      a typed number that several things bear
    """

    kind: Kind
    code: str | None = None
    item: Item | None = None
    signed: bool = False
    shown: str = ""

    @property
    def good(self) -> bool:
        """Whether the person can go on with it."""
        return self.kind in ("thing", "blank")


async def judge(reader: Reader, text: str, check: Check) -> Verdict:
    """What a scanned text is. A signature is checked against the club's pinned keys; no network is asked."""
    club = reader.clubs.card()
    if not club.host:
        return Verdict("foreign", shown=labels.shown(text))
    try:
        label = labels.parse(text, club.host)
    except LabelNotOurs:
        return _foreign(reader, text)
    except LabelMalformed:
        return Verdict("damaged", shown=labels.shown(text))
    if label.signed:
        key = club.label_keys.get(label.key_id)
        if key is None or not await check(key, label.message, label.signature):
            return Verdict("forged", shown=labels.shown(text))
        if label.kind != labels.RESOURCE:
            return Verdict("other", code=label.code_text, signed=True)
    return _of_code(reader, label.code_text, label.signed)


def _foreign(reader: Reader, text: str) -> Verdict:
    """Somebody else's code: never opened. It may have been put to a thing of ours, and then it is that thing's."""
    if not text.strip() or len(text) > labels.MAX_SCANNED:
        return Verdict("foreign", shown=labels.shown(text))
    code = codes.code_text(labels.foreign_code(text.encode(errors="replace").decode()))
    known = reader.equipment.code(code)
    if known is not None and known.resource is not None and not known.revoked:
        return _of_code(reader, code, signed=False)
    return Verdict("foreign", code=code, shown=labels.shown(text))


async def judge_keyed(reader: Reader, text: str, check: Check) -> Verdict:
    """What a scanner typed: a label, or the number on an old sticker; as it arrived wherever that says something, else
    as it was meant before a keyboard set to AZERTY scrambled it.

    Of what was meant nothing is guessed. A label begins with the club's own address; a number must be that of a thing
    here, and have arrived with a sign that no number has; somebody else's code must have been put to a thing here under
    just these signs, or be a web address where there was none. Any other is taken as it arrived: its text is kept
    nowhere, so nobody could tell later which of the two was claimed.
    """
    found = await judge(reader, text, check)
    if found.kind != "foreign":
        return found
    number = judge_typed(reader, text)
    if number.good:
        return number
    for read in meant(text):
        verdict = await judge(reader, read, check)
        if verdict.kind != "foreign" or (_is_address(read) and not _is_address(text)):
            return verdict
        number = judge_typed(reader, read)
        if number.good and tells(text):
            return number
    return found


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


async def judge_entered(reader: Reader, text: str, check: Check) -> Verdict:
    """What stands in the field for a code: typed by hand, or by a scanner that found the cursor there."""
    found = judge_typed(reader, text)
    if found.kind != "mistyped":
        return found
    scanned = await judge_keyed(reader, text, check)
    return found if scanned.kind == "foreign" else scanned


def judge_typed(reader: Reader, text: str) -> Verdict:
    """What somebody typed: the code under a label (whole or short), a tag number or a serial number."""
    marked = reader.equipment.marked(text)
    if len(marked) == 1:
        return Verdict("thing", item=marked[0])
    if marked:
        return Verdict("many", shown=labels.shown(text))
    try:
        found = reader.equipment.codes_beginning(codes.parse_typed(text))
    except Invalid:
        return Verdict("mistyped", shown=labels.shown(text))
    if not found:
        return Verdict("unheard", shown=labels.shown(text))
    if len(found) > 1:
        return Verdict("many", shown=labels.shown(text))
    return _of_code(reader, found[0].code, signed=False)


def _of_code(reader: Reader, code: str, signed: bool) -> Verdict:
    known = reader.equipment.code(code)
    if known is None:
        return Verdict("unheard", code, signed=signed)
    if known.revoked:
        return Verdict("revoked", code, signed=signed)
    if known.resource is None:
        return Verdict("blank", code, signed=signed)
    item = reader.equipment.item(known.resource)
    return Verdict("thing" if item is not None else "unheard", code, item, signed)
