"""A text field that never loses what was typed, whatever is drawn again around it.

Its text lives in a reference of its own and it is drawn again only when its own properties change. To set its text from
outside (undo), give it another `key`.
"""

from collections.abc import Callable
from typing import Any

import flet as ft

EDGE = ft.OutlineInputBorder(side=ft.BorderSide(1, ft.Colors.OUTLINE), border_radius=14)
NO_EDGE = ft.OutlineInputBorder(side=ft.BorderSide(1, ft.Colors.TRANSPARENT), border_radius=28)
"""At rest; with the focus both take the theme's colour."""


@ft.component
def _Field(value: str, on_change: Callable[[str], None], look: tuple[tuple[str, Any], ...]) -> ft.Control:
    text = ft.use_ref(value)

    def changed(event: ft.Event[ft.TextField]) -> None:
        text.current = event.control.value
        on_change(event.control.value)

    return ft.TextField(value=text.current, on_change=changed, **dict(look))


_memo_field = ft.memo(_Field)


def field(value: str, on_change: Callable[[str], None], *, key: str | None = None, **look: Any) -> ft.Control:
    """A field that starts with `value`. `on_change` must be the same function at each render (`ft.use_callback` or a
    bound method of something that stays); `look` are properties of `ft.TextField` that can be compared."""
    look.setdefault("expand", True)
    look.setdefault("border", EDGE)
    look.setdefault("filled", True)
    look.setdefault("fill_color", ft.Colors.SURFACE_CONTAINER_LOWEST)
    look.setdefault("hover_color", ft.Colors.TRANSPARENT)
    look.setdefault("focus_color", ft.Colors.TRANSPARENT)
    look.setdefault("text_size", 17)
    inside = _memo_field(value, on_change, tuple(sorted(look.items(), key=lambda pair: pair[0])), key=key)
    return ft.Row([inside])  # a field is as wide as a row lets it be


def password_field(
    label: str, on_change: Callable[[str], None], *, new: bool = False, key: str = "password", **look: Any
) -> ft.Control:
    """A password, hidden until somebody looks; `new` where one is chosen, for who fills it in by a keeper of them."""
    hint = ft.AutofillHint.NEW_PASSWORD if new else ft.AutofillHint.PASSWORD
    own = {"prefix_icon": ft.Icons.LOCK_OUTLINE, "autofill_hints": hint, **look}
    return field("", on_change, label=label, password=True, can_reveal_password=True, key=key, **own)


def search_field(
    hint: str,
    on_change: Callable[[str], None],
    *,
    autofocus: bool = False,
    value: str = "",
    key: str | None = None,
) -> ft.Control:
    """The field above a list."""
    return field(
        value,
        on_change,
        hint_text=hint,
        label=None,
        prefix_icon=ft.Icons.SEARCH,
        border=NO_EDGE,
        fill_color=ft.Colors.SURFACE_CONTAINER_HIGH,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=14),
        autofocus=autofocus,
        autocorrect=False,
        enable_suggestions=False,
        key=key,
    )
