"""How a figure went over time: a line from left to right, each point with its figure above and its day below."""

from collections.abc import Sequence
from itertools import pairwise

import flet as ft
from flet import canvas as cv

WIDTH, HEIGHT = 330, 150
LEFT, RIGHT, TOP, FOOT = 24, 24, 26, 24
WHOLE = 100


def trend(points: Sequence[tuple[int, str, str]], said: str, width: int = WIDTH) -> ft.Control:
    """`points` are (figure up to 100, its words, its day), oldest first; `said` is what a screen reader hears."""
    places = _places([figure for figure, _, _ in points], width)
    base = HEIGHT - FOOT
    thin = ft.Paint(color=ft.Colors.OUTLINE_VARIANT, style=ft.PaintingStyle.STROKE, stroke_width=1)
    line = ft.Paint(color=ft.Colors.PRIMARY, style=ft.PaintingStyle.STROKE, stroke_width=2.5)
    dot = ft.Paint(color=ft.Colors.PRIMARY, style=ft.PaintingStyle.FILL)
    shapes: list[cv.Shape] = [cv.Line(0, base, width, base, thin)]
    shapes += [cv.Line(*one, *other, line) for one, other in pairwise(places)]
    for (x, y), (_, words, day) in zip(places, points, strict=True):
        shapes.append(cv.Circle(x, y, 5, dot))
        shapes.append(_word(x, y - 8, words, bold=True, along=1))
        shapes.append(_word(x, base + 5, day, bold=False, along=-1))
    drawing = cv.Canvas(shapes, width=width, height=HEIGHT)
    return ft.Semantics(content=drawing, label=said, exclude_semantics=True, container=True)


def _places(figures: Sequence[int], width: int) -> list[tuple[float, float]]:
    """Where the points stand: evenly from left to right, on the whole scale or the part of it that is used."""
    low = max(0, min(figures) - 10)
    span = max(20, min(WHOLE, max(figures) + 10) - low)
    step = (width - LEFT - RIGHT) / max(1, len(figures) - 1)
    room = HEIGHT - TOP - FOOT - 6
    return [(LEFT + place * step, TOP + room * (1 - (figure - low) / span)) for place, figure in enumerate(figures)]


def _word(x: float, y: float, text: str, *, bold: bool, along: int) -> cv.Text:
    colour = ft.Colors.ON_SURFACE if bold else ft.Colors.ON_SURFACE_VARIANT
    style = ft.TextStyle(size=14 if bold else 12, weight=ft.FontWeight.W_700 if bold else None, color=colour)
    return cv.Text(x, y, text, style, alignment=ft.Alignment(0, along), max_lines=1)
