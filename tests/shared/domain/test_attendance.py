"""Attendance cannot double, and saying is not coming (feature B4)."""

import pytest

from shared.domain.attendance import Counts, Guest, count, guest_id

ACTIVITY, CONTACT = "0192d3a1-0000-7000-8000-000000000001", "0192d3a1-0000-7000-8000-000000000002"


def test_two_phones_make_the_same_row_for_one_person_at_one_activity() -> None:
    assert guest_id(ACTIVITY, CONTACT) == "d53f3dcc-3249-5d4d-a166-30a14d4dddd5"


def test_another_person_or_another_activity_is_another_row() -> None:
    assert len({guest_id(ACTIVITY, CONTACT), guest_id(CONTACT, ACTIVITY), guest_id(ACTIVITY, ACTIVITY)}) == 3


def test_a_list_is_counted_by_what_was_said_and_by_what_was_seen() -> None:
    guests = [
        Guest("a", "yes", "present"),
        Guest("b", "yes", "late"),
        Guest("c", "yes", "absent"),
        Guest("d", "no", "excused"),
        Guest("e", "no", "present"),
        Guest("f", "maybe"),
        Guest("g"),
    ]
    counts = count(guests)
    assert counts == Counts(
        guests=7, yes=3, no=2, maybe=1, unanswered=1,
        present=2, late=1, absent=1, excused=1, unconfirmed=2, contradictions=2,
    )  # fmt: skip
    assert counts.came == 3


@pytest.mark.parametrize(
    ("declared", "confirmed", "contradicts"),
    [
        ("no", "present", True),
        ("no", "late", True),
        ("yes", "absent", True),
        ("yes", "excused", False),
        ("maybe", "absent", False),
        (None, "present", False),
        ("no", None, False),
        ("yes", "present", False),
    ],
)
def test_only_a_broken_word_is_a_contradiction(declared: str | None, confirmed: str | None, contradicts: bool) -> None:
    assert Guest("a", declared, confirmed).contradicts is contradicts
