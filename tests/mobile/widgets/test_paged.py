"""A long list costs what changed in it, not what it holds."""

from functools import partial

import flet as ft

from mobile.widgets.paged import Kept


def drawn(kept: Kept, *shown: str) -> list[ft.Control]:
    """One drawing of a list that shows these texts; the first word is the row's key."""
    kept.turn()
    return [kept.row(text.split()[0], text, partial(ft.Text, text)) for text in shown]


def test_a_row_that_shows_the_same_is_the_same_object() -> None:
    kept = Kept()
    first = drawn(kept, "Ann", "Bo")
    second = drawn(kept, "Zoë", "Ann", "Bo changed")
    assert second[1] is first[0]
    assert [row.value for row in second] == ["Zoë", "Ann", "Bo changed"]


def test_what_was_not_shown_last_time_is_forgotten() -> None:
    kept = Kept()
    (first,) = drawn(kept, "Ann")
    drawn(kept, "Bo")
    (again,) = drawn(kept, "Ann")
    assert again is not first
