"""The club's own key: signs labels. It lives in a file beside the database, never in it and never in a backup."""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED_BYTES = 32


def club_key(path: Path) -> Ed25519PrivateKey:
    """The key in this file; made (mode 600) when there is none. Raises ValueError for a file that holds no key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(SEED_BYTES))
            file.flush()
            os.fsync(file.fileno())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_text(key: Ed25519PrivateKey) -> str:
    """The raw public key in base64, as setting `club` pins it on devices."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()
