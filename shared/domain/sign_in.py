"""Names and passwords that somebody may choose: the same rules while typing and on the server."""

from shared.domain.contact import fold
from shared.refusals import Invalid

SHORTEST, LONGEST = 12, 128
SHORTEST_NAME, LONGEST_NAME = 3, 60
# What everybody tries first. Longer lists add nothing: these are the common ones of twelve letters and more.
COMMON = frozenset(
    [
        "password1234",
        "123456789012",
        "qwertyuiop12",
        "wachtwoord12",
        "wachtwoord123",
        "welkom123456",
        "111111111111",
        "iloveyou1234",
        "passwordpassword",
        "voetbal12345",
        "touchline1234",
        "azertyuiop12",
    ]
)


def check_password(password: str) -> None:
    """Raises Invalid when it is too short, too long or on everybody's list. Nothing else is asked of one."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid("password", "password_length")
    if password.lower() in COMMON:
        raise Invalid("password", "password_common")


def canonical_name(username: str) -> str:
    """Case and accents do not make another user. Raises Invalid for a length that is none."""
    name = fold(username.strip())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise Invalid("username", "username_length")
    return name
