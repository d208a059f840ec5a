"""What a person types as the address of the club."""

import pytest

from mobile.screens.doors.other_ways import address


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("club.be", "https://club.be"),
        ("  https://club.be/ ", "https://club.be"),
        ("club.be:8443", "https://club.be:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_an_address_is_taken_as_people_write_it(typed: str, server: str) -> None:
    assert address(typed) == server


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://club.be",
        "ftp://club.be",
        "https://user@club.be",
        "club.be/R/1",
        "club be",
        "https://",
        "http://[",
        "club.be:99999",
    ],
)
def test_what_is_no_address_or_sends_passwords_in_the_clear_is_refused(typed: str) -> None:
    assert address(typed) is None
