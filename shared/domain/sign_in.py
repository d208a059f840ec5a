"""Names and passwords that somebody may choose: the same rules while typing and on the server."""

from collections.abc import Iterable

from shared.domain.contact import fold
from shared.domain.guessed_first import is_guessed_first
from shared.refusals import Invalid

SHORTEST, LONGEST = 12, 128
SHORTEST_NAME, LONGEST_NAME = 3, 60


def check_password(password: str, names: Iterable[str] = ()) -> None:
    """Raises Invalid when it is too short, too long, or what others try first: `names` are those of the person and the
    club, as far as they are known. Nothing else is asked of one.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid("password", "password_length")
    if is_guessed_first(password, names):
        raise Invalid("password", "password_common")


def canonical_name(username: str) -> str:
    """Case and accents do not make another user. Raises Invalid for a length that is none."""
    name = fold(username.strip())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise Invalid("username", "username_length")
    return name
