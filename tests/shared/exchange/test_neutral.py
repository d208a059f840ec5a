"""No cell of an export is ever calculated."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.neutral import neutral

DANGER = "=+-@\t\r\n"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+32470123456", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "\u202e=1", "\x00=1"],
)
def test_what_looks_like_a_formula_becomes_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "An", "3 - 2", "a=b", "'t Hooft", "  An", "é", "https://a.be"])
def test_what_does_not_stays(text: str) -> None:
    assert neutral(text) == text


@given(st.text(st.characters(), max_size=8) | st.text("=+-@＝＋－＠﹢ \t\r\n\u200b\ufeffa", max_size=6))
def test_no_text_begins_a_formula_however_it_is_read(text: str) -> None:
    """As it is, trimmed, without what cannot be seen, and in the one form of compatible signs."""
    made = neutral(text)
    assert made in (text, f"'{text}")
    seen = "".join(char for char in made if not char.isspace() and unicodedata.category(char)[0] not in "CZ")
    for read in (made, made.strip(), seen, unicodedata.normalize("NFKC", seen)):
        assert read[:1] == "" or read[0] not in DANGER
