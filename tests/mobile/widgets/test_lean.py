"""The lean controls are Flet's own with less to look at."""

import dataclasses

import flet as ft
import pytest

from mobile.widgets import lean

OURS = {
    lean.Text: ft.Text,
    lean.Span: ft.TextSpan,
    lean.Node: ft.Semantics,
    lean.Box: ft.Container,
    lean.Tile: ft.ListTile,
    lean.Chip: ft.Chip,
}


def given(kind: type) -> dict[str, object]:
    """What can be said of a control, and what it is when nobody says it."""
    return {f.name: f.default for f in dataclasses.fields(kind) if not f.name.startswith("_")}


@pytest.mark.parametrize(("ours", "theirs"), OURS.items(), ids=lambda kind: kind.__name__)
def test_what_they_know_flet_knows_by_the_same_name(ours: type, theirs: type) -> None:
    assert given(ours).keys() <= given(theirs).keys()


@pytest.mark.parametrize(("ours", "theirs"), OURS.items(), ids=lambda kind: kind.__name__)
def test_the_client_knows_them_as_its_own(ours: type, theirs: type) -> None:
    label = {"label": "x"} if theirs is ft.Chip else {}
    assert ours()._c == theirs(**label)._c  # type: ignore[attr-defined]  # any control has it


def test_they_are_a_fraction_of_the_size() -> None:
    """What Flet walks through for every row."""
    assert 3 * len(dataclasses.fields(lean.Tile)) < len(dataclasses.fields(ft.ListTile))
    assert 3 * len(dataclasses.fields(lean.Text)) < len(dataclasses.fields(ft.Text))
