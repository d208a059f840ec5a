"""How somebody comes in: a secret of 128 random bits, the link that carries it, and for how long it is good.

The secret stands behind the `#` of the link. That part is sent to no server, so it is in no log and in no Referer.
"""

from hashlib import sha256

from shared.domain.codes import CODE_BYTES, CODE_SYMBOLS, code_text, decode

SECRET_BYTES = CODE_BYTES
HOUR_MS = 3600 * 1000
LIFE_MS = {"join": 7 * 24 * HOUR_MS, "reset": HOUR_MS}
"""For how long an invitation is good, by its purpose."""
DAY_MS = 24 * HOUR_MS
AN_HOUR = 10
"""How many with a role, or to another password, one person may make or renew within an hour: those give what can
hurt.
"""
A_DAY = 500
"""How many plain members one person may invite within a day: a whole club after a summer. What a plain member sees the
office sees already, but for an account number and bills; each contact has one that counts, and a mail provider takes
about as many letters a day."""
PACE_MS = 12_000
"""From one letter to a plain member to the next, 300 an hour: a mail provider does not take the club for a sender of
unwanted mail, and who finds that somebody else is at it withdraws what did not leave yet."""
PLACE = "/#/welcome/"
SECRET_SIGNS = CODE_SYMBOLS
FOUNDING_LETTERS = 100
"""Of each name that the first owner says: the club's, and their own."""
HASH_SIGNS = 64

_FORGIVEN = str.maketrans("ILO", "110", " \t\r\n-.")


def secret_of(random16: bytes) -> str:
    """The 26 symbols that somebody shows, scans or types. Raises ValueError for other than 16 bytes."""
    return code_text(random16)


def hash_of(secret: str) -> str:
    """What others may keep of a secret: SHA-256 in 64 hexadecimal digits. Nobody guesses 128 bits back from it."""
    return sha256(secret.encode()).hexdigest()


def is_hash(text: object) -> bool:
    """Whether `hash_of` could have written this."""
    return isinstance(text, str) and len(text) == HASH_SIGNS and set(text) <= set("0123456789abcdef")


def is_plain(purpose: str, role: str | None) -> bool:
    """Whether it makes somebody a member and nothing more."""
    return purpose == "join" and role is None


def link(server: str, secret: str) -> str:
    """The address that opens the club's app on the page where the secret is used."""
    return f"{server.rstrip('/')}{PLACE}{secret}"


def read_link(text: str) -> str | None:
    """The secret in a link, or in what somebody typed of one; None when there is none. Case, spaces and dashes do not
    matter, I, L and O are forgiven.
    """
    typed = text.strip().rpartition("/")[2].upper().translate(_FORGIVEN)
    data = decode(typed)
    return typed if data is not None and len(data) == SECRET_BYTES else None
