"""A scanner that types as on a US keyboard into a computer set to AZERTY is understood. (feature B5)"""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.device.azerty import meant, tells
from mobile.device.wedge import Wedge
from shared.domain import labels
from shared.domain.codes import typed, typed_short
from tests.mobile.device.keyboards import BELGIAN, FRENCH, in_a_field, on_the_page

COMPUTERS = {"Belgian": BELGIAN, "French": FRENCH}
NAME = "[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?"
HOSTS = st.from_regex(rf"{NAME}([.]{NAME}){{0,3}}(:[1-9][0-9]{{0,4}})?", fullmatch=True)
CODES = st.binary(min_size=16, max_size=16)
BYTE = st.integers(0, 255)
SIGNATURES = st.binary(min_size=64, max_size=64)
EACH = pytest.mark.parametrize("computer", COMPUTERS.values(), ids=COMPUTERS)


def heard(text: str, computer: Mapping[str, str]) -> str:
    """What the page makes of a burst."""
    scans: list[str] = []
    wedge = Wedge(scans.append)
    for number, (name, shift) in enumerate([*on_the_page(text, computer), ("Enter", False)]):
        wedge.key(name, 10 + number / 1000, shift=shift)
    [scan] = scans
    return scan


def read(arrived: str, host: str) -> list[labels.Label]:
    """The labels of this club among what it may have meant."""
    found = []
    for text in meant(arrived):
        try:
            found.append(labels.parse(text, host))
        except labels.LabelNotOurs:
            continue
    return found


@pytest.mark.parametrize(
    ("arrived", "scanned"),
    [
        ("HTTPSM==CLUB:BE=R=7ZAQ", "HTTPS://CLUB.BE/R/7WQA"),
        ("HTTPSM==CLUB)U&&:BEMç(((=R=àé", "HTTPS://CLUB-U11.BE:9555/R/02"),
        ("HTTPSM!!CLUB:BE!R!7-_", "HTTPS://CLUB.BE/R/768"),
        ("?)0031", "M-0031"),
        ('?)àà"&', "M-0031"),
        ('?)ÀÀ"&', "M-0031"),
        ("https,;:m", "httpsm,.;"),
    ],
)
def test_what_arrived_is_read_by_the_keys_that_were_pressed(arrived: str, scanned: str) -> None:
    assert scanned in meant(arrived)


def test_the_belgian_reading_comes_first_and_one_that_changes_nothing_not_at_all() -> None:
    assert meant("M==") == ("://", ":==")
    assert meant("EHBO") == ()


@pytest.mark.parametrize(
    ("arrived", "is_telling"), [("QB-12", False), ("2026/17.3", False), ("?)0031", True), ("é", True)]
)
def test_a_swap_of_letters_alone_tells_nothing(arrived: str, *, is_telling: bool) -> None:
    assert tells(arrived) is is_telling


@EACH
@given(host=HOSTS, code=CODES, kind=BYTE, key_id=BYTE, signature=SIGNATURES)
def test_every_label_that_the_club_prints_survives(
    computer: Mapping[str, str], host: str, code: bytes, kind: int, key_id: int, signature: bytes
) -> None:
    """Signed or short, heard by the page or found in a field, which makes capitals; no other label is read into it."""
    signed = labels.build(host, key_id, code, kind, lambda message: signature)
    for text in (signed, labels.build_short(host, code)):
        field = in_a_field(text, computer)
        for arrived in (heard(text, computer), field, field.upper()):
            assert read(arrived, host) == [labels.parse(text, host)]


@EACH
@given(code=CODES)
def test_so_does_the_code_that_stands_under_it(computer: Mapping[str, str], code: bytes) -> None:
    for text in (typed(code), typed_short(code)):
        assert text in meant(heard(text, computer))
        assert text in meant(in_a_field(text, computer))
