"""Figures by category around a middle, to be seen at a glance: a web for screens, and the same points for paper."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import flet as ft
from flet import canvas as cv

WHOLE = 100
"""The figure that reaches the outermost ring."""
RINGS = (20, 40, 60, 80, 100)
AXES = 3
"""Fewer directions make no web."""
SIZE, RADIUS = (330, 250), 88
Point = tuple[float, float]


@dataclass(frozen=True)
class Web:
    """One closed line: a figure for each axis, its colour, and whether it is dashed; the first of several is filled."""

    figures: tuple[int, ...]
    colour: ft.ColorValue
    dashed: bool = False


def axes_of(
    this: Mapping[str, int | None], *others: Mapping[str, int | None] | None
) -> tuple[tuple[str, ...], list[tuple[int, ...] | None]]:
    """The axes that `this` has figures for, and the figures of each along them; None for one that lacks some."""
    axes = tuple(name for name, figure in this.items() if figure is not None)
    found: list[tuple[int, ...] | None] = []
    for one in (this, *others):
        figures = [None if one is None else one.get(name) for name in axes]
        known = tuple(figure for figure in figures if figure is not None)
        found.append(known if len(known) == len(axes) else None)
    return axes, found


def points(figures: Sequence[int], middle: Point, radius: float, *, up: int = -1) -> list[Point]:
    """A corner for each figure, the first one above, on clockwise; `up` is 1 where y counts from the bottom."""
    turn = 2 * math.pi / len(figures)
    return [
        (
            middle[0] + radius * figure / WHOLE * math.sin(place * turn),
            middle[1] + up * radius * figure / WHOLE * math.cos(place * turn),
        )
        for place, figure in enumerate(figures)
    ]


def radar(axes: Sequence[str], webs: Sequence[Web], said: str) -> ft.Control:
    """The web, with each axis named around it; `said` is what a screen reader hears instead."""
    middle = SIZE[0] / 2, SIZE[1] / 2
    lines = ft.Paint(color=ft.Colors.OUTLINE_VARIANT, style=ft.PaintingStyle.STROKE, stroke_width=1)
    shapes: list[cv.Shape] = [_path(points([ring] * len(axes), middle, RADIUS), lines) for ring in RINGS]
    shapes += [cv.Line(*middle, *corner, lines) for corner in points([WHOLE] * len(axes), middle, RADIUS)]
    for place, web in enumerate(reversed(webs)):
        corners = points(web.figures, middle, RADIUS)
        if place == len(webs) - 1:
            fill = ft.Paint(color=ft.Colors.with_opacity(0.18, web.colour), style=ft.PaintingStyle.FILL)
            shapes.append(_path(corners, fill))
            dot = ft.Paint(color=web.colour, style=ft.PaintingStyle.FILL)
            shapes += [cv.Circle(*corner, 4, dot) for corner in corners]
        shapes.append(_path(corners, _stroke(web)))
    shapes += [
        _name(name, corner, middle)
        for name, corner in zip(axes, points([WHOLE + 14] * len(axes), middle, RADIUS), strict=True)
    ]
    drawing = cv.Canvas(shapes, width=SIZE[0], height=SIZE[1])
    return ft.Semantics(content=drawing, label=said, exclude_semantics=True, container=True)


def _stroke(web: Web) -> ft.Paint:
    return ft.Paint(
        color=web.colour,
        style=ft.PaintingStyle.STROKE,
        stroke_width=2.5 if not web.dashed else 2,
        stroke_dash_pattern=[6, 4] if web.dashed else None,
        stroke_join=ft.StrokeJoin.ROUND,
    )


def _path(corners: Sequence[Point], paint: ft.Paint) -> cv.Path:
    first, *others = corners
    steps: list[cv.Path.PathElement] = [cv.Path.MoveTo(*first), *(cv.Path.LineTo(*corner) for corner in others)]
    return cv.Path([*steps, cv.Path.Close()], paint)


def _name(name: str, corner: Point, middle: Point) -> cv.Text:
    """Beside its corner, on the side that leads away from the middle."""
    aside, below = corner[0] - middle[0], corner[1] - middle[1]
    across = 0.0 if abs(aside) < 1 else math.copysign(1, -aside)
    along = 0.0 if abs(below) < 1 else math.copysign(1, -below)
    room = SIZE[0] if across == 0 else SIZE[0] / 2 - abs(aside)
    style = ft.TextStyle(size=13, weight=ft.FontWeight.W_600, color=ft.Colors.ON_SURFACE_VARIANT)
    return cv.Text(
        *corner, name, style, alignment=ft.Alignment(across, along), max_lines=1, ellipsis="…", max_width=max(40, room)
    )
