"""Codes of a second step as people type them."""

import pytest

from shared.domain.second_factor import canonical_code, recovery_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123 456", "123456"),
        ("123-456", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("١٢٣٤٥٦", ""),
        ("abcd-efgh-ijkl-mnop", "ABCDEFGH1JK1MN0P"),
        (" ABCD EFGH 0123 4567 ", "ABCDEFGH01234567"),
        ("ABCD-EFGH-0123-456", ""),
        ("", ""),
        ("'; DROP --", ""),
    ],
)
def test_codes_as_they_are_typed(text: str, code: str) -> None:
    assert canonical_code(text) == code


def test_a_recovery_code_is_read_as_it_is_written() -> None:
    code = recovery_code(bytes(range(10)))
    assert (len(code), code.count("-"), len(canonical_code(code))) == (19, 3, 16)
    assert canonical_code(code.lower().replace("-", " ")) == canonical_code(code)
