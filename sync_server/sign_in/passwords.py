"""Passwords: Argon2id in PHC text, as OWASP's cheat sheet sets it (47,104 KiB, 1 pass, 1 lane)."""

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from shared.domain.sign_in import LONGEST, check_password

MEMORY_KIB = 47_104
SALT_BYTES, HASH_BYTES = 16, 32
TODAY = f"$argon2id$v=19$m={MEMORY_KIB},t=1,p=1$"
"""How the PHC text of a hash begins that is made now."""


def hashed(password: str) -> str:
    """PHC text of a new password; raises Invalid when it is too short, too long or on everybody's list."""
    check_password(password)
    return _hash(password)


def _hash(password: str) -> str:
    kdf = Argon2id(salt=os.urandom(SALT_BYTES), length=HASH_BYTES, iterations=1, lanes=1, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def hashed_anew(password: str) -> str:
    """PHC text of a password, as it is made today, that was looked at already: it is not asked what one must be."""
    return _hash(password)


def is_of_yesterday(stored: str) -> bool:
    """Whether this hash was made with other parameters than today's."""
    return not stored.startswith(TODAY)


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password; an unknown user (None) costs the same time and is no."""
    try:
        Argon2id.verify_phc_encoded(password[:LONGEST].encode(), stored or _nobody())
    except InvalidKey:
        return False
    return stored is not None and len(password) <= LONGEST  # what is cut off for the work is no other password


_dummy: list[str] = []


def _nobody() -> str:
    """A hash that no password has, made once, so that unknown users take as long as known ones."""
    if not _dummy:
        _dummy.append(_hash(os.urandom(16).hex()))
    return _dummy[0]
