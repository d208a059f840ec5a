"""The foot of a page: the buttons of the forms that are open on it, in reach however long a form is. (features 4, 5, 6)

A pane of the shell has one foot, and so has a question over it. One bar speaks for all forms that stand above it: Save
lights up when anything differs and keeps all of it, undo takes all of it back, and what was refused is said where it is
in view. A form that stands nowhere of the kind has a foot of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from mobile.touchline import use_touchline
from mobile.widgets.form import Form
from mobile.widgets.theme import EDGE
from mobile.words import Words

STRETCH = ft.CrossAxisAlignment.STRETCH
WIDTH = 720
"""As wide as a page above it is."""
RIGHT_OF_FIELDS = 2 * EDGE
"""Tab goes from left to right through what stands side by side, and a field that is not in sight yet lies behind the
bar: buttons that begin where fields do would come before it.
"""


@dataclass(eq=False)
class Open:
    """A form as its foot knows it: `save` answers whether it was kept, `close` is None for one that always stands
    there. `said` is what would come of it, `wrong` what was refused; "" for nothing.
    """

    form: Form
    save: Callable[[], bool] = lambda: False
    undo: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None
    stands: bool = False
    said: str = ""
    wrong: str = ""
    kept: bool = False

    @property
    def dirty(self) -> bool:
        """Whether something typed here would be lost."""
        return self.form.dirty and not self.kept


@ft.observable
@dataclass
class Turns:
    """Counts up whenever a form of the foot is not as it was."""

    n: int = 0


class Foot:
    """The forms above one bar. `unsaved` is told whether anything of them would be lost."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.forms: list[Open] = []
        self._before = False

    @property
    def dirty(self) -> bool:
        """Whether anything above it would be lost."""
        return any(one.dirty for one in self.forms)

    def opens(self, one: Open, *, unsaved: bool) -> None:
        """A form came; `unsaved` is whether something else was, before the first of them."""
        if not self.forms:
            self._before = unsaved
        self.forms.append(one)

    def shuts(self, one: Open) -> None:
        """A form went."""
        self.forms.remove(one)
        self.turns.n += 1

    def unsaved(self) -> bool:
        """Whether something would be lost, here or where it was before."""
        return self.dirty or self._before

    def save(self) -> None:
        """Keep what is typed; each form that was kept closes."""
        kept = [one for one in self.forms if one.dirty and one.save()]
        for one in kept:
            one.close()

    def undo(self) -> None:
        """Take back what is typed."""
        for one in [one for one in self.forms if one.dirty]:
            one.undo()

    def close(self) -> None:
        """Nothing was typed: the forms go."""
        for one in [one for one in self.forms if not one.stands]:
            one.close()


_FOOT: Any = ft.create_context(None)


def over(foot: Foot, draw: Callable[[], Any]) -> Any:
    """Draw with `foot` under every form that is drawn."""
    return _FOOT(foot, draw)


def use_foot() -> Foot | None:
    """The foot of the pane or of the question; None where there is none. A hook."""
    found: Foot | None = ft.use_context(_FOOT)
    return found


@ft.component
def FormFoot(foot: Foot | None = None, *, bare: bool = False) -> ft.Control:
    """The bar, where there is something for it to say: that of the pane, unless it is told which. A `bare` one has no
    ground of its own.
    """
    of_pane, touchline = use_foot(), use_touchline()
    foot = foot or of_pane
    ft.use_state(foot.turns if foot is not None else None)
    wide = touchline.state.place.wide
    if foot is None or not (foot.dirty or any(not one.stands for one in foot.forms)):
        return ft.Container(visible=False)
    lines = [_line(one) for one in foot.forms if one.said or one.wrong]
    buttons = ft.Container(
        ft.Row(_buttons(touchline.words, foot, spread=not wide), spacing=8, alignment=ft.MainAxisAlignment.END),
        padding=ft.Padding.only(left=0 if wide or bare else RIGHT_OF_FIELDS),
    )
    inside = ft.Column([*lines, buttons], spacing=8, tight=True, horizontal_alignment=STRETCH)
    if bare:
        return inside
    return ft.Container(
        ft.Container(inside, width=WIDTH if wide else None),
        alignment=ft.Alignment.CENTER_LEFT if wide else None,
        padding=ft.Padding.symmetric(horizontal=EDGE, vertical=10),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
    )


def _line(one: Open) -> ft.Control:
    """What was refused, or what would come of it; read out when it changes."""
    text, icon, color = one.said, ft.Icons.INFO_OUTLINE, ft.Colors.ON_SURFACE_VARIANT
    if one.wrong:
        text, icon, color = one.wrong, ft.Icons.ERROR_OUTLINE, ft.Colors.ERROR
    line = ft.Row(
        [ft.Icon(icon, size=20, color=color), ft.Text(text, color=color, expand=True)],
        spacing=10,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Semantics(content=line, live_region=True, container=True)


def _buttons(words: Words, foot: Foot, *, spread: bool) -> list[ft.Control]:
    """What takes back or leaves, and Save; `spread` over the bar where a thumb looks for them."""
    dirty = foot.dirty
    away, key = (foot.undo, "form.undo") if dirty else (foot.close, "form.close")
    save = ft.FilledButton(words("form.save"), icon=ft.Icons.CHECK if dirty else None, height=48, disabled=not dirty)
    save.on_click = lambda _: foot.save()
    back = ft.TextButton(words(key), height=48, on_click=lambda _: away())
    save.expand = back.expand = spread or None
    return [back, save]


@ft.component
def Apart(draw: Callable[[], ft.Control], scrolls: bool) -> ft.Control:
    """What a question asks, and below it a foot of its own; what is above it `scrolls` where it does not by itself."""
    foot = ft.use_ref(Foot).current
    asked = over(foot, draw)
    if scrolls:
        asked = ft.Column([asked], tight=True, scroll=ft.ScrollMode.AUTO, horizontal_alignment=STRETCH)
    return ft.Column(
        [ft.Container(asked, expand=True, expand_loose=True), FormFoot(foot, bare=True)],
        spacing=8,
        tight=True,
        horizontal_alignment=STRETCH,
    )
