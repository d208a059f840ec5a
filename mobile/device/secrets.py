"""The device's own keys: an Ed25519 key that proves who it is and an AES-256 key that seals class C columns.

They are made at the first question and never leave this module. Two faces: a key file where there is a file
system and pyca/cryptography, non-extractable WebCrypto keys in the browser. Deleting the keys is the wipe:
what was sealed with them is lost for good.
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Protocol

from shared.errors import Damaged

KEY_FILE = "device.key"
SEED_BYTES = 32
NONCE_BYTES = 12


class Secrets(Protocol):
    """What the courier and the replica ask of the keys. All is async, because WebCrypto is."""

    async def public_key(self) -> bytes:
        """The device's public key: 32 raw bytes (RFC 8032)."""

    async def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature of `message`: 64 bytes."""

    async def seal(self, plain: bytes, context: bytes) -> bytes:
        """AES-256-GCM: 12 bytes of nonce, then ciphertext and tag. `context` must be the same at `unseal`."""

    async def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed under `context`; raises Damaged for anything else."""

    async def wipe(self) -> None:
        """Forgets both keys. The next question makes new ones."""


async def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `message` under the 32-byte Ed25519 `public_key`. False for malformed
    input.
    """
    if sys.platform == "emscripten":
        from mobile.web import crypto

        return await crypto.verify(public_key, signature, message)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def secrets_in(directory: Path, *, passing: bool = False) -> Secrets:
    """The keys of the app whose private data lives in `directory`; `passing` ones end with the page."""
    if sys.platform == "emscripten":
        return BrowserSecrets(passing=passing)
    return KeyFileSecrets(directory / KEY_FILE)


class KeyFileSecrets:
    """Two random keys in one file that only its owner may read (mode 600); a phone's sandbox keeps others
    out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: bytes | None = None

    def _load(self) -> bytes:
        if self._keys is None:
            if not self._path.exists():
                self._create()
            keys = self._path.read_bytes()
            if len(keys) != 2 * SEED_BYTES:
                raise Damaged("device key")
            self._keys = keys
        return self._keys

    def _create(self) -> None:
        """Writes beside the place and renames: a killed app leaves either whole keys or none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(2 * SEED_BYTES))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._path)

    async def public_key(self) -> bytes:
        """Derived from the first half of the file."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._load()[:SEED_BYTES]).public_key().public_bytes_raw()

    async def sign(self, message: bytes) -> bytes:
        """Ed25519, deterministic."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._load()[:SEED_BYTES]).sign(message)

    async def seal(self, plain: bytes, context: bytes) -> bytes:
        """A new random nonce each time."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._load()[SEED_BYTES:]).encrypt(nonce, plain, context)

    async def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Checks the tag before it answers."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            cipher = AESGCM(self._load()[SEED_BYTES:])
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as problem:
            raise Damaged("sealed value") from problem

    async def wipe(self) -> None:
        """Overwrites the file before it goes; flash storage may keep an old copy, hence the phone's
        encryption.
        """
        self._keys = None
        if self._path.exists():
            with self._path.open("r+b") as file:
                file.write(bytes(2 * SEED_BYTES))
                file.flush()
                os.fsync(file.fileno())
            self._path.unlink()


class BrowserSecrets:
    """Non-extractable WebCrypto keys in the worker's IndexedDB, or in its memory when they are `passing`."""

    def __init__(self, *, passing: bool = False) -> None:
        self._passing = passing

    async def public_key(self) -> bytes:
        """Raw, as everywhere."""
        from mobile.web import crypto

        return await crypto.public_key(passing=self._passing)

    async def sign(self, message: bytes) -> bytes:
        """Ed25519 of WebCrypto; equal to CPython's."""
        from mobile.web import crypto

        return await crypto.sign(message, passing=self._passing)

    async def seal(self, plain: bytes, context: bytes) -> bytes:
        """AES-GCM with `context` as additional data."""
        from mobile.web import crypto

        return await crypto.seal(plain, context, passing=self._passing)

    async def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Raises Damaged, as the other face does."""
        from mobile.web import crypto

        try:
            return await crypto.open_sealed(sealed, context, passing=self._passing)
        except crypto.SealBroken as problem:
            raise Damaged("sealed value") from problem

    async def wipe(self) -> None:
        """Deletes both keys from IndexedDB."""
        from mobile.web import crypto

        await crypto.forget(passing=self._passing)
