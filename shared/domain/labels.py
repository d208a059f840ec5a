"""QR labels: read what a camera saw, and say whether it is one of this club's.

    signed    HTTPS://<HOST>/R/<base 32 of version, kind, key id, 16-byte code, 64-byte Ed25519 signature>
    short     HTTPS://<HOST>/R/S<base 32 of the 16-byte code>

All upper case, so that a QR code stays in its alphanumeric mode; a first byte of 1 never writes an S. The
signature covers the club's host and the kind too: a label of another club or of another kind never verifies.
A signature proves origin, not presence. Nothing here opens an address, and cryptography is passed in.
"""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from shared.domain import codes
from shared.refusals import LabelMalformed, LabelNotOurs

RESOURCE = 1
MEMBER_CARD = 2

VERSION = 1
SIGNATURE_BYTES = 64
MAX_SCANNED = 4296
"""Characters of the largest alphanumeric QR code (ISO/IEC 18004, version 40-L)."""
MAX_SHOWN = 200

_HEAD_BYTES = 3 + codes.CODE_BYTES
_CONTEXT = b"touchline label\x00"
_FOREIGN = b"touchline foreign code\x00"


@dataclass(frozen=True)
class Label:
    """A label of this club's host; only `verify` says that the club made it. `kind` and `key_id` are 0 when
    unsigned.
    """

    host: str
    kind: int
    key_id: int
    code: bytes
    signature: bytes = b""

    @property
    def signed(self) -> bool:
        """Whether there is a signature to verify."""
        return bool(self.signature)

    @property
    def code_text(self) -> str:
        """The id of its row in table resource_code."""
        return codes.code_text(self.code)

    @property
    def signed_part(self) -> bytes:
        """Version, kind, key id and code, as they stand in the label."""
        return bytes((VERSION, self.kind, self.key_id)) + self.code

    @property
    def message(self) -> bytes:
        """The bytes under `signature`: context, host and signed part. A browser verifies them by itself."""
        return message(self.host, self.signed_part)


def message(host: str, signed_part: bytes) -> bytes:
    """What a label's signature covers; the host is bound in, so that a label serves one club."""
    return _CONTEXT + host.lower().encode() + b"\x00" + signed_part


def build(host: str, key_id: int, code16: bytes, kind: int, sign: Callable[[bytes], bytes]) -> str:
    """The text of a signed label. `key_id` and `kind` are 0..255; `sign` makes 64 bytes of a message."""
    _check_host(host)
    if len(code16) != codes.CODE_BYTES:
        raise ValueError("a code has 16 bytes")
    signed_part = bytes((VERSION, kind, key_id)) + code16
    signature = sign(message(host, signed_part))
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError("an Ed25519 signature has 64 bytes")
    return _prefix(host) + codes.encode(signed_part + signature)


def build_short(host: str, code16: bytes) -> str:
    """The text of an unsigned label for a small sticker."""
    _check_host(host)
    return f"{_prefix(host)}S{codes.code_text(code16)}"


def parse(text: str, host: str) -> Label:
    """The label in a scanned text.

    Raises LabelNotOurs for anything that does not begin with this club's address, with `about["shown"]` the
    text made safe to display, and LabelMalformed for a text that begins so and is no whole label.
    """
    scanned = text.strip() if len(text) <= MAX_SCANNED else ""
    upper = scanned.upper() if scanned.isascii() else ""
    prefix = _prefix(host)
    if not upper.startswith(prefix):
        raise LabelNotOurs(shown=shown(text))
    body = upper.removeprefix(prefix)
    if body.startswith("S"):
        code = codes.decode(body[1:])
        if code is None or len(code) != codes.CODE_BYTES:
            raise LabelMalformed
        return Label(host, 0, 0, code)
    data = codes.decode(body)
    if data is None or len(data) != _HEAD_BYTES + SIGNATURE_BYTES or data[0] != VERSION:
        raise LabelMalformed
    return Label(host, data[1], data[2], data[3:_HEAD_BYTES], data[_HEAD_BYTES:])


def foreign_code(text: str) -> bytes:
    """The 16 bytes that stand for a code of somebody else's system: its text is not kept. Spaces around it do not
    count.
    """
    return hashlib.sha256(_FOREIGN + text.strip().encode()).digest()[: codes.CODE_BYTES]


def verify(label: Label, check: Callable[[int, bytes, bytes], bool]) -> bool:
    """Whether `check(key_id, message, signature)` accepts the label; an unsigned one never does."""
    return label.signed and check(label.key_id, label.message, label.signature)


def shown(text: str) -> str:
    """`text` for display only: 200 characters, no controls, no direction marks, no line breaks, no
    surrogates.
    """
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text[: 2 * MAX_SHOWN])
    return " ".join(visible.split())[:MAX_SHOWN]


def _prefix(host: str) -> str:
    return f"HTTPS://{host.upper()}/R/"


def is_host(host: object) -> TypeGuard[str]:
    """Whether labels can stand under this name: a host and perhaps a port, in ASCII."""
    return (
        isinstance(host, str)
        and host.isascii()
        and host.isprintable()
        and host != ""
        and not set("/@?# \\") & set(host)
    )


def _check_host(host: str) -> None:
    if not is_host(host):
        raise ValueError("a host is a name and perhaps a port, in ASCII")
