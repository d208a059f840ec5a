"""The decoders of what somebody scans, types or pastes: labels, links, amounts, days, accounts, addresses."""

from collections.abc import Callable
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile import places
from mobile.screens.doors.other_ways import address
from shared.domain import calendar, codes, contact_point, iban, invitation, labels, money, ogm, payment_qr
from shared.domain.national_number import parse_national_number
from shared.domain.sign_in import canonical_name
from shared.refusals import Invalid, LabelMalformed, LabelNotOurs
from tests.fuzz.decoder import Decoder, as_text

HOST = "club.example"
SIXTEEN = bytes(range(16))
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
TODAY = date(2026, 11, 27)
PAYMENT = "BCD\n002\n1\nSCT\nGKCCBEBB\nClub é\nBE68539007547034\nEUR12.5\n\nRF18539007547034\n\n"
SPOILT = (f"https://{HOST}", f"HTTPS://{HOST}:443/R/", "HTTPS://CLUB.EXAMPLE@EVIL/R/", "javascript:", "\u202e", "%2f")


def _typed(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(as_text(data))


def _label(text: str) -> object:
    """Parsed and verified, as the scanner does it: what is no label of ours is shown, and never opened."""
    label = labels.parse(text, HOST)
    return labels.verify(label, lambda _, message, signature: len(signature) == 64 and bool(message))


def _shown(text: str) -> object:
    said = labels.shown(text)
    assert len(said) <= labels.MAX_SHOWN and (said.isprintable() or not said), "a text that is not safe to show"
    return said


def _decoder(name: str, read: Callable[[str], object], *samples: str, words: tuple[str, ...] = ()) -> Decoder:
    texts = tuple(sample.encode() for sample in samples)
    return Decoder(name, _typed(read), texts, (Invalid,), "text", words, share=0.5)


def _route(text: str) -> object:
    return places.split(text), places.said(text, "open"), places.parent(text)


SIGNED = labels.build(HOST, 1, SIXTEEN, labels.RESOURCE, KEY.sign)
SCANNED = (
    Decoder(
        "label",
        _typed(_label),
        (SIGNED.encode(), labels.build_short(HOST, SIXTEEN).encode(), b"https://elsewhere.example/R/S1"),
        (LabelNotOurs, LabelMalformed),
        "text",
        SPOILT,
        share=1.5,
    ),
    Decoder("shown", _typed(_shown), (SIGNED.encode(), "É\u202eab\u2028c".encode()), (), "text", SPOILT, share=0.5),
    _decoder("typed_code", codes.parse_typed, codes.typed(SIXTEEN), codes.typed_short(SIXTEEN)),
    _decoder("code", codes.code_bytes, codes.code_text(SIXTEEN)),
    _decoder(
        "invitation",
        invitation.read_link,
        invitation.link("https://club.example", invitation.secret_of(SIXTEEN)),
        invitation.secret_of(SIXTEEN).lower(),
        words=(invitation.PLACE, "/", "#", "I", "L", "O", "ı", "ß"),
    ),
    _decoder("payment_qr", payment_qr.parse, PAYMENT, words=("BCD", "002", "SCT", "EUR1.5", "EUR")),
    _decoder(
        "amount", money.parse_cents, "€ 1.234,50", "12,-", "1 234,50 EUR", words=("€", "EUR", "-", "−", "0" * 4400)
    ),
    _decoder("date", lambda text: calendar.parse_date(text, today=TODAY), "24/11/2026", "2026-11-24", "1.2.26"),
    _decoder("day_to_come", lambda text: calendar.coming_day(text, "day", TODAY), "5/12", "3.1.", "29/2"),
    _decoder("time", calendar.parse_time, "19:30", "19u30", "1930"),
    _decoder("iban", iban.parse_iban, "BE68 5390 0754 7034", "NL91ABNA0417164300"),
    _decoder(
        "doubtful_iban", iban.is_doubtful, "BE68539007547034", "NL91ABNA0417164300", "MT84MALT011000012345MTLCAST001S"
    ),
    _decoder("bic", iban.parse_bic, "GKCCBEBB", "DEUTDEFF500"),
    _decoder("reference", ogm.parse, "+++123/1234/12328+++", "***123/1234/12328***", "123123412328"),
    _decoder("national_number", parse_national_number, "85.07.30-033.28", "85073003328"),
    _decoder("email", contact_point.normalise_email, "kim@club.example", "k.im+x@é.example"),
    _decoder("phone", contact_point.normalise_phone, "0475 12 34 56", "+32475123456", "tel:+32-475;ext=5"),
    _decoder("web", contact_point.normalise_web, "https://club.example/a?b#c", "club.example:8000", words=("[", "://")),
    _decoder(
        "server", address, "club.example", "https://club.example:8443", "http://localhost:8000", words=("[", "://")
    ),
    _decoder("route", _route, "/people/contact-kim?open=a&open=b", "/scan?open=", words=("[", "//", "?open=", "%00")),
    _decoder("username", canonical_name, "karel", "K\u0301arel"),
)
