"""A thing is kept for one at a time, or for as many as there are."""

import pytest

from shared.domain.booking import Booked, next_start, overbooked

ONE = Booked("one", 10, 20)


@pytest.mark.parametrize(
    ("start", "end", "free"), [(0, 10, True), (20, 30, True), (0, 11, False), (19, 30, False), (12, 14, False)]
)
def test_two_may_follow_each_other_and_not_meet(start: int, end: int, free: bool) -> None:
    assert overbooked(Booked("two", start, end), [ONE], 1) == (None if free else "one")


def test_of_many_there_is_room_until_all_are_wanted_at_one_moment() -> None:
    standing = [Booked("a", 0, 10, 4), Booked("b", 10, 20, 5), Booked("c", 5, 15, 3)]
    assert overbooked(Booked("d", 0, 20, 2), standing, 10) is None
    assert overbooked(Booked("d", 0, 20, 3), standing, 10) == "c"
    assert overbooked(Booked("d", 15, 20, 5), standing, 10) is None
    assert overbooked(Booked("d", 30, 40, 11), standing, 10) == "d"


@pytest.mark.parametrize(
    ("start", "end", "room", "begins"),
    [
        (0, 5, 1, 0),  # before all of them
        (0, 11, 1, 40),  # too long for the gap between the first two
        (12, 14, 1, 20),  # the gap is just long enough
        (12, 18, 1, 40),
        (12, 18, 2, 12),  # there are two of it
    ],
)
def test_a_free_moment_is_long_enough(start: int, end: int, room: int, begins: int) -> None:
    standing = [Booked("c", 25, 40), ONE, Booked("b", 22, 25)]
    assert next_start(Booked("new", start, end), standing, room) == begins


def test_for_more_than_there_are_no_moment_is_free() -> None:
    assert next_start(Booked("new", 0, 5, 3), [ONE], 2) is None
