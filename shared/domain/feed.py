"""The address at which a calendar reads somebody's agenda: a secret of 128 random bits in its path.

A calendar sends no key and no password, so whoever has the address may read there. It is made on the device that shows
it, once, and is kept nowhere; others have its hash.
"""

import re

from shared.domain.codes import CODE_BYTES, code_text, decode

PLACE, ENDING = "/calendar/", ".ics"
MOST = 10
"""Addresses of one person that are good at once: a phone, a desk, a wall in the kitchen, a grandmother."""

_HTTP = re.compile("^https?://")


def secret_of(random16: bytes) -> str:
    """The secret as an address carries it. Raises ValueError for other than 16 bytes."""
    return code_text(random16).lower()


def read(name: str) -> str | None:
    """The secret in the last part of a path; None where none is."""
    secret = name.removesuffix(ENDING)
    data = decode(secret.upper()) if name.endswith(ENDING) else None
    return secret if data is not None and len(data) == CODE_BYTES and secret == secret.lower() else None


def address(server: str, secret: str) -> str:
    """The whole address at this server."""
    return f"{server.rstrip('/')}{PLACE}{secret}{ENDING}"


def for_app(address: str) -> str:
    """The same address as it opens in the calendar of a phone or a desk: `webcal:`."""
    return _HTTP.sub("webcal://", address)
