"""List rows: the same height and the same order everywhere, one target each."""

from collections.abc import Callable

import flet as ft

from mobile.reader.people import Person
from mobile.widgets import lean
from mobile.widgets.avatar import avatar

BOLD: lean.Look = {"weight": ft.FontWeight.W_600}
INSIDE: lean.Look = {"left": 16, "right": 16, "top": 2, "bottom": 2}


def row(
    title: str | ft.Control,
    subtitle: str | ft.Control | None = None,
    *,
    leading: ft.Control | None = None,
    trailing: ft.Control | None = None,
    action: ft.Control | None = None,
    selected: bool = False,
    on_click: Callable[[], object] | None = None,
    key: str | None = None,
) -> ft.Control:
    """A row of 64 or more that is one button for finger, keyboard and screen reader; `action` is a second one beside it
    (inside it, its word would become part of the row's)."""
    name = lean.Text(value=title, size=16, weight=ft.FontWeight.W_500) if isinstance(title, str) else title
    if isinstance(subtitle, str):
        subtitle = lean.Text(value=subtitle, size=14, color=ft.Colors.ON_SURFACE_VARIANT) if subtitle else None
    tile = lean.Tile(
        title=name,
        subtitle=subtitle,
        leading=leading,
        trailing=trailing,
        selected=selected,
        selected_tile_color=ft.Colors.SECONDARY_CONTAINER if selected else None,
        selected_color=ft.Colors.ON_SECONDARY_CONTAINER if selected else None,
        content_padding=INSIDE,
        min_height=64,
        horizontal_spacing=14,
        on_click=(lambda _: on_click()) if on_click is not None else None,
    )
    # A node of its own: a lone row would lend its tap to the card around it, and that card would be one big button.
    if action is None:
        return lean.Node(content=tile, container=True, key=key)
    side = ft.Container(action, padding=ft.Padding.only(right=8))
    return ft.Row([ft.Semantics(content=tile, container=True, expand=True), side], spacing=0, key=key)


def person_name(given: str, family: str | None, size: int = 16) -> ft.Control:
    """Given name first and the family name, by which the list is sorted, in bold."""
    return lean.Text(
        value=f"{given} ",
        spans=[lean.Span(text=family or "", style=BOLD)],
        size=size,
        max_lines=2,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def person_row(
    person: Person,
    note: str,
    selected: bool,
    on_click: Callable[[], object],
    key: str | None,
    photo: bytes | None = None,
) -> ft.Control:
    """A person in a list. Without a key the row belongs to its place in the list, not to the person."""
    return row(
        person_name(person.given, person.family),
        note,
        leading=avatar(person.id, person.initials, photo),
        selected=selected,
        on_click=on_click,
        key=key,
    )
