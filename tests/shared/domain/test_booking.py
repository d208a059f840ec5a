"""A thing is kept for one at a time, or for as many as there are."""

import pytest

from shared.domain.booking import Booked, overbooked

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
