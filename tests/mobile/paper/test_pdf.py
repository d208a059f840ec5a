"""What the standard fonts of a PDF can say of a name, and what they say instead."""

import pytest

from mobile.paper.pdf import escaped


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Zoë Müller-Œuvre", "Zo\xeb M\xfcller-\x8cuvre"),  # as Windows-1252 numbers them
        ("Gökşen Yıldırım", "G\xf6ksen Yildirim"),
        ("ŁUKASZ Dvořák Đorđević", "LUKASZ Dvor\xe1k Dordevic"),
        ("Zoe\u0308", "Zo\xeb"),  # taken apart, as some phones type it
        ("Nguyễn Thị", "Nguyen Thi"),
        ("Иван (keeper)", r"???? \(keeper\)"),
        ("12,50 €", "12,50 \x80"),
    ],
)
def test_a_name_keeps_its_letters_or_loses_an_accent(name: str, printed: str) -> None:
    assert escaped(name) == printed
