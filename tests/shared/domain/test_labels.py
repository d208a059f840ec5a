"""Signed labels (feature B7): made here, proved offline, and nothing else passes for one."""

from contextlib import suppress

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import codes, labels
from shared.refusals import LabelMalformed, LabelNotOurs

HOST = "club.example.org"
CODE = bytes(range(16))
QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
KEYS = {
    1: Ed25519PrivateKey.from_private_bytes(b"1" * 32),
    2: Ed25519PrivateKey.from_private_bytes(b"2" * 32),
}


def made(key_id: int = 1, kind: int = labels.RESOURCE, host: str = HOST) -> str:
    return labels.build(host, key_id, CODE, kind, KEYS[key_id].sign)


def pinned(key_id: int, message: bytes, signature: bytes) -> bool:
    try:
        KEYS[key_id].public_key().verify(signature, message)
    except (InvalidSignature, KeyError):
        return False
    return True


@pytest.mark.parametrize("key_id", [1, 2])
def test_a_label_reads_back_and_verifies_under_either_pinned_key(key_id: int) -> None:
    label = labels.parse(made(key_id, labels.MEMBER_CARD), HOST)
    assert (label.kind, label.key_id, label.code, label.signed) == (labels.MEMBER_CARD, key_id, CODE, True)
    assert label.code_text == codes.code_text(CODE)
    assert labels.verify(label, pinned)


def test_a_label_stays_in_the_alphanumeric_mode_of_a_version_7_code() -> None:
    text = made()
    assert set(text) <= QR_ALPHANUMERIC
    assert text.startswith("HTTPS://CLUB.EXAMPLE.ORG/R/")
    assert len(text) == 160  # of the 178 that ISO/IEC 18004 gives to version 7-M


def test_the_signature_covers_its_purpose_the_club_and_the_kind() -> None:
    label = labels.parse(made(2), HOST)
    assert label.signed_part == b"\x01" + bytes((labels.RESOURCE, 2)) + CODE
    assert label.message == b"touchline label\x00club.example.org\x00" + label.signed_part


def test_a_short_label_names_its_code_and_proves_nothing() -> None:
    text = labels.build_short(HOST, CODE)
    assert text == "HTTPS://CLUB.EXAMPLE.ORG/R/S000G40R40M30E209185GR38E1W"
    label = labels.parse(text.lower(), HOST)
    assert (label.code, label.signed) == (CODE, False)
    assert not labels.verify(label, lambda *_: True)


def test_a_signature_of_another_club_or_of_another_kind_does_not_verify() -> None:
    foreign = made(host="rival.example.org").replace("RIVAL", "CLUB")
    assert not labels.verify(labels.parse(foreign, HOST), pinned)
    card, thing = (labels.parse(made(kind=kind), HOST) for kind in (labels.MEMBER_CARD, labels.RESOURCE))
    passed_off = labels.Label(HOST, labels.RESOURCE, 1, CODE, card.signature)
    assert labels.verify(thing, pinned)
    assert not labels.verify(passed_off, pinned)


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/R/S000G40R40M30E209185GR38E1W",
        "https://club.example.org.evil.example/R/S000G40R40M30E209185GR38E1W",
        "https://club.example.org@evil.example/R/S000G40R40M30E209185GR38E1W",
        "http://club.example.org/R/S000G40R40M30E209185GR38E1W",
        "https://club.example.org:8443/R/S000G40R40M30E209185GR38E1W",
        "httpſ://club.example.org/R/S000G40R40M30E209185GR38E1W",  # a long s folds to S
        "javascript:alert(1)",
        "BCD\n002\n1\nSCT",
        "",
        "A" * 5000,
    ],
)
def test_anything_else_is_not_one_of_ours(text: str) -> None:
    with pytest.raises(LabelNotOurs) as refusal:
        labels.parse(text, HOST)
    assert refusal.value.about["shown"] == labels.shown(text)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "S",
        "S000G40R40M30E209185GR38E1",
        "S000G40R40M30E209185GR38E1Z",  # unused bits are not zero: a second spelling of the same code
        "S000G40R40M30E209185GR38E1W/../X",
        "S000G40R40M30E209185GR38E1W?NEXT=HTTPS://EVIL.EXAMPLE",
        made()[27:-1],
        made()[27:] + "0",
        made()[27:-1] + "U",
        "1" + made()[28:],  # another version
    ],
)
def test_a_broken_label_of_ours_is_malformed(body: str) -> None:
    with pytest.raises(LabelMalformed):
        labels.parse(f"HTTPS://CLUB.EXAMPLE.ORG/R/{body}", HOST)


@given(st.integers(27, 159), st.sampled_from(codes.ALPHABET))
def test_a_signed_label_with_one_changed_symbol_never_verifies(place: int, symbol: str) -> None:
    text = made()
    changed = text[:place] + symbol + text[place + 1 :]
    if changed == text:
        return
    try:
        label = labels.parse(changed, HOST)
    except LabelMalformed:
        return
    assert not labels.verify(label, pinned)


@given(st.text(max_size=400))
def test_any_text_gives_a_label_or_a_refusal(text: str) -> None:
    for scanned in (text, f"HTTPS://CLUB.EXAMPLE.ORG/R/{text}"):
        with suppress(LabelNotOurs, LabelMalformed):
            labels.parse(scanned, HOST)


def test_a_foreign_text_is_shown_without_controls_or_direction_marks_and_cut() -> None:
    assert labels.shown("pay\x00 \u202egro.live\u202c\r\nnow\ud800") == "pay gro.live now"
    assert labels.shown("x" * 5000) == "x" * labels.MAX_SHOWN


def test_a_maker_that_breaks_the_form_is_a_bug() -> None:
    for host in ("", "club.example/path", "user@club.example", "clüb.example"):
        with pytest.raises(ValueError, match="host"):
            labels.build_short(host, CODE)
    with pytest.raises(ValueError, match="64 bytes"):
        labels.build(HOST, 1, CODE, labels.RESOURCE, lambda message: message[:8])
    with pytest.raises(ValueError, match="16 bytes"):
        labels.build(HOST, 1, b"short", labels.RESOURCE, KEYS[1].sign)
