"""An activity that does not take place: why, this one or all that follow, and the way back."""

from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.reader.agenda import Activity
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.field import field


def reinstate(touchline: Touchline, view: Activity) -> None:
    """What was called off takes place after all."""
    if touchline.do("activity.reinstate", id=view.id).refusal is None:
        touchline.tell(touchline.words("activity.reinstated", what=view.title))


@ft.component
def Why(reason: Any) -> ft.Control:
    """The field for the reason, which those who come read."""
    words = use_touchline().words

    def write(text: str) -> None:
        reason.current = text

    kept = ft.use_callback(write, [])
    label = words("activity.cancel.reason")
    return field(reason.current or "", kept, label=label, capitalization=ft.TextCapitalization.SENTENCES)


def calling_off(
    touchline: Touchline, view: Activity, moment: str, close: Callable[[], None], reason: Any
) -> ft.AlertDialog:
    """The question before an activity is called off; `moment` says when it would have been, `reason` (a reference)
    keeps what is typed.
    """
    words = touchline.words
    coming = touchline.reader.repeating.coming(view.series or "", view.occurs_on or "", touchline.now())
    follow = [one for one in coming if not one.cancelled] if view.repeats else []

    def said() -> str | None:
        return (reason.current or "").strip() or None

    def call_off() -> None:
        close()
        if touchline.do("activity.cancel", id=view.id, reason=said()).refusal is None:
            touchline.tell(
                words("activity.cancelled", what=view.title), words("undo"), lambda: reinstate(touchline, view)
            )

    def call_all_off() -> None:
        close()
        wish = {"id": view.series, "from_on": view.occurs_on, "reason": said()}
        if touchline.do("activity_series.cancel", **wish).refusal is None:
            back = {"id": view.series, "days": [one.day for one in follow]}
            text = words.plural("series.cancelled", len(follow), what=view.title)
            touchline.tell(text, words("undo"), lambda: touchline.do("activity_series.reinstate", **back))

    whole = ft.OutlinedButton(words.plural("series.cancel", len(follow)), height=48, on_click=lambda _: call_all_off())
    label = words("series.cancel.one" if len(follow) > 1 else "activity.cancel")
    one = ft.FilledButton(label, icon=ft.Icons.EVENT_BUSY, height=48, on_click=lambda _: call_off())
    past = view.start_at <= touchline.now()  # the server tells of nothing that has begun
    told = words("activity.cancel.past" if past else "activity.cancel.text", when=moment)
    stays = ft.Text(words("activity.cancel.stays"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    inside: list[ft.Control] = [ft.Text(told), stays, Why(reason)]
    inside += [one, whole] if len(follow) > 1 else []
    return ft.AlertDialog(
        title=ft.Text(words("activity.cancel.title", what=view.title)),
        content=ft.Column(inside, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        actions=[
            ft.TextButton(words("activity.cancel.not"), height=48, on_click=lambda _: close()),
            *([one] if len(follow) < 2 else []),
        ],
        on_dismiss=lambda _: close(),
    )
