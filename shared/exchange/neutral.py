"""Text for the cell of a sheet that no program takes for a formula."""

import unicodedata

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a formula may begin with; the full-width forms are read as the others by some programs."""


def neutral(text: str) -> str:
    """The same text, with an apostrophe before it where a sheet would calculate: it is shown and never run.

    What cannot be seen (spaces, marks of direction, NUL) is looked through, for some programs drop it first.
    """
    for char in text:
        if char in FORMULA or unicodedata.normalize("NFKC", char)[:1] in FORMULA:
            return f"'{text}"
        if not char.isspace() and unicodedata.category(char)[0] not in "CZ":
            return text
    return text
