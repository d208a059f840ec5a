"""A title keeps to one line on a phone where it can: what stands beside it takes room from it."""

import asyncio

import flet as ft
import pytest

from mobile.touchline import Touchline, provide
from mobile.widgets.frame import LONG_SIZE, frame, name_size
from tests.mobile.club import small_club
from tests.mobile.drawn import alone
from tests.mobile.stage import touchline_of


@pytest.mark.parametrize(
    ("title", "signs", "wide", "size"),
    [
        ("Nieuwe activiteit", 0, False, None),
        ("Factuur 2026-00473", 1, False, LONG_SIZE),
        ("Training U11 A", 2, False, LONG_SIZE),
        ("Training U9", 2, False, None),
        ("Factuur 2026-00473", 1, True, None),
    ],
)
def test_a_long_title_is_written_smaller(title: str, signs: int, wide: bool, size: int | None) -> None:
    touchline: Touchline = touchline_of(small_club(), "coach")
    touchline.state.place.wide = wide

    @ft.component
    def page() -> object:
        actions = [ft.Container() for _ in range(signs)]
        return provide(touchline, lambda: frame(touchline, title, ft.Container(), actions=actions))

    async def story() -> int | None:
        async with alone(page) as screen:
            [text] = [text for text in screen.all("Text") if text.value == title]
            return None if text.size is None else int(text.size)

    assert asyncio.run(story()) == size


@pytest.mark.parametrize(
    ("name", "wide", "size"),
    [("Ballenzak 9", False, None), ("Vlag grensrechter (paar) 1", False, LONG_SIZE), ("Alexander D'Hondt", True, None)],
)
def test_a_long_name_beside_a_face_is_written_smaller(name: str, wide: bool, size: int | None) -> None:
    touchline = touchline_of(small_club(), "coach")
    touchline.state.place.wide = wide
    assert name_size(touchline, name) == size
