"""The key that signs the club's labels: one Ed25519 key in one file, outside the database and its backups."""

import base64
import re
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
from sync_server.keys.key_file import write_keys

KEY_ID = 1
LABEL_KEY = re.compile(rb"-----BEGIN (?!TOUCHLINE)[A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)


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
    found = LABEL_KEY.search(path.read_bytes()) if path.exists() else None
    if found is None:
        return _make(path)
    try:
        key = load_pem_private_key(found[0], None)
    except ValueError as problem:
        raise Damaged("label_key") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise Damaged("label_key")
    return LabelKey(key)


def _make(path: Path) -> LabelKey:
    """Above what stands in the file. Never over another key."""
    key = Ed25519PrivateKey.generate()
    made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    write_keys(path, lambda text: made + text)
    return LabelKey(key)
