"""The outside of a backup: sealed to a public key, in chunks, so that neither end needs memory for the whole.

    17  bytes  "touchline backup\n"      the same for every backup
    1   byte   the version of this form
    32  bytes  the public key that it is sealed to
    32  bytes  an X25519 public key made for this file alone
    then chunks of at most 64 KiB, each followed by the 16 bytes that prove it (AES-256-GCM)

The key is HKDF-SHA256 over what both halves share. The nonce of a chunk is its number and whether it is the last, and
the bytes above are bound to every chunk: none can be left out, doubled, moved, taken from another file or called the
end. Who has the public key can seal, so this proves that a file is whole, and not who made it.
"""

from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync_server.backup.keys import name_of
from sync_server.backup.problems import NotRestored

MAGIC, VERSION = b"touchline backup\n", b"\x01"
KEY_BYTES, TAG = 32, 16
CHUNK = 64 * 1024


class Sealer:
    """Writes into a file what only the holder of the private key can read."""

    def __init__(self, file: BinaryIO, to: X25519PublicKey) -> None:
        own = X25519PrivateKey.generate()
        self._head = MAGIC + VERSION + to.public_bytes_raw() + own.public_key().public_bytes_raw()
        self._cipher = AESGCM(_key(own.exchange(to), self._head))
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(self._head)

    def write(self, data: bytes) -> None:
        """Add bytes. One chunk waits until it is known that another follows."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def end(self) -> None:
        """This was all."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), data, self._head))
        self._number += 1


class Opener:
    """Reads it again. What `read` gave is whole and in order; that it was all is known once `read` gave nothing."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey) -> None:
        """Raises NotRestored `not_ours`, `newer` or `foreign`."""
        mine = key.public_key()
        head = file.read(len(MAGIC) + len(VERSION) + 2 * KEY_BYTES)
        if not head.startswith(MAGIC) or len(head) != len(MAGIC) + len(VERSION) + 2 * KEY_BYTES:
            raise NotRestored("not_ours")
        if head[len(MAGIC) : len(MAGIC) + 1] != VERSION:
            raise NotRestored("newer")
        to, own = head[-2 * KEY_BYTES : -KEY_BYTES], head[-KEY_BYTES:]
        if to != mine.public_bytes_raw():
            raise NotRestored("foreign", name_of(X25519PublicKey.from_public_bytes(to)))
        try:
            shared = key.exchange(X25519PublicKey.from_public_bytes(own))
        except ValueError as problem:  # a key of low order: nobody made this file with ours
            raise NotRestored("damaged") from problem
        self._head, self._cipher = head, AESGCM(_key(shared, head))
        self._file, self._number = file, 0
        self._next = file.read(CHUNK + TAG)
        self._opened, self._ended = bytearray(), False

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end. Raises NotRestored `damaged` or `cut`."""
        while len(self._opened) < size and not self._ended:
            self._opened += self._chunk()
        data = bytes(self._opened[:size])
        del self._opened[:size]
        return data

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            opened = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, self._head)
        except InvalidTag as problem:
            raise NotRestored("cut" if self._ended and self._goes_on(sealed) else "damaged") from problem
        self._number += 1
        return opened

    def _goes_on(self, sealed: bytes) -> bool:
        """Whether the last chunk of this file was not the last when it was made."""
        try:
            self._cipher.decrypt(_nonce(self._number, last=False), sealed, self._head)
        except InvalidTag:
            return len(sealed) < CHUNK + TAG  # what is left of a chunk
        return True


def _key(shared: bytes, head: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=head, info=b"touchline backup 1").derive(shared)


def _nonce(number: int, *, last: bool) -> bytes:
    """Twelve bytes. The key is of this file alone, so counting is enough."""
    return number.to_bytes(11, "big") + bytes((last,))
