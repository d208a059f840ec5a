"""A round picture of a person: the photo, or initials on a ground of their own."""

from zlib import crc32

import flet as ft

from mobile.widgets import lean

GROUNDS = ("#1F6B50", "#2F5DA8", "#8A4A10", "#75408F", "#A2384A", "#256C86", "#56681C", "#5A5F73")
"""White on each of them keeps 4.5:1, in light and in dark."""


def ground(id: str) -> str:
    """The same ground for the same person on every device."""
    return GROUNDS[crc32(id.encode()) % len(GROUNDS)]


def avatar(id: str, initials: str, photo: bytes | None = None, size: int = 44, mark: str | None = None) -> ft.Control:
    """`photo` are the bytes of a picture; `mark` a small figure at its foot (the number on the shirt)."""
    letters = lean.Text(
        value=initials,
        size=round(size * 0.38),
        weight=ft.FontWeight.W_600,
        color="#FFFFFF",
        no_wrap=True,
        semantics_label="",  # the name stands beside it
    )
    face = lean.Box(
        content=letters if not photo else None,
        width=size,
        height=size,
        border_radius=size / 2,
        bgcolor=ground(id),
        alignment=lean.CENTER,
        image=ft.DecorationImage(src=photo, fit=ft.BoxFit.COVER) if photo else None,
    )
    if mark is None:
        return face
    badge = ft.Container(
        ft.Text(mark, size=11, weight=ft.FontWeight.W_600, color=ft.Colors.ON_SURFACE),
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
        border=ft.Border.all(1.5, ft.Colors.SURFACE),
        border_radius=10,
        padding=ft.Padding.symmetric(horizontal=5),
        right=-4,
        bottom=-3,
    )
    both = ft.Stack([face, badge], width=size, height=size, clip_behavior=ft.ClipBehavior.NONE)
    return ft.Semantics(content=both, exclude_semantics=True)
