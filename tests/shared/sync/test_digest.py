"""What a device holds and what the server says must be told apart by 32 digits."""

from shared.sync.digest import Tally, roll_up, row_hash, scope_lines, text_of
from shared.tables.contacts import CONTACT

KIM = {"id": "contact-kim", "given_name": "Kim"}


def test_empty_fields_do_not_enter_a_hash() -> None:
    assert row_hash(CONTACT, KIM) == row_hash(CONTACT, {**KIM, "photo": None})
    assert row_hash(CONTACT, KIM) != row_hash(CONTACT, {**KIM, "photo": "x"})


def test_the_same_row_twice_does_not_cancel() -> None:
    one = Tally().plus(row_hash(CONTACT, KIM))
    assert one.plus(row_hash(CONTACT, KIM)) != Tally()
    assert one.minus(row_hash(CONTACT, KIM)).empty


def test_a_sum_stays_within_128_bits() -> None:
    most = (1 << 128) - 1
    assert Tally().plus(most).plus(2) == Tally(2, 1)
    assert text_of(-1) == "f" * 32


def test_a_roll_up_knows_no_order_and_skips_the_empty() -> None:
    point, contact = ("contact_point", Tally(1, 7)), ("contact", Tally(2, 6))
    office = scope_lines("office", [point, contact])
    assert office == scope_lines("office", [contact, ("group", Tally()), point])
    assert roll_up({"club": "", "office": office}) == roll_up({"office": office})
    assert roll_up({"office": office}) != roll_up({"office": scope_lines("office", [contact])})
