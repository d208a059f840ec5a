"""The key that signs the club's labels: one Ed25519 key in one file, outside the database and its backups."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from shared.domain import labels
from shared.domain.codes import code_bytes
from shared.errors import Damaged

KEY_ID = 1


@dataclass(frozen=True)
class LabelKey:
    """Signs the labels of one club. Devices know its public half from the setting `club`, under `key_id`."""

    secret: Ed25519PrivateKey
    key_id: int = KEY_ID

    @property
    def public_keys(self) -> dict[str, str]:
        """What the setting `club` holds as `label_keys`: key id -> raw public key in base64."""
        return {str(self.key_id): base64.b64encode(self.secret.public_key().public_bytes_raw()).decode()}

    def label(self, host: str, code: str) -> str:
        """The text of the signed label of a resource code (26 symbols). Raises Invalid."""
        return labels.build(host, self.key_id, code_bytes(code), labels.RESOURCE, self.secret.sign)


def checker(public_keys: dict[str, str]) -> "Checker":
    """What `labels.verify` asks, on the keys of the setting `club`."""
    return Checker({int(id): base64.b64decode(key) for id, key in public_keys.items()})


@dataclass(frozen=True)
class Checker:
    """Verifies labels with raw public keys by key id."""

    keys: dict[int, bytes]

    def __call__(self, key_id: int, message: bytes, signature: bytes) -> bool:
        """Whether that key made this signature of this message."""
        raw = self.keys.get(key_id)
        if raw is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def open_label_key(path: Path) -> LabelKey:
    """The club's key from its file (PKCS 8, PEM); made at first use, readable by its owner alone. Raises Damaged."""
    if not path.exists():
        return _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError as problem:
        raise Damaged("label_key") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise Damaged("label_key")
    return LabelKey(key)


def _make(path: Path) -> LabelKey:
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Created with its mode, so that there is no moment at which others could read it; never over another key.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return LabelKey(key)
