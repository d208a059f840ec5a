"""The pair of keys of a club's backups: the public half seals, the private half opens and is kept off the server.

As text: a word that says which half it is, then 32 bytes and 4 of their SHA-256 in base64, so that a slip of the pen is
noticed.
"""

import base64
import binascii
import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync_server.backup.problems import NotRestored

PUBLIC, PRIVATE = "touchline-public-", "touchline-private-"
RAW, CHECK = 32, 4
LONGEST = 4096
"""Bytes of a file that may hold a key."""


def make_pair(private: Path) -> str:
    """Write a new private key into this file, readable by its owner alone and never over another; answers the public
    key as text. Raises FileExistsError.
    """
    secret = X25519PrivateKey.generate()
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(_text(PRIVATE, secret.private_bytes_raw()) + "\n")
    return _text(PUBLIC, secret.public_key().public_bytes_raw())


def public_key(given: str) -> X25519PublicKey:
    """The public key in this text, or in the file of this name. Raises NotRestored `no_key`."""
    text = given if given.startswith(PUBLIC) else _read(Path(given))
    return X25519PublicKey.from_public_bytes(_bytes(PUBLIC, text))


def private_key(file: Path) -> X25519PrivateKey:
    """The private key in this file; never given on a command line, where others read it. Raises NotRestored."""
    return X25519PrivateKey.from_private_bytes(_bytes(PRIVATE, _read(file)))


def name_of(key: X25519PublicKey) -> str:
    """Eight letters by which people tell keys apart."""
    return sha256(key.public_bytes_raw()).hexdigest()[:8]


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LONGEST).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise NotRestored("no_key") from problem


def _text(kind: str, raw: bytes) -> str:
    return kind + base64.urlsafe_b64encode(raw + sha256(raw).digest()[:CHECK]).decode()


def _bytes(kind: str, text: str) -> bytes:
    try:
        kept = base64.b64decode(text.removeprefix(kind).encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as problem:
        raise NotRestored("no_key") from problem
    raw = kept[:RAW]
    if not text.startswith(kind) or len(kept) != RAW + CHECK or sha256(raw).digest()[:CHECK] != kept[RAW:]:
        raise NotRestored("no_key")
    return raw
