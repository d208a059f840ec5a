"""One stored form for each way to reach a person (feature 9); a bad one says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import contact_point
from shared.refusals import Invalid


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" An.Peeters@Example.BE ", "an.peeters@example.be"),
        ("an+club@mail.example.org", "an+club@mail.example.org"),
        ("zoe\u0308@example.org", "zo\u00eb@example.org"),
        ("o'brien@k\u00f6ln.example", "o'brien@k\u00f6ln.example"),
        ("an!#$%&*/^_`{|}~.b=1-c@example.org", "an!#$%&*/^_`{|}~.b=1-c@example.org"),
        ("\u8fea@example.org", "\u8fea@example.org"),
    ],
)
def test_an_address_is_stored_in_lower_case_and_composed(typed: str, stored: str) -> None:
    assert contact_point.normalise("email", typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "an", "an@", "@example.org", "an@example", "an@@example.org", "an b@example.org", "an@exa mple.org",
        "an@-example.org", "an@example-.org", "an@.org", "an@127.0.0.1", ".an@example.org",
        "a..n@example.org",
        "An <an@example.org>", "an@example.org,bo@example.org", "an\n@example.org", f"{'a' * 65}@example.org",
        f"an@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.org",
        # What mail programs read as an encoded word (RFC 2047), and letters that nobody sees.
        "=?utf-8?q?a=0d=0ab?=@x.be", "=?utf-8?q??=@x.be", "=?utf-8?q?bo=40y.be?=@example.org", "an=?x@example.org",
        "an?=@example.org", "an\u200bna@example.org", "an\u202eb@example.org", "an\ud800@example.org",
        "an\x80@example.org", "an\ue000@example.org", "an\U0001f600@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        contact_point.normalise("email", typed)
    assert refusal.value.about == {"field": "value", "reason": "not_email"}


@pytest.mark.parametrize(
    ("typed", "stored", "read"),
    [
        ("0475 12 34 56", "+32475123456", "0475 12 34 56"),
        ("0475/12.34.56", "+32475123456", "0475 12 34 56"),
        ("+32 (0)475 12 34 56", "+32475123456", "0475 12 34 56"),
        ("0032 2 555 12 12", "+3225551212", "02 555 12 12"),
        ("+31 6 12345678", "+31612345678", "+31 6 12345678"),
        ("+49 30 901820", "+4930901820", "+49 30 901820"),
        ("+33 1 42 68 53 00", "+33142685300", "+33 1 42 68 53 00"),
    ],
)
def test_a_number_is_stored_in_e164_and_read_as_at_home(typed: str, stored: str, read: str) -> None:
    assert contact_point.normalise("mobile", typed) == stored
    assert contact_point.format_phone(stored) == read
    assert not contact_point.is_doubtful(stored)


def test_a_club_in_the_netherlands_has_its_own_country() -> None:
    assert contact_point.normalise("phone", "06 12345678", country="NL") == "+31612345678"
    assert contact_point.format_phone("+31612345678", country="NL") == "06 12345678"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "required"),
        ("call me", "not_phone"),
        ("0475", "too_short"),
        ("0475 12 34 56 78 90", "too_long"),
        ("02 555 12 12 ext 5", "phone_extension"),
        ("+999 123456", "not_phone"),
    ],
)
def test_a_wrong_number_says_why(typed: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        contact_point.normalise("phone", typed)
    assert refusal.value.about["reason"] == reason


def test_a_number_that_no_plan_knows_is_doubtful_and_accepted() -> None:
    number = contact_point.normalise("phone", "0499 00 00 0")
    assert contact_point.is_doubtful(number)
    assert contact_point.is_doubtful("no number")
    assert contact_point.format_phone("no number") == "no number"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("club.example", "https://club.example"),
        ("HTTP://club.example:8080/a?b#c", "http://club.example:8080/a?b#c"),
    ],
)
def test_a_web_address_has_a_scheme(typed: str, stored: str) -> None:
    assert contact_point.normalise("web", typed) == stored


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://club.example", "club", "https://", "a b.example", ""])
def test_only_web_addresses_are_stored_as_such(typed: str) -> None:
    with pytest.raises(Invalid):
        contact_point.normalise("web", typed)


@given(st.sampled_from(["email", "phone", "mobile", "web"]), st.text(max_size=60))
def test_any_text_is_normalised_for_good_or_refused(kind: contact_point.Kind, text: str) -> None:
    try:
        stored = contact_point.normalise(kind, text)
    except Invalid:
        return
    assert contact_point.normalise(kind, stored) == stored
