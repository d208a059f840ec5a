"""A hash that is slow on purpose: PBKDF2-HMAC-SHA-256 (RFC 8018), for it is what browsers have too."""

import sys
from typing import Protocol

ROUNDS = 600_000
"""As OWASP's cheat sheet sets it."""
BYTES = 32


class Stretch(Protocol):
    """What makes one."""

    async def __call__(self, secret: bytes, salt: bytes, rounds: int) -> bytes:
        """32 bytes."""


async def stretch(secret: bytes, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """32 bytes, the same on every platform: by WebCrypto in the browser, whose Python has no quick one of its own."""
    if sys.platform == "emscripten":
        from mobile.web import crypto

        return await crypto.stretch(secret, salt, rounds)
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    return PBKDF2HMAC(SHA256(), BYTES, salt, rounds).derive(secret)
