"""An activity that was planned by mistake: what goes with it, this one or all that follow, and the way back."""

from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.foresight import Foreseen
from mobile.reader.agenda import Activity
from mobile.touchline import Touchline


def bring_back(touchline: Touchline, id: str) -> None:
    """What was deleted with the activity `id` is there again, as soon as the club hears it: only there the rows are."""
    done = touchline.do("row.restore", table="activity", id=id)
    if done.refusal is None:
        touchline.tell(touchline.words("activity.back"))


def deleting(touchline: Touchline, view: Activity, moment: str, close: Callable[[], None]) -> ft.AlertDialog:
    """The question before an activity is deleted; `moment` says when it would have been."""
    words = touchline.words
    alone = ("activity.delete", {"id": view.id})
    one = touchline.writer.would(alone)
    rest = ("activity_series.delete", {"id": view.series, "from_on": view.occurs_on})
    follow = touchline.writer.would(rest) if view.repeats else Foreseen()
    going = follow.ids("go", "activity")

    def remove(wish: tuple[str, dict[str, Any]], first: str, said: str) -> None:
        close()
        if touchline.do_all(wish).refusal is None:
            touchline.go("/agenda")
            touchline.tell(said, words("undo"), lambda: bring_back(touchline, first))

    inside: list[ft.Control] = [ft.Text(words("activity.delete.text", when=moment))]
    buttons: list[ft.Control] = []
    if one.refusal is not None:
        inside.append(_small(words.refusal(one.refusal.code, one.refusal.about)))
    else:
        inside += _along(touchline, one)
        label = words("series.cancel.one" if len(going) > 1 else "activity.delete")
        said = words("activity.deleted", what=view.title)
        buttons.append(_button(label, lambda: remove(alone, view.id, said), strong=True))
    if len(going) > 1 or (going and one.refusal is not None):
        said_all = words.plural("series.deleted", len(going), what=view.title)
        label = words.plural("series.cancel", len(going))
        buttons.append(_button(label, lambda: remove(rest, going[0], said_all), strong=not buttons))
        inside += [_small(words.plural("series.delete.goes", len(going))), *_along(touchline, follow)]
    if buttons:
        past = view.start_at <= touchline.now()
        inside += [] if past else [_small(words("activity.delete.told"))]
        inside.append(_small(words("activity.delete.rather")))
    return ft.AlertDialog(
        title=ft.Text(words("activity.delete.title", what=view.title)),
        content=ft.Column(
            [*inside, *buttons], spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        ),
        actions=[ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: close())],
        on_dismiss=lambda _: close(),
        scrollable=True,
    )


def _along(touchline: Touchline, foreseen: Foreseen) -> list[ft.Control]:
    """What goes along: who answered, and what is kept for it."""
    words = touchline.words
    people = len(touchline.reader.agenda.who_answered(foreseen.ids("go", "activity_guest")))
    kept = len(foreseen.ids("change", "booking"))
    said = [words.plural("activity.delete.answers", people)] if people else [words("activity.delete.no_answers")]
    said += [words.plural("activity.delete.bookings", kept)] if kept else []
    return [_small(text) for text in said]


def _small(text: str) -> ft.Control:
    return ft.Text(text, size=14, color=ft.Colors.ON_SURFACE_VARIANT)


def _button(label: str, press: Callable[[], None], *, strong: bool) -> ft.Control:
    kind = ft.FilledButton if strong else ft.OutlinedButton
    return kind(label, icon=ft.Icons.DELETE_OUTLINE, height=48, on_click=lambda _: press())
