"""AES-256-GCM (NIST SP 800-38D) on texts: what is sealed for one place opens in no other."""

import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import Damaged
from shared.register import canonical

KEY_BYTES = 32
NONCE_BYTES = 12


class Seal:
    """One key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def shut(self, plain: str, *place: str | int) -> str:
        """Base64 of a random nonce, the ciphertext and its tag. `place` is authenticated and not kept."""
        nonce = os.urandom(NONCE_BYTES)
        return b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), _context(place))).decode()

    def open(self, sealed: str, *place: str | int) -> str:
        """What was shut at this place. Raises Damaged for anything else."""
        try:
            data = b64decode(sealed, validate=True)
            return self._cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _context(place)).decode()
        except (InvalidTag, ValueError) as problem:
            raise Damaged("a sealed value was changed, moved, or sealed with another key") from problem


def _context(place: tuple[str | int, ...]) -> bytes:
    """As a list, so that no two places are written alike, whatever stands in an id."""
    return canonical(place).encode()
