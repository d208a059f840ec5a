"""What a device holds and what the server says must be told apart by 32 digits."""

from shared.sync.digest import MODULUS, Moves, Tally, roll_up, row_hash, scope_lines, text_of
from shared.tables.contacts import CONTACT

KIM = {"id": "contact-kim", "given_name": "Kim"}


def test_empty_fields_do_not_enter_a_hash() -> None:
    assert row_hash(CONTACT, KIM) == row_hash(CONTACT, {**KIM, "photo": None})
    assert row_hash(CONTACT, KIM) != row_hash(CONTACT, {**KIM, "photo": "x"})


def test_the_same_row_twice_does_not_cancel() -> None:
    one = Tally(1, row_hash(CONTACT, KIM))
    assert one.joined(one) == Tally(2, 2 * one.sum % MODULUS) != Tally()


def test_what_entered_and_left_moves_the_tallies_kept() -> None:
    moves = Moves[str]()
    moves.enter("office", "contact", 7)
    moves.enter("club", "contact", 7)
    moves.leave("club", "contact", 7)
    moves.leave("club", "group", 5)
    assert set(moves.carriers) == {"club", "office"}
    assert moves.onto({("club", "group"): Tally(2, 6)}) == {
        ("office", "contact"): Tally(1, 7),
        ("club", "contact"): Tally(),
        ("club", "group"): Tally(1, 1),
    }
    moves.clear()
    assert moves.carriers == []


def test_a_sum_stays_within_128_bits() -> None:
    most = (1 << 128) - 1
    assert Tally(1, most).joined(Tally(1, 2)) == Tally(2, 1)
    assert text_of(-1) == "f" * 32


def test_a_roll_up_knows_no_order_and_skips_the_empty() -> None:
    point, contact = ("contact_point", Tally(1, 7)), ("contact", Tally(2, 6))
    office = scope_lines("office", [point, contact])
    assert office == scope_lines("office", [contact, ("group", Tally()), point])
    assert roll_up({"club": "", "office": office}) == roll_up({"office": office})
    assert roll_up({"office": office}) != roll_up({"office": scope_lines("office", [contact])})
