"""Figures where people would rather look: bars, each with its word before it and its figure behind it."""

from collections.abc import Sequence

import flet as ft

from mobile.words import Words

ROOM = 1000
"""Parts in which the room of the longest bar is divided."""


def bars(words: Words, figures: Sequence[tuple[str, int]]) -> ft.Control:
    """One bar for each (word, figure); the longest fills its room. A screen reader hears word and figure."""
    most = max((figure for _, figure in figures), default=0)
    rows: list[ft.Control] = [_bar(words, label, figure, most) for label, figure in figures]
    return ft.Column(rows, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _bar(words: Words, label: str, figure: int, most: int) -> ft.Control:
    long = max(1, figure * ROOM // most) if most and figure else 0
    parts: list[ft.Control] = []
    if long:
        parts.append(ft.Container(bgcolor=ft.Colors.PRIMARY, border_radius=5, height=10, expand=long))
    if long < ROOM:
        parts.append(ft.Container(height=10, expand=ROOM - long))
    text = ft.Row(
        [
            ft.Text(label, size=15, expand=True),
            ft.Text(words.number(figure), size=15, weight=ft.FontWeight.W_600),
        ]
    )
    inside = ft.Column([text, ft.Row(parts, spacing=0)], spacing=4, tight=True)
    said = f"{label}: {words.number(figure)}"
    return ft.Semantics(content=inside, label=said, exclude_semantics=True, container=True)
