"""The browser's face of the device's secrets: WebCrypto keys that can be used but never read.

All functions are async, because the browser's are. The keys live in IndexedDB as non-extractable objects: a
signing pair (Ed25519, RFC 8032) and a sealing key (AES-256-GCM, NIST SP 800-38D).
"""

from __future__ import annotations

from typing import Any


class SealBroken(Exception):
    """Sealed bytes were changed, belong elsewhere, or were sealed under a key that is gone."""


async def _module() -> Any:
    """The module that holds the keys."""
    import js

    return await js.touchline.load("keys")


async def _keys(passing: bool = False) -> Any:
    """The keys in it; `passing` ones are in its memory only."""
    keys = await _module()
    return keys.passing if passing else keys.lasting


def _to_js(content: bytes) -> Any:
    from pyodide.ffi import to_js

    return to_js(content)


async def public_key(*, passing: bool = False) -> bytes:
    """The 32 raw bytes of this device's Ed25519 public key; the pair is made at the first call."""
    return bytes((await (await _keys(passing)).publicKey()).to_bytes())


async def sign(message: bytes, *, passing: bool = False) -> bytes:
    """The 64-byte Ed25519 signature of a message under this device's key."""
    return bytes((await (await _keys(passing)).sign(_to_js(message))).to_bytes())


async def verify(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` is that of `message` under the raw Ed25519 public key `key`."""
    return bool(await (await _keys()).verify(_to_js(key), _to_js(signature), _to_js(message)))


async def seal(plain: bytes, bound_to: bytes, *, passing: bool = False) -> bytes:
    """Nonce (12 bytes), ciphertext and tag (16 bytes) under this device's key; `bound_to` is authenticated
    additional data such as table|row|column|key version."""
    return bytes((await (await _keys(passing)).seal(_to_js(plain), _to_js(bound_to))).to_bytes())


async def open_sealed(sealed: bytes, bound_to: bytes, *, passing: bool = False) -> bytes:
    """What `seal` was given. Raises SealBroken."""
    plain = await (await _keys(passing)).open(_to_js(sealed), _to_js(bound_to))
    if plain is None:
        raise SealBroken
    return bytes(plain.to_bytes())


async def stretch(secret: bytes, salt: bytes, rounds: int) -> bytes:
    """32 bytes of PBKDF2-HMAC-SHA-256."""
    return bytes((await (await _module()).stretch(_to_js(secret), _to_js(salt), rounds)).to_bytes())


async def forget(*, passing: bool = False) -> None:
    """Ends both keys. What was sealed can never be opened again; that is the wipe."""
    await (await _keys(passing)).forget()
