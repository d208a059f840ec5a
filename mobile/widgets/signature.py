"""A name drawn with a finger: lines of points on a pad, and the same lines shown again."""

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft
from flet import canvas as cv

from mobile.touchline import use_touchline
from mobile.widgets.theme import RADIUS

SIDE = 1000
"""Points are whole numbers from 0 to this, whatever the size of the pad."""
WIDE, HIGH = 330, 150
EVERY_MS = 16
FULL = 1_900
"""Points after which a line is not drawn any further."""

Strokes = tuple[tuple[tuple[int, int], ...], ...]


@ft.component
def SignaturePad(drawn: Callable[[Strokes], None]) -> ft.Control:
    """Draw; `drawn` is told all lines after each one. A button wipes them."""
    words = use_touchline().words
    strokes, set_strokes = ft.use_state(())
    line: Any = ft.use_ref(())

    def at(event: ft.DragStartEvent | ft.DragUpdateEvent) -> tuple[int, int]:
        x, y = event.local_position.x / WIDE, event.local_position.y / HIGH
        return round(SIDE * min(1.0, max(0.0, x))), round(SIDE * min(1.0, max(0.0, y)))

    def begin(event: ft.DragStartEvent) -> None:
        line.current = (at(event),)

    def go_on(event: ft.DragUpdateEvent) -> None:
        point = at(event)
        if sum(map(len, strokes)) + len(line.current) < FULL and (point,) != line.current[-1:]:
            line.current = (*line.current, point)

    def end(_: object) -> None:
        if line.current:
            told = (*strokes, line.current)
            line.current = ()
            set_strokes(told)
            drawn(told)

    def wipe(_: object) -> None:
        set_strokes(())
        drawn(())

    pad = ft.GestureDetector(
        content=ft.Container(
            signature(strokes),
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOWEST,
            border=ft.Border.all(1, ft.Colors.OUTLINE),
            border_radius=RADIUS,
        ),
        drag_interval=EVERY_MS,
        on_pan_start=begin,
        on_pan_update=go_on,
        on_pan_end=end,
    )
    foot = ft.Row(
        [
            ft.Text(words("signature.hint"), size=13, color=ft.Colors.ON_SURFACE_VARIANT, expand=True),
            ft.TextButton(words("signature.wipe"), height=48, disabled=not strokes, on_click=wipe),
        ]
    )
    said = ft.Semantics(content=pad, label=words("signature.title"), image=True, container=True)
    return ft.Column([ft.Row([said]), foot], spacing=0, tight=True)


def signature(strokes: Sequence[Sequence[Sequence[int]]], width: int = WIDE, height: int = HIGH) -> ft.Control:
    """The lines as they were drawn."""
    paint = ft.Paint(
        stroke_width=3,
        style=ft.PaintingStyle.STROKE,
        color=ft.Colors.ON_SURFACE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
    )
    shapes: list[cv.Shape] = []
    for stroke in strokes:
        points = [(x * width / SIDE, y * height / SIDE) for x, y in stroke]
        begin = points[0]
        after = points[1:] or [(begin[0] + 1, begin[1])]
        path: list[cv.Path.PathElement] = [cv.Path.MoveTo(*begin), *(cv.Path.LineTo(*point) for point in after)]
        shapes.append(cv.Path(path, paint=paint))
    return cv.Canvas(shapes=shapes, width=width, height=height)
