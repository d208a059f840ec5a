"""A text field that never loses what was typed, whatever is drawn again around it.

Its text lives in a reference of its own and it is drawn again only when its own properties change. To set its text from
outside (undo), give it another `key`.
"""

from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.tap import icon_button

EDGE = ft.OutlineInputBorder(side=ft.BorderSide(1, ft.Colors.OUTLINE), border_radius=14)
NO_EDGE = ft.OutlineInputBorder(side=ft.BorderSide(1, ft.Colors.TRANSPARENT), border_radius=28)
"""At rest; with the focus both take the theme's colour."""


@ft.component
def _Field(value: str, on_change: Callable[[str], None], look: tuple[tuple[str, Any], ...]) -> ft.Control:
    text = ft.use_ref(value)

    def changed(event: ft.Event[ft.TextField]) -> None:
        text.current = event.control.value
        on_change(event.control.value)

    more = dict(look)
    seen = more.pop("seen", None)
    box = ft.TextField(value=text.current, on_change=changed, **more)
    if seen is not None:
        seen(box)
    return box


_memo_field = ft.memo(_Field)


def field(value: str, on_change: Callable[[str], None], *, key: str | None = None, **look: Any) -> ft.Control:
    """A field that starts with `value`. `on_change` must be the same function at each render (`ft.use_callback` or a
    bound method of something that stays); `look` are properties of `ft.TextField` that can be compared, and `seen`,
    which is told the control at each drawing: the same function each time, too."""
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


@ft.component
def _Search(hint: str, on_change: Callable[[str], None], autofocus: bool, value: str) -> ft.Control:
    """The field; as soon as something stands in it, its name for who hears it and a way to wipe it out beside it."""
    typed, set_typed = ft.use_state(bool(value))
    wiped, set_wiped = ft.use_state(0)
    latest: Any = ft.use_ref(None)
    latest.current = on_change

    def write(text: str) -> None:
        latest.current(text)  # first: what is found is drawn with the cross at once
        set_typed(bool(text))

    def wipe() -> None:
        set_wiped(wiped + 1)
        write("")

    box = field(
        "" if wiped else value,
        ft.use_callback(write, []),
        key=f"wiped {wiped}",
        hint_text=hint,
        label=None,
        prefix_icon=ft.Icons.SEARCH,
        border=NO_EDGE,
        fill_color=ft.Colors.SURFACE_CONTAINER_HIGH,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=14),
        autofocus=autofocus or wiped > 0,
        autocorrect=False,
        enable_suggestions=False,
    )
    cross = icon_button(ft.Icons.CLOSE, use_touchline().words("search.wipe"), wipe)
    named = ft.Semantics(content=box, label=hint if typed else None, expand=True)
    return ft.Row([named, *([cross] if typed else [])], spacing=0)


_memo_search = ft.memo(_Search)


def search_field(
    hint: str,
    on_change: Callable[[str], None],
    *,
    autofocus: bool = False,
    value: str = "",
    key: str | None = None,
) -> ft.Control:
    """The field above a list."""
    drawn: ft.Control = _memo_search(hint, on_change, autofocus, value, key=key)
    return drawn
