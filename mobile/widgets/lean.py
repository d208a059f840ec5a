"""Flet's controls with only the properties that a row of a list uses.

Flet looks at every field of every control that it adds, compares or takes away, and its own classes have 60 to 100
of them: in a browser a page of a list cost a quarter of a second, made of these it costs a third of that. The
client knows a control by its type's name and the properties that are set, so it draws these as it draws Flet's.
Padding, text style and alignment are plain mappings, for the same reason.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import flet as ft

if TYPE_CHECKING:
    Control = ft.Control  # wherever one of Flet's may stand, one of these may
else:
    Control = ft.BaseControl

Look = Mapping[str, Any]
"""What Flet has a class for (`ft.TextStyle`, `ft.Padding`), by the names of its fields. Made once, never changed."""

CENTER: Look = {"x": 0, "y": 0}


@ft.control("Text")
class Text(Control):
    """A text, and after it `spans`. `semantics_label` is what a screen reader says instead; "" is nothing."""

    value: str = ""
    spans: "list[Span] | None" = None
    size: int | None = None
    weight: ft.FontWeight | None = None
    color: ft.ColorValue | None = None
    max_lines: int | None = None
    overflow: ft.TextOverflow | None = None
    no_wrap: bool = False
    semantics_label: str | None = None


@ft.control("TextSpan")
class Span(Control):
    """A part of a text that looks otherwise."""

    text: str = ""
    style: Look | None = None


@ft.control("Semantics")
class Node(Control):
    """What a screen reader finds as one thing."""

    content: ft.Control | None = None
    container: bool = False
    exclude_semantics: bool = False


@ft.control("Container")
class Box(Control):
    """A ground of a given size."""

    content: ft.Control | None = None
    width: float | None = None
    height: float | None = None
    border_radius: float | None = None
    bgcolor: ft.ColorValue | None = None
    alignment: Look | None = None
    padding: Look | None = None
    image: ft.DecorationImage | None = None


@ft.control("ListTile")
class Tile(Control):
    """A row: a picture, a title, a line under it, something at its end."""

    title: ft.Control | None = None
    subtitle: ft.Control | None = None
    leading: ft.Control | None = None
    trailing: ft.Control | None = None
    selected: bool = False
    selected_tile_color: ft.ColorValue | None = None
    selected_color: ft.ColorValue | None = None
    content_padding: Look | None = None
    min_height: float | None = None
    horizontal_spacing: float | None = None
    on_click: ft.ControlEventHandler["Tile"] | None = None


@ft.control("Chip")
class Chip(Control):
    """One of the words that narrow a list."""

    label: str = ""
    selected: bool = False
    show_checkmark: bool = True
    selected_color: ft.ColorValue | None = None
    bgcolor: ft.ColorValue | None = None
    label_text_style: Look | None = None
    check_color: ft.ColorValue | None = None
    border_side: Look | None = None
    padding: Look | None = None
    on_select: ft.ControlEventHandler["Chip"] | None = None
