"""One criterion answered with a thumb: stars, numbers, a few words, or a text. Pressed again it is open."""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.field import field
from mobile.widgets.tap import Spoken
from mobile.words import Words
from shared.domain.evaluation import STARS, Criterion

NUMBERS = 12
"""Of more values than this one is slid to instead of pressed."""
Give = Callable[[int | None, str | None], None]


def rating(words: Words, asked: Criterion, value: int | None, text: str | None, give: Give, label: str) -> ft.Control:
    """What answers `asked`; `give` is told a value or a text, None for both takes it back. `label` says of whom and
    what to a screen reader.
    """
    if asked.scale == "text":
        written: ft.Control = Written(text or "", give, label, key=f"words {asked.id}")
        return written
    if asked.scale == "stars":
        return _stars(words, value, give, label)
    if asked.scale == "score" and len(asked.bounds) > NUMBERS:
        return _slider(words, asked, value, give, label)
    named = {n: asked.choices[n - 1] if asked.scale == "choice" else words.number(n) for n in asked.bounds}
    buttons = [_button(name, n == value, partial(_press, give, n, value), label) for n, name in named.items()]
    return ft.Row(buttons, wrap=True, spacing=6, run_spacing=6)


def _press(give: Give, pressed: int, value: int | None) -> None:
    give(None if pressed == value else pressed, None)


def _stars(words: Words, value: int | None, give: Give, label: str) -> ft.Control:
    stars: list[ft.Control] = []
    for n in range(1, STARS + 1):
        on = value is not None and n <= value
        sign = ft.Icon(
            ft.Icons.STAR_ROUNDED if on else ft.Icons.STAR_OUTLINE_ROUNDED,
            size=34,
            color=ft.Colors.TERTIARY if on else ft.Colors.OUTLINE,
        )
        said = words("rating.stars", label=label, n=n, all=STARS)
        stars.append(_spoken(sign, said, n == value, partial(_press, give, n, value), width=52, height=48))
    return ft.Row(stars, spacing=2, tight=True)


def _button(name: str, on: bool, press: Callable[[], None], label: str) -> ft.Control:
    colour = ft.Colors.ON_PRIMARY if on else ft.Colors.ON_SURFACE_VARIANT
    word = ft.Text(name, size=16, weight=ft.FontWeight.W_700 if on else ft.FontWeight.W_500, color=colour)
    short = len(name) <= len("10")
    look = {
        "height": 48,
        "width": 48 if short else None,
        "bgcolor": ft.Colors.PRIMARY if on else ft.Colors.SURFACE_CONTAINER_HIGHEST,
        "padding": None if short else ft.Padding.symmetric(horizontal=16),
    }
    inside = ft.Row([word], tight=True, alignment=ft.MainAxisAlignment.CENTER)
    return _spoken(inside, f"{label}: {name}", on, press, **look)


def _spoken(inside: ft.Control, said: str, on: bool, press: Callable[[], None], **look: object) -> ft.Control:
    face = ft.Container(
        inside,
        border_radius=14,
        alignment=ft.Alignment.CENTER if look.get("width") else None,
        ink=True,
        on_click=lambda _: press(),
        **look,  # type: ignore[arg-type]  # properties of a container, passed on
    )
    return Spoken(
        content=face,
        label=said,
        button=True,
        checked=on,
        exclude_semantics=True,
        container=True,
        on_click=lambda _: press(),
    )


def _slider(words: Words, asked: Criterion, value: int | None, give: Give, label: str) -> ft.Control:
    lowest, highest = asked.bounds[0], asked.bounds[-1]
    slider = ft.Slider(
        value=lowest if value is None else value,
        min=lowest,
        max=highest,
        divisions=highest - lowest,
        label="{value}",
        expand=True,
        on_change_end=lambda event: give(round(float(event.control.value or 0)), None),
    )
    shown = ft.Text(words("rating.open") if value is None else words.number(value), size=18, weight=ft.FontWeight.W_700)
    return ft.Semantics(content=ft.Row([slider, shown]), label=label, container=True)


@ft.component
def Written(text: str, give: Give, label: str) -> ft.Control:
    """A text that is kept when the field is left, and when the page is."""
    touchline = use_touchline()
    typed, kept = ft.use_ref(text), ft.use_ref(text)
    told: Any = ft.use_ref(None)  # a field that is kept tells what the last drawing was given
    told.current = give

    def keep() -> None:
        new = (typed.current or "").strip()
        if new != kept.current:
            kept.current = new
            told.current(None, new or None)

    def type_(value: str) -> None:
        typed.current = value

    changed = ft.use_callback(type_, [])
    left = ft.use_callback(lambda _: keep(), [])
    ft.use_effect(lambda: None, [], cleanup=keep)
    hint = touchline.words("rating.words")
    return field(text, changed, label=label, hint_text=hint, multiline=True, min_lines=2, max_lines=5, on_blur=left)
