"""No clock blocks or poisons (promise 9)."""

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.clock import ZERO, Moment, Stamp, effective, moment_of, offset_heard

NOW = 1_795_000_000_000
INSTANTS = st.integers(-(2**63), 2**63)


def test_an_honest_clock_is_believed() -> None:
    assert effective(NOW, NOW - 5000, ZERO) == Moment(NOW - 5000)


def test_a_clock_in_the_future_is_held_at_arrival() -> None:
    assert effective(NOW, NOW + 10**12, ZERO) == Moment(NOW)


def test_a_write_beats_what_its_author_saw() -> None:
    seen = Moment(NOW - 10, 3)
    assert effective(NOW, 0, seen) == Moment(NOW - 10, 4)


@given(INSTANTS, INSTANTS)
def test_whatever_the_clocks_say_the_moment_is_after_lower(received: int, estimated: int) -> None:
    lower = Moment(NOW, 7)
    assert effective(received, estimated, lower) > lower


def test_an_answer_at_once_tells_the_offset() -> None:
    assert offset_heard(0, NOW + 5000, NOW, NOW) == 5000


def test_a_slow_answer_moves_the_offset_only_as_far_as_it_must() -> None:
    slow = {"server_ms": NOW, "sent_ms": NOW - 300, "received_ms": NOW + 700}  # so it is between -700 and 300
    assert [offset_heard(known, **slow) for known in (-900, -700, -5, 300, 900)] == [-700, -700, -5, 300, 300]


def test_a_clock_that_is_set_back_while_an_answer_is_on_its_way_tells_nothing() -> None:
    assert offset_heard(-5, NOW, NOW, NOW - 1) == -5


MOMENTS = st.builds(Moment, st.integers(0, 2**47), st.integers(0, 2**23))
STAMPS = st.builds(Stamp, MOMENTS, st.just("phone-a"), st.integers(0, 2**31))


@given(STAMPS, STAMPS)
def test_texts_sort_as_their_stamps_do(one: Stamp, other: Stamp) -> None:
    assert (one < other) == (one.text() < other.text())
    assert moment_of(one.text()) == one.moment
