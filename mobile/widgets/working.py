"""Long work under way: a bar, a figure, and a way to stop."""

from collections.abc import Callable

import flet as ft

from mobile.words import Words


def working(words: Words, key: str, at: int, wanted: int, stop: Callable[[], None]) -> list[ft.Control]:
    """So many of so many are done. `key` names the sentence of `{done}` and `{all}`."""
    label = words(key, done=words.number(at), all=words.number(wanted))
    bar = ft.ProgressBar(value=at / max(1, wanted), bar_height=8, semantics_label=label)
    away = ft.TextButton(words("work.stop"), height=48, on_click=lambda _: stop())
    return [bar, ft.Row([ft.Text(label, expand=True), away])]
