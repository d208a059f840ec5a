"""Which encoding a file was saved in, and whether it is text at all."""

import pytest

from shared.exchange.plan import MAX_FILE_BYTES, Unreadable
from shared.exchange.text import decoded

NAMES = "Voornaam;Naam\r\nZoë;Özdemir\r\nRenée;D'Hondt\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_the_names_come_out_right_however_they_were_saved(encoding: str) -> None:
    assert decoded(NAMES.encode(encoding)) == NAMES


def test_what_windows_writes_besides_latin_1_is_read_too() -> None:
    assert decoded("prijs: € 5 – “mooi”".encode("cp1252")) == "prijs: € 5 – “mooi”"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (b"PK\x03\x04 a workbook called .csv", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "not_text"),
        (b"Voornaam\x00;Naam", "not_text"),
        (b"x" * (MAX_FILE_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decoded(data)
    assert refused.value.code == code
