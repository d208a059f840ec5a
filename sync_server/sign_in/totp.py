"""Six digits of now, made from a shared secret (RFC 6238: SHA-1, steps of 30 seconds), and which step they are of."""

import os
from base64 import b32decode, b32encode

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from shared.domain.second_factor import DIGITS

STEP_S = 30
SECRET_BYTES = 20
"""As many as the hash gives (RFC 4226, requirement R6)."""
DRIFT = 1


def new_secret() -> str:
    """A fresh secret in base 32, which 20 bytes fill without padding."""
    return b32encode(os.urandom(SECRET_BYTES)).decode()


def address_of(secret: str, username: str, club: str) -> str:
    """What an app reads from the QR code (the `otpauth` address as Google Authenticator set it)."""
    return _totp(secret).get_provisioning_uri(username, club)


def step_of(secret: str, digits: str, now: int, after: int) -> int | None:
    """The step of which these are the digits: that of `now` (UTC ms), or one beside it for clocks that differ, and
    later than `after`, so that digits serve once. All are compared, whichever it is; None when they are of none.
    """
    this = now // (STEP_S * 1000)
    totp, found = _totp(secret), None
    for step in range(this - DRIFT, this + DRIFT + 1):
        same = bytes_eq(totp.generate(step * STEP_S), digits.encode())
        if same and step > after and found is None:
            found = step
    return found


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303 - RFC 6238's own; what apps know
