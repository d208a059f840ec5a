"""The lock of what is sensitive on this device, and where its key is: random, wrapped by the device's own keys.

The key lies beside the replica, sealed by a key that never leaves secure storage; without that one it is noise, so
deleting that one is the wipe. It is opened once, when the app starts, and is then in memory.
"""

import hmac
import os
import sys
from base64 import b64decode, b64encode
from hashlib import sha256, shake_256
from pathlib import Path

from mobile.device.secrets import Secrets
from shared.errors import Damaged
from shared.register import canonical
from shared.sealed_storage import Lock

KEY_FILE = "replica.key"
KEY_BYTES = 32
CONTEXT = b"touchline replica key"


async def lock_of(folder: Path, secrets: Secrets) -> tuple[Lock, bool]:
    """The lock of the replica in this folder, and whether its key was made now: then it opens nothing of before."""
    path = folder / KEY_FILE
    try:
        key = await secrets.unseal(path.read_bytes(), CONTEXT)
    except (FileNotFoundError, Damaged):
        key = os.urandom(KEY_BYTES)
        draft = path.with_name(path.name + ".new")
        draft.write_bytes(await secrets.seal(key, CONTEXT))
        draft.replace(path)
        return _lock(key), True
    return _lock(key), False


def _lock(key: bytes) -> Lock:
    return SpongeLock(key) if sys.platform == "emscripten" else AesLock(key)


class AesLock:
    """AES-256-GCM (NIST SP 800-38D), nonce of 12 random bytes in front."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def shut(self, plain: str, *place: str | int) -> str:
        """See Lock."""
        nonce = os.urandom(12)
        return b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), _context(place))).decode()

    def open(self, sealed: str, *place: str | int) -> str:
        """See Lock."""
        from cryptography.exceptions import InvalidTag

        try:
            data = b64decode(sealed, validate=True)
            return self._cipher.decrypt(data[:12], data[12:], _context(place)).decode()
        except (InvalidTag, ValueError) as problem:
            raise Damaged("a sealed value was changed or moved") from problem


class SpongeLock:
    """The browser's: its ciphers are asynchronous and a store is not, and Python there has none of its own.

    Encrypt-then-MAC (Bellare and Namprempre 2000) of what the standard library has: the key stream is SHAKE256 (FIPS
    202) of a key and a nonce of 24 random bytes, a keyed sponge; the tag is HMAC-SHA-256 (RFC 2104) over place, nonce
    and ciphertext, under another key. Each part is one call, so it costs about what hashing costs.
    """

    def __init__(self, key: bytes) -> None:
        self._stream = hmac.digest(key, b"touchline stream", "sha256")
        self._tag = hmac.digest(key, b"touchline tag", "sha256")

    def shut(self, plain: str, *place: str | int) -> str:
        """See Lock."""
        nonce = os.urandom(24)
        data = self._mixed(nonce, plain.encode())
        return b64encode(nonce + self._tag_of(nonce, data, place) + data).decode()

    def open(self, sealed: str, *place: str | int) -> str:
        """See Lock."""
        try:
            whole = b64decode(sealed, validate=True)
            nonce, tag, data = whole[:24], whole[24:56], whole[56:]
            if not hmac.compare_digest(tag, self._tag_of(nonce, data, place)):
                raise Damaged("a sealed value was changed or moved")
            return self._mixed(nonce, data).decode()
        except ValueError as problem:
            raise Damaged("a sealed value was changed or moved") from problem

    def _mixed(self, nonce: bytes, data: bytes) -> bytes:
        stream = shake_256(self._stream + nonce).digest(len(data))
        return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")

    def _tag_of(self, nonce: bytes, data: bytes, place: tuple[str | int, ...]) -> bytes:
        context = sha256(_context(place)).digest()
        return hmac.digest(self._tag, context + nonce + data, "sha256")


def _context(place: tuple[str | int, ...]) -> bytes:
    """As a list, so that no two places are written alike, whatever stands in an id."""
    return canonical(place).encode()
