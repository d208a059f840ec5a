"""Natural persons: how a name is shown, sorted and found, and what a birth date says.

Folding stands on decompositions that Unicode promises never to change, so that a phone, a browser and a server with
different Unicode versions find the same people.
"""

import re
import unicodedata
from datetime import date

ADULT_AGE = 18

_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k", "ſ": "s", "ß": "ss",
    }
)  # fmt: skip
"""Letters that Unicode does not take apart, as they are typed on a plain keyboard."""

_APOSTROPHES = frozenset("'`´‘’ʼʹ")
_NO_APOSTROPHES = str.maketrans("", "", "'`")
_PLAIN_GAPS = re.compile("[^a-z0-9]+")


def display_name(given: str | None, family: str | None) -> str:
    """`An Van den Broeck`."""
    return _joined(given, family)


def list_name(given: str | None, family: str | None) -> str:
    """`Van den Broeck, An`: family name first; particles stay in front, as Belgian registers sort them."""
    return ", ".join(part for part in (_joined(family), _joined(given)) if part)


def sort_key(given: str | None, family: str | None) -> str:
    """Text whose plain order is the order of a list by family name; a lone given name stands in its place."""
    return "\t".join(part for part in (fold(family or "").replace(" ", ""), fold(given or "")) if part)


def initials(given: str | None, family: str | None) -> str:
    """One or two capitals for a round picture, accents kept; empty for no name."""
    names = (unicodedata.normalize("NFC", _joined(name)) for name in (given, family))
    return "".join(next((char for char in name if char.isalpha()), "").upper()[:1] for name in names)


def plain_letter(char: str) -> str:
    """A letter without its accent, as a plain keyboard has it: `ş` is `s`, `Ł` is `L`; "" for another alphabet."""
    small = unicodedata.normalize("NFKD", char.lower()).translate(_LETTERS)
    bare = "".join(part for part in small if part.isascii())
    return bare.upper() if char.isupper() else bare


def fold(text: str) -> str:
    """Lower-case words between single spaces, without accents or punctuation: `Žofie D'Hondt` is `zofie
    dhondt`.

    An apostrophe vanishes; every other sign parts words. Other alphabets keep their letters.
    """
    if text.isascii():  # most names are, and this way is ten times as fast
        return " ".join(_PLAIN_GAPS.sub(" ", text.translate(_NO_APOSTROPHES).lower()).split())
    bare = "".join(char for char in text if char not in _APOSTROPHES)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", bare).casefold())
    letters = (char for char in plain.translate(_LETTERS) if not unicodedata.combining(char))
    return " ".join("".join(_letter_or_gap(char) for char in letters).split())


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`. Who was born on 29 February grows older on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def may_be_minor(birth_date: date | None, birth_year: int | None, today: date) -> bool:
    """Whether a guardian must be thought of (old Belgian Civil Code, art. 388: a minor has not reached 18
    full years).

    With a year of birth only, the whole year of the 18th birthday counts as minor. With neither, nobody
    knows: False.
    """
    if birth_date is not None:
        return age_on(birth_date, today) < ADULT_AGE
    return birth_year is not None and today.year - birth_year <= ADULT_AGE


def _joined(*parts: str | None) -> str:
    return " ".join(" ".join(part.split()) for part in parts if part and part.strip())


def _letter_or_gap(char: str) -> str:
    if char in _APOSTROPHES:
        return ""
    return char if char.isalnum() or unicodedata.category(char)[0] == "M" else " "
