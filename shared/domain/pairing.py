"""Signing in on a second device without a password: a code that the first shows, and six digits that both show.

The code (128 random bits, in the 26 symbols of `codes`) opens one claim within five minutes. The digits follow from the
code and from both devices' keys: who photographs the code and is quicker makes other digits, and the person's own
second device shows none at all.
"""

import re
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from shared.domain.codes import CODE_BYTES, CODE_SYMBOLS, decode

LIFE_MS = 5 * 60 * 1000
DIGITS = 6
SPACES = re.compile(r"[\s.\-]+")


def link_of(server: str, code: str) -> str:
    """What stands in the QR code: the address at which the new device opens the app."""
    return f"{server}/?pair={code}"


def code_in(text: str) -> str | None:
    """The code in such a link, or typed by itself; None for anything else."""
    try:
        said = parse_qs(urlsplit(text.strip()).query).get("pair", [])
    except ValueError:  # a host that is none, or more fields than anybody sends
        return None
    code = said[0] if said else SPACES.sub("", text)
    data = decode(code.upper()) if len(code) == CODE_SYMBOLS else None
    return code.upper() if data is not None and len(data) == CODE_BYTES else None


def hash_of(code: str) -> str:
    """What the server keeps of a code."""
    return sha256(f"touchline pairing {code}".encode()).hexdigest()


def six_digits(code_hash: str, first_key: str, second_key: str) -> str:
    """What both devices show. Keys are raw Ed25519 public keys in base64, the first that of the device that asked."""
    said = sha256(f"touchline digits {code_hash} {first_key} {second_key}".encode()).digest()
    return f"{int.from_bytes(said[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
