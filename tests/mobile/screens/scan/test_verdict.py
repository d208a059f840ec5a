"""What a scanned text is: decided without a network, and never opened. (features B6, B7)"""

import asyncio
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mobile.device.secrets import verify
from mobile.reader import Reader
from mobile.screens.scan.verdict import Verdict, judge, judge_entered, judge_keyed, judge_typed
from shared.domain import labels
from shared.domain.codes import typed, typed_short
from tests.mobile.club import Club, small_club
from tests.mobile.device.keyboards import BELGIAN, FRENCH, in_a_field
from tests.mobile.goods import HOST, KEY_ID, LABEL_KEY, act, code_of, furnish, label_of

STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
BAG = "Ballenzak U13"


@pytest.fixture(scope="module")
def club() -> Club:
    return furnish(small_club())


@pytest.fixture(scope="module")
def reader(club: Club) -> Reader:
    return Reader(club.store.connection)


def scan(reader: Reader, text: str) -> Verdict:
    return asyncio.run(judge(reader, text, verify))


def test_a_signed_label_leads_to_its_thing(club: Club, reader: Reader) -> None:
    verdict = scan(reader, label_of(BAG))
    assert (verdict.kind, verdict.signed, verdict.good) == ("thing", True, True)
    assert verdict.item is not None
    assert verdict.item.id == club.ids[BAG]


def test_a_small_sticker_without_a_signature_leads_there_too_and_says_so(club: Club, reader: Reader) -> None:
    verdict = scan(reader, labels.build_short(HOST, code_of(BAG)))
    assert (verdict.kind, verdict.signed) == ("thing", False)


def test_a_blank_a_withdrawn_and_a_brand_new_label_are_told_apart(reader: Reader) -> None:
    kinds = [scan(reader, label_of(name)).kind for name in ("blank 1", "torn", "printed after the last sync")]
    assert kinds == ["blank", "revoked", "unheard"]


def test_a_label_signed_by_somebody_else_is_not_ours(reader: Reader) -> None:
    verdict = scan(reader, label_of(BAG, key=STRANGER))
    assert (verdict.kind, verdict.item, verdict.good) == ("forged", None, False)


def test_a_label_of_another_club_is_not_ours_even_when_well_signed(reader: Reader) -> None:
    assert scan(reader, label_of(BAG, host="other.example")).kind == "foreign"


def test_a_key_id_that_is_not_pinned_verifies_nothing(reader: Reader) -> None:
    text = labels.build(HOST, KEY_ID + 1, code_of(BAG), labels.RESOURCE, LABEL_KEY.sign)
    assert scan(reader, text).kind == "forged"


def test_a_member_card_does_not_pass_as_equipment(reader: Reader) -> None:
    text = labels.build(HOST, KEY_ID, code_of(BAG), labels.MEMBER_CARD, LABEL_KEY.sign)
    assert scan(reader, text).kind == "other"


def test_one_flipped_symbol_is_forged_and_half_a_label_is_damaged(reader: Reader) -> None:
    text = label_of(BAG)
    swapped = text[:-20] + ("A" if text[-20] != "A" else "B") + text[-19:]
    assert [scan(reader, swapped).kind, scan(reader, text[:-9]).kind] == ["forged", "damaged"]


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/R/x",
        "WIFI:T:WPA;S:club;P:secret;;",
        "",
        "javascript:alert(1)",
        "BCD\n002\n1\nSCT",
        "x" * 9000,
    ],
)
def test_anything_else_is_shown_as_text_and_nothing_more(reader: Reader, text: str) -> None:
    verdict = scan(reader, text)
    assert (verdict.kind, verdict.item) == ("foreign", None)
    assert len(verdict.shown) <= 200
    assert "\n" not in verdict.shown


def test_somebody_elses_code_can_be_put_to_a_thing_and_is_never_opened() -> None:  # feature B6
    """The old system's sticker, claimed without a network; what is kept of it is a number."""
    club = furnish(small_club())
    reader, text = Reader(club.store.connection), "https://old-system.example/a/1234"
    code = scan(reader, text).code
    assert code is not None
    act(club, "user-equipment", "label.print", codes=[code], batch="foreign")
    assert scan(reader, text).kind == "foreign"
    act(club, "user-equipment", "label.claim", code=code, resource=club.ids[BAG])
    verdict = scan(reader, f" {text}\n")
    assert (verdict.kind, verdict.signed, verdict.item.id if verdict.item else "") == ("thing", False, club.ids[BAG])
    assert scan(reader, text + "5").kind == "foreign"
    assert all("old-system" not in str(row) for row in club.store.find("resource_code"))


def test_before_the_first_sync_every_label_is_foreign() -> None:
    assert scan(Reader(small_club().store.connection), label_of(BAG)).kind == "foreign"


@pytest.mark.parametrize("text", [typed(code_of(BAG)), typed_short(code_of(BAG)), typed_short(code_of(BAG)).lower()])
def test_the_code_under_the_label_can_be_typed(reader: Reader, text: str) -> None:
    verdict = judge_typed(reader, text)
    assert verdict.item is not None
    assert verdict.item.name == BAG


@pytest.mark.parametrize(
    ("text", "kind"), [("m-001", "thing"), ("SEL 2291", "thing"), ("M-999", "mistyped"), ("", "mistyped")]
)
def test_a_tag_or_serial_number_can_be_typed_instead(reader: Reader, text: str, kind: str) -> None:
    assert judge_typed(reader, text).kind == kind


def test_a_typing_error_in_a_code_is_noticed(reader: Reader) -> None:
    right = typed_short(code_of(BAG))
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    assert judge_typed(reader, wrong).kind == "mistyped"


def test_a_number_that_two_things_bear_leads_to_neither() -> None:
    club = furnish(small_club())
    club.store.update("resource", (club.ids["Minidoelen"],), {"tag_no": "M-001"})
    assert judge_typed(Reader(club.store.connection), "M-001").kind == "many"


def key(reader: Reader, text: str) -> Verdict:
    return asyncio.run(judge_keyed(reader, text, verify))


def enter(reader: Reader, text: str) -> Verdict:
    return asyncio.run(judge_entered(reader, text, verify))


@pytest.mark.parametrize("computer", [BELGIAN, FRENCH], ids=["Belgian", "French"])
def test_a_scanner_on_azerty_reads_our_labels_and_old_numbers(reader: Reader, computer: Mapping[str, str]) -> None:
    """By the page or in a field; a withdrawn or a forged one is what it is there too."""
    texts = [label_of(BAG), labels.build_short(HOST, code_of(BAG)), "M-001"]
    for judged in (key, enter):
        verdicts = [judged(reader, in_a_field(text, computer)) for text in texts]
        assert [(one.kind, one.signed, one.item.name if one.item else "") for one in verdicts] == [
            ("thing", True, BAG),
            ("thing", False, BAG),
            ("thing", False, BAG),
        ]
        odd = [label_of("blank 1"), label_of("torn"), label_of(BAG, key=STRANGER), label_of(BAG)[:-9]]
        kinds = [judged(reader, in_a_field(text, computer)).kind for text in odd]
        assert kinds == ["blank", "revoked", "forged", "damaged"]


def test_what_is_understood_as_it_arrived_is_not_read_anew() -> None:
    """`QB12` may be what stands on a sticker. That it reads as the number of another thing says nothing."""
    club = furnish(small_club())
    club.store.update("resource", (club.ids[BAG],), {"tag_no": "AB12"})
    reader = Reader(club.store.connection)
    assert (key(reader, "QB12").kind, enter(reader, "QB12").kind) == ("foreign", "mistyped")
    assert (key(reader, "QB&é").kind, enter(reader, "QB&é").kind) == ("thing", "thing")
    club.store.update("resource", (club.ids["Minidoelen"],), {"tag_no": "QB&é"})
    verdict = key(reader, "QB&é")
    assert verdict.item is not None
    assert verdict.item.name == "Minidoelen"


def test_somebody_elses_code_on_azerty_is_the_one_that_the_camera_reads() -> None:  # feature B6
    """A web address is known by its beginning; anything else only where it was put to a thing under its own signs."""
    club = furnish(small_club())
    reader = Reader(club.store.connection)
    for text in ("https://old.example/a/Mq-7", "MA;12/x"):
        arrived = in_a_field(text, BELGIAN)
        code, web = scan(reader, text).code, text.startswith("https")
        assert code is not None
        shown = text if web else arrived
        assert (key(reader, arrived).kind, key(reader, arrived).shown) == ("foreign", shown)
        assert (key(reader, arrived).code == code) is web
        act(club, "user-equipment", "label.print", codes=[code], batch="foreign")
        act(club, "user-equipment", "label.claim", code=code, resource=club.ids[BAG])
        verdict = key(reader, arrived)
        assert (verdict.kind, verdict.code) == ("thing", code)


@pytest.mark.parametrize("text", ["HTTPSM==OTHER:BE=R=7W", "javascript:alert(1)", "&é\"'(", "", "=" * 9000])
def test_what_means_nothing_to_us_stays_what_it_is(reader: Reader, text: str) -> None:
    verdict = key(reader, text)
    assert (verdict.kind, verdict.item) == ("foreign", None)
    assert len(verdict.shown) <= 200
    assert enter(reader, text).kind == "mistyped"
