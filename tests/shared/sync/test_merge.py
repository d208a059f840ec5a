"""Field by field, the later write wins, in whatever order they arrive (promise 10)."""

import itertools

from shared.sync.merge import Merged, Stamps, merge

ROW = {"value": "old", "label": None}


def test_a_later_write_is_taken() -> None:
    assert merge(ROW, Stamps("1", {}), {"value": "new"}, "2") == Merged({"value": "new"}, ())


def test_an_earlier_write_loses_and_is_named() -> None:
    assert merge(ROW, Stamps("1", {"value": "3"}), {"value": "new", "label": "x"}, "2") == Merged(
        {"label": "x"}, ("value",)
    )


def test_saying_what_is_already_there_never_loses() -> None:
    assert merge(ROW, Stamps("3", {}), {"value": "old"}, "2") == Merged({}, ())


def test_a_changeset_may_correct_itself() -> None:
    assert merge(ROW, Stamps("2", {}), {"value": "new"}, "2") == Merged({"value": "new"}, ())


def test_every_order_of_arrival_ends_in_the_same_row() -> None:
    writes = [({"value": "a"}, "2"), ({"value": "b", "label": "B"}, "3"), ({"label": "c"}, "4")]
    ends = []
    for order in itertools.permutations(writes):
        row, stamps = dict(ROW), Stamps("1", {})
        for patch, stamp in order:
            taken = merge(row, stamps, patch, stamp).taken
            row |= taken
            stamps = stamps.written(taken, stamp)
        ends.append(row)
    assert ends == [{"value": "b", "label": "c"}] * 6
